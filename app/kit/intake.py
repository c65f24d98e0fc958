"""What no request may bring: numbers that no id can have, and the one letter that no database keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask, request
from werkzeug.routing import IntegerConverter, Map

from app.kit.errors import Refusal

LARGEST_ID = 2**31 - 1


class Id(IntegerConverter):
    """`<int:…>` in an address: a larger number leads nowhere (404) instead of to a database that cannot compare it."""

    def __init__(self, of: Map, max: int = LARGEST_ID, **more: Any) -> None:
        super().__init__(of, max=min(max, LARGEST_ID), **more)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = Id
    app.before_request(refuse_nul)


def refuse_nul() -> None:
    """Raises Refusal where a text holds a NUL: no honest one does, and PostgreSQL cannot keep it."""
    if any("\0" in text for text in _texts()):
        raise Refusal


def _texts() -> Iterator[str]:
    yield from map(str, (request.view_args or {}).values())
    for source in (request.args, request.form):
        for _name, text in source.items(multi=True):
            yield text
