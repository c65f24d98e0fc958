"""`kill -9` in the middle of 200 live PKs of 400 people: what was acknowledged is there, and each PK ends rightly."""

from __future__ import annotations

import http.client
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from random import Random
from signal import SIGINT
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

import flask
import pytest
from flask import Flask
from flask_wtf.csrf import generate_csrf
from sqlalchemy import func, select

from app import serve
from app.duels import starting
from app.duels.models import Duel, Status
from app.duels.services import due_at, question_seed
from app.factory import create_app
from app.kit import clock
from app.kit.database import engine, session, transaction
from app.people.models import Person, Post
from app.people.signing_in import open_sign_in
from app.points.models import Entry, Reason
from app.questions.models import question_posts
from app.questions.queries import versions
from app.seasons.seeding import seed_demo_season
from config import Settings
from quizzes.rules import duel as rules
from quizzes.rules.grading import check, key, mask
from quizzes.rules.machine import mistake
from quizzes.rules.scoring import outcome
from tests.engines import make_folder
from tests.factories import make_dealer, make_person
from tests.playing import FIELDS, players, rated
from tests.serving import Server

DUELS = 200
BOTS = 8  # threads; each plays both sides of its share
MOST_REQUESTS = 150  # of a bot
LIMIT_MS = 10_000
QUICK = rules.Rules(countdown_ms=1_000, reveal_ms=400)
FIRST_KILL, SECOND_KILL, ENOUGH = 60, 120, 200  # answers acknowledged
PATIENCE_SECONDS = 120  # a wide net: it all takes about 30
AT = re.compile(r'data-at="(\w+) ?(\d*) ?(answered)?')
VERDICT = re.compile(r'class="verdict verdict--(\w+)"')


@dataclass(frozen=True)
class Sent:
    """What a seat sends to a question, always the same; `fields`: as its page does."""

    response: Any
    right: bool
    fields: dict[str, Any]


@dataclass
class Pk:
    """A PK as its two bots know it. `acknowledged`: what the server said about a side's answer to a question."""

    id: int
    sent: list[list[Sent]]  # by side and question
    cookies: list[str]
    index: int = 0
    over: bool = False
    acknowledged: dict[tuple[int, int], str] = field(default_factory=dict)


# the house --------------------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[Server]:
    home = make_folder("kill")
    server = Server(home)
    yield server
    server.kill()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def app(server: Server) -> Iterator[Flask]:
    """The same house seen from its command line: the application over the server's database."""
    app = create_app(Settings.of_environment({"PADDOCK_HOME": str(server.home)}))
    serve.prepare(app)
    with app.app_context():
        seed_demo_season(clock.now().date())
        yield app
        session().close()
        engine().dispose()


def begin(app: Flask) -> list[Pk]:
    """200 PKs that count down now."""
    with app.test_request_context():
        token = generate_csrf()
        secret = flask.session["csrf_token"]
    sign = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    chance = Random(7)
    dealer = make_dealer()
    with transaction():
        post = biggest_pool()
        people = [make_person(post=post, dealer=dealer) for _number in range(2 * DUELS)]
        session().flush()
        tokens = [open_sign_in(person, device="", now=clock.now()) for person in people]
    cookies = [sign.dumps({"sign_in": one, "csrf_token": secret}) for one in tokens]
    pks = []
    for seed, (first, second, cookie, other) in enumerate(
        zip(people[::2], people[1::2], cookies[::2], cookies[1::2], strict=True)
    ):
        with transaction():  # each of its own: the server's jobs write, too
            pks.append(Pk(*started(first, second, seed, token, chance), [cookie, other]))
    return pks


def biggest_pool() -> Post:
    """The post that is asked the most questions."""
    size = select(question_posts.c.post_id).group_by(question_posts.c.post_id).order_by(func.count().desc()).limit(1)
    return session().get_one(Post, session().scalar(size))


def started(first: Person, second: Person, seed: int, token: str, chance: Random) -> tuple[int, list[list[Sent]]]:
    """A PK with short limits, and what its two will send."""
    now = clock.now()
    duel = starting.start_live(first, second, now, seed)
    seats = tuple(replace(seat, limits=(LIMIT_MS,) * 5) for seat in rules.from_json(duel.state).seats)
    waiting = rules.State(QUICK, seats)  # type: ignore[arg-type]
    state, _facts = rules.step(waiting, rules.Start(), clock.milliseconds(now))
    duel.state, duel.due_at = rules.to_json(state), due_at(state)
    contents = [one.content for one in versions(duel.version_ids)]
    return duel.id, [
        [
            answer_to(content, question_seed(duel, side, index), token, index, chance)
            for index, content in enumerate(contents)
        ]
        for side in (0, 1)
    ]


def answer_to(content: dict[str, Any], seed: int, token: str, index: int, chance: Random) -> Sent:
    right = chance.random() < 0.6
    meant = key(content) if right else mistake(content, chance)
    fields = FIELDS[content["kind"]](mask(content, seed, meant))
    return Sent(check(content, meant), right, {"csrf_token": token, "index": index} | fields)


# the bots ---------------------------------------------------------------------------------------------------------


class Bot(Thread):
    """Plays its PKs by the pages until it is told to stop; sends again what got no reply."""

    def __init__(self, port: int, pks: list[Pk], stop: Event, seed: int) -> None:
        super().__init__(daemon=True)
        self.port, self.pks, self.stop, self.chance = port, pks, stop, Random(seed)
        self.failure: Exception | None = None
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def run(self) -> None:
        try:
            for _request in range(MOST_REQUESTS):
                open_ones = [pk for pk in self.pks if not pk.over]
                if self.stop.is_set() or not open_ones:
                    return
                self.play(self.chance.choice(open_ones))
        except Exception as failure:
            self.failure = failure
        finally:
            self._line.close()

    def play(self, pk: Pk) -> None:
        side, index = self.chance.randrange(2), pk.index
        if (side, index) in pk.acknowledged:
            side = 1 - side
        page = self.post(pk, side, "answer", pk.sent[side][index].fields)
        kind, number, said = shown(page)
        if number == index and said:
            pk.acknowledged[side, index] = said
        if kind == "reveal" and number < 4 and self.chance.random() < 0.5:
            for one in (0, 1):
                page = self.post(pk, one, "next", pk.sent[one][index].fields | {"index": number})
            kind, number, said = shown(page)
        pk.over = kind == "result" or (kind == "reveal" and number == 4)
        if kind == "question":
            pk.index = number

    def post(self, pk: Pk, side: int, deed: str, fields: dict[str, Any]) -> str:
        """What the server says; while there is none it is asked again and again."""
        headers = {"Cookie": f"paddock={pk.cookies[side]}", "HX-Request": "true"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        while not self.stop.is_set():
            with suppress(OSError, http.client.HTTPException):
                self._line.request("POST", f"/pk/{pk.id}/{deed}", urlencode(fields, doseq=True), headers)
                reply = self._line.getresponse()
                page = reply.read().decode()
                assert reply.status in (200, 409, 422, 503), (reply.status, page)
                return page
            self._line.close()
            self.stop.wait(0.1)
        return ""


def shown(page: str) -> tuple[str, int, str]:
    """What the page shows: (question, 2, what it says about one's answer, if there is one)."""
    found, verdict = AT.search(page), VERDICT.search(page)
    if found is None:
        return "", -1, ""
    said = verdict[1] if verdict else (found[3] or "")
    number = int(found[2]) if found[2] else -1
    return found[1], number, "" if said == "none" else said


# the story --------------------------------------------------------------------------------------------------------


def test_whoever_is_killed_in_the_middle_of_two_hundred_live_pks_every_one_ends_rightly(server, app):
    server.start()
    pks = begin(app)
    stop = Event()
    bots = [Bot(server.port, pks[number::BOTS], stop, number) for number in range(BOTS)]
    try:
        for bot in bots:
            bot.start()
        wait_for(lambda: acknowledged(pks) >= FIRST_KILL, bots)
        assert running() > DUELS // 2
        server.kill_worker()
        wait_for(lambda: acknowledged(pks) >= SECOND_KILL, bots)
        assert running() > 0
        server.kill()
        before = acknowledged(pks)
        server.start()
        wait_for(lambda: acknowledged(pks) >= ENOUGH, bots)
    finally:
        stop.set()
        for bot in bots:
            bot.join(PATIENCE_SECONDS)
    assert [bot.failure for bot in bots if bot.failure] == []
    assert acknowledged(pks) > before
    wait_for(lambda: running() == 0, ())
    with stream_of(server, pks[0]):
        server.end(SIGINT)  # does not wait for the stream
    for pk in pks:
        ended_rightly(pk)
    for command in ("ledger", "ratings"):
        result = app.test_cli_runner().invoke(args=[command, "verify"])
        assert result.exit_code == 0, result.output
    assert "Traceback" not in server.log()


@contextmanager
def stream_of(server: Server, pk: Pk) -> Iterator[None]:
    """A stream that is open."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
    line.request("GET", f"/pk/{pk.id}/stream", headers={"Cookie": f"paddock={pk.cookies[0]}"})
    with line.getresponse() as stream:
        assert stream.status == 200
        assert stream.readline()
        yield
    line.close()


def acknowledged(pks: list[Pk]) -> int:
    return sum(len(pk.acknowledged) for pk in pks)


def running() -> int:
    session().commit()
    return session().scalar(select(func.count()).select_from(Duel).where(Duel.status == Status.RUNNING)) or 0


def wait_for(ready: Any, bots: Any) -> None:
    """Until it is so, or the bots have nothing left to do."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ready() and (not bots or any(bot.is_alive() for bot in bots)):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def ended_rightly(pk: Pk) -> None:
    """Nothing acknowledged is lost, nothing is invented, and it is paid and rated once."""
    session().commit()
    duel = session().get_one(Duel, pk.id, populate_existing=True)
    state = rules.from_json(duel.state)
    assert (duel.status, state.phase) == (Status.FINISHED, rules.Phase.FINISHED)
    for side, seat in enumerate(state.seats):
        for index, given in enumerate(seat.answers):
            sent = pk.sent[side][index]
            assert given is not None
            assert given.response in (None, sent.response)
            said = pk.acknowledged.get((side, index))
            if said:
                assert (given.response, given.correct) == (sent.response, sent.right)
                assert said in ("answered", "right" if sent.right else "wrong")
    totals = [seat.total() for seat in state.seats]
    outcomes = [outcome(*totals).value, outcome(*totals[::-1]).value]
    assert [(seat.score, seat.outcome) for seat in duel.seats] == list(zip(totals, outcomes, strict=True))
    assert players(duel.id) == []
    paid_and_rated_once(duel)


def paid_and_rated_once(duel: Duel) -> None:
    people = sorted(seat.person_id or 0 for seat in duel.seats)
    paid = session().scalars(select(Entry.person_id).where(Entry.reason == Reason.PK.value, Entry.source_id == duel.id))
    assert sorted(paid) == rated(duel.id) == people
