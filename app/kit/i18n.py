"""Two languages: English in the source, Chinese in `app/translations/zh/<feature>.po`, one file a feature.

The pieces are joined into one catalogue (`messages.mo`) when the application starts and one of them is newer.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, request, session
from flask_babel import Babel, format_date, format_datetime, get_locale
from flask_login import current_user

LANGUAGES = ("zh", "en")
TRANSLATIONS = Path(__file__).parents[1] / "translations"


def init_app(app: Flask) -> None:
    compile_catalogue(TRANSLATIONS / "zh", Path(app.config["SETTINGS"].home) / "translations/zh/LC_MESSAGES")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(Path(app.config["SETTINGS"].home) / "translations")
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    Babel(app, locale_selector=language, timezone_selector=lambda: app.config["SETTINGS"].time_zone)
    app.jinja_env.globals["language"] = lambda: str(get_locale())
    app.jinja_env.filters["tr"] = pick
    app.jinja_env.filters["moment"] = lambda when: format_datetime(when, "medium")
    app.jinja_env.filters["day"] = lambda when: format_date(when, "medium")


def language() -> str:
    """The person's language: as chosen on this page's switch, else as saved, else as the browser asks; else Chinese."""
    if "language" not in g:
        chosen = session.get("language")
        saved = current_user.locale if current_user and current_user.is_authenticated else None
        g.language = chosen or saved or request.accept_languages.best_match(LANGUAGES) or "zh"
    found: str = g.language
    return found


def pick(texts: dict[str, str] | object) -> str:
    """Of a bilingual piece of data ({en, zh}, or an object with name_en and name_zh) the reader's language.

    What is written in one language only is read in that.
    """
    tag = str(get_locale())
    if isinstance(texts, dict):
        return str(texts.get(tag) or texts["en"] or next(filter(None, texts.values()), ""))
    return str(getattr(texts, f"name_{tag}", "") or getattr(texts, "name_en") or getattr(texts, "name_zh", ""))  # noqa: B009


def listed(names: Iterable[str]) -> str:
    """Names one after the other, as the reader's language separates them."""
    return ("、" if str(get_locale()).startswith("zh") else ", ").join(names)


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
