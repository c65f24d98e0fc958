"""Publishing the results of a post: one person proposes, another one signs exactly the same; each time an edition.

Numbers are opened by post: with the first edition, once every sheet of the post is signed by judges and chief. Callers
open the transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, func, select

from app.audit import refusals
from app.audit.services import note
from app.finals import lots, signatures
from app.finals.models import Final, Finalist, FinalState, FinalStation, TwoSignatures
from app.judging import obstacles, queries, results, telling
from app.judging.models import PublishedResult
from app.judging.results import Reckoning
from app.kit.database import session
from app.kit.errors import Conflict, Forbidden, Invalid
from app.people.models import Person, Post
from quizzes.rules.scoresheet import hundredths

MOST_WORDS = 1000
NOT_YET = _("These results cannot be published yet. What has to be settled first stands on this page.")
NOT_NOW = _("Results are published once judging has begun, and no longer when the final is closed.")
COMPETES = _("Who competes in this final does not sign its results.")
NOTHING_NEW = _("Nothing has changed since the last edition, so there is nothing new to publish.")
REASON = _("Say why there is a new edition: everybody will read it.")
CHANGED = _("The results have changed since you looked at them. Look at them as they are now; nothing was signed.")


def deed(post: Post) -> str:
    return f"results:{post.code}"


def held(final_id: int) -> Final:
    """The final, held until the deed is over."""
    return session().get_one(Final, final_id, with_for_update=True, populate_existing=True)


def edition(final_id: int, post_id: int) -> int:
    """The newest edition; 0 where nothing is published."""
    query = select(func.max(PublishedResult.edition)).join(PublishedResult.finalist)
    return session().scalar(query.where(Finalist.final_id == final_id, PublishedResult.post_id == post_id)) or 0


def propose(final_id: int, post: Post, seen: str, reason: str, by: Person, now: datetime) -> TwoSignatures:
    """The first signature. `seen`: the digest on the proposer's page. Raises Conflict, Forbidden and Invalid."""
    final = held(final_id)
    found = _ready(final, post, by)
    if seen != found.digest:
        raise Conflict(CHANGED, code="changed")
    number = edition(final.id, post.id) + 1
    words = reason.strip()[:MOST_WORDS]
    if number > 1:
        _check_new_edition(final, post, found, words)
    facts = {"edition": number, "reason": words}
    made = signatures.propose(final, deed(post), found.digest, facts, by, now)
    note(by, "results.proposed", f"final:{final.id}", _facts(found, facts), now)
    return made


def _check_new_edition(final: Final, post: Post, found: Reckoning, reason: str) -> None:
    last = signatures.signed(final.id, deed(post))
    if last is not None and last.digest == found.digest:
        raise Conflict(NOTHING_NEW, code="nothing-new")
    if not reason:
        raise Invalid(REASON, code="reason")


def sign(final_id: int, post: Post, seen: str, by: Person, now: datetime) -> int:
    """The second signature: the results are published. Returns the edition. Raises Conflict and Forbidden."""
    final = held(final_id)
    found = _ready(final, post, by)
    signed = signatures.sign(final, deed(post), found.digest, seen, by, now)
    number: int = signed.facts["edition"]
    session().add_all(_rows(found, number, now))
    session().flush()
    if _all_published(final):
        final.state = FinalState.PUBLISHED.value
    session().flush()
    if final.frozen_at is None:
        telling.shown(final, post.id, now)
    note(by, "results.published", f"final:{final.id}", _facts(found, signed.facts), now)
    follow_lot(final, now)
    return number


def withdraw(final_id: int, post: Post, by: Person, now: datetime) -> None:
    """Take the proposal back. Raises Conflict where nothing waits."""
    final = held(final_id)
    gone = signatures.withdraw(final, deed(post), now)
    note(by, "results.withdrawn", f"final:{final.id}", {"post": post.code, "digest": gone.digest}, now)


def note_refusal(final_id: int, post: Post, what: str, by: Person, code: str, now: datetime) -> None:
    """That somebody tried and was refused stands in the log, too."""
    refusals.note_refusal(
        by, "results.refused", f"final:{final_id}", {"post": post.code, "deed": what[:20], "why": code}, now
    )


def _ready(final: Final, post: Post, by: Person) -> Reckoning:
    if final.state not in (FinalState.JUDGING, FinalState.PUBLISHED):
        raise Conflict(NOT_NOW, code="not-now")
    if competes(final.id, by):
        raise Forbidden(COMPETES, code="competes")
    queries.hold_post(final.id, post.id)
    found = results.reckon(final, post)
    if obstacles.obstacles(found):
        raise Conflict(NOT_YET, code="not-yet")
    return found


def competes(final_id: int, person: Person) -> bool:
    return session().scalar(select(Finalist.id).filter_by(final_id=final_id, person_id=person.id)) is not None


def _rows(found: Reckoning, number: int, now: datetime) -> list[PublishedResult]:
    return [
        PublishedResult(
            edition=number,
            finalist_id=found.finalists[one.number].id,
            post_id=found.post.id,
            place=one.place,
            total=one.total,
            by=one.by,
            mine=one.mine,
            theirs=one.theirs,
            stations={
                each.key: hundredths(found.outcome.points[one.number, each.key])
                for each in found.stations
                if (one.number, each.key) in found.outcome.points
            },
            at=now,
            shown_at=None if found.final.frozen_at else now,
        )
        for one in found.placed
    ]


def _facts(found: Reckoning, more: dict[str, Any]) -> dict[str, Any]:
    ranking = [[one.number, one.place, one.total] for one in found.placed]
    return {"post": found.post.code, "digest": found.digest, "ranking": ranking, **more}


def follow_lot(final: Final, now: datetime) -> None:
    """Once audiences see an edition of every post, all numbers are opened, and the lot with them."""
    if _all_published(final, PublishedResult.shown_at.is_not(None)):
        lots.open_it(final, now)


def _all_published(final: Final, *also: ColumnElement[bool]) -> bool:
    """Whether every post that has stations has an edition."""
    posts = set(session().scalars(select(FinalStation.post_id).filter_by(final_id=final.id)))
    query = select(PublishedResult.post_id).join(PublishedResult.finalist).where(Finalist.final_id == final.id, *also)
    return posts <= set(session().scalars(query.distinct()))
