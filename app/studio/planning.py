"""When a piece is published and when it is retired, by itself. Callers open the transaction unless it says otherwise.

A plan says nothing about the content, so changing it needs nobody's approval; changing the content does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.events import publish
from app.lessons.models import MicroClass
from app.people.models import Person
from app.questions.models import Question
from app.studio import publishing, services
from app.studio.events import PlanBroke
from app.studio.models import CLASS, OPEN, Deed, Draft, State

IN_THE_PAST = _("That time has passed. Choose a later one, or leave it empty.")
ENDS_FIRST = _("It would end before it begins. Choose a later end.")


@dataclass(frozen=True)
class Plan:
    """None: at once, when it is approved; and for good."""

    publish_at: datetime | None = None
    expires_at: datetime | None = None


def plan(draft_id: int, wish: Plan, by: Person, now: datetime) -> Draft:
    """Set, change or cancel the plan of a draft. One that was approved and has no time left is in review again.

    Raises Conflict where it is not being written any more, Invalid for a plan that cannot be kept.
    """
    draft = services.locked(draft_id)
    if not draft.is_open:
        raise Conflict(services.NOT_OPEN)
    _check(wish, Plan(draft.publish_at, draft.expires_at), now)
    draft.publish_at, draft.expires_at = wish.publish_at, wish.expires_at
    if draft.state == State.PLANNED and wish.publish_at is None:
        draft.state, draft.approved_by_id = State.REVIEW.value, None
        services.note(draft, by, Deed.CANCELLED, "", now)
    session().flush()
    return draft


def _check(wish: Plan, before: Plan, now: datetime) -> None:
    for given, known in ((wish.publish_at, before.publish_at), (wish.expires_at, before.expires_at)):
        if given is not None and given != known and given <= now:
            raise Invalid(IN_THE_PAST)
    if wish.expires_at is not None and wish.publish_at is not None and wish.expires_at <= wish.publish_at:
        raise Invalid(ENDS_FIRST)


def _locked(model: type[Question | MicroClass], piece_id: int) -> Question | MicroClass | None:
    if model is Question:
        return session().get(Question, piece_id, with_for_update=True, populate_existing=True)
    return session().get(MicroClass, piece_id, with_for_update=True, populate_existing=True)


def expire(model: type[Question | MicroClass], piece_id: int, at: datetime | None, now: datetime) -> None:
    """When what is published is retired by itself; None: never. An open draft of it takes that over.

    Raises NotFound for what is not published, Invalid for a time that has passed.
    """
    piece = _locked(model, piece_id)
    if piece is None or piece.current_id is None:
        raise NotFound
    if at is not None and at <= now:
        raise Invalid(IN_THE_PAST)
    piece.expires_at = at
    drafts = update(Draft).where(Draft.key == piece.key, Draft.state.in_(OPEN))
    is_class = Draft.kind == CLASS
    session().execute(drafts.where(is_class if model is MicroClass else ~is_class).values(expires_at=at))


class Turn(StrEnum):
    """In this order where the times are the same: a class finds its questions published."""

    QUESTION = "question"
    CLASS = "class"
    QUESTION_ENDS = "question ends"
    CLASS_ENDS = "class ends"


@dataclass(frozen=True, order=True)
class Due:
    at: datetime
    rank: int
    id: int
    turn: Turn


def next_due(now: datetime) -> Due | None:
    """What should have happened first."""
    return min((due for turn in Turn if (due := _first(turn, now))), default=None)


def _first(turn: Turn, now: datetime) -> Due | None:
    if turn in (Turn.QUESTION, Turn.CLASS):
        is_class = Draft.kind == CLASS
        query = (
            select(Draft.publish_at, Draft.id)
            .where(Draft.state == State.PLANNED.value, Draft.publish_at <= now)
            .where(is_class if turn is Turn.CLASS else ~is_class)
            .order_by(Draft.publish_at, Draft.id)
        )
    else:
        model = Question if turn is Turn.QUESTION_ENDS else MicroClass
        query = (
            select(model.expires_at, model.id)
            .where(model.expires_at <= now, model.current_id.is_not(None))
            .order_by(model.expires_at, model.id)
        )
    found = session().execute(query.limit(1)).first()
    return Due(found[0], list(Turn).index(turn), found[1], turn) if found and found[0] else None


def carry_out(due: Due, now: datetime) -> bool:
    """Do what is due, as a deed of its own; False where somebody else did, or changed the plan."""
    with transaction():
        if due.turn in (Turn.QUESTION, Turn.CLASS):
            return publish_planned(due.id, now)
        return end(Question if due.turn is Turn.QUESTION_ENDS else MicroClass, due.id, now)


def publish_planned(draft_id: int, now: datetime) -> bool:
    """Publish a planned draft whose time has come; one that is not whole any more goes back to its people."""
    draft = services.locked(draft_id)
    if draft.state != State.PLANNED or draft.publish_at is None or draft.publish_at > now:
        return False
    publishing.lock(draft)
    try:
        publishing.require_healthy(draft)
        publishing.go_live(draft, now)
    except Invalid:
        _send_back(draft, now)
        return True
    draft.state = State.PUBLISHED.value
    services.note(draft, None, Deed.PUBLISHED, "", now)
    return True


def _send_back(draft: Draft, now: datetime) -> None:
    people = {draft.author_id, draft.changed_by_id, draft.sent_by_id, draft.approved_by_id}
    draft.state, draft.sent_by_id, draft.approved_by_id, draft.publish_at = State.DRAFT.value, None, None, None
    services.note(draft, None, Deed.BROKE, "", now)
    told = tuple(sorted(one for one in people if one is not None))
    title = draft.content["title" if draft.is_class else "text"]
    publish(PlanBroke(draft.id, draft.version, title, told, now))


def end(model: type[Question | MicroClass], piece_id: int, now: datetime) -> bool:
    """Retire what has expired. Whoever was asked already may still answer."""
    piece = _locked(model, piece_id)
    if piece is None or piece.current_id is None or piece.expires_at is None or piece.expires_at > now:
        return False
    services.retire_piece(piece)
    return True
