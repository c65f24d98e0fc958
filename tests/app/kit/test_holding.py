"""What only streams on an event loop can get wrong: places that nobody gives back, and turns of many at once."""

from __future__ import annotations

import asyncio
import re

import pytest
from flask import Flask

from app.kit import holding, streams
from app.kit.bus import LocalBus, bus
from app.kit.holding import Beats, LoopListener, Opening
from app.kit.streams import Opened, Streams
from tests import hearing
from tests.conftest import sign_in
from tests.factories import make_person
from tests.looping import looping, run


async def nobody(_message: object) -> None:
    """Nobody is there."""


def test_a_browser_that_goes_while_the_view_is_at_it_keeps_no_place():
    house, here = Streams(most=5), LocalBus()

    async def go() -> None:
        opening = Opening(asyncio.get_running_loop(), nobody, may=True)
        listener = opening.listener(here, "duel:1")
        here.join(listener)
        house.add("person:1", listener)
        opening.let_go()
        opening.answer(Opened(listener, "", str, lambda: house.drop("person:1", listener)))

    run(go())
    assert house._count == 0
    assert not here._topics


def test_a_view_that_lets_a_stream_begin_and_then_breaks_keeps_no_place(app: Flask):
    @app.after_request
    def break_it(answer):
        answer.status_code = 503
        return answer

    client = sign_in(app.test_client(), make_person())
    with looping(app) as loop:
        answer = loop.ask(client, "/pk/stream", {})
        assert answer.status_code == 503
        assert list(answer.iter_encoded()) == []  # comes to an end
        answer.close()
    assert app.extensions["streams"]._count == 0


def test_many_turns_at_once_leave_room_for_hints_between_them(monkeypatch):
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(holding, "MOST_A_TICK", 10)

    async def go() -> tuple[int, int]:
        beats, here, loop = Beats(), LocalBus(), asyncio.get_running_loop()
        everybody = [LoopListener(here, "duel:1", loop) for _one in range(35)]
        for one in everybody:
            beats.add(one)
        while not any(one._beats for one in everybody):
            await asyncio.sleep(0)
        first = sum(one._beats for one in everybody)
        while not all(one._beats for one in everybody):
            await asyncio.sleep(0.01)
        for one in everybody:
            one.closed = True
        while beats._timer is not None:
            await asyncio.sleep(0.01)
        return first, len(beats._line)

    assert run(go()) == (10, 0)


def test_a_hint_that_comes_with_a_turn_is_not_taken_for_it():
    async def go() -> list[object]:
        listener = LoopListener(LocalBus(), "duel:1", asyncio.get_running_loop())
        listener.beat()
        listener.put({"version": 3})
        return [await listener.wait(), await listener.wait()]

    assert run(go()) == [{"version": 3}, None]


@pytest.mark.parametrize(("held", "longest"), [(1, 2_010), (3, 2_030)])
def test_when_a_process_ends_its_browsers_are_told_to_come_back_one_after_the_other(app: Flask, held, longest):
    client = sign_in(app.test_client(), make_person())
    with looping(app) as loop:
        heard = [hearing.listen(client, "/pk/stream", loop=loop) for _one in range(held)]
        app.extensions["streams"].close_all()
        last = [b"".join(one.answer.iter_encoded()).decode().rstrip().rsplit("\n\n", 1)[1] for one in heard]
    assert all(2_000 <= int(re.fullmatch(r"retry: (\d+)", one)[1]) <= longest for one in last)
    with looping(app) as loop:  # who comes before it has ended is sent on at once
        late = hearing.listen(client, "/pk/stream", loop=loop)
        assert b"retry" in b"".join(late.answer.iter_encoded())
    assert not bus()._topics  # type: ignore[attr-defined]
