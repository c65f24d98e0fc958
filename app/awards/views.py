"""The pages of awards: the desk's rules and certificates, the holder's own, and the one that anybody can check."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select

from app.audit import refusals
from app.awards import badge_views, certificates, granting, lettering, presenters, printing, queries, wording
from app.awards.models import Certificate
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid, NotFound, Refusal
from app.people import limits
from app.people.models import Post
from quizzes.formats import awardrules

bp = Blueprint("awards", __name__)
badge_views.attach(bp)
bp.record_once(lambda state: state.app.jinja_env.globals.update(my_awards=presenters.my_awards))
GUESS = "certificate"


@bp.get("/desk/finals/<int:final_id>/awards")
def desk(final_id: int) -> Any:
    """The awards, who has them, and the certificates."""
    return _desk(final_id)


def _desk(final_id: int, told: Any = (), refused: Any = "", text: str | None = None) -> str:
    final, awards = queries.final(final_id), queries.awards(final_id)
    return render_template(
        "awards/desk.html",
        final=final,
        awards=awards,
        grants=queries.by_award(queries.grants(final_id)),
        kinds=wording.KINDS,
        is_fixed=queries.is_published(final_id),
        text=text if text is not None else presenters.as_text(final_id),
        print=queries.latest_print(final_id),
        certificates=queries.certificates(final_id),
        has_font=lettering.FONT.exists(),
        font=lettering.FONT,
        told=told,
        refused=refused,
    )


def _posts() -> list[Post]:
    return list(session().scalars(select(Post).order_by(Post.position, Post.code)))


@bp.post("/desk/finals/<int:final_id>/awards/rules")
def set_awards(final_id: int) -> Any:
    """Store the awards as they are written, or as a file brings them; else every fault at its line."""
    upload = request.files.get("file")
    data = upload.read() if upload and upload.filename else request.form.get("text", "").encode()
    text = data.decode("utf-8", "replace")
    reading = awardrules.read_file(data, {one.code for one in _posts()})
    if reading.faults:
        refusals.note_alone(current_user, "awards", "faulty-awards", f"final:{final_id}", clock.now())
        return _desk(final_id, [wording.fault(one) for one in reading.faults], text=text), 422
    try:
        with _noted(final_id, "awards"), transaction():
            granting.set_awards(final_id, reading.awards, current_user, clock.now())
    except Conflict as refused:
        return _desk(final_id, refused=refused.message, text=text), refused.status
    count = len(reading.awards)
    flash(ngettext("%(num)d award is stored.", "%(num)d awards are stored.", count), "good")
    return _back(final_id)


@bp.get("/desk/finals/<int:final_id>/awards.yaml")
def download(final_id: int) -> Any:
    text = presenters.as_text(final_id)
    headers = {"Content-Disposition": f'attachment; filename="awards-{final_id}.yaml"'}
    return Response(text, mimetype="application/yaml", headers=headers)


# Certificates, at the desk ------------------------------------------------------------------------------------


@bp.post("/desk/finals/<int:final_id>/certificates")
def ask(final_id: int) -> Any:
    """Issue the certificates and have them drawn. Two who ask at once get the same file."""
    queries.final(final_id)
    try:
        with _noted(final_id, "certificates"), transaction():
            granting.follow(final_id, current_user, clock.now())
            printing.ask(final_id, current_user, clock.now())
    except Conflict as refused:
        flash(refused.message, "bad")
    return _back(final_id)


@bp.get("/desk/finals/<int:final_id>/certificates.<kind>")
def bundle(final_id: int, kind: str) -> Any:
    """All that were drawn last: a file for each in a ZIP, or one PDF for the printer."""
    found = queries.latest_print(final_id)
    if kind not in printing.KINDS or found is None or found.finished_at is None:
        raise NotFound
    if not printing.path(found, kind).exists():
        raise NotFound
    name = f"certificates-{final_id}.{kind}"
    return send_file(printing.path(found, kind), as_attachment=True, download_name=name)


@bp.get("/desk/finals/<int:final_id>/certificates/progress")
def progress(final_id: int) -> Any:
    """How far the file is; asked again and again by the page. By itself it is no page."""
    if "HX-Request" not in request.headers:
        return _back(final_id)
    return render_template("awards/_progress.html", final=queries.final(final_id), print=queries.latest_print(final_id))


@bp.post("/desk/finals/<int:final_id>/certificates/<int:certificate_id>/revoke")
def revoke(final_id: int, certificate_id: int) -> Any:
    try:
        with _noted(final_id, "revoke"), transaction():
            reason = request.form.get("reason", "")
            certificates.revoke(final_id, certificate_id, reason, current_user, clock.now())
    except (Invalid, Conflict) as refused:
        flash(refused.message, "bad")
        return _back(final_id)
    flash(_("Taken back. Whoever checks this certificate reads that, and why."), "good")
    return _back(final_id)


def _noted(final_id: int, what: str) -> AbstractContextManager[None]:
    return refusals.noted(current_user, what, f"final:{final_id}", clock.now())


def _back(final_id: int) -> Any:
    return redirect(url_for("awards.desk", final_id=final_id), 303)


# The holder's own ---------------------------------------------------------------------------------------------


@bp.get("/me/certificates")
def mine() -> Any:
    return render_template(
        "awards/mine.html", certificates=queries.of_person(current_user), grants=queries.won(current_user)
    )


@bp.get("/me/certificates/<int:certificate_id>.pdf")
def my_pdf(certificate_id: int) -> Any:
    return _pdf(queries.mine(current_user, certificate_id))


@bp.get("/desk/finals/<int:final_id>/certificates/<int:certificate_id>.pdf")
def pdf(final_id: int, certificate_id: int) -> Any:
    return _pdf(queries.certificate(final_id, certificate_id))


def _pdf(one: Certificate) -> Any:
    """The paper. Raises Conflict where it is taken back, or cannot be drawn without boxes for signs."""
    if not one.is_good:
        raise Conflict(_("This certificate was taken back; it is not drawn any more."), code="revoked")
    from app.awards import drawing  # the PDF writer takes long to import, and few requests need it

    try:
        if signs := drawing.missing_signs(one.printed):
            raise Conflict(_("The font of this service has no %(signs)s.", signs=" ".join(signs)), code="signs")
        data = drawing.draw(one.printed, certificates.address(one))
    except lettering.FontMissing as error:
        raise Refusal(
            _("There is no Chinese font on this service: %(path)s.", path=lettering.FONT), code="font"
        ) from error
    headers = {"Content-Disposition": f'attachment; filename="certificate-{one.id}.pdf"', "Cache-Control": "no-store"}
    return Response(data, mimetype="application/pdf", headers=headers)


# For everybody ------------------------------------------------------------------------------------------------


@bp.get("/certificates/<token>")
def verify(token: str) -> Any:
    """What is printed on a certificate, and whether it holds. Codes that do not exist are counted, and told nothing.

    One that exists is always shown: a whole hall scans from one address, and nobody finds 128 random bits by guessing.
    """
    found = queries.by_token(token) if len(token) <= 32 else None
    if found is None:
        limits.count_guess(GUESS, wording.GUESSED)
        with transaction():  # without what was typed: it may be all but the genuine address
            refusals.note_refusal(None, "certificate.guessed", "certificates", {}, clock.now())
        return render_template("awards/unknown.html"), 404
    page = render_template("awards/verify.html", one=found, printed=found.printed, why=presenters.why_not(found))
    return Response(page, headers={"X-Robots-Tag": "noindex"})
