"""The operator's desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template
from sqlalchemy import select

from app.kit import clock, migrating
from app.kit.database import engine, session
from app.operations.models import JobRun

bp = Blueprint("operations", __name__)


@bp.get("/desk/operations")
def desk() -> Any:
    settings = current_app.config["SETTINGS"]
    runs = session().scalars(select(JobRun).order_by(JobRun.name)).all()
    return render_template(
        "operations/desk.html",
        runs=runs,
        now=clock.now(),
        engine_name=engine().dialect.name,
        schema_is_current=migrating.is_current(engine()),
        demo=settings.demo,
        shared_memory="Redis/Valkey" if settings.redis_url else "in this process",
    )
