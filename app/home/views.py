"""The page that people come home to."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from app.home import presenters

bp = Blueprint("home", __name__)


@bp.get("/")
def today() -> Any:
    return render_template("home/today.html", today=presenters.today(current_user))
