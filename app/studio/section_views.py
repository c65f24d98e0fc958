"""The trainers' pages of sections. They belong to the blueprint `studio`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user

from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Forbidden, Invalid
from app.lessons.models import Section
from app.studio import queries, sections
from app.studio.models import ChangeState
from app.studio.sections import Named

STATES: dict[str, Any] = {
    ChangeState.OPEN.value: lazy_gettext("waits for a second person"),
    ChangeState.DONE.value: lazy_gettext("done"),
    ChangeState.DROPPED.value: lazy_gettext("dropped"),
}
EMPTY = {"en": "", "zh": ""}


def attach(bp: Blueprint) -> None:
    bp.add_url_rule("/studio/sections", "sections", show_all)
    bp.add_url_rule("/studio/sections", "create_section", create, methods=["POST"])
    bp.add_url_rule("/studio/sections/<int:section_id>", "section", show)
    bp.add_url_rule("/studio/sections/<int:section_id>/change", "change_section", change, methods=["POST"])
    bp.add_url_rule("/studio/sections/changes/<int:change_id>", "decide_section", decide, methods=["POST"])


def show_all() -> Any:
    return _list(Named(sections.next_number(), EMPTY, EMPTY))


def create() -> Any:
    wish = sections.of_form(request.form)
    try:
        with transaction():
            made = sections.create(wish, current_user, clock.now())
    except Invalid as bad:
        return _list(wish, bad.message), 422
    flash(_("The section is there. Learners see it once a class of it is published."), "good")
    return redirect(url_for("studio.section", section_id=made.id), 303)


def show(section_id: int) -> Any:
    found = sections.get(section_id)
    return _one(found, sections.named(found))


def change(section_id: int) -> Any:
    found, wish = sections.get(section_id), sections.of_form(request.form)
    try:
        with transaction():
            made = sections.propose(found, wish, current_user, clock.now())
            waits = made.state == ChangeState.OPEN.value
    except (Invalid, Conflict) as bad:
        return _one(sections.get(section_id), wish, bad.message), bad.status
    flash(_("It waits for a second person to agree.") if waits else _("It is changed."), "good")
    return redirect(url_for("studio.section", section_id=section_id), 303)


def decide(change_id: int) -> Any:
    """Agree to a change, or leave the section as it is."""
    deed = sections.agree if request.form.get("deed") == "agree" else sections.drop
    try:
        with transaction():
            found = deed(change_id, current_user, clock.now())
            section_id = found.section_id
    except Forbidden as own:
        flash(str(own.message), "bad")
        return redirect(url_for("studio.sections"), 303)
    flash(_("It is changed.") if deed is sections.agree else _("It stays as it is."), "good")
    return redirect(url_for("studio.section", section_id=section_id), 303)


def _list(wish: Named, error: Any = None) -> str:
    return render_template(
        "studio/sections.html",
        sections=[(one, sections.is_seen(one)) for one in queries.sections()],
        waiting=sections.waiting(),
        wish=wish,
        error=error,
    )


def _one(found: Section, wish: Named, error: Any = None) -> str:
    changes = sections.changes(found)
    return render_template(
        "studio/section.html",
        found=found,
        wish=wish,
        error=error,
        is_seen=sections.is_seen(found),
        changes=changes,
        waits=next((one for one in changes if one.state == ChangeState.OPEN.value), None),
        change_states=STATES,
    )
