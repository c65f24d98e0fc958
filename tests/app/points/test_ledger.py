"""What is kept beside the entries is what they add up to."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from app.duels.events import Against, DuelFinished, SeatResult
from app.kit.database import session, transaction
from app.kit.events import publish
from app.lessons.events import MicroClassCompleted, QuestionMastered
from app.points import ledger
from app.points.listeners import pay_pk
from app.points.models import Entry, PkDay, Standing
from tests.conftest import NOON
from tests.factories import make_dealer, make_person, make_post, make_region, make_season

AFTER_THE_END = NOON + timedelta(days=300)


@pytest.fixture
def people(app):
    """Three people with entries of every kind in three weeks."""
    make_season()
    found = [make_person() for _ in range(3)]
    with transaction():
        for week in range(3):
            at = NOON + timedelta(weeks=week)
            for number, person in enumerate(found):
                publish(QuestionMastered(person.id, week + 1, 1, number == 0, at))
                publish(MicroClassCompleted(person.id, week + 1, at))
                for duel_id in range(10 * week, 10 * week + 4):
                    seat = SeatResult(person.id, "won", 400, number, Against.MACHINE, 2)
                    pay_pk(DuelFinished(100 * number + duel_id, at, (seat,)))
    return found


def rows(model):
    keys = model.__table__.primary_key
    return session().execute(select(model.__table__).order_by(*keys)).all()


def change(statement):
    with transaction() as here:
        here.execute(statement)


def flask(app, *command):
    return app.test_cli_runner().invoke(args=["ledger", *command])


def test_what_was_paid_adds_up(app, people):
    result = flask(app, "verify")
    assert result.exit_code == 0, result.output


def test_an_empty_ledger_adds_up(app):
    assert flask(app, "verify").exit_code == 0
    assert flask(app, "rebuild").exit_code == 0


def test_rebuilding_what_is_right_changes_nothing(app, people):
    before = rows(Standing), rows(PkDay)
    assert flask(app, "rebuild").exit_code == 0
    assert (rows(Standing), rows(PkDay)) == before


TAMPERINGS = {
    "points of the season": lambda: update(Standing).where(Standing.period == 0).values(points=Standing.points + 1),
    "points of a week": lambda: update(Standing).where(Standing.period == 6).values(points=Standing.points - 1),
    "mastered": lambda: update(Standing).where(Standing.period == 5).values(mastered=0),
    "post": lambda: update(Standing).values(post_id=make_post("parts-advisor").id),
    "region": lambda: update(Standing).values(region_id=make_region("south").id),
    "dealer": lambda: update(Standing).values(dealer_id=make_dealer("D777").id),
    "a standing too few": lambda: delete(Standing).where(Standing.period == 5),
    "a standing too many": lambda: update(Standing).where(Standing.period == 5).values(period=9),
    "PKs finished": lambda: update(PkDay).values(finished=PkDay.finished + 1),
    "points of PKs": lambda: update(PkDay).values(points=0),
    "a PK day too few": lambda: delete(PkDay),
    "a PK day too many": lambda: update(PkDay).values(day=PkDay.day + 1),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_verify_finds_what_was_changed_and_rebuild_restores_it(app, people, name):
    before = rows(Standing), rows(PkDay)
    change(TAMPERINGS[name]())
    result = flask(app, "verify")
    assert result.exit_code == 1
    assert "should be" in result.output
    assert flask(app, "rebuild").exit_code == 0
    assert flask(app, "verify").exit_code == 0
    assert (rows(Standing), rows(PkDay)) == before


def test_verify_finds_an_entry_that_nothing_followed(app, people):
    entry = session().scalars(select(Entry).limit(1)).one()
    copy = {name: getattr(entry, name) for name in Entry.__table__.columns.keys() if name != "id"}  # noqa: SIM118
    change(insert(Entry).values(copy | {"source_id": 999}))
    assert flask(app, "verify").exit_code == 1


def test_a_difference_says_who_where_and_what(app, people):
    change(update(Standing).where(Standing.period == 6, Standing.person_id == people[0].id).values(points=1))
    (difference,) = ledger.differences(NOON)
    assert str(difference) == (f"standings: season 1, person {people[0].id}, period 6: points is 1, should be 30")


def test_a_season_that_is_over_keeps_the_places_people_had_in_it(app, people):
    before = rows(Standing)
    south = make_dealer("S001", make_region("south"))
    with transaction():
        people[0].dealer_id = south.id
    assert list(ledger.differences(AFTER_THE_END)) == []
    with transaction():
        ledger.rebuild(AFTER_THE_END)
    assert rows(Standing) == before
