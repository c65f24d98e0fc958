"""Two languages: English in the source, Chinese in `app/translations/zh/<feature>.po`, one file a feature.

The pieces are joined into one catalogue (`messages.mo`) when the application starts and one of them is newer.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import flask_babel
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, request, session
from flask_babel import Babel, Domain, format_date, format_datetime, get_locale
from flask_login import current_user

LANGUAGES = ("zh", "en")
TRANSLATIONS = Path(__file__).parents[1] / "translations"


class Words(Domain):
    """Finds a word with one look at the request: flask_babel takes six, and a page has a hundred words."""

    def __init__(self) -> None:
        super().__init__()
        self._by_language: dict[str, Any] = {}

    def get_translations(self) -> Any:
        try:
            return self._by_language[g._flask_babel.babel_locale.language]
        except (AttributeError, KeyError, RuntimeError):  # the first word of a request, or of all; or in no request
            found = super().get_translations()
        if get_locale() is not None:
            self._by_language[tag()] = found
        return found


WORDS = Words()


def init_app(app: Flask) -> None:
    compile_catalogue(TRANSLATIONS / "zh", Path(app.config["SETTINGS"].home) / "translations/zh/LC_MESSAGES")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(Path(app.config["SETTINGS"].home) / "translations")
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    Babel(app, locale_selector=language, timezone_selector=lambda: app.config["SETTINGS"].time_zone)
    flask_babel.get_domain = lambda: WORDS
    app.jinja_env.globals["language"] = tag
    app.jinja_env.filters["tr"] = pick
    app.jinja_env.filters["all_of"] = all_of
    app.jinja_env.filters["moment"] = lambda when: format_datetime(when, "medium")
    app.jinja_env.filters["day"] = lambda when: format_date(when, "medium")


def language() -> str:
    """The person's language: as chosen on this page's switch, else as saved, else as the browser asks; else Chinese."""
    found: str | None = g.get("language")
    if found is None:
        chosen = session.get("language")
        saved = current_user.locale if current_user and current_user.is_authenticated else None
        found = g.language = chosen or saved or request.accept_languages.best_match(LANGUAGES) or "zh"
    return found


def tag() -> str:
    """The language that this request is answered in."""
    try:
        found: str = g._flask_babel.babel_locale.language
    except (AttributeError, RuntimeError):
        return str(get_locale())
    return found


def pick(texts: dict[str, str] | object) -> str:
    """Of a bilingual piece of data ({en, zh}, or an object with name_en and name_zh) the reader's language.

    What is written in one language only is read in that.
    """
    here = tag()
    if isinstance(texts, dict):
        return str(texts.get(here) or texts["en"] or next(filter(None, texts.values()), ""))
    return str(getattr(texts, f"name_{here}", "") or getattr(texts, "name_en") or getattr(texts, "name_zh", ""))  # noqa: B009


def listed(names: Iterable[str]) -> str:
    """Names one after the other, as the reader's language separates them."""
    return ("、" if tag() == "zh" else ", ").join(names)


def all_of(names: Iterable[str]) -> str:
    """Names as a part of a sentence, the last one after "and"."""
    return format_list(list(names), locale=tag())


def read_catalogue(folder: Path) -> Catalog:
    """All pieces of a language as one catalogue. ValueError where two pieces translate the same text differently."""
    whole = Catalog(locale=folder.name, fuzzy=False)
    for piece in sorted(folder.glob("*.po")):
        with piece.open("rb") as file:
            for message in read_po(file, locale=folder.name):
                if not message.id or message.fuzzy:
                    continue
                known = whole.get(message.id, message.context)
                if known and known.string != message.string:
                    raise ValueError(f"{piece.name} translates {message.id!r} differently from another file.")
                whole.add(message.id, message.string, context=message.context, flags=message.flags)
    return whole


def compile_catalogue(source: Path, target: Path) -> None:
    """Write `messages.mo` into `target` where a piece is newer than it."""
    compiled = target / "messages.mo"
    newest = max((piece.stat().st_mtime for piece in source.glob("*.po")), default=0.0)
    if compiled.exists() and compiled.stat().st_mtime >= newest:
        return
    target.mkdir(parents=True, exist_ok=True)
    half = compiled.with_suffix(f".{os.getpid()}")
    half.write_bytes(_compiled(source, newest))
    half.replace(compiled)


@lru_cache(maxsize=4)
def _compiled(source: Path, _newest: float) -> bytes:
    """The catalogue as a `.mo` file; made once in a process for each state of its pieces."""
    out = io.BytesIO()
    write_mo(out, read_catalogue(source))
    return out.getvalue()
