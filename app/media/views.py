"""Where browsers fetch pictures and recordings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, request

from app.kit.errors import NotFound
from app.media import queries
from app.media.models import Medium, MediumKind
from app.media.services import stored_name
from app.media.stores import Missing, store
from app.people.permissions import can

bp = Blueprint("media", __name__)
A_YEAR = 31_536_000


@bp.get("/media/<key>")
@bp.get("/media/<key>/<int:width>")
def file(key: str, width: int | None = None) -> Any:
    """A picture in one of its sizes, or a recording, also in parts. What lies under an address never changes.

    Learners get only what is published: whoever knows the address of a draft's picture does not see it.
    """
    medium = queries.find(key, published=not can("studio.media"))
    answer = _unchanged(medium, width) or _answer(medium, _part(medium, width))
    answer.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return answer


def _part(medium: Medium, width: int | None) -> str:
    """Raises NotFound for a size that there is not."""
    if medium.kind != MediumKind.PICTURE:
        if width is not None:
            raise NotFound
        return "clip"
    if width is not None and width not in medium.widths:
        raise NotFound
    return str(width or medium.width)


def _unchanged(medium: Medium, width: int | None) -> Response | None:
    tag = f"{medium.key}-{width or ''}"
    if not request.if_none_match.contains(tag):
        return None
    answer = Response(status=304)
    answer.set_etag(tag)
    return answer


def _answer(medium: Medium, part: str) -> Response:
    name = stored_name(medium.hash, part)
    if medium.kind == MediumKind.PICTURE:
        answer = Response(b"".join(_read(name, 0, 2**40)), mimetype=medium.type)
    else:
        answer = _of_range(medium, name)
    answer.set_etag(f"{medium.key}-{part if part not in ('clip', str(medium.width)) else ''}")
    return answer


def _of_range(medium: Medium, name: str) -> Response:
    """The part of a recording that was asked for: phones ask for some, and jump."""
    size, asked = medium.size, request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        answer = Response(_read(name, 0, size), mimetype=medium.type)
        answer.content_length = size
    elif (span := asked.range_for_length(size)) is None:
        answer = Response(status=416)
        answer.headers["Content-Range"] = f"bytes */{size}"
    else:
        answer = Response(_read(name, *span), 206, mimetype=medium.type)
        answer.content_length = span[1] - span[0]
        answer.headers["Content-Range"] = f"bytes {span[0]}-{span[1] - 1}/{size}"
    answer.headers["Accept-Ranges"] = "bytes"
    return answer


def _read(name: str, start: int, stop: int) -> Iterable[bytes]:
    try:
        return store().read(name, start, stop)
    except Missing:
        raise NotFound from None
