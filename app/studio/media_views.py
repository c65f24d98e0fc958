"""The library of pictures and recordings. Its pages belong to the blueprint `studio`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext, ngettext
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid
from app.media import clips, pictures, queries, services
from app.media.models import Medium
from app.media.queries import Look
from app.studio import media_uses
from quizzes.formats.media import safe_name
from quizzes.formats.regiondrafts import percents

MOST_AT_ONCE = 20
KINDS: dict[str, Any] = {
    "picture": lazy_gettext("Picture"),
    "audio": lazy_gettext("Recording"),
    "video": lazy_gettext("Film"),
}
LARGEST_MB = {"picture": pictures.MOST_BYTES // 1024**2} | {k: v // 1024**2 for k, v in clips.MOST_BYTES.items()}
NO_FILE = lazy_gettext("Choose a file first.")


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    bp.add_app_template_filter(percents, "percents")
    bp.add_url_rule("/studio/media", "media", media)
    bp.add_url_rule("/studio/media", "add_media", add_media, methods=["POST"])
    bp.add_url_rule("/studio/media/choose", "choose_medium", choose_medium)
    bp.add_url_rule("/studio/media/<int:medium_id>", "medium", medium, methods=["GET", "POST"])
    bp.add_url_rule(
        "/studio/media/<int:medium_id>/throw-away", "throw_medium_away", throw_medium_away, methods=["POST"]
    )


def media() -> Any:
    """What there is, and where it is used."""
    return _library(Look.of_args(request.args))


def _library(look: Look, refused: list[tuple[str, Any]] | None = None) -> str:
    found, has_more = queries.library(look)
    return render_template(
        "studio/media.html",
        found=found,
        has_more=has_more,
        look=look,
        uses=queries.uses_of([one.id for one in found]),
        kinds=KINDS,
        largest=LARGEST_MB,
        most=MOST_AT_ONCE,
        refused=refused or [],
    )


def add_media() -> Any:
    """Take in what is sent, file by file: one that is refused keeps no other one out."""
    sent = [file for file in request.files.getlist("files") if file.filename][:MOST_AT_ONCE]
    alt = {tag: request.form.get(f"alt-{tag}", "") for tag in ("en", "zh")} if len(sent) == 1 else None
    refused, taken = [], 0
    for file in sent:
        try:
            _take(file, alt)
            taken += 1
        except Invalid as why:
            refused.append((safe_name(file.filename or ""), why.message))
    if taken:
        flash(ngettext("%(num)d file is in the library.", "%(num)d files are in the library.", taken), "good")
    if not sent:
        refused.append(("", NO_FILE))
    if refused:
        return _library(Look(), refused), 422
    return redirect(url_for("studio.media"), 303)


def _take(file: FileStorage, alt: dict[str, str] | None) -> None:
    data = file.read()
    found = services.known(data)
    if found is not None:
        flash(gettext("%(name)s was in the library already.", name=found.name), "good")
        if alt is not None and all(alt.values()) and not found.is_described:
            with transaction():
                media_uses.say_again(services.describe(found.id, alt))
        return
    prepared = services.prepare(data, file.filename or "")
    with transaction():
        services.keep(prepared, current_user.id, clock.now(), alt)
    if "first-frame" in prepared.taken.notes:
        flash(gettext("%(name)s moves: its first picture is kept, the others are not.", name=prepared.name), "good")


def medium(medium_id: int) -> Any:
    """One of them, with its words and all that shows it."""
    return _describe(medium_id) if request.method == "POST" else _medium_page(medium_id)


def _medium_page(medium_id: int, error: Any = None) -> str:
    found = queries.medium(medium_id)
    uses = media_uses.told(queries.uses_of([medium_id])[medium_id])
    return render_template("studio/medium.html", one=found, uses=uses, kinds=KINDS, error=error)


def _describe(medium_id: int) -> Any:
    try:
        with transaction():
            words = {tag: request.form.get(f"alt-{tag}", "") for tag in ("en", "zh")}
            media_uses.say_again(services.describe(medium_id, words))
    except Invalid as refused:
        return _medium_page(medium_id, refused.message), 422
    flash(gettext("Saved."), "good")
    return redirect(url_for("studio.medium", medium_id=medium_id), 303)


def throw_medium_away(medium_id: int) -> Any:
    try:
        with transaction():
            services.throw_away(medium_id)
    except Conflict as refused:
        return _medium_page(medium_id, refused.message), 409
    flash(gettext("It is thrown away."), "good")
    return redirect(url_for("studio.media"), 303)


def chosen(key: str, before: dict[str, Any]) -> dict[str, Any]:
    """The part of a content that says which medium was chosen: with the words that it has now; of one that is not to
    be chosen (any more), what was there before.
    """
    if not key:
        return {}
    plate = queries.plates([key]).get(key) or before.get("media")
    return {"media": plate} if plate else {}


def newest() -> Sequence[Medium]:
    """To choose from, before anything is searched for."""
    return queries.to_choose(Look())[0]


def choose_medium() -> Any:
    """The part of a form in which one is chosen; see templates/media/_picker.html."""
    look = Look.of_args(request.args | {"words": request.args.get("media-words", "")})
    found, _has_more = queries.to_choose(look)
    return render_template("media/choices.html", found=found, chosen=request.args.get("media", ""))
