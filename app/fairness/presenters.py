"""Flags in words, and their evidence down to the single answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import format_datetime, ngettext
from flask_babel import lazy_gettext as _

from app.duels import voiding
from app.fairness import facts, queries
from app.fairness.models import Decision, FairnessFlag, Status, Verdict
from app.kit.clock import moment
from app.people.models import Person
from quizzes.rules.fairness import AnswerFact, DuelFacts, Kind, SeatFacts

PAGE = 20  # PKs of the evidence

KINDS: dict[str, Any] = {
    Kind.WIN_TRADING.value: _("Win trading"),
    Kind.THROWN.value: _("Thrown games"),
    Kind.FARMING.value: _("Farming"),
    Kind.TOO_FAST.value: _("Faster than reading"),
    Kind.ONE_DEVICE.value: _("Accounts on one device"),
    Kind.JUMP.value: _("Sudden jump of skill"),
}
MEANINGS: dict[str, Any] = {
    Kind.WIN_TRADING.value: _(
        "These two win by turns, far more regularly than chance, and both play below their levels when it is the "
        "other's turn. They meet far more often than pairing explains."
    ),
    Kind.THROWN.value: _(
        "The first loses nearly everything to the second, far below the level shown against everybody else."
    ),
    Kind.FARMING.value: _("The first beats the second again and again, and the second hardly tries."),
    Kind.TOO_FAST.value: _(
        "Many right answers came before the question could be read, more than blind guessing explains. Questions seen "
        "before are left out."
    ),
    Kind.ONE_DEVICE.value: _("Two accounts play from one device against each other, or at the same moment."),
    Kind.JUMP.value: _("From one PK on, this person plays far better than before, beyond what learning explains."),
}
STATUSES: dict[str, Any] = {
    Status.OPEN.value: _("To be decided"),
    Status.UPHELD.value: _("Disqualified"),
    Status.DISMISSED.value: _("Dismissed"),
}
TAGS = {Status.OPEN.value: "tag--warn", Status.UPHELD.value: "tag--petrol", Status.DISMISSED.value: ""}
VERDICTS: dict[str, Any] = {
    Verdict.DISQUALIFY.value: _("Disqualified"),
    Verdict.DISMISS.value: _("Dismissed"),
    Verdict.UNDO.value: _("Decision undone"),
}
MEASURES: dict[str, Any] = {
    "games": _("PKs looked at"),
    "days": _("On how many days"),
    "won": _("Won by the first"),
    "lost": _("Lost by the first"),
    "changes": _("Changes between winning and losing"),
    "expected_games": _("Meetings that pairing explains"),
    "answers": _("Questions asked"),
    "right": _("Right answers"),
    "expected_right": _("Right answers to be expected"),
    "gave_up": _("Given up"),
    "idle": _("Without an answer, or wrong before it could be read"),
    "their_right": _("Right answers of the second"),
    "their_idle": _("Of the second: without an answer, or wrong before it could be read"),
    "questions": _("Questions met for the first time"),
    "quick": _("Answers before the question could be read"),
    "quick_right": _("Of these right"),
    "median_share_of_reading": _("Typical time of these, as a share of the reading time"),
    "met": _("PKs with one device on both sides"),
    "live": _("Of these live"),
    "at_once": _("PKs of both that ended at the same moment"),
    "level_before": _("Level before (0 is the middle)"),
    "level_after": _("Level after"),
    "games_before": _("PKs before"),
    "games_after": _("PKs after"),
}
OUTCOMES: dict[str, Any] = {"won": _("Won"), "lost": _("Lost"), "drawn": _("Drawn")}
DUELS: dict[str, Any] = {
    "live": _("Live"),
    "challenge": _("Challenge"),
    "machine": _("Against the machine"),
    "ghost": _("Against a recorded PK"),
}
MACHINE = _("Machine opponent")


@dataclass(frozen=True)
class Line:
    flag: FairnessFlag
    title: str
    people: str
    status: str
    tag: str
    when: str


@dataclass(frozen=True)
class ListPage:
    lines: list[Line]
    older: int | None
    kinds: dict[str, Any]
    statuses: dict[str, Any]


@dataclass(frozen=True)
class AnswerView:
    """An answer in the table of evidence. `quick`: before the question could be read."""

    said: str
    seconds: str
    quick: bool


@dataclass(frozen=True)
class SideView:
    name: str
    outcome: str
    score: int
    gave_up: bool
    device: str


@dataclass(frozen=True)
class DuelView:
    """`rows`: for each question its number, difficulty, reading time, and what each side did (None: a machine)."""

    id: int
    when: str
    kind: str
    sides: tuple[SideView, SideView]
    voided: bool
    rows: list[tuple[int, int, str, tuple[AnswerView | None, ...]]]


@dataclass(frozen=True)
class DecisionView:
    said: str
    by: str
    when: str
    reason: str
    people: str


@dataclass(frozen=True)
class FlagPage:
    flag: FairnessFlag
    title: str
    meaning: str
    status: str
    tag: str
    people: tuple[Person, ...]
    measures: list[tuple[str, str]]
    duels: list[DuelView]
    count: str
    next_start: int | None
    start: int
    decisions: list[DecisionView]
    open: bool


def list_page(look: queries.Look) -> ListPage:
    page = queries.page(look)
    return ListPage([_line(flag) for flag in page.flags], page.older, KINDS, STATUSES)


def flag_page(flag: FairnessFlag, start: int = 0) -> FlagPage:
    """The flag with the PKs of its evidence from number `start` on, the youngest first."""
    ids = sorted(flag.evidence["duels"], reverse=True)
    shown = facts.of_ids(ids[start : start + PAGE])
    names = {person.id: person.name for person in flag.people}
    names |= _names({seat.person_id for duel in shown for seat in duel.seats if seat.person_id} - names.keys())
    voided = voiding.voided_among(ids[start : start + PAGE])
    return FlagPage(
        flag=flag,
        title=str(KINDS[flag.kind]),
        meaning=str(MEANINGS[flag.kind]),
        status=str(STATUSES[flag.status]),
        tag=TAGS[flag.status],
        people=flag.people,
        measures=_measures(flag.evidence),
        duels=[_duel(duel, names, duel.duel_id in voided) for duel in reversed(shown)],
        count=ngettext("%(num)d PK", "%(num)d PKs", len(ids)),
        next_start=start + PAGE if len(ids) > start + PAGE else None,
        start=start,
        decisions=[_decision(one, names) for one in queries.decisions(flag.id)],
        open=flag.status == Status.OPEN,
    )


def _names(ids: set[int]) -> dict[int, str]:
    return {person.id: person.name for person in queries.people(ids)}


def _line(flag: FairnessFlag) -> Line:
    return Line(
        flag,
        str(KINDS[flag.kind]),
        " – ".join(person.name for person in flag.people),
        str(STATUSES[flag.status]),
        TAGS[flag.status],
        format_datetime(flag.created_at, "short"),
    )


def _measures(evidence: dict[str, Any]) -> list[tuple[str, str]]:
    return [(str(words), _number(name, evidence[name])) for name, words in MEASURES.items() if name in evidence]


def _number(name: str, value: Any) -> str:
    if isinstance(value, list):
        return " / ".join(map(str, value))
    return f"{value:.0%}" if name == "median_share_of_reading" else str(value)


def _duel(duel: DuelFacts, names: dict[int, str], voided: bool) -> DuelView:
    first, second = duel.seats
    questions = max(first.answers, second.answers, key=len)
    return DuelView(
        id=duel.duel_id,
        when=format_datetime(moment(duel.at_ms), "short"),
        kind=str(DUELS[duel.kind]),
        sides=(_side(first, names, duel), _side(second, names, duel)),
        voided=voided,
        rows=[
            (number + 1, one.difficulty, _seconds(one.reading_ms), tuple(_answer(seat, number) for seat in duel.seats))
            for number, one in enumerate(questions)
        ],
    )


def _side(seat: SeatFacts, names: dict[int, str], duel: DuelFacts) -> SideView:
    name = (
        names.get(seat.person_id, "") if seat.person_id else str(MACHINE if duel.kind == "machine" else DUELS["ghost"])
    )
    return SideView(name, str(OUTCOMES.get(seat.outcome, "")), seat.score, seat.gave_up, (seat.device or "")[:6])


def _answer(seat: SeatFacts, number: int) -> AnswerView | None:
    if number >= len(seat.answers):
        return None
    one = seat.answers[number]
    return AnswerView(_said(one), _seconds(one.used_ms) if one.answered else "", one.quick)


def _said(answer: AnswerFact) -> str:
    if not answer.answered:
        return str(_("no answer"))
    return str(_("right") if answer.correct else _("wrong"))


def _seconds(milliseconds: int) -> str:
    return str(_("%(seconds)s s", seconds=f"{milliseconds / 1000:.1f}"))


def _decision(one: Decision, names: dict[int, str]) -> DecisionView:
    people = " – ".join(names[person_id] for person_id in one.person_ids if person_id in names)
    when = format_datetime(one.at, "short")
    return DecisionView(str(VERDICTS[one.verdict]), one.by.name, when, one.reason, people)
