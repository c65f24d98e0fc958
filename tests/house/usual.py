"""A learner's usual way through the house, and then a program's and an author's, in a process of its own.

`python -m tests.house.usual FOLDER` prints which modules are loaded after each of them, a line each.
"""

from __future__ import annotations

import sys
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select

from app.factory import create_app
from app.kit.clock import HandClock
from app.kit.database import engine, session
from app.lessons.models import Check
from app.models import Base
from app.people.models import Role
from config import Settings
from quizzes.formats import curriculum
from tests import playing
from tests.conftest import NOON, Browser, sign_in
from tests.factories import give_points, make_person, make_question, make_season, make_section

PAGES = [
    "/",
    "/learn",
    "/learn/basics",
    "/class/basics-0",
    "/day",
    "/pk",
    "/board",
    "/points",
    "/tour",
    "/streak",
    "/me",
]


def learner(client: FlaskClient) -> None:
    """Every page that a day begins with, the check of a class, a PK."""
    person, season = make_person(), make_season()
    give_points(person, 10, season)
    make_section("basics", 1, person.post, asks=[make_question(person.post)])
    playing.make_pool(person.post)
    sign_in(client, person)
    for page in PAGES:
        shown(client, page)
    client.post("/class/basics-0/checks")
    check = session().scalars(select(Check)).one()
    client.post(f"/check/{check.id}/answers/0", data={"choice": "a"})
    shown(client, f"/check/{check.id}?seen=0")
    assert "PK" in playing.play(client, playing.start(client))
    shown(client, "/pk/history")


def shown(client: FlaskClient, page: str) -> None:
    answer = client.get(page, follow_redirects=True)
    assert answer.status_code == 200, f"{page}: {answer.status}"


def program(client: FlaskClient) -> None:
    assert client.get("/api/v1/openapi.json").json["components"]["schemas"]["Pk"]
    assert client.get("/api/v1/me").json["points"]["season"] > 0
    assert client.get("/api/v1/boards?scope=galaxy").status_code == 422


def author(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.TRAINER))
    draft = client.post("/studio/questions", data={"kind": "single"}).location
    assert draft
    shown(client, draft)
    assert curriculum.read(Path(__file__).parent).faults  # no section is there


def main(home: str) -> None:
    app = create_app(Settings.of_environment({"PADDOCK_HOME": home, "SECRET_KEY": "test " * 8}), HandClock(NOON))
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Browser
    with app.app_context():
        Base.metadata.create_all(engine())
        client = app.test_client()
        for way in (learner, program, author):
            way(client)
            print(*sys.modules)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
