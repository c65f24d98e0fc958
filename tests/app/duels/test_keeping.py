"""What a PK keeps in few bytes comes back as it was, and is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.duels.keeping import may_hold
from app.duels.models import Duel
from app.duels.services import QUESTIONS
from app.kit.database import session
from quizzes.rules import varints
from tests.conftest import sign_in
from tests.factories import make_person
from tests.playing import duel, make_pool, start


@given(st.lists(st.integers(0, 2**40), max_size=7))
def test_any_numbers_come_back(some):
    assert varints.unpacked(varints.packed(some)) == some


@given(st.lists(st.integers(0, 2**21), min_size=1, max_size=7))
def test_each_number_stands_in_them_as_it_stands_alone(some):
    assert all(varints.packed([one]) in varints.packed(some) for one in some)


def test_five_questions_of_a_large_curriculum_take_ten_bytes():
    assert len(varints.packed([12_345] * QUESTIONS)) == 10


def test_less_than_nothing_is_refused():
    with pytest.raises(ValueError, match="-1"):
        varints.packed([3, -1])


def test_pks_are_found_by_a_question_that_they_ask(client):
    make_pool()
    found = duel(start(sign_in(client, make_person())))
    for asked, ids in [*((one, [found.id]) for one in found.version_ids), (max(found.version_ids) + 300, [])]:
        assert session().scalars(select(Duel.id).where(may_hold(Duel.version_ids.expression, asked))).all() == ids
