"""Open Badges: what the holder downloads, and what programs that verify them ask for. They belong to `awards`."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.awards import ceremony, openbadges, queries
from app.awards.models import Certificate
from app.finals.models import Final
from app.kit import clock
from app.kit.errors import Conflict, NotFound


def attach(bp: Blueprint) -> None:
    """Add these pages, and the ceremony's, to the blueprint."""
    bp.add_url_rule("/me/certificates/<int:certificate_id>.jwt", "my_badge", my_badge)
    bp.add_url_rule("/me/certificates/<int:certificate_id>.json", "my_credential", my_credential)
    bp.add_url_rule("/credentials/issuer", "issuer", issuer)
    bp.add_url_rule("/credentials/keys", "keys", keys)
    bp.add_url_rule("/credentials/keys/<name>", "key", key)
    bp.add_url_rule("/credentials/revocations", "revocations", revocations)
    bp.add_url_rule("/desk/finals/<int:final_id>/ceremony", "show_ceremony", show_ceremony)
    bp.add_url_rule("/desk/finals/<int:final_id>/ceremony/rehearsal", "rehearse", rehearse)


def my_badge(certificate_id: int) -> Any:
    """The signed credential."""
    text = openbadges.signed(_good(certificate_id))
    headers = {"Content-Disposition": f'attachment; filename="badge-{certificate_id}.jwt"', "Cache-Control": "no-store"}
    return Response(text, mimetype="application/vc+jwt", headers=headers)


def my_credential(certificate_id: int) -> Any:
    """The same to be read, not signed."""
    answer = jsonify(openbadges.credential(_good(certificate_id)))
    answer.headers["Content-Disposition"] = f'attachment; filename="badge-{certificate_id}.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _good(certificate_id: int) -> Certificate:
    one = queries.mine(current_user, certificate_id)
    if not one.is_good:
        raise Conflict(_("This certificate was taken back; there is no badge of it any more."), code="revoked")
    return one


def issuer() -> Any:
    return jsonify(openbadges.issuer())


def keys() -> Any:
    return jsonify(openbadges.keys())


def key(name: str) -> Any:
    """Where the `kid` of a badge leads."""
    found = openbadges.key_named(name)
    if found is None:
        raise NotFound
    return jsonify(found)


def revocations() -> Any:
    return jsonify(openbadges.revocations(queries.taken_back()))


def show_ceremony(final_id: int) -> Any:
    """The screen of the hall, whole in one page: it needs no line once it is loaded."""
    final = queries.final(final_id)
    if not queries.is_published(final_id):
        flash(_("Nothing is published yet. Until then, rehearse with made-up names."), "warn")
        return redirect(url_for("awards.desk", final_id=final_id))
    return _hall(final, ceremony.scenes(final))


def rehearse(final_id: int) -> Any:
    """The same with made-up names. It has an address of its own: the copies that devices keep are never mixed up."""
    final = queries.final(final_id)
    return _hall(final, ceremony.rehearsal(final), is_rehearsal=True)


def _hall(final: Final, scenes: list[ceremony.Scene], *, is_rehearsal: bool = False) -> Any:
    if not scenes:
        flash(_("Set the awards first: the ceremony shows them one after the other."), "warn")
        return redirect(url_for("awards.desk", final_id=final.id))
    made_at = clock.now().astimezone(ZoneInfo(final.time_zone))
    return render_template(
        "awards/ceremony.html", final=final, scenes=scenes, is_rehearsal=is_rehearsal, made_at=made_at
    )
