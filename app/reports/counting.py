"""Counting the ledger's new entries into figures: each entry once, whatever happens in between.

Entries are numbered when they are written and seen when they are committed, so that a smaller number may come after a
greater one. Only entries with a number up to the newest one that is SETTLED old are counted: nothing is that late.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, literal_column, select

from app.duels.models import Duel
from app.kit.database import session
from app.kit.upsert import insert
from app.lessons.models import MicroClass
from app.people.models import Dealer, Person
from app.points.models import Entry, Reason
from app.reports.models import WHOLE, CountedDay, DayFigure, GroupFigure, What
from app.seasons.models import Season
from app.seasons.queries import week_of

SETTLED = timedelta(minutes=2)
AT_ONCE = 50_000  # entries of one transaction
BY_THE_HOUSE = (Reason.CORRECTION.value, Reason.REGRADING.value)  # nobody did anything for these
OF_REASON = {"level-1": What.MASTERED, "class": What.CLASSES, "day": What.DAY_SETS}


@dataclass(frozen=True)
class Group:
    """People who belong together, and a day of a season."""

    season_id: int
    day: int
    region_id: int
    post_id: int
    dealer_id: int
    decade: int


def count_new(now: datetime) -> int:
    """Count the next entries; how many there were. Callers open the transaction and call again until it is 0."""
    after = session().scalar(select(func.max(CountedDay.last_entry_id))) or 0
    upto = _settled(after, now)
    if upto is None:
        return 0
    counts = Counter[tuple[Group, What]]()
    for group, what, count in (*_plain(after, upto), *_duels(after, upto)):
        counts[group, what] += count
    _add(counts, _sections(after, upto))
    _note_days(after, upto)
    return upto - after


def _settled(after: int, now: datetime) -> int | None:
    """The last entry to be counted now; None where there is none."""
    newest = select(func.max(Entry.id)).where(Entry.id > after, Entry.id <= after + AT_ONCE, Entry.at <= now - SETTLED)
    found: int | None = session().scalar(newest)
    if found is None:  # a gap in the numbers may be wider than what is read at once
        found = session().scalar(select(func.min(Entry.id)).where(Entry.id > after, Entry.at <= now - SETTLED))
    return found


def _plain(after: int, upto: int) -> Iterable[tuple[Group, What, int]]:
    """What an entry's reason alone says."""
    rows = session().execute(
        select(*_group(), Entry.reason, func.count())
        .join(Person, Person.id == Entry.person_id)
        .join(Dealer, Dealer.id == Person.dealer_id)
        .where(Entry.id > after, Entry.id <= upto, Entry.reason.in_(OF_REASON))
        .group_by(*_group(), Entry.reason)
    )
    return [(Group(*group), OF_REASON[reason], count) for *group, reason, count in rows]


def _duels(after: int, upto: int) -> Iterable[tuple[Group, What, int]]:
    """PKs by their kind."""
    rows = session().execute(
        select(*_group(), Duel.kind, func.count())
        .join(Person, Person.id == Entry.person_id)
        .join(Dealer, Dealer.id == Person.dealer_id)
        .join(Duel, Duel.id == Entry.source_id)
        .where(Entry.id > after, Entry.id <= upto, Entry.reason == Reason.PK.value)
        .group_by(*_group(), Duel.kind)
    )
    return [(Group(*group), What(f"pk-{kind}"), count) for *group, kind, count in rows]


def _sections(after: int, upto: int) -> Counter[tuple[int, int, int]]:
    """Completed classes by (season, day, section)."""
    rows = session().execute(
        select(Entry.season_id, Entry.day, MicroClass.section_id, func.count())
        .join(MicroClass, MicroClass.id == Entry.source_id)
        .where(Entry.id > after, Entry.id <= upto, Entry.reason == Reason.CLASS.value)
        .group_by(Entry.season_id, Entry.day, MicroClass.section_id)
    )
    return Counter({(season_id, day, section_id): count for season_id, day, section_id, count in rows})


def _group() -> tuple:
    decade = func.coalesce(Person.birth_decade, literal_column("0"))  # two values would be two groups to PostgreSQL
    return Entry.season_id, Entry.day, Dealer.region_id, Person.post_id, Person.dealer_id, decade


def _add(counts: Counter[tuple[Group, What]], sections: Counter[tuple[int, int, int]]) -> None:
    days, groups = Counter[tuple](), Counter[tuple]()
    seasons = {season.id: season for season in session().scalars(select(Season).order_by(Season.id))}
    for (group, what), count in counts.items():
        days[group.season_id, group.day, what.value, group.region_id, group.post_id] += count
        week = week_of(seasons[group.season_id], group.day)
        groups[group.season_id, "dealer", week, what.value, group.dealer_id] += count
        groups[group.season_id, "decade", week, what.value, group.decade] += count
    for (season_id, day, section_id), count in sections.items():
        groups[season_id, "section", week_of(seasons[season_id], day), What.CLASSES.value, section_id] += count
    raise_days(days)
    _raise_groups(groups)


def raise_days(counts: Counter[tuple]) -> None:
    """Add to the day's figures; keys are (season, day, what, region, post)."""
    _raise(DayFigure, ("season_id", "day", "what", "region_id", "post_id"), counts)


def _raise_groups(counts: Counter[tuple]) -> None:
    """Add to the figures of weeks and of the whole season; keys are (season, dimension, week, what, key)."""
    whole = Counter[tuple]()
    for (season_id, dimension, _week, what, key), count in counts.items():
        whole[season_id, dimension, WHOLE, what, key] += count
    whole.update(counts)
    _raise(GroupFigure, ("season_id", "dimension", "week", "what", "key"), whole)


def _raise(model: type[DayFigure] | type[GroupFigure], names: tuple[str, ...], counts: Counter[tuple]) -> None:
    rows = [dict(zip(names, key, strict=True), count=count) for key, count in sorted(counts.items())]
    if not rows:
        return
    statement = insert(model)
    more = {"count": model.count + statement.excluded.count}
    session().execute(statement.on_conflict_do_update(index_elements=names, set_=more), rows)


def _note_days(after: int, upto: int) -> None:
    """Write down which entries were counted, and count the people who were active on their days anew."""
    rows = session().execute(
        select(Entry.season_id, Entry.day, func.min(Entry.id), func.max(Entry.id))
        .where(Entry.id > after, Entry.id <= upto)
        .group_by(Entry.season_id, Entry.day)
    )
    for season_id, day, first, last in rows.all():
        known = session().get(CountedDay, (season_id, day))
        if known is None:
            session().add(CountedDay(season_id=season_id, day=day, first_entry_id=first, last_entry_id=last))
        else:
            known.last_entry_id = max(known.last_entry_id, last)
        session().flush()
        _count_active(season_id, day)


def _count_active(season_id: int, day: int) -> None:
    """How many different people got an entry on the day: its entries lie between the first and the last one."""
    counted = session().get_one(CountedDay, (season_id, day))
    people = (
        select(Entry.person_id)
        .where(Entry.id >= counted.first_entry_id, Entry.id <= counted.last_entry_id)
        .where(Entry.season_id == season_id, Entry.day == day, Entry.reason.not_in(BY_THE_HOUSE))
        .distinct()
        .subquery()
    )
    rows = session().execute(
        select(Dealer.region_id, Person.post_id, func.count())
        .join(people, people.c.person_id == Person.id)
        .join(Dealer, Dealer.id == Person.dealer_id)
        .group_by(Dealer.region_id, Person.post_id)
    )
    found = {(season_id, day, What.ACTIVE.value, region, post): count for region, post, count in rows}
    session().execute(delete(DayFigure).filter_by(season_id=season_id, day=day, what=What.ACTIVE.value))
    raise_days(Counter(found))


def forget_all() -> None:
    """Throw the figures away that can be counted again; sign-ins cannot."""
    session().execute(delete(DayFigure).where(DayFigure.what != What.SIGN_INS.value))
    session().execute(delete(GroupFigure))
    session().execute(delete(CountedDay))
