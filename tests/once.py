"""What is alike in every test is made once in a run: routes and SQL statements are compiled a single time."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine
from werkzeug.routing import Rule

from app.kit.database import make_engine

_compile_builder = Rule._compile_builder
_builders: dict[tuple[str, str, bool, str], Callable[..., Any]] = {}


def engine_of(url: str) -> Engine:
    """An engine for this address: compiled statements are kept from test to test, listeners are not."""
    return _first_engine(url).execution_options()


@lru_cache(maxsize=4)
def _first_engine(url: str) -> Engine:
    return make_engine(url)


def compile_builder(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
    """What builds the addresses of a route: half the time that it takes to put an application together."""
    key = (rule.rule, str(rule.endpoint), append_unknown, repr(rule.defaults))
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]
