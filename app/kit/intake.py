"""What no request may bring: forms without end, nameless fields, numbers that no id can have, the letter NUL."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from flask import Flask, current_app, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.routing import IntegerConverter, Map

from app.kit.errors import Refusal

LARGEST_ID = 2**31 - 1
HEARD_OUT = 64 * 1024 * 1024  # bytes of a refused upload that are taken in and thrown away
HEARD_OUT_SECONDS = 60
SILENT_SECONDS = 10
GULP = 64 * 1024


class Id(IntegerConverter):
    """`<int:…>` in an address: a larger number leads nowhere (404) instead of to a database that cannot compare it."""

    def __init__(self, of: Map, max: int = LARGEST_ID, **more: Any) -> None:
        super().__init__(of, max=min(max, LARGEST_ID), **more)


class Json(DefaultJSONProvider):
    """JSON that is nested without end is no JSON (ValueError, as for whatever else is none)."""

    def loads(self, s: str | bytes, **options: Any) -> Any:
        try:
            return super().loads(s, **options)
        except RecursionError:
            raise ValueError("Nested too deep.") from None


def init_app(app: Flask) -> None:
    """Call it before whatever else reads forms."""
    app.url_map.converters["int"] = Id
    app.json = Json(app)
    app.before_request(limit_form)
    app.before_request(refuse_nonsense)


def limit_form() -> None:
    """Only an upload may be large: taking a form of millions of fields apart stops everybody for seconds.

    LARGER_UPLOADS says which pages take more than others, and how much.
    """
    config = current_app.config
    if request.mimetype != "multipart/form-data":
        request.max_content_length = config["MAX_FORM_MEMORY_SIZE"]
    elif request.endpoint in config["LARGER_UPLOADS"]:
        request.max_content_length = config["LARGER_UPLOADS"][request.endpoint]


def refuse_nonsense() -> None:
    """Raises Refusal where a field has no name, or a text holds a NUL: no honest one does, PostgreSQL keeps none.
    Also for JSON that is no mapping: nothing here takes it.
    """
    if None in request.form or any("\0" in text for text in _texts()):
        raise Refusal
    if request.is_json and not isinstance(request.get_json(silent=True) or {}, dict):
        raise Refusal


def hear_out() -> None:
    """Take in what is refused for its size: a browser shows no answer to an upload that it could not finish.

    What is far too large, too slow or has stopped is not waited for; its connection is cut off.
    """
    left = request.content_length or 0
    if not (request.max_content_length or left) < left <= HEARD_OUT:
        return
    line = request.environ.get("gunicorn.socket")
    if line:
        line.settimeout(SILENT_SECONDS)
    until = time.monotonic() + HEARD_OUT_SECONDS
    try:
        while left > 0 and time.monotonic() < until and (gulp := request.environ["wsgi.input"].read(min(left, GULP))):
            left -= len(gulp)
    except OSError:
        pass  # it has stopped, or is gone
    finally:
        if line:
            line.settimeout(None)


def id_in_query(name: str) -> int | None:
    """An id of the address (`?name=`); None where there is none or it cannot be one."""
    number = request.args.get(name, type=int)
    return number if number is not None and 0 < number <= LARGEST_ID else None


def _texts() -> Iterator[str]:
    yield from map(str, (request.view_args or {}).values())
    for source in (request.args, request.form):
        for _name, text in source.items(multi=True):
            yield text
