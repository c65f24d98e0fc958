"""Who does a daily set, and in which season."""

from __future__ import annotations

import pytest

from tests.factories import make_person, make_season


@pytest.fixture
def season(app):
    return make_season()


@pytest.fixture
def person(season):
    return make_person()
