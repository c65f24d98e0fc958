"""What is shown of a test on the spot: to its competitor, to the judges of the room, to the desk. Numbers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.duels.table import Closed
from app.finals.models import Final, FinalState, FinalStation, PanelJudge, StationKind
from app.hall import papers, queries, sittings
from app.hall.models import SpotPaper, SpotSitting
from app.kit.database import session
from app.kit.i18n import pick
from app.people.models import Person
from app.questions import presenters as closed_questions
from app.questions import rulings
from app.questions.forms import refilled
from app.questions.queries import version
from app.questions.sights import sight
from quizzes.rules.grading import grade, mask, shown

Form = MultiDict[str, str]


@dataclass(frozen=True)
class Overview:
    """The paper on its way: `answered` says of each question whether something is kept."""

    number: int
    answered: Sequence[bool]
    seconds: int
    drawn: int

    @property
    def open(self) -> list[int]:
        return [place for place, done in enumerate(self.answered, 1) if not done]


@dataclass(frozen=True)
class Question:
    """A question of the paper, and the form as it was filled in last."""

    paper: Overview
    number: int
    question: dict[str, Any]
    sent: Form


@dataclass(frozen=True)
class Ended:
    """`closed`: each question with its key, once everybody of the post is done; None before that."""

    number: int
    answered: int
    count: int
    closed: Sequence[Closed] | None


def overview(sitting: SpotSitting, now: datetime) -> Overview:
    kept = {one.index for one in sitting.answers}
    places = range(len(sitting.paper.version_ids))
    left = max(0, -(-int((sitting.due_at - now).total_seconds() * 1000) // 1000))
    return Overview(sitting.finalist.number or 0, [place in kept for place in places], left, len(kept))


def next_number(sitting: SpotSitting, after: int) -> int:
    """The next question without an answer, from 1; 0 where there is none any more."""
    kept = {one.index + 1 for one in sitting.answers}
    open_ones = [one for one in range(1, len(sitting.paper.version_ids) + 1) if one not in kept]
    later = [one for one in open_ones if one > after]
    if after == 0 and not open_ones:
        return 1
    return next(iter([*later, *open_ones]), 0)


def question(sitting: SpotSitting, number: int, now: datetime, sent: Form | None = None) -> Question:
    content, seed = _content(sitting, number - 1), sittings.question_seed(sitting, number - 1)
    given = next((one.response for one in sitting.answers if one.index == number - 1), None)
    kept = refilled(content["kind"], mask(content, seed, given)) if given is not None else MultiDict()
    return Question(overview(sitting, now), number, shown(content, seed), kept if sent is None else sent)


def ended(sitting: SpotSitting) -> Ended:
    places = range(len(sitting.paper.version_ids))
    is_closed = sitting.paper.closed_at is not None
    closed = [_closed(sitting, place) for place in places] if is_closed else None
    return Ended(sitting.finalist.number or 0, len(sitting.answers), len(places), closed)


def _content(sitting: SpotSitting, index: int) -> dict[str, Any]:
    return version(sitting.paper.version_ids[index]).content


def _closed(sitting: SpotSitting, index: int) -> Closed:
    content, seed = _content(sitting, index), sittings.question_seed(sitting, index)
    given = next((one.response for one in sitting.answers if one.index == index), None)
    came_out = "none" if given is None else "right" if grade(content, given).correct else "wrong"
    said = {"right": _("Right"), "wrong": _("Not right"), "none": _("No answer")}
    return Closed(
        verdict=came_out,
        said=said[came_out],
        more="",
        text=closed_questions.words(content),
        rows=closed_questions.rows(content, seed, given),
        why=closed_questions.why_of_kind(content) if came_out == "wrong" else None,
        right_said=_("The right answer: %(answer)s.", answer=closed_questions.right_words(content)),
        explanation=pick(content["explanation"]),
        theirs="",
        their_icon="user",
        sight=sight(content, given, None),
    )


# For judges and the desk --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Writer:
    """A number at the test. `state`: waits, writes, ended, absent."""

    number: int
    state: str
    answered: int
    seconds: int


@dataclass(frozen=True)
class TestDesk:
    station: FinalStation
    paper: SpotPaper | None
    writers: Sequence[Writer]
    questions: int
    missing: Sequence[int]
    wrong: int  # questions that were found wrong


def tests(final: Final, now: datetime) -> list[TestDesk]:
    """The stations of the final at which a test is written."""
    return [_desk(one, now) for one in queries.stations(final.id, StationKind.KNOWLEDGE)]


def rooms_of(judge: Person, now: datetime) -> list[TestDesk]:
    """The tests in the rooms of a judge, while a final is judged."""
    query = select(FinalStation).join(Final, Final.id == FinalStation.final_id)
    query = query.join(PanelJudge, PanelJudge.station_id == FinalStation.id).where(PanelJudge.person_id == judge.id)
    query = query.where(FinalStation.kind == StationKind.KNOWLEDGE.value, Final.state == FinalState.JUDGING.value)
    found = session().scalars(query.order_by(FinalStation.id)).unique().all()
    return [_desk(one, now) for one in found]


def _desk(station: FinalStation, now: datetime) -> TestDesk:
    paper = session().get(SpotPaper, station.id)
    found = session().scalars(select(SpotSitting).filter_by(station_id=station.id)).all()
    by_number = {one.finalist.number or 0: one for one in found}
    numbers = sorted({turn.number for turn in queries.turns(station.id)} | set(by_number))
    writers = [_writer(number, by_number.get(number), now) for number in numbers]
    count = len(paper.version_ids) if paper else 0
    wrong = len(rulings.of_versions(paper.version_ids)) if paper else 0
    return TestDesk(station, paper, writers, count, papers.missing(paper) if paper else (), wrong)


def _writer(number: int, sitting: SpotSitting | None, now: datetime) -> Writer:
    if sitting is None:
        return Writer(number, "waits", 0, 0)
    left = max(0, int((sitting.due_at - now).total_seconds()))
    state = "writes" if sitting.ended_at is None else "absent" if sitting.begun_at == sitting.due_at else "ended"
    return Writer(number, state, len(sitting.answers), left if state == "writes" else 0)
