"""What no request may bring: forms without end, nameless fields, numbers that no id can have, the letter NUL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask, current_app, request
from werkzeug.routing import IntegerConverter, Map

from app.kit.errors import Refusal

LARGEST_ID = 2**31 - 1


class Id(IntegerConverter):
    """`<int:…>` in an address: a larger number leads nowhere (404) instead of to a database that cannot compare it."""

    def __init__(self, of: Map, max: int = LARGEST_ID, **more: Any) -> None:
        super().__init__(of, max=min(max, LARGEST_ID), **more)


def init_app(app: Flask) -> None:
    """Call it before whatever else reads forms."""
    app.url_map.converters["int"] = Id
    app.before_request(limit_form)
    app.before_request(refuse_nonsense)


def limit_form() -> None:
    """Only an upload may be large: taking a form of millions of fields apart stops everybody for seconds."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def refuse_nonsense() -> None:
    """Raises Refusal where a field has no name, or a text holds a NUL: no honest one does, PostgreSQL keeps none."""
    if None in request.form or any("\0" in text for text in _texts()):
        raise Refusal


def id_in_query(name: str) -> int | None:
    """An id of the address (`?name=`); None where there is none or it cannot be one."""
    number = request.args.get(name, type=int)
    return number if number is not None and 0 < number <= LARGEST_ID else None


def _texts() -> Iterator[str]:
    yield from map(str, (request.view_args or {}).values())
    for source in (request.args, request.form):
        for _name, text in source.items(multi=True):
            yield text
