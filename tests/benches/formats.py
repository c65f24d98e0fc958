"""A file of 5,000 questions in each format, by the page: `python -m tests.benches.formats [postgresql]`.

Printed are the size of the file, the seconds from the upload to the preview and from "make drafts" to the drafts, those
of them that this process was at work, and what reading takes at most of memory, as a multiple of the file.
"""

from __future__ import annotations

import io
import random
import re
import sys
import time
import tracemalloc

from flask import Flask
from flask.testing import FlaskClient

from app.factory import create_app
from app.kit.database import engine, session
from app.models import Base
from app.people.models import Role
from app.studio.models import Draft
from config import Settings
from quizzes.formats import catalogue
from quizzes.formats.exchange import Choice, Item, Kind, Pair, Range
from tests.benches.house import house
from tests.conftest import sign_in
from tests.factories import make_person

COUNT = 5_000
SAID = "the battery is measured before work begins because a plug may hold its charge and what customers hear"
WORDS = SAID.split()


def items(kinds: tuple[Kind, ...]) -> list[Item]:
    dice = random.Random(7)
    return [item(number, kinds[number % len(kinds)], dice) for number in range(COUNT)]


def item(number: int, kind: Kind, dice: random.Random) -> Item:
    def said(words: int) -> str:
        return " ".join(dice.choices(WORDS, k=words))

    common = {"title": f"Q{number}", "feedback": said(12), "ident": f"bench-{number}", "language": "en"}
    wrong = tuple(Choice(f"{said(4)} {place}", 0.0, said(8)) for place in range(3))
    both = (Choice("true", 1.0), Choice("false", 0.0, said(6)))
    own = {
        Kind.SINGLE: {"choices": (Choice(said(5), 1.0), *wrong)},
        Kind.SEVERAL: {"choices": (Choice(f"{said(3)} a", 0.5), Choice(f"{said(3)} b", 0.5), *wrong)},
        Kind.TRUE_FALSE: {"choices": both},
        Kind.NUMERIC: {"ranges": (Range(number, number + 1),)},
        Kind.ORDERING: {"steps": tuple(f"{place} {said(4)}" for place in range(4))},
        Kind.MATCHING: {"pairs": tuple(Pair(f"{place} {said(2)}", f"{place} {said(2)}") for place in range(4))},
    }
    return Item(kind, f"{said(10)} {number}?", **common, **own[kind])


def kinds_of(name: str) -> tuple[Kind, ...]:
    if name == catalogue.AIKEN:
        return (Kind.SINGLE,)
    kinds = (Kind.SINGLE, Kind.SINGLE, Kind.SEVERAL, Kind.TRUE_FALSE, Kind.NUMERIC, Kind.MATCHING)
    return kinds if name == catalogue.GIFT else (*kinds, Kind.ORDERING)


def main() -> None:
    with house() as given:
        app = create_app(Settings.of_environment(given | {"SECRET_KEY": "bench " * 8}))
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            Base.metadata.create_all(engine())
            client = sign_in(app.test_client(), make_person(Role.TRAINER))
        for name in catalogue.NAMES:
            data = catalogue.format_of(name).write(items(kinds_of(name))).data
            print(f"{name}: {len(data) / 1e6:.1f} MB; " + through(app, client, name, data), flush=True)
        with app.app_context():
            engine().dispose()


def through(app: Flask, client: FlaskClient, name: str, data: bytes) -> str:
    before = _drafts(app)
    form = {"file": (io.BytesIO(data), "q"), "format": name, "language": "en"}
    started = now()
    page = client.post("/studio/bring/preview", data=form)
    looked = now()
    token = re.findall(r"/studio/bring/([0-9a-f-]+)/apply", page.text)[0]
    done = client.post(f"/studio/bring/{token}/apply", data={"format": name, "language": "en"})
    stored = now()
    assert (done.status_code, _drafts(app) - before) == (303, COUNT), name
    client.post(done.location.replace("/studio?bringing=", "/studio/bringings/") + "/take-back")
    took = f"preview {between(started, looked)}, drafts {between(looked, stored)}"
    return f"{took}, memory {memory(name, data):.1f} times"


def now() -> tuple[float, float]:
    """By the clock, and at work."""
    return time.perf_counter(), time.process_time()


def between(start: tuple[float, float], end: tuple[float, float]) -> str:
    return f"{end[0] - start[0]:.1f} s ({end[1] - start[1]:.1f} s at work)"


def _drafts(app: Flask) -> int:
    with app.app_context():
        return session().query(Draft).count()


def memory(name: str, data: bytes) -> float:
    tracemalloc.start()
    catalogue.format_of(name).read(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / len(data)


if __name__ == "__main__":
    sys.exit(main())
