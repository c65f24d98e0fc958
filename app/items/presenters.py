"""The figures of questions as trainers read them. Every number says of how many people it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_datetime, format_decimal, lazy_gettext, ngettext
from flask_babel import gettext as _

from app.items import queries
from app.items.chosen import Option, Typed, options_of, typed_of
from app.items.counting import rights
from app.items.models import ItemStatistics, Place, Quarantine
from app.items.numberwords import percent, reaching, seconds, signed
from app.items.queries import Line, Look
from app.kit.i18n import pick
from app.questions import rulings
from app.questions.models import Question, QuestionVersion
from app.questions.rulings import Ruling
from app.studio.presenters import KINDS
from quizzes.rules import machine
from quizzes.rules.itemfindings import QUARANTINE_PEOPLE, is_backwards
from quizzes.rules.itemshares import Interval, correlation_interval, share_interval

PLACES: dict[str, Any] = {Place.PK.value: lazy_gettext("In PKs"), Place.CLASS.value: lazy_gettext("In classes")}
SORTS: dict[str, Any] = {
    "look": lazy_gettext("What needs a look"),
    "hardest": lazy_gettext("Hardest"),
    "easiest": lazy_gettext("Easiest"),
    "discrimination": lazy_gettext("Worst discrimination"),
    "slowest": lazy_gettext("Slowest"),
    "exposed": lazy_gettext("Asked most often"),
    "unused": lazy_gettext("Most unused options"),
}
STATES: dict[str, Any] = {
    "asked": lazy_gettext("Asked"),
    "resting": lazy_gettext("Resting"),
    "retired": lazy_gettext("Retired"),
}
HARDLY = 0.1  # a discrimination below it hardly tells people apart


@dataclass(frozen=True)
class Shown:
    """A line of the list in words."""

    question_id: int
    text: str
    sub: str
    state: str
    people: int
    facility: str
    discrimination: str
    median: str
    asked: int
    last: str
    unused: int


@dataclass(frozen=True)
class Brief:
    """How a version is answered in a place, in short."""

    place: str
    people: int
    facility: str


@dataclass(frozen=True)
class Figures:
    """A version in a place. `groups`: from the weakest fifth to the strongest (people, right, per cent)."""

    place: str
    people: str
    facility: str
    facility_range: str
    asked: str
    reckoned: str
    discrimination: str
    discrimination_range: str
    finding: str
    groups: Sequence[tuple[int, int, int]]
    points: str
    options: Sequence[Option]
    typed: Sequence[Typed]
    times: Sequence[tuple[str, str]]
    difficulty: str


@dataclass(frozen=True)
class VersionFigures:
    """`note`: by which key it is shown where it was found wrong, else empty."""

    version: QuestionVersion
    asked_now: bool
    note: str
    places: Sequence[Figures]


@dataclass(frozen=True)
class QuestionPage:
    question: Question
    versions: Sequence[VersionFigures]
    quarantines: Sequence[Quarantine]
    uses: Sequence[tuple[str, int]]
    machine: str


def shown(line: Line) -> Shown:
    row, question = line.figures, line.question
    state = "retired" if question.current_id is None else "resting" if question.rests else "asked"
    return Shown(
        question_id=question.id,
        text=pick(line.version.content["text"]),
        sub=f"{KINDS.get(question.kind, question.kind)} · {question.key}",
        state=state,
        people=row.people if row else 0,
        facility=percent(row.facility) if row else "–",
        discrimination=signed(row.discrimination) if row else "–",
        median=seconds(row.median_ms) if row else "–",
        asked=row.asked if row else 0,
        last=format_datetime(row.last_asked_at, "short") if row and row.last_asked_at else "–",
        unused=row.unused if row else 0,
    )


def table(look: Look) -> tuple[list[str], list[list[Any]]]:
    """The list as a table: numbers are numbers, shares parts of 1, times milliseconds."""
    head = [
        _("Id"), _("Question"), _("Kind"), _("State"), _("Where"), _("People"), _("Right"), _("Facility"),
        _("Facility, from"), _("Facility, to"), _("Discrimination"), _("of people"), _("Median, ms"),
        _("Quarter below, ms"), _("Quarter above, ms"), _("Times asked"), _("Last asked"), _("Unused options"),
        _("Difficulty in logits"), _("Its error"),
    ]  # fmt: skip
    return head, [_cells(line, look.place) for line in queries.lines(look, queries.MOST)]


def _cells(line: Line, place: str) -> list[Any]:
    words, row = shown(line), line.figures
    start = [line.question.key, words.text, line.question.kind, str(STATES[words.state]), str(PLACES[place])]
    if row is None:
        return [*start, 0]
    within = share_interval(row.right, row.people)
    last = row.last_asked_at.isoformat(timespec="seconds") if row.last_asked_at else None
    return [
        *start, row.people, row.right, row.facility, within and round(within.low, 4), within and round(within.high, 4),
        row.discrimination, row.reckoned_people, row.median_ms, row.first_quarter_ms, row.third_quarter_ms, row.asked,
        last, row.unused, row.difficulty, row.difficulty_error,
    ]  # fmt: skip


def question_page(question_id: int) -> QuestionPage:
    question, versions = queries.question(question_id), queries.versions_of(question_id)
    ids = [one.id for one in versions]
    rows, ruled = queries.figures_of(ids), rulings.of_versions(ids)
    found = []
    for version in versions:
        ruling = ruled.get(version.id)
        places = [figures(rows[version.id, one], version, ruling) for one in PLACES if (version.id, one) in rows]
        found.append(VersionFigures(version, version.id == question.current_id, _by_which_key(ruling), places))
    return QuestionPage(
        question=question,
        versions=found,
        quarantines=queries.quarantines_of(question_id),
        uses=[
            (f"{pick(stage.season.names)} · {pick(stage.names)}", asked)
            for stage, asked in queries.uses_of(question_id)
        ],
        machine=_machine(versions[0]),
    )


def brief(version_id: int) -> list[Brief]:
    """For the studio's page of the question."""
    rows = queries.figures_of([version_id])
    found = (rows[version_id, place] for place in PLACES if (version_id, place) in rows)
    return [Brief(str(PLACES[row.place]), row.people, percent(row.facility)) for row in found if row.people]


def _by_which_key(ruling: Ruling | None) -> str:
    if ruling is None:
        return ""
    if ruling.is_withdrawn:
        return _("This version was withdrawn and counts for nobody. Its figures are by its own key, as they were.")
    return _("This version was found wrong. All its figures are by the corrected key, also of answers from before.")


def figures(row: ItemStatistics, version: QuestionVersion, ruling: Ruling | None = None) -> Figures:
    groups = [(met, right, round(100 * right / met) if met else 0) for met, right in row.groups]
    return Figures(
        place=str(PLACES[row.place]),
        people=ngettext("%(num)d person", "%(num)d people", row.people),
        facility=percent(row.facility),
        facility_range=reaching(share_interval(row.right, row.people), percent),
        asked=_asked(row),
        reckoned=ngettext("%(num)d person", "%(num)d people", row.reckoned_people),
        discrimination=signed(row.discrimination),
        discrimination_range=reaching(_correlation(row), signed),
        finding=finding(row),
        groups=groups,
        points=_points(groups),
        options=options_of(row, version.content, rights(version.content, ruling)),
        typed=typed_of(row, version.content, ruling),
        times=_times(row),
        difficulty=_difficulty(row),
    )


def _correlation(row: ItemStatistics) -> Interval | None:
    return None if row.discrimination is None else correlation_interval(row.discrimination, row.reckoned_people)


def finding(row: ItemStatistics) -> str:
    """What the chart shows, in a sentence."""
    if row.discrimination is None or row.reckoned_people < QUARANTINE_PEOPLE:
        return _("Too few people yet to say whether those who know more are right more often")
    if is_backwards(row.reckoned_people, row.discrimination):
        return _("Those who know less are right more often: look at the key and the wording")
    if row.discrimination < HARDLY:
        return _("It hardly tells those who know more from those who know less")
    return _("Those who know more are right more often, as it should be")


def _points(groups: Sequence[tuple[int, int, int]]) -> str:
    """The corners of the line in the chart, 0 to 100 high, for groups with people."""
    return " ".join(f"{20 + 70 * place},{110 - share}" for place, (met, _right, share) in enumerate(groups) if met)


def _times(row: ItemStatistics) -> list[tuple[str, str]]:
    if row.place == Place.CLASS:
        return [(_("Times"), _("not measured in classes"))]
    if not row.timed:
        return []
    return [
        (_("Half of the people take at most"), seconds(row.median_ms)),
        (_("The quickest quarter"), seconds(row.first_quarter_ms)),
        (_("The slowest quarter, more than"), seconds(row.third_quarter_ms)),
        (_("Log-normal: mean and spread of ln(ms)"), f"{row.log_mean:.2f} · {row.log_spread:.2f}"),
        (_("Times known of"), ngettext("%(num)d person", "%(num)d people", row.timed)),
    ]


def _asked(row: ItemStatistics) -> str:
    count = ngettext("%(num)d time", "%(num)d times", row.asked)
    return f"{count} · {format_datetime(row.last_asked_at, 'short')}" if row.last_asked_at else count


def _difficulty(row: ItemStatistics) -> str:
    if row.difficulty is None or row.difficulty_error is None:
        return ""
    return f"{signed(row.difficulty)} ± {format_decimal(round(row.difficulty_error, 2))}"


def _machine(version: QuestionVersion) -> str:
    """By which difficulty the machine meets the version."""
    author, found = machine.DIFFICULTY[version.content["difficulty"]], queries.calibration_of(version.id)
    if found is None:
        return _(
            "The machine plays it by the author's difficulty, %(difficulty)s of 5: too few people have met it in PKs.",
            difficulty=version.content["difficulty"],
        )
    return _(
        "The machine plays at %(found)s logits, by people's answers; its author's %(difficulty)s of 5 is %(author)s.",
        found=signed(found),
        difficulty=version.content["difficulty"],
        author=signed(author),
    )
