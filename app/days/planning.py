"""What a set asks: the class, the review, the PK. What of it is done already is noted at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from app.days import queries
from app.days.models import DaySet
from app.days.queries import Offers
from app.kit.clock import day_of as service_day_of
from app.lessons.cases import is_case
from app.lessons.models import Memory
from app.lessons.remembering import memories_due
from app.people.models import Person
from app.questions.queries import versions
from app.seasons.models import Season
from quizzes.rules import dayset
from quizzes.rules.dayset import Offer

MOMENT = timedelta(microseconds=1)


def fill(found: DaySet, person: Person, season: Season, now: datetime) -> None:
    """Ask what was not done yet, as things stand now. What was done stays done."""
    micro_class = ask_class(found, person, season)
    _ask_reviews(found, 0 if micro_class is None else micro_class.minutes, now)
    found.minutes = dayset.minutes(0 if micro_class is None else micro_class.minutes, len(found.version_ids))
    if found.pk_done_at is None and not found.made_up and queries.has_played(person.id, _free_since(found, season)):
        found.pk_done_at = now


def ask_class(found: DaySet, person: Person, season: Season) -> Offer | None:
    """Choose the class, unless it is done; one that was completed on the day already is what the day asked."""
    offers = queries.offers(person)
    if found.class_done_at is not None:
        return next((offer for offer, _at in offers if offer.id == found.micro_class_id), None)
    if not found.made_up:
        done = _completed_since(offers, _begins(found, season), _used(found, season))
        if done is not None:
            found.micro_class_id, found.class_done_at = done[0].id, done[1]
            return done[0]
    chosen = next_class(offers, season, found.worked_on)
    found.micro_class_id = None if chosen is None else chosen.id
    return chosen


def next_class(offers: Offers, season: Season, day: int) -> Offer | None:
    """The class that comes next in the order of the season's legs; sections that it does not name follow in theirs."""
    legs: Sequence[dict[str, Any]] = season.legs
    named = [str(leg["section"]) for leg in legs]
    order = [*named, *dict.fromkeys(offer.section for offer, _at in offers if offer.section not in named)]
    closed = dayset.closed_sections(legs, date.fromordinal(day))
    return dayset.choose_class([offer for offer, _at in offers], order, closed)


def _completed_since(offers: Offers, since: datetime, used: Sequence[DaySet]) -> tuple[Offer, datetime] | None:
    counted = {one.micro_class_id for one in used if one.class_done_at is not None}
    done = ((offer, at) for offer, at in offers if at is not None and at >= since and offer.id not in counted)
    return max(done, key=lambda one: one[1], default=None)


def _used(found: DaySet, season: Season) -> Sequence[DaySet]:
    """The sets of the day before: what was done for them after midnight counts for them, and only for them."""
    return queries.worked_on(found.person_id, season, [found.worked_on - 1])


def _free_since(found: DaySet, season: Season) -> datetime:
    """From when on a PK counts for this set."""
    played = (one.pk_done_at + MOMENT for one in _used(found, season) if one.pk_done_at is not None)
    return max([_begins(found, season), *played])


def _ask_reviews(found: DaySet, class_minutes: int, now: datetime) -> None:
    """What was answered stays in its place; what is due now follows, as far as there is room."""
    if found.review_done_at is not None:
        return
    kept = len(found.answers)
    room = max(0, dayset.most_reviews(class_minutes) - kept)
    asked = {one.question_id for one in versions(found.version_ids[:kept])}
    due = _cases_last(memories_due(found.person_id, service_day_of(now), room, without=asked)) if room else []
    found.version_ids = found.version_ids[:kept] + [version_id for _memory, version_id in due]
    found.whys = found.whys[:kept] + [_why(memory) for memory, _version_id in due]


def _cases_last(due: Sequence[tuple[Memory, int]]) -> list[tuple[Memory, int]]:
    """Service cases need a line: what stands before them can be answered without one."""
    cases = {one.id for one in versions([version_id for _memory, version_id in due]) if is_case(one)}
    return sorted(due, key=lambda one: one[1] in cases)


def _why(memory: Memory) -> dict[str, Any]:
    return {"right": memory.right, "day": memory.day, "place": memory.place}


def _begins(found: DaySet, season: Season) -> datetime:
    return queries.begins(season, found.worked_on)
