"""A house with what engines keep in ways of their own, and an empty database of either engine to bring it into."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, delete, insert

from app.kit.database import engine, make_engine, session, transaction
from app.notifications.models import Message, Webhook
from tests.app.backups.houses import ODD, STAMP, message, played, run, webhook
from tests.factories import make_person, make_question


@pytest.fixture
def house(app) -> Iterator[Engine]:
    """A house with what engines keep in ways of their own."""
    run(engine(), *STAMP)
    person = make_person(name="王 “Ann” \\ \t%s😀")
    make_question(person.post)
    with transaction() as here:
        for value in ODD:
            here.execute(insert(Webhook).values(webhook(person, value)))
        for _each in range(3):
            here.add(message(person))
        here.add(played(person))
        here.flush()
        here.execute(delete(Message).where(Message.id == 3))
    yield engine()
    session().close()
    run(engine(), "drop table alembic_version")


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request, tmp_path) -> Iterator[Engine]:
    """An empty database of either engine."""
    if request.param == "sqlite":
        path = tmp_path / "target.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        url = f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("postgres").create(request.getfixturevalue("empty_postgres"))
    made = make_engine(url)
    run(made, *STAMP)
    yield made
    made.dispose()
    if request.param == "postgresql":
        request.getfixturevalue("postgres").drop(url)
