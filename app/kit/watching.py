"""What is noted of a request: its id, its route, how long it took, how many statements it sent; and slow statements.

Nothing here says who asked for what: routes stand as templates (`/pk/<int:duel_id>`), statements without their values.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from flask import Flask, Response, current_app, g, has_app_context, request
from sqlalchemy import Engine, event

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
NO_ROUTE = "none"  # an address that does not exist
QUIET = {"static", "kit.healthz", "kit.readyz", "operations.metrics"}  # asked for all the time: no line in the log
METHODS = {"GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"}
SETTLING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
EXECUTIONS = ("do_execute", "do_executemany", "do_execute_no_params")
LEAST_SECONDS = 0.001  # what is faster is never slow: nobody is asked
LONGEST_STATEMENT = 2_000
requests = logging.getLogger("app.requests")
statements = logging.getLogger("app.statements")


@dataclass(frozen=True)
class Seen:
    """One request that was answered. `seconds` is the time until the answer began to go out."""

    route: str
    method: str
    status: int
    seconds: float
    statements: int


@dataclass(slots=True)
class Tally:
    """A request that is being answered."""

    began: float
    statements: int = 0


Watcher = Callable[[Seen], None]
_tally: ContextVar[Tally | None] = ContextVar("tally", default=None)


def init_app(app: Flask) -> None:
    """Comes before all that hooks into requests."""
    app.extensions["watchers"] = []
    app.extensions["slow"] = []
    app.before_request(_begin)
    app.after_request(_end)
    app.jinja_env.globals["request_id"] = request_id


def request_id() -> str:
    """The name of this request: what the proxy in front of us calls it, or one of our own."""
    found: str | None = g.get("request_id")
    if found is None:
        found = g.request_id = _given() or secrets.token_hex(16)
    return found


def _given() -> str:
    """Believed where a trusted proxy stands in front, and where it can do no harm in a line of the log."""
    if not current_app.config["SETTINGS"].address_hops:
        return ""
    given = request.headers.get(HEADER, "")
    return given if SANE.fullmatch(given) else ""


def route() -> str:
    """The template of the address that was asked for, never the address: it may hold a secret."""
    return request.url_rule.rule if request.url_rule else NO_ROUTE


def method() -> str:
    """Anybody can invent methods; figures and logs know those that there are."""
    return request.method if request.method in METHODS else "other"


def _begin() -> None:
    _tally.set(Tally(perf_counter()))


def _end(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    tally = _tally.get()
    if tally is not None:
        _tally.set(None)
        seen = Seen(route(), method(), response.status_code, perf_counter() - tally.began, tally.statements)
        _log(seen)
        for tell in current_app.extensions["watchers"]:
            tell(seen)
    return response


def _log(seen: Seen) -> None:
    if request.endpoint in QUIET or not requests.isEnabledFor(logging.INFO):
        return
    about = {"method": seen.method, "status": seen.status, "statements": seen.statements}
    requests.info("request", extra=about | {"ms": round(seen.seconds * 1000, 1)})


def watch_statements(engine: Engine) -> None:
    """Count what is sent for a request, and write down what is slow. One hook: two events cost twice as much."""

    def timed(name: str) -> Callable[..., bool]:
        execute: Callable[..., None] = getattr(engine.dialect, name)

        def timing(cursor: Any, statement: str, *rest: Any) -> bool:
            began = perf_counter()
            execute(cursor, statement, *rest)
            _sent(statement, perf_counter() - began)
            return True  # it is done

        return timing

    for name in EXECUTIONS:
        event.listen(engine, name, timed(name))


def _sent(statement: str, seconds: float) -> None:
    tally = _tally.get()
    if tally is not None and not statement.startswith(SETTLING):
        tally.statements += 1
    if seconds >= LEAST_SECONDS and has_app_context():
        slow_ms = current_app.config["SETTINGS"].slow_query_ms
        if slow_ms and seconds * 1000 >= slow_ms:
            _tell_slow(statement, seconds)


def _tell_slow(statement: str, seconds: float) -> None:
    about = {"statement": " ".join(statement.split())[:LONGEST_STATEMENT], "ms": round(seconds * 1000)}
    statements.warning("slow statement", extra=about)
    for tell in current_app.extensions["slow"]:
        tell()
