"""Pairs of values are found by the index of their columns, on SQLite as well."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from app.kit.database import session
from app.kit.pairs import either_of
from app.lessons.models import Memory
from tests.factories import make_person, make_question


def _keep(person, question) -> tuple[int, int]:
    row = {"person_id": person.id, "question_id": question.id, "stability": 1.0, "difficulty": 1.0}
    session().add(Memory(**row, due=1, day=1, right=False, place="pk"))
    session().commit()
    return question.id, person.id


@pytest.fixture
def pairs(app) -> list[tuple[int, int]]:
    return [_keep(person, question) for person in (make_person(), make_person()) for question in _questions()]


def _questions():
    return [make_question(), make_question()]


def test_only_the_pairs_are_found_and_not_their_mixtures(pairs):
    asked = [pairs[0], pairs[3]]
    found = session().scalars(select(Memory).where(either_of(Memory.question_id, Memory.person_id, asked)))
    assert sorted((one.question_id, one.person_id) for one in found) == sorted(asked)


def test_the_table_is_not_read(pairs):
    condition = either_of(Memory.question_id, Memory.person_id, pairs)
    asked = (
        select(Memory.due)
        .where(condition)
        .compile(session().get_bind(), compile_kwargs={"literal_binds": True, "render_postcompile": True})
    )
    plan = [row[3] for row in session().execute(text(f"explain query plan {asked}"))]
    assert not any("SCAN" in step for step in plan)
    assert any("person_id=? AND question_id=?" in step for step in plan)
