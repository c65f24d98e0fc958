"""Entries in words: why each point came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import format_date
from flask_babel import lazy_gettext as _
from flask_login import current_user

from app.kit import clock
from app.kit.i18n import pick
from app.people.models import Person
from app.points import queries
from app.points.models import Entry, Reason
from app.points.queries import LEVELS, Sources, Sums
from app.seasons.models import Season
from app.seasons.queries import day_of, is_running, rules_of, running, shown, week_of
from quizzes.rules.points import PointsRules

WORDS: dict[str, Any] = {
    "first-time-right": _("Right at the first attempt"),
    "right-after-miss": _("Right after an earlier miss"),
    Reason.LEVEL_2.value: _("Right again on a later day: level 2"),
    Reason.LEVEL_3.value: _("Right once more: level 3, the highest"),
    "class-completed": _("Micro-class completed"),
    "day-completed": _("All of the day's set done"),
    "day-made-up": _("A missed day made up"),
    "won": _("Won"),
    "drawn": _("Drawn"),
    "lost": _("Lost"),
    "no-right-answer": _("No right answer, so no points"),
    "machine-half": _("Half against the machine"),
    "later-pk-half": _("Half after the first PKs of the day"),
    "later-pk-none": _("No more points after so many PKs in a day"),
    "daily-cap": _("The most that PKs pay in a day is reached"),
    "against-person": _("Against a colleague"),
    "against-ghost": _("Against a recorded PK"),
    "against-oneself": _("Against your own recorded PK"),
    "ghost-half": _("Half against a recorded PK"),
    "ghost-again-none": _("Nothing for the same recorded PK again"),
    "oneself-none": _("Nothing for playing yourself"),
    "found-wrong": _("A question was found wrong: what was answered to it is graded again"),
    "pks-replayed": _("PKs against somebody who was disqualified count no more, or count again: the day is paid anew"),
}
CORRECTION = "correction-"
NO_WORDS = ("question-", "level-", CORRECTION)  # what a correction is about; it has its own page
AGAINST_MACHINE = "against-machine-"
ICONS = {
    Reason.CLASS: "graduation-cap",
    Reason.PK: "swords",
    Reason.DAY: "calendar-check",
    Reason.CORRECTION: "rotate-ccw",
    Reason.REGRADING: "rotate-ccw",
}
NO_SEASON = _("No season is running, so no points are paid. What you learn stays yours.")
GROUPS: dict[str, Sequence[Reason]] = {"mastery": LEVELS} | {reason.value: (reason,) for reason in Reason}


@dataclass(frozen=True)
class Paid:
    """What was paid for something, and why."""

    points: int
    words: list[str]
    link: str


@dataclass(frozen=True)
class Line:
    """An entry on the page."""

    points: int
    title: str
    words: list[str]
    link: str | None
    icon: str
    asked_for: bool


@dataclass(frozen=True)
class Day:
    date: date
    said: str
    lines: list[Line]


@dataclass(frozen=True)
class MyPage:
    """The page of my points. `missing`: what was asked for was never paid. `older`: where the next page begins."""

    season: Season | None
    no_season: str | None
    sums: Sums
    days: list[Day]
    older: int | None
    from_top: bool
    missing: bool
    pays: list[tuple[str, int]]
    less: str


def my_points() -> Sums:
    """The signed-in person's points: in the season, and in this week."""
    now = clock.now()
    season = running(now)
    return _sums(current_user, season, now) if season else Sums(0, 0)


def points_of(reason: str, source_id: int | Iterable[int], since: datetime | None = None) -> Paid:
    """What the signed-in person was paid for this, and why.

    `reason` is "mastery" (sources are questions), "class" or "pk"; `since` leaves out what was paid before.
    """
    ids = [source_id] if isinstance(source_id, int) else list(source_id)
    found = queries.entries_for(current_user.id, GROUPS[reason], ids, since=since)
    words = Counter(word for entry in found for word in words_of(entry))
    if not found and running(clock.now()) is None:
        words[str(NO_SEASON)] = 1
    return Paid(
        sum(entry.points for entry in found),
        [word if count == 1 else f"{word} × {count}" for word, count in words.items()],
        url_for("points.mine", reason=reason, source=ids[0]) if len(ids) == 1 else url_for("points.mine"),
    )


def words_of(entry: Entry) -> list[str]:
    """Why the entry is what it is, in short phrases."""
    if entry.reason in WORDS:
        return [str(WORDS[entry.reason])]
    return [_word(str(code)) for code in entry.detail if not str(code).startswith(NO_WORDS)]


def _word(code: str) -> str:
    if code.startswith(AGAINST_MACHINE):
        return str(_("Machine opponent, level %(level)s", level=code.removeprefix(AGAINST_MACHINE)))
    return str(WORDS.get(code, code))


def my_page(person: Person, now: datetime, upto: int | None, asked: tuple[str, int] | None) -> MyPage:
    season = shown(now)
    if season is None:
        return MyPage(None, str(NO_SEASON), Sums(0, 0), [], None, True, asked is not None, [], "")
    wanted = queries.entries_for(person.id, GROUPS.get(asked[0], ()), [asked[1]], season=season) if asked else ()
    start = wanted[-1] if wanted else queries.entry(upto, person.id) if upto else None
    found = queries.entries(person.id, season, upto=start)
    older = found[queries.PAGE].id if len(found) > queries.PAGE else None
    days = _days(found[: queries.PAGE], {entry.id for entry in wanted})
    return MyPage(
        season=season,
        no_season=None if is_running(season, now) else str(NO_SEASON),
        sums=_sums(person, season, now),
        days=days,
        older=older,
        from_top=start is None,
        missing=asked is not None and not wanted,
        pays=_pays(rules_of(season)),
        less=_less(rules_of(season)),
    )


def _pays(rules: PointsRules) -> list[tuple[str, int]]:
    """What pays how much, in words."""
    lines = (
        (_("A question right at the first attempt"), rules.level_1),
        (_("A question right after an earlier miss"), rules.level_1_after_miss),
        (_("The same question right on a later day: level 2"), rules.level_2),
        (_("And on another day: level 3"), rules.level_3),
        (_("A micro-class completed"), rules.class_completed),
        (_("A PK won"), rules.pk_won),
        (_("A PK drawn"), rules.pk_drawn),
        (_("A PK lost, with at least one right answer"), rules.pk_lost),
    )
    return [(str(words), points) for words, points in lines]


def _less(rules: PointsRules) -> str:
    """How repetition pays less."""
    return str(
        _(
            "Against the machine or a recorded PK it is half, rounded up. The first %(full)s PKs of a day pay in full, "
            "those up to number %(half)s half, later ones nothing; PKs pay %(cap)s points a day at most.",
            full=rules.pk_full_until,
            half=rules.pk_half_until,
            cap=rules.pk_daily_cap,
        )
    )


def _sums(person: Person, season: Season, now: datetime) -> Sums:
    return queries.sums(person.id, season, week_of(season, day_of(season, now)))


def _days(found: Sequence[Entry], asked_for: set[int]) -> list[Day]:
    sources = queries.sources_of(found)
    days = groupby(found, key=lambda entry: date.fromordinal(entry.day))
    return [
        Day(day, str(format_date(day, "full")), [_line(entry, sources, entry.id in asked_for) for entry in entries])
        for day, entries in days
    ]


def _line(entry: Entry, sources: Sources, asked_for: bool) -> Line:
    title, link = _about(entry, sources)
    return Line(entry.points, title, words_of(entry), link, ICONS.get(Reason(entry.reason), "book-open"), asked_for)


def _about(entry: Entry, sources: Sources) -> tuple[str, str | None]:
    """What the entry was for, and where that is shown."""
    if entry.reason == Reason.PK:
        pk = sources.pks.get(entry.source_id)
        score = "" if pk is None or pk.score is None else f" {pk.score} : {pk.their_score}"
        return f"{_('Knowledge PK')}{score}", url_for("duels.show", duel_id=entry.source_id) if pk else None
    if entry.reason == Reason.CORRECTION:
        return str(_("Correction of the day's PKs")), _why(entry)
    if entry.reason == Reason.DAY:
        return str(_("Daily set")), None
    if entry.reason == Reason.CLASS:
        key, texts = sources.classes.get(entry.source_id, (None, None))
        return (pick(texts), url_for("lessons.micro_class", key=key)) if texts else (str(_("Micro-class")), None)
    texts = sources.questions.get(queries.question_of(entry))
    return (pick(texts) if texts else str(_("Question"))), _why(entry)


def _why(entry: Entry) -> str | None:
    """The page of the correction that an entry came of."""
    codes = (str(code) for code in entry.detail)
    number = next((code.removeprefix(CORRECTION) for code in codes if code.startswith(CORRECTION)), None)
    return url_for("corrections.mine", correction_id=int(number)) if number else None
