"""What is noted of a request: its id, its route, how long it took, how many statements it sent; and slow statements.

Nothing here says who asked for what: routes stand as templates (`/pk/<int:duel_id>`), statements without their values.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from flask import Flask, Response, current_app, g, has_app_context, request
from sqlalchemy import Engine, event

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
NO_ROUTE = "none"  # an address that does not exist
QUIET = {"static", "kit.healthz", "kit.readyz"}  # asked for all the time: no line in the log
METHODS = {"GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"}
SETTLING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
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


Watcher = Callable[[Seen], None]


def init_app(app: Flask) -> None:
    """Comes before all that hooks into requests, and after the database."""
    app.extensions["watchers"] = []
    app.extensions["slow"] = []
    app.before_request(_begin)
    app.after_request(_end)
    app.jinja_env.globals["request_id"] = request_id
    watch_statements(app.extensions["engine"], app.config["SETTINGS"].slow_query_ms / 1000)


def request_id() -> str:
    """The name of this request: what the proxy in front of us calls it, or one of our own."""
    if "request_id" not in g:
        g.request_id = _given() or secrets.token_hex(16)
    found: str = g.request_id
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
    g.began, g.statements = perf_counter(), 0


def _end(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    began = g.get("began")
    if began is not None:
        seen = Seen(route(), method(), response.status_code, perf_counter() - began, g.statements)
        _log(seen)
        for tell in current_app.extensions["watchers"]:
            tell(seen)
    return response


def _log(seen: Seen) -> None:
    if request.endpoint in QUIET or not requests.isEnabledFor(logging.INFO):
        return
    about = {"method": seen.method, "status": seen.status, "statements": seen.statements}
    requests.info("request", extra=about | {"ms": round(seen.seconds * 1000, 1)})


def watch_statements(engine: Engine, slow_seconds: float) -> None:
    """Count them for the request; write down those that take longer than this, with no value. 0: none."""

    def before(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        context.began = perf_counter()

    def after(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        took = perf_counter() - context.began
        if has_app_context() and "began" in g:
            g.statements += not statement.startswith(SETTLING)
        if slow_seconds and took >= slow_seconds:
            _tell_slow(statement, took)

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)


def _tell_slow(statement: str, seconds: float) -> None:
    about = {"statement": " ".join(statement.split())[:LONGEST_STATEMENT], "ms": round(seconds * 1000)}
    statements.warning("slow statement", extra=about)
    if has_app_context():
        for tell in current_app.extensions["slow"]:
            tell()
