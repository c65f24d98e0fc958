"""Features import downward only; what is on one floor does not know each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# From the ground up. What stands in one line does not import each other.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("config", "quizzes"),
    ("kit",),
    ("people",),
    ("audit", "media"),
    ("questions",),
    ("lessons",),
    ("duels", "studio"),
    ("seasons", "stories"),
    ("tour", "days"),
    ("points", "streaks", "items"),
    ("leaderboards", "leagues", "teams", "notifications", "fairness", "corrections"),
    ("badges", "reports"),
    ("finals",),
    ("judging",),
    ("awards", "hall"),
    ("desk", "rehearsal"),
    ("home", "operations", "offline", "trials"),
    ("api", "backups"),
    ("models", "effects", "schedule"),
    ("demo", "scheduling", "cli"),
    ("factory",),
    ("serve", "wsgi"),
)
FLOOR = {house: floor for floor, houses in enumerate(FLOORS) for house in houses}
OF_THE_WEB = {"flask", "flask_babel", "flask_login", "flask_wtf", "sqlalchemy", "werkzeug", "wtforms", "jinja2", "app"}


def modules() -> Iterator[tuple[str, str]]:
    """Each module of ours, by its dotted name, with its source."""
    paths = [*ROOT.glob("app/**/*.py"), *ROOT.glob("quizzes/**/*.py"), ROOT / "config.py", ROOT / "wsgi.py"]
    for path in sorted(paths):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path.read_text(encoding="utf-8")


def imports(source: str) -> Iterator[str]:
    """Every module that the source imports, wherever in it that stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _is_import_call(node.func):
            yield from (str(one.value) for one in node.args[:1] if isinstance(one, ast.Constant))


def _is_import_call(function: ast.expr) -> bool:
    return getattr(function, "attr", getattr(function, "id", "")) in ("import_module", "__import__")


def house_of(module: str) -> str | None:
    """The feature (or single file) that a module of ours belongs to; None for other people's modules."""
    first, *rest = module.split(".")
    if first != "app":
        return first if first in ("quizzes", "config", "wsgi") else None
    return rest[0] if rest else None


def climbs(module: str, source: str) -> list[str]:
    """The imports of this module that do not lead downward."""
    here = house_of(module)
    if here is None:
        return []
    found = [(target, house_of(target)) for target in imports(source)]
    return [f"{module} imports {target}" for target, there in found if there and not _is_below(there, here)]


def _is_below(there: str, here: str) -> bool:
    return there == here or FLOOR[there] < FLOOR[here]


def strangers(module: str, source: str) -> list[str]:
    """What a module of the quiz domain imports although it must not know it."""
    return [f"{module} imports {one}" for one in imports(source) if one.split(".")[0] in OF_THE_WEB | {"time"}]


def test_every_module_stands_on_a_floor():
    assert {house for module, _source in modules() if (house := house_of(module))} - set(FLOOR) == set()


def test_every_import_leads_downward():
    assert [climb for module, source in modules() for climb in climbs(module, source)] == []


def test_the_quiz_domain_knows_neither_the_web_nor_the_database():
    assert [
        found for module, source in modules() if module.startswith("quizzes") for found in strangers(module, source)
    ] == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("app.people.views", "from app.points import services"),
        ("app.people.views", "from app import points"),
        ("app.people.views", "import app.points.services as paying"),
        ("app.people.views", "def late():\n    from app.points.services import post"),
        ("app.people.views", "if TYPE_CHECKING:\n    from app.points import models"),
        ("app.people.views", "import_module('app.points.services')"),
        ("app.kit.web", "from app.people.models import Person"),
        ("app.notifications.jobs", "from app.leaderboards import queries"),
        ("app.operations.views", "from app.home import presenters"),
        ("app.points.services", "from app.effects import EFFECTS"),
        ("quizzes.rules.duel", "from app.kit import clock"),
    ],
)
def test_a_planted_climb_is_found(module, source):
    assert climbs(module, source)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("app.points.services", "from app.people.models import Person\nfrom quizzes.rules.points import PointsRules"),
        ("app.points.services", "from app.points import ledger\nimport sqlalchemy"),
        ("app.factory", "from app import cli\nfrom app.effects import EFFECTS\nfrom config import Settings"),
    ],
)
def test_ways_down_and_at_home_are_fine(module, source):
    assert climbs(module, source) == []


@pytest.mark.parametrize("source", ["import flask", "from sqlalchemy.orm import Session", "def f():\n    import time"])
def test_a_planted_stranger_is_found_in_the_quiz_domain(source):
    assert strangers("quizzes.rules.duel", source)
