"""The page of one's own tokens."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.api import queries, services
from app.api.forms import TokenForm
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    bp.add_url_rule("/me/tokens", "tokens", tokens, methods=["GET", "POST"])
    bp.add_url_rule("/me/tokens/<int:token_id>/end", "end_token", end_token, methods=["POST"])


def tokens() -> Any:
    """A new token is shown in the answer to its form, once; afterwards nobody can show it."""
    form = TokenForm()
    if not form.validate_on_submit():
        return _page(form), 422 if form.is_submitted() else 200
    try:
        with transaction():
            made = services.make(current_user, form.name.data, clock.now())
    except Conflict as refused:
        return _page(form, refused=refused.message), refused.status
    return _page(TokenForm(formdata=None), made=made)


def _page(form: TokenForm, made: str | None = None, refused: Any = None) -> str:
    found = queries.tokens_of(current_user)
    return render_template(
        "api/tokens.html", form=form, tokens=found, made=made, refused=refused, full=len(found) >= services.MOST
    )


def end_token(token_id: int) -> Any:
    with transaction():
        ended = services.end(token_id, current_user, clock.now())
    flash(_("“%(name)s” is ended: it opens nothing any more.", name=ended.name), "good")
    return redirect(url_for("api.tokens"), 303)
