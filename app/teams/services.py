"""Giving kudos. Callers open the transaction."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.events import publish
from app.kit.upsert import insert
from app.people.models import Person
from app.seasons.models import Season
from app.seasons.queries import day_of, week_of
from app.teams import queries
from app.teams.events import KudosGiven
from app.teams.models import Kudos, Moment

CHEERS = ("bravo", "thanks", "go-on")
A_DAY = 10
ENOUGH = _("You gave ten kudos today, which is as many as there are. Tomorrow there are ten again.")
NEWER = _("Something newer has happened there, or it was a while ago. Have a look at what there is to cheer now.")
NOT_ONE = _("That is none of the cheers there are. Nothing was sent; choose one of the buttons.")


def circle_ids(person: Person, season: Season, now: datetime) -> list[int]:
    """The dealers whose people the person may cheer: the own one, and this week's pair."""
    circle = queries.circle(season, week_of(season, day_of(season, now)), person.dealer_id)
    return [person.dealer_id, *(other.dealer_id for other in circle.others)]


def cheer(person: Person, other_id: int, kind: str, key: str, how: str, season: Season, now: datetime) -> bool:
    """Cheer somebody for something; False where that was done before. No points come from it.

    Raises Invalid for an unknown cheer, NotFound where the other one is not to be cheered by this person, Conflict
    where it is no longer the newest of its kind or the day's kudos are given.
    """
    if how not in CHEERS:
        raise Invalid(NOT_ONE)
    moment = queries.moment(person, other_id, kind, circle_ids(person, season, now), now)
    if moment is None:
        raise NotFound
    if moment.key != key:
        raise Conflict(NEWER)
    session().execute(select(Person.id).filter_by(id=person.id).with_for_update())  # one kudos at a time
    if _cheered(person, other_id, for_what(moment)):
        return False
    if queries.given_on(person, season, day_of(season, now)) >= A_DAY:
        raise Conflict(ENOUGH, code="enough")
    _give(person, moment, how, season, now)
    return True


def for_what(moment: Moment) -> str:
    return f"{moment.kind}:{moment.key}"


def _cheered(person: Person, other_id: int, what: str) -> bool:
    query = select(Kudos.id).filter_by(from_person_id=person.id, to_person_id=other_id, for_what=what)
    return session().scalar(query) is not None


def _give(person: Person, moment: Moment, how: str, season: Season, now: datetime) -> None:
    what = for_what(moment)
    kudos = Kudos(
        season_id=season.id,
        from_person_id=person.id,
        to_person_id=moment.person_id,
        for_what=what,
        cheer=how,
        day=day_of(season, now),
        at=now,
    )
    session().add(kudos)
    session().flush()
    publish(KudosGiven(person.id, moment.person_id, what, now))


def remember(person_id: int, kind: str, key: str, at: datetime) -> None:
    """Keep the newest thing of its kind that this person can be cheered for."""
    row = {"person_id": person_id, "kind": kind, "key": key, "at": at}
    write = insert(Moment).values(row)
    newer = {"key": write.excluded.key, "at": write.excluded.at}
    session().execute(
        write.on_conflict_do_update(
            index_elements=["person_id", "kind"], set_=newer, where=Moment.at <= write.excluded.at
        )
    )
