"""How often a request asks the database: each main page and action has a bound, the same on both engines, however much
has happened before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app.days.models import DaySet
from app.days.services import question_seed as day_seed
from app.duels.models import Duel
from app.kit.clock import HandClock
from app.kit.database import engine, session
from app.lessons.models import Check
from app.lessons.services import question_seed as check_seed
from app.people.models import Person
from app.questions.queries import version
from quizzes.rules.grading import key, mask
from tests import playing
from tests.conftest import sign_in
from tests.factories import give_points, make_dealer, make_person, make_question, make_season, make_section
from tests.statements import counted

Step = tuple[str, Callable[[], Any]]
HTMX = playing.HTMX

BOUNDS = {
    "GET /": 20,
    "GET /learn": 6,
    "GET /learn/brakes": 6,
    "GET /class/brakes-0": 11,
    "POST /class/brakes-0/checks": 9,
    "GET /check": 8,
    "POST /check/answers": 25,
    "GET /check, question closed": 9,
    "POST /check/answers, the last": 38,
    "GET /check, done": 17,
    "GET /pk": 11,
    "POST /pk": 11,
    "GET /pk/1": 5,
    "POST /pk/1/answer": 3,
    "POST /pk/1/next": 3,
    "POST /pk/1/answer, the last": 32,
    "GET /pk/1, the result": 9,
    "POST /pk/1/give-up": 19,
    "GET /pk/history": 5,
    "GET /pk/colleagues": 8,
    "POST /pk/challenge": 11,
    "POST /pk/find": 7,
    "GET /pk/waiting": 9,
    "POST /pk/leave": 2,
    "GET /pk/1, live": 6,
    "POST /pk/1/answer, live": 4,
    "POST /pk/1/answer, live, the last": 28,
    "GET /board": 7,
    "GET /board, of a dealer": 7,
    "GET /points": 9,
    "GET /notices": 6,
    "GET /me": 6,
    "GET /tour": 8,
    "GET /day": 37,
    "GET /day/1/review": 5,
    "POST /day/1/answers": 20,
    "GET /streak": 9,
    "GET /league": 9,
    "GET /badges": 21,
    "GET /team": 15,
    "GET /season": 7,
    "GET /api/v1/me": 7,
    "GET /api/v1/boards": 5,
}


def test_no_main_page_or_action_asks_the_database_more_often_than_its_bound(app, clock):
    asked: dict[str, int] = {}
    for _time in range(2):  # the second time there is a past
        for name, deed in walk(app, clock):
            with counted() as seen:
                answer = deed()
            assert answer.status_code < 400, (name, answer.status, answer.text[-500:])
            asked[name] = max(asked.get(name, 0), len(seen))
    assert {name: count for name, count in asked.items() if count > BOUNDS[name]} == {}
    assert asked.keys() == BOUNDS.keys()


def test_a_season_is_read_once_in_a_request_however_many_ask_which_one_runs(app, clock):
    client = sign_in(app.test_client(), _world())
    client.get("/")
    with counted() as seen:
        assert client.get("/").status_code == 200
    assert len([one for one in seen if "FROM seasons" in one]) == 1


def test_an_answer_of_a_pk_is_four_statements_at_most_and_one_commit_on_each_engine(app, clock):
    client = sign_in(app.test_client(), _world())
    duel_id = playing.start(client)
    sent = playing.form(duel_id, 0)
    with counted() as seen, _commits() as commits:
        assert client.post(f"/pk/{duel_id}/answer", data=sent, headers=HTMX).status_code == 200
    assert len(seen) <= 4, seen
    assert len(commits) == 1


@contextmanager
def _commits() -> Iterator[list[bool]]:
    """The commits of what was written inside."""
    seen: list[bool] = []

    def note(connection: Any) -> None:
        if connection.get_execution_options().get("writing"):
            seen.append(True)

    event.listen(engine(), "commit", note)
    try:
        yield seen
    finally:
        event.remove(engine(), "commit", note)


def _world() -> Person:
    """A person among colleagues in a season, with a class to take and questions to play; made once, found again."""
    known = session().scalars(select(Person).order_by(Person.id)).first()
    if known is not None:
        return known
    season, me = make_season(), make_person()
    for number in range(12):
        give_points(make_person(post=me.post, dealer=make_dealer(f"D{number % 3:03}")), 10 + number, season)
    make_section("brakes", 2, me.post, asks=[make_question(me.post) for _number in range(2)])
    playing.make_pool(me.post, kinds=("single",) * 8)
    return me


def walk(app: Flask, clock: HandClock) -> Iterator[Step]:
    me = _world()
    client = sign_in(app.test_client(), me)
    yield from _day(client, me)  # first: what the day before missed is due until it is answered
    yield from _pages(client, ("/", "/learn", "/learn/brakes", "/class/brakes-0"))
    yield from _check(client, me)
    yield from _pk(client)
    yield from _live(app, client, me, clock)
    yield from _pages(client, ("/board", "/points", "/notices", "/me", "/tour"))
    yield "GET /board, of a dealer", lambda: client.get("/board?scope=dealer&period=season")
    yield from _pages(client, ("/streak", "/league", "/badges", "/team", "/season", "/api/v1/me", "/api/v1/boards"))
    clock.move(days=1)


def _pages(client: FlaskClient, paths: tuple[str, ...]) -> Iterator[Step]:
    for path in paths:
        yield f"GET {path}", lambda path=path: client.get(path)


def _check(client: FlaskClient, me: Person) -> Iterator[Step]:
    yield "POST /class/brakes-0/checks", lambda: client.post("/class/brakes-0/checks")
    check = session().scalars(select(Check).filter_by(person_id=me.id, finished_at=None)).one()
    for position, version_id in enumerate(check.version_ids):
        last = ", the last" if position == len(check.version_ids) - 1 else ""
        content = version(version_id).content
        sent = playing.FIELDS["single"](mask(content, check_seed(check, position), key(content)))
        yield "GET /check", lambda: client.get(f"/check/{check.id}")
        url = f"/check/{check.id}/answers/{position}"
        yield f"POST /check/answers{last}", lambda url=url, sent=sent: client.post(url, data=sent)
        seen = f"/check/{check.id}?seen={position}"
        yield "GET /check, question closed", lambda seen=seen: client.get(seen)
    yield "GET /check, done", lambda: client.get(f"/check/{check.id}")


def _pk(client: FlaskClient) -> Iterator[Step]:
    yield from _pages(client, ("/pk", "/pk/history", "/pk/colleagues"))
    yield "POST /pk", lambda: client.post("/pk", data={"level": 2})
    duel_id = _youngest()
    yield "GET /pk/1", lambda: client.get(f"/pk/{duel_id}")
    for index in range(5):
        sent = playing.form(duel_id, index, right=index > 0)  # what was missed comes back the next day
        name = "POST /pk/1/answer" + (", the last" if index == 4 else "")
        yield name, lambda sent=sent: client.post(f"/pk/{duel_id}/answer", data=sent, headers=HTMX)
        if index < 4:
            on = {"index": index}
            yield "POST /pk/1/next", lambda on=on: client.post(f"/pk/{duel_id}/next", data=on, headers=HTMX)
    yield "GET /pk/1, the result", lambda: client.get(f"/pk/{duel_id}")
    second = playing.start(client)
    yield "POST /pk/1/give-up", lambda: client.post(f"/pk/{second}/give-up")
    yield "POST /pk/challenge", lambda: client.post("/pk/challenge", data={})
    client.post(f"/pk/{_youngest()}/give-up")


def _live(app: Flask, client: FlaskClient, me: Person, clock: HandClock) -> Iterator[Step]:
    yield "POST /pk/find", lambda: client.post("/pk/find", data={})
    yield "GET /pk/waiting", lambda: client.get("/pk/waiting")
    yield "POST /pk/leave", lambda: client.post("/pk/leave")
    other = make_person(post=me.post)
    two = (client, me), (sign_in(app.test_client(), other), other)
    duel_id = playing.meet(app, two, clock)
    yield "GET /pk/1, live", lambda: client.get(f"/pk/{duel_id}")
    for index in range(5):
        assert playing.live_answer(two[1][0], duel_id, 1, index).status_code == 303
        sent = playing.live_form(duel_id, 0, index)
        name = "POST /pk/1/answer, live" + (", the last" if index == 4 else "")
        yield name, lambda sent=sent: client.post(f"/pk/{duel_id}/answer", data=sent, headers=HTMX)
        for browser, _person in two:
            playing.go_on(browser, duel_id, index)
        clock.move(seconds=10)


def _day(client: FlaskClient, me: Person) -> Iterator[Step]:
    yield "GET /day", lambda: client.get("/day")
    found = session().scalars(select(DaySet).filter_by(person_id=me.id).order_by(DaySet.id.desc()).limit(1)).one()
    yield "GET /day/1/review", lambda: client.get(f"/day/{found.id}/review")
    for version_id in found.version_ids[:1]:  # none on the first day
        content = version(version_id).content
        sent = playing.FIELDS["single"](mask(content, day_seed(found, 0), key(content)))
        yield "POST /day/1/answers", lambda sent=sent: client.post(f"/day/{found.id}/answers/0", data=sent)


def _youngest() -> int:
    session().commit()
    return session().scalars(select(Duel.id).order_by(Duel.id.desc()).limit(1)).one()
