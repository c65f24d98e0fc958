"""The job is killed in the middle, and goes on."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.corrections import reckoning, replaying, scoring
from app.kit.database import session
from app.notifications.models import Notice
from tests.app.corrections.test_worlds import correct, live, make_worlds, standing
from tests.conftest import NOON
from tests.correcting import is_clean, reckon
from tests.factories import make_season


class Killed(BaseException):
    """As a process that ends here: nothing of the deed is committed, nothing after it is done."""


def kill_at(monkeypatch, place, name, call):
    """End the process in the middle of the deed that is the `call`-th of its kind."""
    original, calls = getattr(place, name), []

    def deed(*args, **options):
        done = original(*args, **options)
        calls.append(name)
        if len(calls) == call:
            raise Killed
        return done

    monkeypatch.setattr(place, name, deed)


@pytest.mark.parametrize("people", ["PEOPLE_AT_ONCE", "PEOPLE_IN_A_DEED"])
@pytest.mark.parametrize(
    ("place", "name", "call"),
    [
        (replaying, "carry_out", 1),
        (replaying, "carry_out", 3),
        (scoring, "carry_out", 1),
        (scoring, "carry_out", 4),
        (reckoning, "rate_again", 1),
        (reckoning, "publish", 2),
    ],
)
def test_a_job_that_is_killed_goes_on_where_it_was(app, monkeypatch, place, name, call, people):
    make_season()
    worlds = make_worlds()
    live(worlds, 3)
    for one in (people, "PKS_AT_ONCE", "TOLD_AT_ONCE"):
        monkeypatch.setattr(reckoning, one, 1)
    correct(worlds[0])
    kill_at(monkeypatch, place, name, call)
    with pytest.raises(Killed):
        reckon(NOON)
    session().rollback()
    assert reckon(NOON) == 1
    wrong, right = worlds
    assert standing(wrong, question_id=wrong.question.id) == standing(right, question_id=right.question.id)
    told = session().scalars(select(Notice.person_id).where(Notice.kind == "correction")).all()
    assert len(told) == len(set(told)) > 0
    assert is_clean(NOON)
