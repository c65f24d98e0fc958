"""The main job, end to end: one person out of a roster of 20,000 signs in, takes a class, beats the machine, climbs."""

from __future__ import annotations

import csv
import re
import time

import pytest
from sqlalchemy import func, select

from app.kit import clock as house_clock
from app.kit.database import session, transaction
from app.lessons import services
from app.lessons.commands import FOLDER, import_if_changed
from app.lessons.models import Check, MicroClass
from app.people import roster
from app.people.models import Dealer, Person
from app.people.roster_sample import sample
from app.people.seeding import seed_posts
from app.questions.queries import version
from app.seasons.seeding import seed_demo_season
from quizzes.rules.grading import key, mask
from tests import playing

PASSWORD = "between two jobs"
SAFETY_NET_SECONDS = 60  # measured: 4 s alone; a wide net for a busy machine


@pytest.fixture
def network(app, tmp_path):
    """A roster of 20,000 of 585 dealers, brought in by the command, with the curriculum and a season."""
    path = tmp_path / "roster.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(sample(20_000, 585, seed=1))
    import_if_changed(FOLDER)
    with transaction():
        seed_posts()
        seed_demo_season(house_clock.now().date())
    started = time.monotonic()
    result = app.test_cli_runner().invoke(args=["roster", "import", str(path)])
    assert result.exit_code == 0, result.output
    assert time.monotonic() - started < SAFETY_NET_SECONDS
    session().commit()


def learn(client, person: Person) -> None:
    """Take the class of the day's set, and answer all of its check rightly."""
    key_of_class = re.search(r"/class/([a-z0-9-]+)", client.get("/day").text).group(1)
    assert client.get(f"/class/{key_of_class}").status_code == 200
    client.post(f"/class/{key_of_class}/checks")
    check = session().scalars(select(Check).filter_by(person_id=person.id)).one()
    for position, version_id in enumerate(check.version_ids):
        content = version(version_id).content
        shown = mask(content, services.question_seed(check, position), key(content))
        form = playing.FIELDS[content["kind"]](shown)
        assert client.post(f"/check/{check.id}/answers/{position}", data=form).status_code == 302


def test_one_of_twenty_thousand_walks_the_whole_way(app, client, network):
    assert session().scalar(select(func.count(Person.id))) == 20_000
    assert session().scalar(select(func.count(Dealer.id))) == 585
    person = session().scalars(select(Person).filter_by(staff_number="P010000")).one()

    link = app.test_cli_runner().invoke(args=["people", "link", "P010000"]).output.strip()
    path = link.removeprefix(app.config["SETTINGS"].public_url)
    assert client.post(path, data={"password": PASSWORD, "again": PASSWORD}).headers["Location"] == "/"

    assert "还没上榜" in client.get("/board").text
    learn(client, person)
    board = client.get("/board").text
    assert "70" in board  # five questions at first sight and the class completed

    duel_id = playing.start(client, level=1)
    playing.plan(duel_id, *[(False, 0)] * 5)
    assert "你赢了" in playing.play(client, duel_id)
    assert "76" in client.get("/board").text  # a win against the machine pays six
    classes = [path for path in FOLDER.glob("*/*.yaml") if path.name != "section.yaml"]
    assert session().scalar(select(func.count(MicroClass.id))) == len(classes)
    assert app.test_cli_runner().invoke(args=["ledger", "verify"]).exit_code == 0
    _the_same_roster_changes_nothing()


def _the_same_roster_changes_nothing() -> None:
    from_files = list(sample(20_000, 585, seed=1))
    with transaction():
        plan = roster.plan("\n".join(",".join(row) for row in from_files).encode())
    assert plan.counts() | {"added": 0, "changed": 0, "unchanged": 20_000, "deactivated": 0} == plan.counts()
