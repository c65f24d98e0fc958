"""The page of badges."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from app.badges import presenters
from app.kit import clock

bp = Blueprint("badges", __name__)


@bp.get("/badges")
def badges() -> Any:
    return render_template("badges/badges.html", page=presenters.page(current_user, clock.now()))
