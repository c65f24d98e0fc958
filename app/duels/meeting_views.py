"""Meeting somebody: looking for an opponent, inviting, challenging, playing a recorded PK."""

from __future__ import annotations

import secrets
from typing import Any

import segno
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from app.duels import avoiding, challenges, finding, invitations, presenters, queries, rematches, starting
from app.duels.models import Duel
from app.duels.opponents import shows_name
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid, NotFound, Refusal, TooMany
from app.kit.intake import LARGEST_ID
from app.people import limits
from app.people.models import Person


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    for rule, view, methods in (
        ("/pk/find", find, ["POST"]),
        ("/pk/waiting", waiting, ["GET"]),
        ("/pk/leave", leave, ["POST"]),
        ("/pk/colleagues", colleagues, ["GET"]),
        ("/pk/invite", invite, ["POST"]),
        ("/pk/join/<token>", invitation, ["GET"]),
        ("/pk/join/<token>", join, ["POST"]),
        ("/pk/challenge", challenge, ["POST"]),
        ("/pk/<int:duel_id>/take", take, ["POST"]),
        ("/pk/ghost", ghost, ["POST"]),
        ("/pk/<int:duel_id>/rematch", rematch, ["POST"]),
        ("/pk/avoid", avoid, ["POST"]),
        ("/pk/meet-again", meet_again, ["POST"]),
    ):
        bp.add_url_rule(rule, view.__name__, view, methods=methods)


def find() -> Any:
    """Look for an opponent from now on."""
    try:
        limits.count_deed("pk-find", current_user.id)
        with transaction():
            running = finding.join(current_user, clock.now(), friendly=_friendly())
    except Refusal as refused:
        return back_to_lobby(refused)
    if running is not None:
        return _to(running)
    return redirect(url_for("duels.waiting"), 303)


def waiting() -> Any:
    """The PK as soon as there is one; else how long it has taken, and after a while what else one could do."""
    now = clock.now()
    with transaction():
        finding.still_here(current_user, now)
    page = presenters.waiting_page(current_user, now)
    if page is not None:
        return render_template("duels/waiting.html", page=page)
    running = queries.running(current_user)
    return _to(running) if running else redirect(url_for("duels.lobby"), 303)


def leave() -> Any:
    with transaction():
        finding.leave(current_user)
    return redirect(url_for("duels.lobby"), 303)


def colleagues() -> Any:
    text = request.args.get("text", "").strip()[:80]
    return render_template("duels/colleagues.html", page=presenters.colleagues_page(current_user, text))


def invite() -> Any:
    """Offer a live PK: to a colleague, or by a link to whoever opens it first."""
    try:
        limits.count_deed("pk-invite", current_user.id)
        with transaction():
            made = invitations.invite(current_user, _other(), clock.now(), friendly=_friendly())
    except Refusal as refused:
        return back_to_lobby(refused)
    return redirect(url_for("duels.invitation", token=made.token), 303)


def invitation(token: str) -> Any:
    """For the host: the link, its QR code, and waiting. For the guest: who invites, and one button."""
    found, now = invitations.of_token(token, current_user), clock.now()
    host = session().get_one(Person, found.person_id)
    if host.id == current_user.id and found.duel_id is not None:
        return redirect(url_for("duels.show", duel_id=found.duel_id), 303)
    if host.id == current_user.id:
        with transaction():
            invitations.still_here(found, now)
    link = current_app.config["SETTINGS"].public_url + url_for("duels.invitation", token=token)
    guest = session().get(Person, found.to_person_id) if found.to_person_id else None
    return render_template(
        "duels/invitation.html",
        invitation=found,
        host=host,
        guest=guest,
        is_open=invitations.is_open(found, now),
        link=link,
        code=_qr(link) if host.id == current_user.id else None,
    )


def join(token: str) -> Any:
    try:
        with transaction():
            duel = invitations.accept(token, current_user, clock.now())
    except (Conflict, Invalid) as refused:
        return back_to_lobby(refused)
    return _to(duel)


def challenge() -> Any:
    """Play the first half now."""
    now = clock.now()
    try:
        limits.count_deed("pk-challenge", current_user.id)
        with transaction():
            challenges.require_room(current_user, now)
            duel = starting.challenge(current_user, _other(), now, secrets.randbits(60), friendly=_friendly())
    except (Conflict, Invalid, TooMany) as refused:
        return back_to_lobby(refused)
    return _to(duel)


def take(duel_id: int) -> Any:
    try:
        with transaction():
            duel = starting.take_challenge(duel_id, current_user, clock.now())
    except (Conflict, Invalid) as refused:
        return back_to_lobby(refused)
    return _to(duel)


def ghost() -> Any:
    """Play a colleague's recorded PK, or one's own best."""
    other = _other()
    found = _recorded(other) if other else queries.best_of(current_user.id, current_user.post_id)
    try:
        if found is None:
            raise Conflict(_("There is no recorded PK that would be new to you. Challenge your colleague instead."))
        with transaction():
            duel = starting.start_ghost(current_user, *found, clock.now(), secrets.randbits(60))
    except (Conflict, Invalid) as refused:
        return back_to_lobby(refused)
    return _to(duel)


def _recorded(other: Person) -> tuple[Duel, int] | None:
    """What of a colleague may be played: only where the list offers it, and never told why it does not."""
    offered = other.active and shows_name(other, current_user) and not avoiding.avoid(current_user.id, other.id)
    return queries.recorded(current_user, other) if offered else None


def rematch(duel_id: int) -> Any:
    try:
        with transaction():
            again = rematches.ask(duel_id, current_user, clock.now())
    except Conflict as refused:
        flash(str(refused.message), "warn")
        return redirect(url_for("duels.show", duel_id=duel_id), 303)
    return redirect(url_for("duels.show", duel_id=again.id if again else duel_id), 303)


def avoid() -> Any:
    """Not to be paired with somebody any more."""
    other = _other()
    if other is None or other.id == current_user.id or not queries.know_each_other(current_user, other):
        raise NotFound
    with transaction():
        avoiding.ask_not_to_meet(current_user, other.id, clock.now())
    flash(_("You will not be paired with %(name)s any more. They are not told.", name=other.name), "good")
    return redirect(url_for("duels.colleagues"), 303)


def meet_again() -> Any:
    other = _other()
    if other is None:
        raise NotFound
    with transaction():
        avoiding.take_back(current_user, other.id)
    flash(_("You may be paired with %(name)s again.", name=other.name), "good")
    return redirect(url_for("duels.colleagues"), 303)


def back_to_lobby(refused: Refusal) -> Any:
    """The lobby, with why it did not work."""
    page = presenters.lobby_page(current_user, clock.now())
    return render_template("duels/lobby.html", page=page, message=refused.message), refused.status


def _to(duel: Duel) -> Any:
    return redirect(url_for("duels.show", duel_id=duel.id), 303)


def _friendly() -> bool:
    return request.form.get("friendly") == "yes"


def _other() -> Person | None:
    """The colleague of the form; None where it names none. Raises NotFound for one who does not exist."""
    if not request.form.get("person_id"):
        return None
    person_id = request.form.get("person_id", 0, type=int)
    other = session().get(Person, person_id) if 0 < person_id <= LARGEST_ID else None
    if other is None:
        raise NotFound
    return other


def _qr(link: str) -> Markup:
    """The link as a QR code, drawn on the server."""
    code = segno.make(link, error="m")
    return Markup(code.svg_inline(scale=6, border=2, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S704
