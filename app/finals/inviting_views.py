"""The organizers' page of invitations: who comes, who has not answered, who moved up."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.audit import refusals
from app.finals import inviting, newfinals, queries, venue
from app.finals.models import Finalist
from app.finals.selection_views import file
from app.finals.sheets import workbook
from app.finals.wording import STATE_TAGS, STATES, WAYS
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid, NotFound, Refusal
from app.kit.i18n import pick
from quizzes.rules.seasonplan import instant, local
from quizzes.rules.selection import Way


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    one = "/desk/finals/<int:final_id>/invitations"
    bp.add_url_rule(one, "invitations", invitations)
    bp.add_url_rule(f"{one}.xlsx", "invitations_file", invitations_file)
    bp.add_url_rule(f"{one}/remind", "remind", remind, methods=["POST"])
    bp.add_url_rule(f"{one}/until", "answer_until", answer_until, methods=["POST"])
    bp.add_url_rule(f"{one}/<int:finalist_id>/leave", "leave_for", leave_for, methods=["POST"])


def invitations(final_id: int) -> Any:
    return _page(final_id)


def _page(final_id: int, refused: Refusal | None = None) -> Any:
    final = queries.get(final_id)
    state, words = request.args.get("state", ""), request.args.get("words", "").strip().casefold()[:80]
    everybody = queries.finalists(final_id)
    people = {one.id: one.person.name for one in everybody}
    shown = [one for one in everybody if state in ("", one.state) and words in _words(one)]
    page = render_template(
        "finals/invitations.html",
        final=final,
        finalists=shown,
        replaced=people,
        counts=queries.states(final_id),
        states=STATES,
        tags=STATE_TAGS,
        ways={way.value: said for way, said in WAYS.items()},
        state=state if state in STATES else "",
        words=request.args.get("words", "")[:80],
        until=local(final.answer_by, final.time_zone).isoformat(timespec="minutes") if final.answer_by else "",
        zone=venue.zone_of(final, clock.now()),
        refused=refused,
    )
    return page, refused.status if refused else 200


def _words(one: Finalist) -> str:
    return (
        f"{one.person.name} {one.person.staff_number} {pick(one.dealer)} {pick(one.post)} {pick(one.region)}".casefold()
    )


def invitations_file(final_id: int) -> Any:
    final = queries.get(final_id)
    head = (_("Staff number"), _("Name"), _("Post"), _("Region"), _("Dealer"), _("State"), _("Way"), _("Arrival"),
            _("Departure"), _("Diet"), _("Clothing size"), _("Notes"))  # fmt: skip
    rows = [
        (one.person.staff_number, one.person.name, pick(one.post), pick(one.region), pick(one.dealer),
         str(STATES[one.state]), str(WAYS[Way(one.way)]), *(one.travel.get(name, "") for name in inviting.TRAVEL),
         one.travel_notes)
        for one in queries.finalists(final_id)
    ]  # fmt: skip
    return file(workbook(final.name_en or final.name_zh, head, rows), f"finalists-{final.id}.xlsx")


def remind(final_id: int) -> Any:
    queries.get(final_id)
    with transaction():
        count = inviting.remind(final_id, current_user, clock.now())
    flash(ngettext("%(num)d person is reminded.", "%(num)d people are reminded.", count), "good")
    return _back(final_id)


def answer_until(final_id: int) -> Any:
    """Set until when invitations are accepted."""
    final = queries.get(final_id)
    until = newfinals.moment(request.form.get("until", ""))
    if until is None:
        return _page(final_id, Invalid(newfinals.NO_TIME))
    with transaction():
        inviting.set_until(final_id, instant(until, final.time_zone), current_user, clock.now())
    flash(_("Stored."), "good")
    return _back(final_id)


def leave_for(final_id: int, finalist_id: int) -> Any:
    """Somebody told the organizers that they do not come."""
    found = session().get(Finalist, finalist_id)
    if found is None or found.final_id != final_id:
        raise NotFound
    try:
        with refusals.noted(current_user, "leave", f"final:{final_id}", clock.now()), transaction():
            ids = inviting.leave(finalist_id, current_user, request.form.get("reason", ""), clock.now())
    except (Conflict, Invalid) as refused:
        return _page(final_id, refused)
    names = [name for _number, name in queries.names(ids).values()]
    flash(_("Noted. %(name)s moves up.", name=names[0]) if names else _("Noted. Nobody moves up."), "good")
    return _back(final_id)


def _back(final_id: int) -> Any:
    return redirect(url_for("finals.invitations", final_id=final_id), 303)
