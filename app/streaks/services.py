"""Entering rest days, leave, holidays and outages. Callers open the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Delete, delete, func, insert, select

from app.kit.clock import day_of
from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound
from app.people.models import Dealer, Person, Role
from app.streaks.models import Holiday, Leave, Outage, RestDay, RestPattern
from quizzes.rules.streaks import MOST_A_WEEK, MOST_REST_DAYS, Calendar

MOST_LEAVE = 45  # days that a person can still have ahead
LONGEST = 31  # days of one leave, holiday or outage
FAR = 370  # days ahead
KEPT = 7  # days that a pattern holds before it may be changed again

REST_FAR = 60  # days ahead that a single rest day may lie
BACK = 60  # days back that an organizer may enter a holiday

TOO_MANY_RESTS = _("Two rest days a week at most. Nothing was changed.")
TOO_SOON = _("Rest days can be changed once in seven days. Until then you can enter single ones.")
NOT_TODAY = _("A rest day is entered ahead: from tomorrow on. A missed day uses a freeze by itself.")
REST_TOO_FAR = _("A single rest day lies 60 days ahead at most.")
WEEK_FULL = _("That week has three rest days already. Take one back first, or enter leave.")
NO_DAYS = _("Enter a first and a last day; the last one is not before the first.")
TOO_LONG = _("31 days at once at most. Enter the rest as another stretch.")
TOO_LATE = _("Leave is entered before it begins: the first day is today or later.")
HOLIDAY_OVER = _(
    "A holiday is entered before it begins: the first day is today or later. Organizers can enter past ones."
)
TOO_FAR = _("That is more than a year ahead.")
TOO_MUCH = _("45 days of leave ahead at most. Take some back first.")
TWICE = _("Some of these days are entered already.")
NOT_YET = _("An outage lies behind us: its last day is today or earlier.")
TOO_LONG_AGO = _("A holiday can be entered up to 60 days back.")
NO_DEALER = _("There is no dealer of that code. Nothing was entered.")
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


def rest_on(person: Person, day: int, today: int) -> None:
    """A single rest day. Raises Invalid, Conflict."""
    if day <= today:
        raise Invalid(NOT_TODAY)
    if day > today + REST_FAR:
        raise Invalid(REST_TOO_FAR)
    _lock(person)
    known = _calendar(person).rests_of_week(day)
    if day in known:
        raise Conflict(TWICE)
    if len(known) >= MOST_A_WEEK:
        raise Conflict(WEEK_FULL)
    session().add(RestDay(person_id=person.id, day=day))


def end_rest_day(person: Person, day: int, today: int) -> None:
    """Take back one that lies ahead. Raises NotFound."""
    gone = delete(RestDay).where(RestDay.person_id == person.id, RestDay.day == day, RestDay.day > today)
    _require_one(gone)


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


def add_holiday(dealer_id: int | None, first: int, last: int, name: str, by: Person, today: int, now: datetime) -> None:
    """A holiday of a dealer, or (None) of all. What could not be foreseen, organizers may enter afterwards.

    Raises Invalid for a stretch that cannot be or that lies behind, Conflict for days that are entered already.
    """
    _require_stretch(first, last)
    _require_words(name)
    if first < today and not is_organizer(by):
        raise Invalid(HOLIDAY_OVER)
    if first < today - BACK:
        raise Invalid(TOO_LONG_AGO)
    if last > today + FAR:
        raise Invalid(TOO_FAR)
    if any(one.first_day <= last and first <= one.last_day for one in _holidays(dealer_id)):
        raise Conflict(TWICE)
    row = Holiday(dealer_id=dealer_id, first_day=first, last_day=last, name=name, by_id=by.id, entered_at=now)
    session().add(row)


def remove_holiday(holiday_id: int, by: Person, today: int) -> None:
    """A manager's own dealer's, while `may_remove` says so; an organizer any. Raises NotFound."""
    found = session().get(Holiday, holiday_id, with_for_update=True, populate_existing=True)
    if found is None or not may_remove(found, by, today):
        raise NotFound
    session().delete(found)


def may_remove(holiday: Holiday, by: Person, today: int) -> bool:
    """A manager takes back what has not begun, and what was entered by mistake today, for today."""
    if is_organizer(by):
        return True
    is_fresh = holiday.first_day == today and day_of(holiday.entered_at) == today
    return holiday.dealer_id == by.dealer_id and (holiday.first_day > today or is_fresh)


def keep_holidays(person_ids: Sequence[int], dealer_id: int, today: int, now: datetime) -> None:
    """These people have left that dealer: its holidays until today stay theirs, so that no streak breaks."""
    begun = select(Holiday).where(Holiday.dealer_id == dealer_id, Holiday.first_day <= today)
    rows = [
        {"person_id": one, "first_day": holiday.first_day, "last_day": min(holiday.last_day, today), "entered_at": now}
        for holiday in session().scalars(begun.order_by(Holiday.id))
        for one in person_ids
    ]
    if rows:
        session().execute(insert(Leave), rows)


def is_organizer(person: Person) -> bool:
    return Role.ORGANIZER in person.roles


def dealer_of(code: str) -> int:
    """Raises Invalid for a code that no dealer has."""
    found = session().scalar(select(Dealer.id).filter_by(code=code.strip()))
    if found is None:
        raise Invalid(NO_DEALER)
    return found


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


def remove_outage(outage_id: int) -> None:
    """It was none: the days ask again what they asked. Raises NotFound."""
    _require_one(delete(Outage).where(Outage.id == outage_id))


def _holidays(dealer_id: int | None) -> list[Holiday]:
    whose: ColumnElement[bool] = Holiday.dealer_id == dealer_id if dealer_id else Holiday.dealer_id.is_(None)
    return list(session().scalars(select(Holiday).where(whose).with_for_update()))


def _calendar(person: Person) -> Calendar:
    """The rest days that the person has entered."""
    patterns = select(RestPattern.from_day, RestPattern.weekdays).filter_by(person_id=person.id)
    days = select(RestDay.day).filter_by(person_id=person.id)
    return Calendar([(day, bits) for day, bits in session().execute(patterns)], session().scalars(days).all())


def _require_one(gone: Delete) -> None:
    if session().execute(gone).rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound


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
