"""What no entry of the ledger tells is counted as it happens."""

from __future__ import annotations

from collections import Counter

from app.kit.database import session
from app.people.events import SignedIn
from app.people.models import Person
from app.reports.counting import raise_days
from app.reports.models import What
from app.seasons.queries import day_of, running


def count_sign_in(fact: SignedIn) -> None:
    season = running(fact.at)
    if season is None:
        return
    person = session().get_one(Person, fact.person_id)
    where = (season.id, day_of(season, fact.at), What.SIGN_INS.value, person.dealer.region_id, person.post_id)
    raise_days(Counter({where: 1}))
