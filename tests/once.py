"""What is alike in every test is made once in a run: routes, templates and SQL statements are read a single time."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from werkzeug.routing import Rule

from app.kit.database import make_engine
from tests.engines import Postgres

_compile = Rule.compile
_databases: dict[str, str] = {}
_rules: dict[tuple[str, str, str], tuple[Any, ...]] = {}


class Compiled(FileSystemBytecodeCache):
    """Compiled templates, in a set for each language, as app/kit/pages.py has them."""

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        kind = f"{environment.language} {environment.mounted}"  # type: ignore[attr-defined]
        return super().get_bucket(environment, f"{kind} {name}", filename, source)


def engine_of(url: str) -> Engine:
    """An engine for this address: compiled statements are kept from test to test, listeners are not."""
    found = _engine_of_server(url) if url.startswith("postgresql") else _engine_of_file(url)
    return found.execution_options()


@lru_cache(maxsize=4)
def _engine_of_file(url: str) -> Engine:
    return make_engine(url)


@cache  # one that is forgotten would leave its connections open
def _engine_of_server(url: str) -> Engine:
    return make_engine(url)


def database_of(server: Postgres, template: str) -> str:
    """An empty database, the same one for each test of a run: its rows go, it is not made anew."""
    found = _databases.get(template)
    if found is None or not server.empty(found):
        found = _databases[template] = server.create(template, name=f"{template}_now")
    return found


def compile_rule(rule: Rule) -> None:
    """What a route is read into: half the time that it takes to put an application together."""
    key = (rule.rule, str(rule.endpoint), repr(rule.defaults))
    if key not in _rules:
        _compile(rule)
        kept = (rule._parts, rule._trace, rule._converters, rule.arguments)
        _rules[key] = (*kept, rule._build.__func__, rule._build_unknown.__func__)  # type: ignore[attr-defined]
    rule._parts, rule._trace, rule._converters, rule.arguments, build, build_unknown = _rules[key]
    rule._build, rule._build_unknown = build.__get__(rule), build_unknown.__get__(rule)
