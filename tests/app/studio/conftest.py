"""Who writes and who approves, and the post that they write for."""

from __future__ import annotations

import pytest

from app.people.models import Role
from tests.factories import make_person, make_post


@pytest.fixture
def post(app):
    return make_post()


@pytest.fixture
def trainer(post):
    return make_person(Role.TRAINER)


@pytest.fixture
def other(post):
    """The second trainer."""
    return make_person(Role.TRAINER)
