"""Corrections in words and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import format_date, format_datetime, lazy_gettext, ngettext
from flask_babel import gettext as _

from app.corrections import queries
from app.corrections.models import CorrectedPerson, Correction, Kind, Phase, State
from app.kit.i18n import pick
from app.lessons.presenters import Closed, closed
from app.people.models import Person
from app.points.models import Entry
from app.points.presenters import words_of
from app.questions import rulings
from app.questions.models import Question, QuestionVersion
from app.questions.presenters import right_words
from quizzes.rules.regrading import KEYED

SEED = 0  # of a trainer's page: the order of the options is nobody's secret there
KINDS: dict[str, Any] = {
    Kind.CORRECT.value: lazy_gettext("Another key"),
    Kind.WITHDRAW.value: lazy_gettext("Withdrawn"),
    Kind.UNDO.value: lazy_gettext("Taken back"),
}
STATES: dict[str, Any] = {
    State.PROPOSED.value: lazy_gettext("Waits for a second signature"),
    State.APPROVED.value: lazy_gettext("Is being reckoned"),
    State.DONE.value: lazy_gettext("Carried out"),
    State.DECLINED.value: lazy_gettext("Declined"),
}
TAGS = {
    State.PROPOSED.value: "tag--warn",
    State.APPROVED.value: "tag--petrol",
    State.DONE.value: "tag--good",
    State.DECLINED.value: "",
}
PHASES: dict[str, Any] = {
    Phase.PEOPLE.value: lazy_gettext("Answers and levels, person by person"),
    Phase.PKS.value: lazy_gettext("PKs, and what their days pay"),
    Phase.RATINGS.value: lazy_gettext("Ratings and the road"),
    Phase.NOTICES.value: lazy_gettext("Telling everybody concerned"),
}
NUMBERS: dict[str, Any] = {
    "people": lazy_gettext("People"),
    "answers": lazy_gettext("Answers graded otherwise"),
    "levels": lazy_gettext("Levels that change"),
    "pks": lazy_gettext("PKs scored again"),
    "turned": lazy_gettext("Of these with another outcome"),
    "gained": lazy_gettext("Points gained"),
    "lost": lazy_gettext("Points lost"),
}
OUTCOMES = {"won": lazy_gettext("won"), "lost": lazy_gettext("lost"), "drawn": lazy_gettext("a draw")}


@dataclass(frozen=True)
class Line:
    correction: Correction
    title: str
    what: str
    status: str
    tag: str
    when: str


@dataclass(frozen=True)
class ListPage:
    lines: Sequence[Line]
    older: int | None
    states: dict[str, Any]


def list_page(look: queries.Look) -> ListPage:
    found = queries.page(look)
    return ListPage([line(one) for one in found.corrections], found.older, STATES)


def line(one: Correction) -> Line:
    when = format_datetime(one.decided_at or one.proposed_at, "medium")
    return Line(one, _text(one), str(KINDS[one.kind]), str(STATES[one.state]), TAGS[one.state], when)


def _text(one: Correction) -> str:
    return pick(queries.versions(one.question_id)[0].content["text"])


# The page of a question -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QuestionPage:
    """What is wrong with a question, to be said. `chosen`: the version whose key is looked at."""

    question: Question
    chosen: QuestionVersion
    versions: Sequence[QuestionVersion]
    closed: Closed
    has_key: bool
    has_newer: bool
    rulings: rulings.Rulings
    lines: Sequence[Line]


def question_page(question_id: int, version_id: int | None) -> QuestionPage:
    """Raises NotFound."""
    found, versions = queries.question(question_id), queries.versions(question_id)
    chosen = next((one for one in versions if one.id == version_id), versions[0])
    return QuestionPage(
        question=found,
        chosen=chosen,
        versions=versions,
        closed=closed(chosen.content, SEED, None, False),
        has_key=chosen.content["kind"] in KEYED,
        has_newer=found.current_id is not None and found.current_id != chosen.id,
        rulings=queries.in_force(question_id),
        lines=[line(one) for one in queries.of_question(question_id)],
    )


# The report -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """A version, the answer that it called right, and the one that is."""

    number: int
    text: str
    wrong: str
    right: str


@dataclass(frozen=True)
class Page:
    line: Line
    keys: Sequence[Key]
    numbers: Sequence[tuple[str, int | None, int | None]]  # what, as foreseen, as it came
    people: Sequence[CorrectedPerson]
    count: int
    next_start: int | None
    is_own: bool
    undo: Correction | None
    can_undo: bool
    far: str
    awaited: str
    since: str

    @property
    def correction(self) -> Correction:
        return self.line.correction


def page(found: Correction, reader: Person, start: int = 0) -> Page:
    is_over = found.state == State.DONE
    sums = queries.sums(found.id) if is_over or found.state == State.APPROVED else {}
    people = queries.people(found.id, after=start, most=queries.PAGE + 1)
    undo = queries.undone_by(found.id)
    return Page(
        line=line(found),
        keys=list(_keys(found)),
        numbers=[(str(words), found.preview.get(name), sums.get(name)) for name, words in NUMBERS.items()],
        people=people[: queries.PAGE],
        count=sums.get("people", 0),
        next_start=start + queries.PAGE if len(people) > queries.PAGE else None,
        is_own=reader.id == found.proposed_by_id,
        undo=undo,
        can_undo=is_over and found.kind != Kind.UNDO and undo is None,
        far=how_far(found),
        awaited=_awaited(found),
        since=format_datetime(found.since, "medium") if found.since else "",
    )


def how_far(found: Correction) -> str:
    """What a job does with it just now, and how far it is; "" where there is nothing to wait for."""
    if found.state == State.APPROVED:
        return _("Being reckoned now: %(phase)s.", phase=PHASES[found.phase])
    if found.state != State.PROPOSED or found.previewed_at is not None:
        return ""
    if not found.preview:
        return _("What it would change is counted in a moment.")
    return _(
        "What it would change is being counted: %(people)d people and %(pks)d PKs so far.",
        people=found.preview["people"],
        pks=found.preview["pks"],
    )


def _awaited(found: Correction) -> str:
    count = len(found.awaited)
    if not count:
        return ""
    return ngettext(
        "%(num)d PK is not over yet; it is scored again when it is.",
        "%(num)d PKs are not over yet; they are scored again when they are.",
        count,
    )


def _keys(found: Correction) -> Iterator[Key]:
    contents = found.undoes.contents if found.undoes else found.contents
    for one in sorted(queries.versions(found.question_id), key=lambda version: version.number):
        if one.id in found.version_ids:
            new = contents.get(str(one.id))
            right = _words(new) if new else _("counts for nobody")
            yield Key(one.number, pick(one.content["text"]), _words(one.content), right)


def _words(content: dict[str, Any]) -> str:
    """The right answer; kinds that cannot say theirs in a line say nothing."""
    try:
        return right_words(content)
    except (KeyError, TypeError):
        return "…"


# What it changed for a person -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PkLine:
    duel_id: int
    before: str
    after: str
    turned: bool


@dataclass(frozen=True)
class EntryLine:
    day: str
    points: int
    words: str


@dataclass(frozen=True)
class PersonPage:
    """`side`: of a person; scores and outcomes are theirs."""

    line: Line
    person: Person
    row: CorrectedPerson
    pks: Sequence[PkLine]
    entries: Sequence[EntryLine]
    note: str


def person_page(correction_id: int, person_id: int) -> PersonPage:
    """Raises NotFound."""
    found, row = queries.get(correction_id), queries.person(correction_id, person_id)
    pks = [_pk_line(one, seat.side) for one, seat in queries.duels(correction_id, [person_id])]
    entries = [_entry_line(one) for one in queries.entries(correction_id, person_id)]
    return PersonPage(line(found), row.person, row, pks, entries, _note(found))


def _note(found: Correction) -> str:
    if found.kind == Kind.UNDO:
        return _("A correction of this question was taken back: %(reason)s", reason=pick(found.reason))
    return rulings.note(queries.ruling(found, found.version_ids[0]))


def _pk_line(one: Any, side: int) -> PkLine:
    before, after = (
        f"{scores[side]} : {scores[1 - side]}, {OUTCOMES[outcomes[side]]}"
        for scores, outcomes in (
            (one.scores_before, one.outcomes_before),
            (one.scores_after, one.outcomes_after),
        )
    )
    return PkLine(one.duel_id, before, after, one.turned)


def _entry_line(entry: Entry) -> EntryLine:
    day = format_date(date.fromordinal(entry.day), "medium")
    return EntryLine(day, entry.points, " · ".join(words_of(entry)))
