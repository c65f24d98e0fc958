"""The page on which a curriculum's folder is brought in. It belongs to the blueprint `studio`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext, ngettext
from flask_login import current_user

from app.kit import clock, telling, uploads
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid
from app.lessons.picturing import Pictures, Unfit
from app.studio import bringing, bringing_views, folderfaults, foldering, folders, presenters, queries
from app.studio.folders import Look
from app.studio.models import CLASS
from quizzes.formats import folderzip

if TYPE_CHECKING:
    from quizzes.formats.folderzip import Reading

KIND = "folders"
SHOWN = 400  # pieces of a preview that are listed
WHATS: dict[str, Any] = {
    folders.SECTION: lazy_gettext("Section"),
    CLASS: lazy_gettext("Class"),
    folders.QUESTION: lazy_gettext("Question"),
}
WHYS: dict[str, Any] = {
    "being-written": bringing_views.WHYS["being-written"],
    "class-being-written": lazy_gettext("This class is being written in the studio. Finish that draft, or drop it."),
    "section-proposed": lazy_gettext("Another number, title or summary is proposed. A second trainer agrees to it."),
    "section-waits": lazy_gettext("A change of this section waits already. Decide on that one first."),
}


def attach(bp: Blueprint) -> None:
    bp.add_url_rule("/studio/folder", "folder", show)
    bp.add_url_rule("/studio/folder/preview", "folder_preview", preview, methods=["POST"])
    bp.add_url_rule("/studio/folder/<token>/apply", "folder_apply", apply, methods=["POST"])


def show() -> Any:
    return _page(None)


def preview() -> Any:
    """What the zip would bring: it is kept until it is brought or another one comes."""
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    if upload:
        upload.close()
    if not data:
        return _page(None, error=bringing.EMPTY), 422
    with telling.telling(bringing_views.KIND, current_user.id) as tell:
        tell("reading", 0, 0)
        reading = folderzip.read(data)
        tell("comparing", 0, 0)
        reading = replace(reading, faults=(*reading.faults, *foldering.unfit(reading.curriculum)))
        found = folders.look(reading)
    token = uploads.keep(KIND, current_user.id, data) if found.brings else None
    name = upload.filename if upload and upload.filename else "zip"
    return _page(found, token=token, file_name=name), 200 if token else 422


def apply(token: str) -> Any:
    """Bring it in: all of it or nothing."""
    with telling.telling(bringing_views.KIND, current_user.id) as tell:
        tell("reading", 0, 0)
        reading = folderzip.read(uploads.kept(KIND, current_user.id, token))
        tell("pictures", 0, 0)
        pictures = Pictures(current_user.id)
        try:
            pictures.prepare(reading.curriculum)
            with transaction():
                found = _look(reading, pictures)
                made = foldering.bring(found, request.form.get("file_name", "zip"), current_user, clock.now())
        except Unfit as unfit:
            return _page(folders.look(reading), error=f"{unfit.file}: {unfit.refused.message}"), 422
        except (Conflict, Invalid) as refused:
            return _page(folders.look(reading), error=refused.message), 409
    uploads.forget(KIND, current_user.id)
    count = made.added + made.changed
    said = ngettext("%(num)d draft is made.", "%(num)d drafts are made.", count)
    flash(said if count else gettext("It is brought in."), "good")
    return redirect(url_for("studio.folder"), 303)


def _look(reading: Reading, pictures: Pictures) -> Look:
    now = clock.now()
    return folders.look(reading, lambda one: pictures.plate(one, now))


def _page(found: Look | None, **more: Any) -> str:
    given = {"token": None, "file_name": "", "error": None} | more
    lasts = [one for one in queries.bringings() if one.format == foldering.FORMAT]
    return render_template(
        "studio/folder.html",
        found=found,
        fates=bringing_views.FATES,
        whats=WHATS,
        whys=WHYS,
        kinds=presenters.KINDS,
        told=folderfaults.told,
        shown=SHOWN,
        bringings=lasts,
        nothing=gettext("There is nothing new in this folder."),
        **given,
    )
