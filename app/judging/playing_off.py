"""Writing down who won a play-off between equals. Callers open the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete

from app.audit.services import note
from app.finals import signatures
from app.judging import publishing, results
from app.judging.models import PlayOff
from app.kit.database import session
from app.kit.errors import Conflict, Invalid
from app.people.models import Person, Post
from quizzes.rules.finalranking import undecided

NOT_TIED = _("A play-off is held between competitors who share a place among the prizes. Nothing was stored.")
PLACES = _("Give each of them a place of its own, from 1. Nothing was stored.")
WAITS = _("A proposal waits for its second signature. Withdraw it first; then write down the play-off.")


def write(final_id: int, post: Post, places: Mapping[int, int], by: Person, now: datetime) -> None:
    """The places of a play-off, by drawn number. Raises Invalid and Conflict."""
    final = publishing.held(final_id)
    if signatures.waiting(final.id, publishing.deed(post)):
        raise Conflict(WAITS, code="waits")
    found = results.reckon(final, post)
    if sorted(places) not in undecided(found.placed, final.prizes):
        raise Conflict(NOT_TIED, code="not-tied")
    if sorted(places.values()) != list(range(1, len(places) + 1)):
        raise Invalid(PLACES, code="places")
    ids = {number: found.finalists[number].id for number in places}
    session().execute(delete(PlayOff).where(PlayOff.finalist_id.in_(ids.values())))
    rows = [PlayOff(finalist_id=ids[number], place=place, by_id=by.id, at=now) for number, place in places.items()]
    session().add_all(rows)
    session().flush()
    note(
        by,
        "play-off.written",
        f"final:{final.id}",
        {"post": post.code, "places": sorted(map(list, places.items()))},
        now,
    )
