"""What facts pay."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.duels.events import Against, DuelFinished, SeatResult
from app.kit.database import session, transaction
from app.kit.events import publish
from app.lessons.events import MicroClassCompleted, QuestionMastered
from app.people.events import PeopleMoved
from app.points.listeners import pay_class, pay_mastery, pay_pk
from app.points.models import Entry, PkDay, Standing
from tests.conftest import NOON
from tests.factories import make_dealer, make_person, make_post, make_region, make_season
from tests.statements import counted

PAYS = {DuelFinished: pay_pk, QuestionMastered: pay_mastery, MicroClassCompleted: pay_class}


def state(*facts):
    with transaction():
        for fact in facts:
            PAYS.get(type(fact), publish)(fact)


def pk(person, duel_id, outcome="won", right=3, machine_level=2, at=NOON):
    against = Against.MACHINE if machine_level else Against.PERSON
    mine = SeatResult(person.id, outcome, 400, right, against, machine_level)
    return DuelFinished(duel_id, at, (mine, SeatResult(None, "lost", 200, 2, Against.PERSON)))


def entries():
    found = session().scalars(select(Entry).order_by(Entry.id)).all()
    return [(entry.reason, entry.source_id, entry.points, entry.mastered) for entry in found]


def standings(person):
    rows = session().execute(
        select(Standing.period, Standing.points, Standing.mastered)
        .where(Standing.person_id == person.id)
        .order_by(Standing.period)
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("level", "first", "points", "mastered"),
    [(1, True, 10, 1), (1, False, 6, 1), (2, False, 5, 0), (3, False, 3, 0)],
)
def test_each_level_of_a_question_pays_and_the_first_counts_as_mastered(app, level, first, points, mastered):
    make_season()
    person = make_person()
    state(QuestionMastered(person.id, 7, level, first, NOON))
    assert entries() == [(f"level-{level}", 7, points, mastered)]
    assert standings(person) == [(0, points, mastered), (5, points, mastered)]


def test_a_completed_class_pays(app):
    make_season()
    person = make_person()
    state(MicroClassCompleted(person.id, 3, NOON))
    assert entries() == [("class", 3, 20, 0)]


def test_a_repeated_fact_pays_nothing_and_the_deed_goes_on(app):
    make_season()
    person = make_person()
    state(MicroClassCompleted(person.id, 3, NOON))
    state(MicroClassCompleted(person.id, 3, NOON), QuestionMastered(person.id, 7, 1, True, NOON))
    assert standings(person) == [(0, 30, 1), (5, 30, 1)]


def test_a_repeated_pk_neither_pays_nor_counts_on_the_day(app):
    make_season()
    person = make_person()
    state(pk(person, 1))
    state(pk(person, 1))
    assert standings(person) == [(0, 6, 0), (5, 6, 0)]
    day = session().scalars(select(PkDay)).one()
    assert (day.finished, day.points) == (1, 6)


def test_pks_of_a_day_pay_less_and_less(app):
    make_season()
    person = make_person()
    for number in range(1, 9):
        state(pk(person, number, machine_level=None))
    assert [points for _, _, points, _ in entries()] == [12, 12, 12, 6, 6, 6, 0, 0]
    tomorrow = NOON + timedelta(days=1)
    state(pk(person, 9, machine_level=None, at=tomorrow))
    assert entries()[-1][2] == 12


def test_pks_of_a_day_pay_no_more_than_the_cap(app):
    make_season(rules={"pk_daily_cap": 30})
    person = make_person()
    for number in range(1, 5):
        state(pk(person, number, machine_level=None))
    assert [points for _, _, points, _ in entries()] == [12, 12, 6, 0]
    assert "daily-cap" in session().scalars(select(Entry).where(Entry.source_id == 4)).one().detail


def test_a_pk_that_pays_nothing_says_why_and_puts_nobody_on_a_board(app):
    make_season()
    person = make_person()
    state(pk(person, 1, outcome="lost", right=0))
    entry = session().scalars(select(Entry)).one()
    assert (entry.points, entry.detail) == (0, ["lost", "against-machine-2", "no-right-answer"])
    assert standings(person) == []


def test_both_people_of_a_pk_are_paid_and_a_machine_is_not(app):
    make_season()
    one, two = make_person(), make_person()
    seats = (SeatResult(two.id, "won", 400, 4, Against.PERSON), SeatResult(one.id, "lost", 100, 1, Against.PERSON))
    state(DuelFinished(1, NOON, seats))
    assert standings(one) == [(0, 4, 0), (5, 4, 0)]
    assert standings(two) == [(0, 12, 0), (5, 12, 0)]


def test_without_a_season_nothing_is_paid_and_nothing_breaks(app):
    person = make_person()
    state(pk(person, 1), MicroClassCompleted(person.id, 3, NOON), QuestionMastered(person.id, 7, 1, True, NOON))
    state(PeopleMoved((person.id,)))
    assert entries() == []


def test_a_week_ends_on_sunday_at_midnight_in_beijing(app):
    make_season()
    person = make_person()
    sunday = datetime(2026, 6, 7, 15, 59, tzinfo=UTC)  # 23:59 in Beijing
    state(QuestionMastered(person.id, 1, 1, True, sunday))
    state(QuestionMastered(person.id, 2, 1, True, sunday + timedelta(minutes=2)))
    assert standings(person) == [(0, 20, 2), (5, 10, 1), (6, 10, 1)]


def test_standings_follow_people_who_move(app):
    season = make_season()
    person, stays = make_person(), make_person()
    state(QuestionMastered(person.id, 1, 1, True, NOON), QuestionMastered(stays.id, 1, 1, True, NOON))
    south, painter = make_dealer("S001", make_region("south")), make_post("painting-technician")
    with transaction():
        person.dealer_id, person.post_id = south.id, painter.id
    state(PeopleMoved((person.id,)))
    for row in session().scalars(select(Standing).where(Standing.season_id == season.id)):
        moved = row.person_id == person.id
        assert (row.dealer_id == south.id, row.region_id == south.region_id) == (moved, moved)
        assert row.post_id == (person.post_id if moved else stays.post_id)


@pytest.mark.parametrize(("fact", "most"), [("pk", 6), ("mastery", 3), ("class", 3)])
def test_paying_takes_few_statements(app, fact, most):
    make_season()
    person = make_person()
    facts = {
        "pk": pk(person, 1),
        "mastery": QuestionMastered(person.id, 1, 1, True, NOON),
        "class": MicroClassCompleted(person.id, 1, NOON),
    }
    with counted() as seen:
        state(facts[fact])
    assert len(seen) <= most, seen
