"""A stage with its panel, its competitors and their open sheets: each test says only what it needs."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from app.finals.models import Finalist
from app.hall import calling, conducting, jobs, playing
from app.hall.models import StagePk
from app.judging import opening, queries
from app.judging.models import ScoreSheet
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person, Role
from app.questions.queries import version
from quizzes.formats.scoresheets import example
from quizzes.rules import duel as rules
from quizzes.rules.grading import key, mask
from tests.app.judging.making import SHEET, make_final, make_finalist, make_judge, make_room, make_slot, make_station
from tests.conftest import sign_in
from tests.factories import make_person
from tests.playing import make_pool

HTMX = {"HX-Request": "true"}
FIRST = 41  # the drawn number of the first competitor


class Hall:
    """A station of a kind whose score the server keeps; questions enough; sheets open."""

    def __init__(self, competitors: int = 2, kind: str = "stage-pk", questions: int = 12, judges: int = 2) -> None:
        make_pool(kinds=("single",) * questions)
        sheet = example(kind) or SHEET
        self.final = make_final()
        self.panel = [make_judge() for _ in range(judges)]
        self.station = make_station(self.final, judges, sheet, kind=kind)
        self.room = make_room(self.station, self.panel, self.panel[0])
        self.finalists = [make_finalist(self.final, FIRST + place) for place in range(competitors)]
        for place, one in enumerate(self.finalists):
            make_slot(one, self.station, self.room, 30 * (place // 2))
        self.host = make_person(Role.ORGANIZER)
        with transaction():
            opening.open_sheets(self.final.id, self.host, clock.now())

    def sheet(self, finalist: Finalist | None = None) -> ScoreSheet:
        session().rollback()
        session().expire_all()
        number = (finalist or self.finalists[0]).number
        return next(one for one in queries.of_station(self.station.id) if one.finalist.number == number)

    def measured(self, finalist: Finalist | None = None) -> dict[str, str]:
        return {one.item: one.value for one in self.sheet(finalist).measured}

    def call(self, first: int = FIRST, second: int = FIRST + 1) -> str:
        with transaction():
            return calling.call(self.station, (first, second), self.host, clock.now()).token

    def begin(self, first: int = FIRST, second: int = FIRST + 1) -> str:
        """Two are called, ready, and have counted down."""
        token = self.call(first, second)
        for finalist in self.finalists:
            if finalist.number in (first, second):
                with transaction():
                    playing.ready(token, finalist.person, clock.now())
        with transaction():
            conducting.start(token, self.host, clock.now())
        clock_of().move(seconds=calling.COUNTDOWN_MS / 1000)
        jobs.move_on()
        return token

    def play(self, token: str, *rights: tuple[bool, bool]) -> None:
        """Both answer each question, rightly or wrongly; the host goes on."""
        for index, both in enumerate(rights):
            for side, right in enumerate(both):
                answer(token, side, index, right=right)
            with transaction():
                conducting.go_on(token, index, clock.now())


def clock_of() -> Any:
    from flask import current_app

    return current_app.extensions["clock"]


def pk(token: str) -> StagePk:
    session().commit()
    return session().query(StagePk).filter_by(token=token).populate_existing().one()


def state(token: str) -> rules.State:
    return rules.from_json(pk(token).state)


def choice(token: str, side: int, index: int, *, right: bool = True) -> str:
    """What the page of this side would send; every question is of the kind single."""
    found = pk(token)
    content = version(found.version_ids[index]).content
    return str(mask(content, playing.question_seed(found, side, index), key(content) if right else "b"))


def answer(token: str, side: int, index: int, *, right: bool = True) -> StagePk:
    found = pk(token)
    person = session().get_one(Person, found.seats[side].person_id)
    raw = choice(token, side, index, right=right)
    with transaction():
        return playing.answer(token, person, index, raw, clock.now())


def browser(client: FlaskClient, person: Person) -> FlaskClient:
    """A browser of its own, signed in."""
    return sign_in(client.application.test_client(), person)


def words(reply: Any) -> str:
    return reply.get_data(as_text=True)
