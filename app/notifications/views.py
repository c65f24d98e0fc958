"""Notices, what to be told, and browsers that show them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user

from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Invalid
from app.kit.intake import id_in_query
from app.notifications import desk_views, forms, presenters, push, queries, services, subscriptions, wishes
from app.notifications.kinds import CHOICES
from app.people.signing_in import device_of

bp = Blueprint("notifications", __name__)
desk_views.attach(bp)


@bp.record_once
def offer(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["unread_notices"] = presenters.unread_notices


@bp.get("/notices")
def notices() -> Any:
    page = presenters.page(current_user, id_in_query("before"))
    return render_template("notifications/notices.html", page=page)


@bp.get("/notices/<int:notice_id>")
def open_notice(notice_id: int) -> Any:
    """Where a notice leads; it is read now."""
    with transaction():
        notice = services.read(notice_id, current_user, clock.now())
    return redirect(notice.url)


@bp.post("/notices/read")
def read_all() -> Any:
    upto = request.form.get("upto", type=int) or 0
    with transaction():
        services.read_all(current_user, max(0, min(upto, 2**31 - 1)), clock.now())
    return redirect(url_for("notifications.notices"), 303)


@bp.get("/me/notifications")
def choices() -> Any:
    return _choices(wishes.of(current_user.id))


@bp.post("/me/notifications")
def choose() -> Any:
    try:
        wanted = forms.wanted_of(request.form)
    except Invalid as refused:
        return _choices(wishes.of(current_user.id), refused)
    with transaction():
        wishes.keep(current_user.id, wanted)
    flash(_("Saved."), "good")
    return redirect(url_for("notifications.choices"), 303)


def _choices(wanted: wishes.Wanted, refused: Invalid | None = None) -> Any:
    page = render_template(
        "notifications/choices.html",
        choices=CHOICES,
        wanted=wanted,
        hours=forms.HOURS,
        key=push.public_key(current_app.config["SETTINGS"]),
        browsers=queries.browsers(current_user.id),
        zone=wishes.zone(clock.now()),
        refused=refused,
    )
    return page, refused.status if refused else 200


@bp.post("/me/push")
def subscribe() -> Any:
    """A browser that may show notices from now on; it sends what its push service gave it, as JSON."""
    trusted = current_app.config["SETTINGS"].trusted_origins
    browser = subscriptions.Browser.of(request.get_json(silent=True), trusted)
    with transaction():
        subscriptions.keep(current_user, browser, device_of(str(request.user_agent)), clock.now())
    return "", 204


@bp.post("/me/push/<int:subscription_id>/remove")
def unsubscribe(subscription_id: int) -> Any:
    with transaction():
        subscriptions.remove(current_user, subscription_id)
    flash(_("This browser shows no notices any more."), "good")
    return redirect(url_for("notifications.choices"), 303)
