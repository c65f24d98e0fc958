"""The pages of the national final. They stand in files of their own by what they are for."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from app.finals import (
    answering_views,
    event_views,
    inviting_views,
    rules_views,
    selection_views,
    timetable_views,
)

bp = Blueprint("finals", __name__)
selection_views.attach(bp)
rules_views.attach(bp)
inviting_views.attach(bp)
answering_views.attach(bp)
event_views.attach(bp)
timetable_views.attach(bp)


@bp.record_once
def _for_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["my_seat"] = answering_views.my_seat
