"""Media in running text: what Markdown left as `<img src="media:KEY" alt="…">` becomes a picture, sound or film."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from flask import url_for
from flask_babel import get_locale
from markupsafe import Markup

from app.media import queries
from app.media.keys import IN_TEXT, KEY

IMAGE = re.compile(r"<img\b[^>]*>")
SOURCE = re.compile(rf' src="media:({KEY.pattern})"')
WORDS = re.compile(r' alt="([^"]*)"')
PICTURE = Markup(
    '<img class="medium__view" src="{src}" srcset="{srcset}" sizes="(min-width: 44rem) 40rem, 92vw" width="{width}" '
    'height="{height}" alt="{alt}" loading="lazy">'
)
AUDIO = Markup('<audio class="medium__view" controls preload="metadata" src="{src}" aria-label="{alt}"></audio>')
VIDEO = Markup(
    '<video class="medium__view" controls playsinline preload="metadata" src="{src}" width="{width}" height="{height}" '
    'aria-label="{alt}"></video>'
)


def shown_in_text(html: Markup) -> Markup:
    """The text with its media. Of one that is gone, or not described yet, its words stand there."""
    keys = set(IN_TEXT.findall(html))
    if "<img" not in html:
        return html
    plates = queries.plates(keys)
    return Markup(IMAGE.sub(lambda found: _shown(found[0], plates), html))  # noqa: S704  (made of escaped pieces)


def _shown(tag: str, plates: dict[str, dict[str, Any]]) -> str:
    source, words = SOURCE.search(tag), WORDS.search(tag)
    said = unescape(words[1]) if words else ""
    plate = plates.get(source[1]) if source else None
    if plate is None:
        return str(Markup.escape(said))
    alt = said or plate["alt"][str(get_locale())[:2]]
    if plate["kind"] == "picture":
        return str(_picture(plate, alt))
    form = AUDIO if plate["kind"] == "audio" else VIDEO
    src = url_for("media.file", key=plate["key"])
    return str(form.format(src=src, alt=alt, width=plate["width"], height=plate["height"]))


def _picture(plate: dict[str, Any], alt: str) -> Markup:
    addresses = {width: url_for("media.file", key=plate["key"], width=width) for width in plate["widths"]}
    return PICTURE.format(
        src=addresses[plate["widths"][-1]],
        srcset=", ".join(f"{address} {width}w" for width, address in addresses.items()),
        width=plate["width"],
        height=plate["height"],
        alt=alt,
    )
