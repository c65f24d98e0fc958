"""Plays a PK by the pages: starts it, answers rightly or wrongly, goes on."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.duels import jobs, starting
from app.duels.models import Duel, OpenPk
from app.duels.services import question_seed
from app.kit.clock import HandClock
from app.kit.database import session, transaction
from app.people.models import Person, Post
from app.questions.queries import version
from quizzes.rules import duel as rules
from quizzes.rules.grading import key, mask
from quizzes.rules.machine import mistake
from tests.conftest import sign_in
from tests.factories import make_dealer, make_person, make_question

KINDS = ("single", "several", "true-false", "numeric", "ordering", "matching", "short", "cloze")
WRONG: dict[str, Any] = {
    "single": "b",
    "several": ["a", "c"],
    "true-false": False,
    "numeric": 3.5,
    "ordering": ["b", "a", "c"],
    "matching": {"a": "b", "b": "a", "c": "c"},
    "short": "spanner",
    "cloze": {"1": "water", "2": 230.0, "3": "b"},
}
HTMX = {"HX-Request": "true"}


def make_pool(*posts: Post, kinds: tuple[str, ...] = ("single",) * 5) -> None:
    for kind in kinds:
        make_question(*posts, kind=kind)


def start(client: FlaskClient, level: int = 1) -> int:
    """Start a PK as a page does; its id."""
    answer = client.post("/pk", data={"level": level})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return int(answer.location.rsplit("/", 1)[1])


def duel(duel_id: int) -> Duel:
    """The PK as it is kept now, whoever changed it."""
    session().commit()
    found = session().get(Duel, duel_id, populate_existing=True)
    assert found is not None
    return found


def state(duel_id: int) -> rules.State:
    return rules.from_json(duel(duel_id).state)


def form(duel_id: int, index: int, *, right: bool = True, side: int = 0) -> dict[str, Any]:
    """What the page of this side would send for the right answer, or for a wrong one."""
    found = duel(duel_id)
    content = version(found.version_ids[index]).content
    kind = content["kind"]
    shown = mask(content, question_seed(found, side, index), key(content) if right else mistake(content, Random(0)))
    return {"index": index} | FIELDS[kind](shown)


FIELDS = {
    "single": lambda one: {"choice": one},
    "several": lambda some: {"choices": some},
    "true-false": lambda value: {"choice": "true" if value else "false"},
    "numeric": lambda number: {"number": str(number)},
    "ordering": lambda order: {f"place.{one}": str(place) for place, one in enumerate(order, start=1)},
    "matching": lambda pairs: {f"pair.{left}": right for left, right in pairs.items()},
    "case": lambda path: {"choices": path},
    "short": lambda words: {"words": words},
    "cloze": lambda gaps: {f"gap.{one}": str(given) for one, given in gaps.items()},
    "hotspot": lambda place: {"choice": place},
}


def answer(client: FlaskClient, duel_id: int, index: int, *, right: bool = True, **headers: str) -> TestResponse:
    return client.post(f"/pk/{duel_id}/answer", data=form(duel_id, index, right=right), headers=headers)


def go_on(client: FlaskClient, duel_id: int, index: int) -> TestResponse:
    return client.post(f"/pk/{duel_id}/next", data={"index": index})


def play(client: FlaskClient, duel_id: int, rights: tuple[bool, ...] = (True,) * 5) -> str:
    """Answer all five; the result page."""
    for index, right in enumerate(rights):
        answer(client, duel_id, index, right=right)
        go_on(client, duel_id, index)
    return client.get(f"/pk/{duel_id}").get_data(as_text=True)


def plan(duel_id: int, *answers: tuple[bool, int]) -> None:
    """Let the machine of a PK that has just begun answer so: (right, points) for each question."""
    found = duel(duel_id)
    before = rules.from_json(found.state)
    contents = [version(one).content for one in found.version_ids]
    planned = tuple(
        rules.Given(key(content) if right else mistake(content, Random(0)), right, 5000, points)
        for content, (right, points) in zip(contents, answers, strict=True)
    )
    machine = replace(before.seats[1], planned=planned)
    with transaction():
        found.state = rules.to_json(replace(before, seats=(before.seats[0], machine)))


def seat_of(duel_id: int, person: Person) -> tuple[str | None, int | None]:
    """Outcome and score of the person, as kept."""
    found = next(seat for seat in duel(duel_id).seats if seat.person_id == person.id)
    return found.outcome, found.score


def players(duel_id: int) -> list[int]:
    """Who has the PK open now, by number."""
    session().rollback()
    return list(session().scalars(select(OpenPk.person_id).filter_by(duel_id=duel_id).order_by(OpenPk.person_id)))


def rated(duel_id: int | None = None) -> list[int]:
    """Whose ratings a PK has moved, or all of them, by number; as often as it did."""
    session().rollback()
    found = session().scalars(select(Duel) if duel_id is None else select(Duel).filter_by(id=duel_id)).all()
    return sorted(seat.person_id for duel in found for seat in duel.seats if seat.games is not None)


# two people ---------------------------------------------------------------------------------------------------------

Rival = tuple[FlaskClient, Person]


def rivals(app: Flask) -> tuple[Rival, Rival]:
    """Two people of one post at two dealers, each with a browser."""
    one = make_person()
    other = make_person(post=one.post, dealer=make_dealer("D002"))
    return (sign_in(app.test_client(), one), one), (sign_in(app.test_client(), other), other)


def meet(
    app: Flask, two: tuple[Rival, Rival], clock: HandClock, friendly: str = "", *, counted_down: bool = True
) -> int:
    """Both look for an opponent, are paired and have counted down; the PK's id. The first sits at side 0."""
    for client, _person in two:
        client.post("/pk/find", data={"friendly": friendly})
        clock.move(milliseconds=10)
    while not jobs.move_on():  # the band of ratings widens while they wait
        clock.move(seconds=1)
        for client, _person in two:
            assert client.get("/pk/waiting").status_code == 200
    address = two[0][0].get("/pk/waiting").location
    if counted_down:
        clock.move(milliseconds=starting.COUNTDOWN_MS)
        jobs.move_on()
    return int(address.rsplit("/", 1)[1])


def live_form(duel_id: int, side: int, index: int, *, right: bool = True) -> dict[str, Any]:
    return form(duel_id, index, right=right, side=side)


def live_answer(client: FlaskClient, duel_id: int, side: int, index: int, *, right: bool = True) -> TestResponse:
    return client.post(f"/pk/{duel_id}/answer", data=live_form(duel_id, side, index, right=right))


def begun(reply: TestResponse) -> int:
    """The id of the PK to which an answer leads."""
    assert reply.status_code == 303, reply.get_data(as_text=True)
    return int(reply.location.rsplit("/", 1)[1])


def send_challenge(client: FlaskClient, to: Person | None = None) -> int:
    """Play the first half of a challenge, all five rightly; the PK's id."""
    duel_id = begun(client.post("/pk/challenge", data={"person_id": to.id} if to else {}))
    play(client, duel_id)
    return duel_id
