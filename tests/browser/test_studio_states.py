"""What the studio shows only on the way (a kind being written, refused, compared, brought in, answered) is looked at
like every page: each answer of the walk through the house, as the browser shows it.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, Route
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.factory import create_app
from app.kit import clock
from app.kit.database import engine, session, transaction
from app.people.models import Person
from app.questions.models import Question
from app.studio import services
from app.studio.services import Written
from config import Settings
from tests.browser.conftest import SIZES
from tests.browser.looks import measures, wrong
from tests.conftest import Browser, sign_in
from tests.house.corrections_tour import corrections
from tests.house.stories_tour import deciding, telling
from tests.house.studio_tour import KINDS, studio

Stop = tuple[str, TestResponse]
VIEWS = [("zh", 360, ("light", "dark")), ("en", 1440, ("dark",))]
STATES = {
    *(f"{kind}, sent too early" for kind in KINDS),
    *(f"wrong question, {kind}" for kind in ("single", "ordering", "matching", "numeric", "cloze")),
    "single, typed at once by two", "cloze, typed at once by two", "case, typed at once by two",
    "case being changed", "case tried out, 1a", "hotspot, drawn", "question, being changed",
    "sent to review", "sent back", "a plan", "a remark on a text", "history", "history, two versions",
    "a class, sent too early", "a class, typed at once by two", "class, being changed", "class, its history",
    "bring in, preview", "bring in, of no format", "many at once, sent too early", "taken back",
    "the figures of the one that rests", "asked again without a reason", "asked again",
    "flags of a question, mended", "mended without a word", "flags, answered", "coverage, only what is thin",
    "stories", "a story", "a story, being written", "a story, ask without a word", "a story, that waits for its teller",
    "story, with traces", "wrong question, no reason", "correction, proposed", "correction, being reckoned",
    "correction, carried out", "correction, a person", "correction, mine", "corrections",
}  # fmt: skip


@pytest.fixture
def walked(home: Path, server: str, tmp_path: Path) -> Iterator[Flask]:
    """A copy of the browser's house, to be walked through without it."""
    with closing(sqlite3.connect(home / "paddock.db")) as kept, closing(sqlite3.connect(tmp_path / "paddock.db")) as to:
        kept.backup(to)
    if (home / "media").exists():  # a browser's test before this one has put a picture there
        shutil.copytree(home / "media", tmp_path / "media")
    given = {"PADDOCK_HOME": str(tmp_path), "SECRET_KEY": "test " * 8, "PADDOCK_DEMO": "1"}
    app = create_app(Settings.of_environment(given))
    app.testing, app.test_client_class = True, Browser
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app
        session().close()
        engine().dispose()


def walk(app: Flask, language: str) -> Iterator[Stop]:
    """The studio's part of the walk, of a trainer who is also concerned."""
    client, person = app.test_client(), {one.staff_number: one for one in session().scalars(select(Person))}

    def as_(number: str) -> None:
        sign_in(client, person[number])
        client.post("/language", data={"language": language})

    as_("DEMO-ADVISOR")
    yield from telling(client)
    as_("DEMO-TRAINER")
    question = _twice_published(person["DEMO-TRAINER"], person["DEMO-ORGANIZER"])
    yield "history, two versions", client.get(f"/studio/questions/{question.id}/history?first=1&second=2")
    for name, answer in studio(client):
        rests = name.startswith("figures of") and ("It rests" in answer.text or "暂停" in answer.text)
        yield "the figures of the one that rests" if rests else name, answer
    yield from corrections(client, person["DEMO-TRAINER"], person["DEMO-TECH"])
    yield from deciding(client)


def _twice_published(by: Person, other: Person) -> Question:
    """A question with two versions that differ in many ways."""
    query = select(Question).where(Question.kind == "single", Question.current_id.is_not(None)).order_by(Question.id)
    question = session().scalars(query.offset(5).limit(1)).one()
    with transaction():
        draft = services.revise(question, by, clock.now())
        words = {"en": "Which one is it now?", "zh": "现在是哪一个？"}
        content = draft.content | {"text": words, "difficulty": 5, "tags": ["new"]}
        saved = services.save(
            draft.id, draft.version, Written(content, draft.posts, draft.micro_class_id), by, clock.now()
        )
        services.send(saved.id, by, clock.now())
        services.approve(saved.id, saved.version, other, clock.now())
    return question


def show(page: Page, answer: TestResponse) -> None:
    """This answer under the address of the house, with its policy; the house is asked for files alone."""
    kept = {name: answer.headers[name] for name in ("Content-Type", "Content-Security-Policy")}

    def of_the_walk(route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(status=200, headers=kept, body=answer.data)
        elif "/static/" in route.request.url:
            route.continue_()
        else:
            route.fulfill(status=204)

    page.route(
        "**/*", of_the_walk
    )  # before those of earlier answers, so that nothing that still asks reaches the house
    page.goto(re.sub(r"\?.*", "", answer.request.path))


@pytest.mark.parametrize(("language", "width", "themes"), VIEWS)
def test_every_state_of_the_studio_is_open_to_everybody(open_page, walked, language, width, themes):
    page, faults, seen = open_page("", width, language), {}, set()
    for name, answer in walk(walked, language):
        if name not in STATES:
            continue
        seen.add(name)
        show(page, answer)
        found = wrong(page, *themes)
        if width != 360:
            page.set_viewport_size(SIZES[360])  # English words are longer
            found += [f"on a phone: {fault}" for fault in measures(page)]
            page.set_viewport_size(SIZES[width])
        if found:
            faults[name] = found
    assert (faults, STATES - seen) == ({}, set())
