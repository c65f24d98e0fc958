"""Choosing whether to take part. Callers open the transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from app.kit.database import session
from app.kit.upsert import insert
from app.leagues.models import LeagueOptOut
from app.people.models import Person


def choose(person: Person, takes_part: bool, now: datetime) -> None:
    """Who stays out is gone from the group at once; who comes back in the same week is where they were."""
    if takes_part:
        session().execute(delete(LeagueOptOut).where(LeagueOptOut.person_id == person.id))
    else:
        session().execute(insert(LeagueOptOut).values(person_id=person.id, at=now).on_conflict_do_nothing())
