"""Entering rest days, leave, holidays and outages. Callers open the transaction."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, func, select

from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound
from app.people.models import Person
from app.streaks.models import Holiday, Leave, Outage, RestPattern
from quizzes.rules.streaks import MOST_REST_DAYS

MOST_LEAVE = 45  # days that a person can still have ahead
LONGEST = 31  # days of one leave, holiday or outage
FAR = 370  # days ahead
KEPT = 7  # days that a pattern holds before it may be changed again

TOO_MANY_RESTS = _("Two rest days a week at most. Nothing was changed.")
TOO_SOON = _("Rest days can be changed once in seven days. Enter leave for single days off.")
NO_DAYS = _("Enter a first and a last day; the last one is not before the first.")
TOO_LONG = _("31 days at once at most. Enter the rest as another stretch.")
TOO_LATE = _("Leave is entered before it begins: the first day is today or later.")
TOO_FAR = _("That is more than a year ahead.")
TOO_MUCH = _("45 days of leave ahead at most. Take some back first.")
TWICE = _("Some of these days are entered already.")
NOT_YET = _("An outage lies behind us: its last day is today or earlier.")
NO_NAME = _("Say in a few words what it is.")


def rest(person: Person, weekdays: set[int], today: int) -> None:
    """From tomorrow on these weekdays (0 is Monday) are rest days. Raises Invalid, Conflict."""
    if len(weekdays) > MOST_REST_DAYS or not weekdays <= set(range(7)):
        raise Invalid(TOO_MANY_RESTS)
    _lock(person)
    last = session().scalar(select(func.max(RestPattern.from_day)).filter_by(person_id=person.id))
    if last is not None and today + 1 - last < KEPT and last != today + 1:
        raise Conflict(TOO_SOON)
    bits = sum(1 << weekday for weekday in weekdays)
    session().merge(RestPattern(person_id=person.id, from_day=today + 1, weekdays=bits))


def take_leave(person: Person, first: int, last: int, today: int, now: datetime) -> None:
    """Raises Invalid, Conflict."""
    _require_stretch(first, last)
    if first < today:
        raise Invalid(TOO_LATE)
    if last > today + FAR:
        raise Invalid(TOO_FAR)
    _lock(person)
    ahead = session().scalars(select(Leave).where(Leave.person_id == person.id, Leave.last_day >= today)).all()
    if any(one.first_day <= last and first <= one.last_day for one in ahead):
        raise Conflict(TWICE)
    if sum(one.last_day - max(one.first_day, today) + 1 for one in ahead) + last - first + 1 > MOST_LEAVE:
        raise Conflict(TOO_MUCH)
    session().add(Leave(person_id=person.id, first_day=first, last_day=last, entered_at=now))


def end_leave(person: Person, leave_id: int, today: int) -> None:
    """Take back what has not begun; of what has, the days from today on. Raises NotFound."""
    leave = session().get(Leave, leave_id, with_for_update=True, populate_existing=True)
    if leave is None or leave.person_id != person.id or leave.last_day < today:
        raise NotFound
    if leave.first_day >= today:
        session().delete(leave)
    else:
        leave.last_day = today - 1


def add_holiday(dealer_id: int, first: int, last: int, name: str, by: Person, today: int, now: datetime) -> None:
    """Raises Invalid for a stretch that cannot be or that lies behind, Conflict for days that are entered already."""
    _require_stretch(first, last)
    _require_words(name)
    if first < today:
        raise Invalid(TOO_LATE)
    if last > today + FAR:
        raise Invalid(TOO_FAR)
    if any(one.first_day <= last and first <= one.last_day for one in _holidays(dealer_id)):
        raise Conflict(TWICE)
    row = Holiday(dealer_id=dealer_id, first_day=first, last_day=last, name=name, by_id=by.id, entered_at=now)
    session().add(row)


def remove_holiday(holiday_id: int, dealer_id: int, today: int) -> None:
    """Only before it begins. Raises NotFound."""
    gone = delete(Holiday).where(Holiday.id == holiday_id, Holiday.dealer_id == dealer_id, Holiday.first_day > today)
    if session().execute(gone).rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound


def note_outage(first: int, last: int, why: str, by: Person, today: int, now: datetime) -> None:
    """The service was down: everybody's streak is mended. Raises Invalid, Conflict."""
    _require_stretch(first, last)
    _require_words(why)
    if last > today:
        raise Invalid(NOT_YET)
    overlapping = select(Outage.id).where(Outage.first_day <= last, Outage.last_day >= first)
    if session().scalar(overlapping.limit(1)) is not None:
        raise Conflict(TWICE)
    session().add(Outage(first_day=first, last_day=last, why=why, by_id=by.id, entered_at=now))


def _holidays(dealer_id: int) -> list[Holiday]:
    return list(session().scalars(select(Holiday).filter_by(dealer_id=dealer_id).with_for_update()))


def _require_stretch(first: int, last: int) -> None:
    if last < first:
        raise Invalid(NO_DAYS)
    if last - first >= LONGEST:
        raise Invalid(TOO_LONG)


def _require_words(text: str) -> None:
    if not text.strip():
        raise Invalid(NO_NAME)


def _lock(person: Person) -> None:
    session().execute(select(Person.id).filter_by(id=person.id).with_for_update())  # one change at a time
