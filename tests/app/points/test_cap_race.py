"""Two PKs that finish at once: the cap holds."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from app.duels.events import Against, DuelFinished, SeatResult
from app.kit.database import session, transaction
from app.points import ledger
from app.points.listeners import pay_pk
from app.points.models import Entry, PkDay, Standing
from tests.conftest import NOON
from tests.factories import make_person, make_season

CAP = 30


def test_pks_that_finish_at_once_respect_the_cap_together(app):
    season, person = make_season(rules={"pk_daily_cap": CAP}), make_person()
    person_id, threads = person.id, 4
    ready = Barrier(threads)

    def finish(duel_id: int) -> None:
        with app.app_context():
            ready.wait()
            with transaction():
                pay_pk(DuelFinished(duel_id, NOON, (SeatResult(person_id, "won", 400, 4, Against.PERSON),)))

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(finish, range(1, threads + 1)))

    assert sorted(session().scalars(select(Entry.points))) == [0, 6, 12, 12]
    assert session().scalar(select(func.sum(Entry.points))) == CAP
    assert session().get(PkDay, (season.id, person_id, NOON.date().toordinal())).finished == threads
    assert session().get(Standing, (season.id, 0, person_id)).points == CAP
    assert list(ledger.differences(NOON)) == []


def test_the_same_pk_stated_twice_at_once_is_paid_once(app):
    season, person = make_season(), make_person()
    person_id, ready = person.id, Barrier(2)

    def finish(_number: int) -> None:
        with app.app_context():
            ready.wait()
            with transaction():
                pay_pk(DuelFinished(1, NOON, (SeatResult(person_id, "won", 400, 4, Against.PERSON),)))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(finish, range(2)))

    assert session().get(Standing, (season.id, 0, person_id)).points == 12
    assert list(ledger.differences(NOON)) == []
