"""The operator's desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from prometheus_client import CONTENT_TYPE_LATEST

from app.kit import clock, migrating
from app.kit.database import engine, transaction
from app.kit.errors import Forbidden
from app.operations import figures, gate, presenters, services

bp = Blueprint("operations", __name__)


@bp.get("/desk/operations")
def desk() -> Any:
    settings = current_app.config["SETTINGS"]
    return render_template(
        "operations/desk.html",
        jobs=presenters.jobs(clock.now()),
        counts=figures.counts(),
        pks_running=figures.pks_running(),
        database_bytes=figures.database_bytes(),
        now=clock.now(),
        engine_name=engine().dialect.name,
        schema_is_current=migrating.is_current(engine()),
        demo=settings.demo,
        shared_memory="Redis/Valkey" if settings.redis_url else _("in this process"),
    )


@bp.get("/metrics")
def metrics() -> Any:
    """For Prometheus: the figures of all processes of this host."""
    if not gate.may_read_metrics():
        raise Forbidden
    return Response(figures.page(), content_type=CONTENT_TYPE_LATEST)


@bp.post("/desk/operations/run")
def run_now() -> Any:
    """Ask the active scheduler, wherever it is, to run a job now."""
    name = request.form.get("job", "")
    with transaction():
        services.request(name, clock.now())
    flash(_("Asked for: “%(job)s”. The active scheduler runs it within seconds.", job=name), "good")
    return redirect(url_for("operations.desk"), 303)
