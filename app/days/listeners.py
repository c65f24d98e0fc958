"""What daily sets do when somebody took a class or played a PK."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from app.days import queries, services
from app.duels.events import Against, ChallengeSent, DuelFinished
from app.duels.models import Duel
from app.kit.clock import day_of as service_day_of
from app.kit.database import session
from app.lessons.events import CheckFinished, MicroClassCompleted
from app.lessons.remembering import remember_missed
from app.questions.queries import versions
from app.seasons.queries import running


def note_class(fact: MicroClassCompleted) -> None:
    """A class that was completed is the day's class, also where the day had asked for another one."""
    _class_done(fact.person_id, fact.micro_class_id, fact.at, another=True)


def note_check(fact: CheckFinished) -> None:
    """The day's class counts as done with its check, however that went."""
    _class_done(fact.person_id, fact.micro_class_id, fact.at, another=False)


def _class_done(person_id: int, micro_class_id: int, at: datetime, *, another: bool) -> None:
    season = running(at)
    if season is None:
        return
    for one in queries.open_sets([person_id], season, at):
        awaited = one.micro_class_id is not None and one.class_done_at is None
        if awaited and (another or one.micro_class_id == micro_class_id):
            services.class_done(one, micro_class_id, season, at)
            return


def note_challenge(fact: ChallengeSent) -> None:
    """Who sends a challenge has played."""
    if not session().get_one(Duel, fact.duel_id).friendly:
        _pks_done([fact.person_id], fact.at)


def note_pk(fact: DuelFinished) -> None:
    """What was missed comes back, and whoever has played to the end now has done the day's PK.

    This runs before the PK is paid: sets are locked before standings.
    """
    asked = {one.id: one.question_id for one in versions([each for seat in fact.seats for each in seat.missed])}
    missed = {(seat.person_id, asked[one]) for seat in fact.seats for one in seat.missed if seat.person_id}
    remember_missed(missed, service_day_of(fact.at))
    if not fact.friendly:
        counting = (seat for seat in fact.seats if seat.is_here and seat.right and seat.against is not Against.ONESELF)
        _pks_done([seat.person_id for seat in counting if seat.person_id is not None], fact.at)


def _pks_done(person_ids: Collection[int], at: datetime) -> None:
    season = running(at) if person_ids else None
    if season is None:
        return
    noted: set[int] = set()
    for one in queries.open_sets(person_ids, season, at):
        if one.pk_done_at is None and one.person_id not in noted:
            noted.add(one.person_id)
            services.pk_done(one, season, at)
