"""Answers are stored a portion in a statement: the same comes of it as when they are stored one after the other."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import delete, select, update

from app.items import gathering, rebuilding
from app.items.models import ItemAnswer, ItemStatistics
from app.kit import clock as time
from app.kit.database import session, transaction
from tests.app.items.crowds import check, pk
from tests.factories import make_person, make_post, make_question, make_section

KEPT = (*(field.key for field in gathering.FIELDS), "first")


@pytest.fixture
def asked(app):
    return [make_question(make_post()) for _number in range(4)]


@pytest.fixture
def looked_at(monkeypatch):
    """Every answer that is read from now on, in order, again and again."""
    rows: list[dict[str, object]] = []

    def listening(read):
        def reading(after):
            portion, key = read(after)
            rows.extend(portion)
            return portion, key

        return reading

    monkeypatch.setattr(gathering, "AT_ONCE", 10)
    monkeypatch.setattr(gathering, "READERS", {one: listening(read) for one, read in gathering.READERS.items()})
    return rows


def one_by_one(rows):
    kept, met = {}, set()
    for row in rows:
        slot = (row["place"], row["source_id"], row["slot"])
        if slot not in kept:
            answered = (row["place"], row["person_id"], row["question_version_id"])
            kept[slot] = row | {"first": answered not in met}
            met.add(answered)
    return kept


def stored():
    rows = session().execute(select(*(getattr(ItemAnswer, name) for name in KEPT)))
    return {(row.place, row.source_id, row.slot): row._asdict() for row in rows}


@pytest.mark.parametrize("seed", range(3))
def test_a_random_history_is_stored_as_if_answers_came_one_after_the_other(asked, clock, looked_at, seed):
    rng, people = Random(seed), [make_person() for _number in range(3)]
    micro_class = make_section("new-energy", 1, make_post(), asks=asked)[0]
    for _deed in range(40):
        person, at = rng.choice(people), time.now() - timedelta(minutes=rng.randrange(5))
        questions = rng.sample(asked, rng.randrange(1, 5))
        if rng.random() < 0.5:
            check(person, micro_class, {one: rng.random() < 0.5 for one in questions}, at)
        else:
            again = [one.current_id for one in (*questions, questions[0])]
            pk(person, [(one, rng.choice((True, False, None))) for one in again], at)
        if rng.random() < 0.3:
            gathering.gather()
        clock.move(minutes=rng.randrange(3))
    gathering.gather()
    assert stored() == one_by_one(looked_at)
    assert sum(row["first"] for row in stored().values()) <= 2 * len(people) * len(asked)
    assert len(looked_at) > len(stored())  # the last minutes are read again


def test_what_was_counted_is_counted_again_when_answers_come(asked):
    pk(make_person(), [(asked[0].current_id, True)])
    gathering.gather()
    with transaction() as here:
        here.execute(update(ItemStatistics).values(stale=False, people=1))
    pk(make_person(), [(asked[0].current_id, True), (asked[1].current_id, False)])
    gathering.gather()
    found = select(ItemStatistics.people, ItemStatistics.stale).order_by(ItemStatistics.question_version_id)
    assert session().execute(found).all() == [(1, True), (0, True)]


def test_answers_that_are_missing_or_were_kept_otherwise_are_named(asked):
    person = make_person()
    duel = pk(person, [(one.current_id, True) for one in asked])
    gathering.gather()
    with transaction() as here:
        here.execute(delete(ItemAnswer).where(ItemAnswer.slot == 0))
        here.execute(update(ItemAnswer).where(ItemAnswer.slot == 4).values(chosen="b"))
    found = [line for line in rebuilding.differences() if "answer" in line]
    assert found == [f"pk {duel.id}, answer 0: was not read yet", f"pk {duel.id}, answer 4: was kept otherwise"]
