"""Reading a million answers stays quick because SQLite finds what it looks for by an index, at every portion."""

from __future__ import annotations

from sqlalchemy import event

from app.items import gathering
from app.items.models import ItemMark, Place
from app.kit import clock
from app.kit.database import engine, session
from tests.app.items.crowds import pk
from tests.factories import make_person, make_post, make_question


def plan_of(statement, values):
    steps = session().connection().exec_driver_sql(f"explain query plan {statement}", values)
    return " ".join(step.detail for step in steps)


def test_the_first_answer_and_the_next_pks_are_found_by_an_index(app):
    pk(make_person(), [(make_question(make_post()).current_id, True)])
    session().add(ItemMark(place=Place.PK.value, at=clock.now()))
    session().commit()
    found = []

    def listen(_connection, _cursor, statement, values, *_more):
        found.append((statement, values))

    event.listen(engine(), "before_cursor_execute", listen)
    gathering.gather()
    event.remove(engine(), "before_cursor_execute", listen)
    plans = [plan_of(*one) for one in found if one[0].startswith(("SELECT duels", "INSERT INTO item_answers"))]
    assert len(plans) == 3  # the PK, that there is no other one, and its answer
    assert sum("SEARCH duels USING INDEX ix_duels_finished" in plan for plan in plans) == 2
    assert sum("SEARCH item_answers USING INDEX uq_item_answers_first (person_id=? AND" in plan for plan in plans) == 1
