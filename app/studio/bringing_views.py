"""The pages on which files are brought in. They belong to the blueprint `studio`."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import format_decimal, lazy_gettext, ngettext
from flask_login import current_user

from app.kit import clock, telling, uploads
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid
from app.kit.i18n import language
from app.studio import bringing, presenters, queries, readings, reasons, taking
from app.studio.albums import Album
from app.studio.bringing import Preview
from app.studio.comparing import Fate, Wish
from app.studio.queries import Look
from quizzes.formats import catalogue, sheettemplate
from quizzes.formats.exchange import Reading
from quizzes.formats.grades import Grades, settled

KIND = "bringings"
SHOWN = 200  # questions of a preview that are listed
FORMATS = {
    "aiken": "Aiken",
    "gift": "GIFT",
    "moodle-xml": "Moodle XML",
    "qti": "IMS QTI",
    "xlsx": "Excel (xlsx)",
    "csv": "CSV",
}
ENDINGS = {"aiken": "txt", "gift": "gift", "moodle-xml": "xml", "qti": "zip", "xlsx": "xlsx", "csv": "csv"}
FATES: dict[str, Any] = {
    Fate.NEW.value: lazy_gettext("new"),
    Fate.CHANGED.value: lazy_gettext("changed"),
    Fate.UNCHANGED.value: lazy_gettext("unchanged"),
    Fate.REFUSED.value: lazy_gettext("refused"),
}
SHOWN_KINDS: dict[str, Any] = {
    "image": lazy_gettext("1 picture"),
    "audio": lazy_gettext("1 recording"),
    "video": lazy_gettext("1 film"),
}
STEPS: dict[str, Any] = {
    "reading": lazy_gettext("Reading the questions …"),
    "comparing": lazy_gettext("Comparing with what there is …"),
    "pictures": lazy_gettext("Making the pictures ready …"),
    "storing": lazy_gettext("Storing the drafts …"),
}
WHYS: dict[str, Any] = {
    "too-many-spellings": lazy_gettext(
        "More than twelve spellings. Spaces, capitals and signs need none of their own."
    ),
    "too-many-gaps": lazy_gettext("More than five gaps do not fit a phone. Split it."),
    "too-many-options": lazy_gettext("More options than a phone can show. Split it, or leave some out."),
    "too-many-steps": lazy_gettext("More than seven steps. Split it."),
    "too-many-regions": lazy_gettext("More than eight places on a picture. Leave some out."),
    "too-many-pairs": lazy_gettext("More than six pairs. Split it."),
    "misleading-pairs": lazy_gettext("Right-hand sides that belong to nothing are left out."),
    "several-ranges": lazy_gettext("Of several ranges the narrowest one that gives the most is kept."),
    "no-right-number": lazy_gettext("No number is right here. Write which one is."),
    "negative-share": lazy_gettext("Marks below zero are left out: a wrong answer costs nothing here."),
    "markup": lazy_gettext("Bold, lists and other formatting become plain words."),
    "right-feedback": lazy_gettext("What is said to who is right is left out: the general feedback explains."),
    "twice": lazy_gettext("It stands in the file twice. The first one is taken."),
    "being-written": lazy_gettext("It is being written in the studio. Finish that draft, or throw it away."),
    "partial-credit": lazy_gettext("Shares of the mark are not kept: an answer is right or wrong here."),
    "posts-unknown": lazy_gettext("Posts that Paddock does not know are left out."),
    "media-left-out": lazy_gettext(
        "A question shows one picture, recording or film, that of its text. Other files are left out."
    ),
}


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    bp.add_url_rule("/studio/bring", "bring", bring)
    bp.add_url_rule("/studio/bring/progress", "bring_progress", progress)
    bp.add_url_rule("/studio/bring/preview", "preview", preview, methods=["POST"])
    bp.add_url_rule("/studio/bring/<token>/apply", "apply", apply, methods=["POST"])
    bp.add_url_rule("/studio/template.xlsx", "template", template)
    bp.add_url_rule("/studio/take", "take", take)
    bp.add_url_rule("/studio/take/file", "take_file", take_file)
    bp.add_url_rule("/studio/bringings/<int:bringing_id>/take-back", "take_back", take_back, methods=["POST"])


def bring() -> Any:
    return _page(None)


def preview() -> Any:
    """What the file would bring: it is kept until it is brought in or another one comes."""
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    if upload:
        upload.close()
    with telling.telling(KIND, current_user.id) as tell:
        try:
            name, as_it_is = _read(data, tell)
        except Invalid as bad:
            return _page(None, error=bad.message), 422
        reading = settled(as_it_is, _grades())
        wish = _wish(reading)
        found = bringing.preview(name, reading, wish, progress=partial(tell, "comparing"))
    token = _keep(data, name, as_it_is) if found.brings else None
    file_name = upload.filename if upload and upload.filename else name
    return _page(
        found, token=token, file_name=file_name, wish=wish, is_silent=_is_silent(reading)
    ), 200 if found.brings else 422


def apply(token: str) -> Any:
    """Bring it in: all of it or nothing."""
    with telling.telling(KIND, current_user.id) as tell:
        name, reading = _read_again(token, tell)  # nobody has to wait for that
        wish = _wish(reading)
        tell("pictures", 0, 0)
        album = Album()
        album.prepare(reading.items)
        try:
            with transaction():
                found = bringing.preview(name, reading, wish, partial(tell, "comparing"), album)
                file_name = request.form.get("file_name", name)
                made = bringing.bring(
                    found, wish, file_name, current_user, clock.now(), partial(tell, "storing"), album
                )
        except Conflict as refused:
            return _page(found, error=refused.message, wish=wish, is_silent=_is_silent(reading)), 409
    uploads.forget(KIND, current_user.id)
    count = made.added + made.changed
    flash(ngettext("%(num)d question is a draft now.", "%(num)d questions are drafts now.", count), "good")
    return redirect(url_for("studio.questions", bringing=made.id), 303)


def progress() -> Any:
    """How far the trainer's file is, for the page that waits for it."""
    far = telling.how_far(KIND, current_user.id)
    if not far:
        return {"step": "", "count": "", "done": 0, "of": 0}
    done, of = far["done"], far["of"]
    count = f"{format_decimal(done)} / {format_decimal(of)}" if of else ""
    return {"step": str(STEPS[far["step"]]), "count": count, "done": done, "of": of}


def _read(data: bytes, tell: telling.Tell) -> tuple[str, Reading]:
    tell("reading", 0, 0)
    return bringing.read_as_it_is(data, _format())


def _keep(data: bytes, name: str, reading: Reading) -> str:
    """The file, with what it held; its token."""
    token = uploads.keep(KIND, current_user.id, data)
    if (made := readings.written(name, reading)) is not None:
        uploads.keep_beside(KIND, token, made)
    return token


def _read_again(token: str, tell: telling.Tell) -> tuple[str, Reading]:
    """What the file of a preview held; it is read anew only where that was not kept, or another format is meant now."""
    data, made = uploads.kept(KIND, current_user.id, token), uploads.kept_beside(KIND, current_user.id, token)
    name, reading = readings.read(made) if made else _read(data, tell)
    if _format() not in (None, name):
        name, reading = _read(data, tell)
    return name, settled(reading, _grades())


def take_back(bringing_id: int) -> Any:
    with transaction():
        back = bringing.take_back(bringing_id, current_user, clock.now())
    said = ngettext("%(num)d draft is taken back.", "%(num)d drafts are taken back.", back.dropped)
    if back.stayed:
        said += " " + ngettext(
            "%(num)d stays: somebody has worked on it.", "%(num)d stay: somebody has worked on them.", back.stayed
        )
    flash(" ".join([said, *back.sections]), "good")
    return redirect(url_for("studio.bring"), 303)


def template() -> Any:
    """A workbook to begin with, in the reader's language."""
    data = sheettemplate.template("zh" if language() == "zh" else "en", [post.code for post in queries.posts()])
    headers = {"Content-Disposition": 'attachment; filename="paddock-template.xlsx"'}
    return Response(data, mimetype="application/octet-stream", headers=headers)


def take() -> Any:
    """What a file of these questions would not hold, before it is made."""
    look, name, spoken = Look.of_args(request.args), _wanted(), _language()
    found = taking.take(look, name, spoken)
    return render_template(
        "studio/take.html", look=look, found=found, chosen=name, spoken=spoken, formats=FORMATS, shown=SHOWN
    )


def take_file() -> Any:
    name = _wanted()
    found = taking.take(Look.of_args(request.args), name, _language())
    headers = {"Content-Disposition": f'attachment; filename="paddock-questions.{ENDINGS[name]}"'}
    return Response(found.data, mimetype="application/octet-stream", headers=headers)


def _wanted() -> str:
    given = request.args.get("format", "")
    return given if given in catalogue.NAMES else catalogue.XLSX


def _language() -> str:
    given = request.args.get("language", "")
    return given if given in ("zh", "en") else language()


def _format() -> str | None:
    given = request.form.get("format", "")
    return given if given in catalogue.NAMES else None


def _grades() -> Grades:
    return Grades.ROUND if request.form.get("grades") == Grades.ROUND.value else Grades.REFUSE


def _said_language() -> str:
    """What the trainer chose; "" where the file's signs are to say it."""
    given = request.form.get("language", "")
    return given if given in ("zh", "en") else ""


def _is_silent(reading: Reading) -> bool:
    """Whether a question of the file does not say its language."""
    return any(not item.language for item in reading.items)


def _wish(reading: Reading | None = None) -> Wish:
    known = [post.code for post in queries.posts()]
    classes = {one.id for one in queries.classes()}
    chosen = request.form.get("micro_class", type=int)
    return Wish(
        language=bringing.spoken(reading or Reading(), _said_language()),
        posts=tuple(code for code in known if code in request.form.getlist("posts")),
        micro_class_id=chosen if chosen in classes else None,
    )


def _page(found: Preview | None, **more: Any) -> str:
    given = {"token": None, "file_name": "", "error": None, "wish": _wish(), "is_silent": False} | more
    return render_template(
        "studio/bring.html",
        found=found,
        grades=_grades().value,
        fates=FATES,
        told=reasons.told,
        whys=WHYS,
        formats={name: FORMATS[name] for name in catalogue.NAMES},
        chosen=_format() or "",
        said_language=_said_language(),
        shown=SHOWN,
        posts=queries.posts(),
        classes=presenters.class_choices(),
        kinds=presenters.KINDS,
        kinds_shown=SHOWN_KINDS,
        bringings=queries.bringings(),
        **given,
    )
