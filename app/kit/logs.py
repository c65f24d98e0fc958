"""How log lines look: one JSON object a line in production, readable ones elsewhere; each with the id of its request.

Everything of ours logs by the standard library; fields are given as `extra`. What breaks is told by its type, the first
line of its message and its trace: what the database adds below that line quotes people's rows.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from traceback import format_tb
from typing import Any

import structlog
from flask import has_request_context
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name

from app.kit.watching import request_id, route
from config import Settings

Line = MutableMapping[str, Any]


def begin(settings: Settings) -> None:
    """From now on this process logs to its standard error as the settings want it. Twice does no harm."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(production=settings.production))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    logging.getLogger("app").setLevel(settings.log_level.upper())
    for other in logging.getLogger("gunicorn.error").handlers:
        other.setFormatter(handler.formatter)


def formatter(*, production: bool) -> ProcessorFormatter:
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    before: list[Any] = [stamp, add_log_level, add_logger_name, ExtraAdder(), _of_request]
    last: list[Any] = [ProcessorFormatter.remove_processors_meta]
    if production:
        last += [_told, structlog.processors.JSONRenderer(ensure_ascii=False, default=str)]
    else:
        plain = structlog.dev.plain_traceback
        last += [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    return ProcessorFormatter(foreign_pre_chain=before, processors=last)


def _of_request(_logger: Any, _name: str, line: Line) -> Line:
    if has_request_context():
        line["request_id"], line["route"] = request_id(), route()
    return line


def _told(_logger: Any, _name: str, line: Line) -> Line:
    """What broke, and what had broken before it, as one text."""
    about = line.pop("exc_info", None)
    error = about[1] if isinstance(about, tuple) else None
    told: list[str] = []
    while error is not None:
        told.insert(0, "".join(format_tb(error.__traceback__)) + first_line(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if told:
        line["exception"] = "\n\n".join(told)
    return line


def first_line(error: BaseException) -> str:
    """Its type and the first line of what it says."""
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
