"""The organizers' page of group chats."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Invalid, NotFound
from app.notifications import presenters
from app.notifications import webhooks as services
from app.notifications.models import Webhook


def attach(bp: Blueprint) -> None:
    """Add these views to the feature's blueprint."""
    bp.add_url_rule("/desk/webhooks", view_func=webhooks)
    bp.add_url_rule("/desk/webhooks", view_func=add_webhook, methods=["POST"])
    bp.add_url_rule("/desk/webhooks/<int:webhook_id>/<deed>", view_func=change_webhook, methods=["POST"])


def webhooks() -> Any:
    return _page()


def add_webhook() -> Any:
    try:
        wanted = services.Wanted.of(request.form)
        with transaction():
            webhook = services.add(wanted, current_user, clock.now())
            services.test(webhook, clock.now())
    except Invalid as refused:
        return _page(refused)
    flash(_("Added. A first message is on its way; reload in a few seconds to see how it went."), "good")
    return redirect(url_for("notifications.webhooks"), 303)


def change_webhook(webhook_id: int, deed: str) -> Any:
    """Test, pause, resume or remove it."""
    with transaction():
        done = _change(services.get(webhook_id), deed)
    flash(done, "good")
    return redirect(url_for("notifications.webhooks"), 303)


def _change(webhook: Webhook, deed: str) -> str:
    match deed:
        case "test":
            services.test(webhook, clock.now())
            return _("A message is on its way.")
        case "pause":
            services.turn(webhook, on=False)
            return _("Paused. Nothing is sent there.")
        case "resume":
            services.turn(webhook, on=True)
            return _("It goes on.")
        case "remove":
            services.remove(webhook)
            return _("Removed. Nothing will be sent there.")
    raise NotFound


def _page(refused: Invalid | None = None) -> Any:
    chats = [presenters.chat(one) for one in services.every()]
    page = render_template(
        "notifications/webhooks.html",
        chats=chats,
        vendors=presenters.VENDORS,
        wants=presenters.WANTS,
        scopes=presenters.scopes(),
        form=request.form,
        refused=refused,
    )
    return page, refused.status if refused else 200
