"""The paper of a test on the spot: drawn once for a whole post, closed when everybody of the post is done.

Callers open the transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.audit.services import note
from app.finals.models import Final, Finalist, FinalistState, FinalState, FinalStation
from app.hall import drawing, sittings
from app.hall.models import SpotPaper, SpotSitting
from app.judging import measuring, queries
from app.kit.database import session
from app.kit.errors import Conflict, Invalid
from app.people.models import Person
from quizzes.formats.fingerprints import fingerprint

MOST_WORDS, MOST_MINUTES = 300, 120
NOT_NOW = _("The test is written while the final is judged: open the score sheets first.")
NO_ASPECT = _(
    "The score sheet of this station does not say how many right answers of the test count. Write that first."
)
CLOSED = _("This test is closed: its competitors have seen the right answers. Nothing was changed.")
REASON = _("Say why: the reason stands in the log.")
MINUTES = _("Give 1 to 120 minutes.")
NO_SHEET = _("This competitor has no open score sheet at this station, or it is signed already.")
WRITTEN = _("This competitor has begun the test already.")


def draw(station: FinalStation, by: Person, now: datetime) -> SpotPaper:
    """The paper, drawn with the lot of the final where there is none yet. Raises Conflict."""
    final = session().get_one(Final, station.final_id, with_for_update=True, populate_existing=True)
    known = session().get(SpotPaper, station.id)
    if known is not None:
        return known
    if final.state != FinalState.JUDGING:
        raise Conflict(NOT_NOW, code="not-now")
    version = queries.newest([station.id]).get(station.id)
    count = measuring.asks_for(version.rules, "test-right") if version else 0
    if not count:
        raise Conflict(NO_ASPECT, code="no-aspect")
    seed = drawing.seed_of(station)
    asked = drawing.ids(drawing.draw(station, count, seed))
    code = f"{secrets.randbelow(1_000_000):06d}"
    made = SpotPaper(station_id=station.id, seed=seed, version_ids=asked, code=code, drawn_at=now)
    session().add(made)
    session().flush()
    note(by, "test.drawn", f"station:{station.id}", {"questions": fingerprint({"versions": asked})}, now)
    return made


def missing(paper: SpotPaper) -> Sequence[int]:
    """The numbers of the post that have yet to end the test."""
    done = select(SpotSitting.finalist_id).filter_by(station_id=paper.station_id)
    station = paper.station
    query = select(Finalist.number).filter_by(final_id=station.final_id, post_id=station.post_id)
    query = query.where(Finalist.state == FinalistState.ACCEPTED.value, Finalist.number.is_not(None))
    ended = done.where(SpotSitting.ended_at.is_not(None))
    return [one or 0 for one in session().scalars(query.where(Finalist.id.not_in(ended)).order_by(Finalist.number))]


def close(station: FinalStation, by: Person, now: datetime) -> SpotPaper:
    """Everybody of the post is done: its competitors may see the right answers. Raises Conflict."""
    paper = held(station)
    if paper.closed_at is not None:
        return paper
    if left := missing(paper):
        numbers = ", ".join(map(str, left[:20]))
        told = _("These numbers have yet to end the test: %(numbers)s. Nobody sees a key before.", numbers=numbers)
        raise Conflict(told, code="missing")
    paper.closed_at = now
    session().flush()
    note(by, "test.closed", f"station:{station.id}", {"versions": paper.version_ids}, now)
    return paper


def absent(station: FinalStation, number: int, reason: str, by: Person, now: datetime) -> SpotSitting:
    """Somebody does not write the test: no right answer, with a reason. Raises Invalid and Conflict."""
    paper, words = _open(station), _reason(reason)
    finalist = _finalist(station, number)
    if sittings.of(station.id, finalist.id) is not None:
        raise Conflict(WRITTEN, code="written")
    if sittings.bars(station.id, finalist.id):
        raise Conflict(NO_SHEET, code="no-sheet")
    made = SpotSitting(station_id=paper.station_id, finalist_id=finalist.id, begun_at=now, due_at=now, reason=words)
    session().add(made)
    session().flush()
    note(by, "test.absent", f"station:{station.id}", {"number": number, "reason": words}, now)
    sittings.end(made, now)
    return made


def give_time(station: FinalStation, number: int, minutes: int, reason: str, by: Person, now: datetime) -> SpotSitting:
    """Time back, for what was not the competitor's fault; a test that has ended goes on. Raises Invalid, Conflict."""
    _open(station)
    words = _reason(reason)
    if not 1 <= minutes <= MOST_MINUTES:
        raise Invalid(MINUTES, code="minutes")
    finalist = _finalist(station, number)
    sitting = sittings.held(station.id, finalist.id)
    if sitting is None:
        raise Invalid(_("Number %(number)s has not begun the test.", number=number), code="not-begun")
    if measuring.take_out(station.id, finalist.id, "test", sitting.id, by, words, now):
        raise Conflict(NO_SHEET, code="no-sheet")
    sitting.due_at = max(sitting.due_at, now) + timedelta(minutes=minutes)
    sitting.ended_at = sitting.right = None
    sitting.reason = words
    session().flush()
    facts = {"number": number, "minutes": minutes, "reason": words}
    note(by, "test.time-given", f"station:{station.id}", facts, now)
    return sitting


def held(station: FinalStation) -> SpotPaper:
    """Raises Conflict where none is drawn."""
    query = select(SpotPaper).filter_by(station_id=station.id).with_for_update()
    found = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise Conflict(NOT_NOW, code="not-drawn")
    return found


def _open(station: FinalStation) -> SpotPaper:
    paper = held(station)
    if paper.closed_at is not None:
        raise Conflict(CLOSED, code="closed")
    return paper


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid(REASON, code="reason")
    return reason.strip()[:MOST_WORDS]


def _finalist(station: FinalStation, number: int) -> Finalist:
    query = select(Finalist).filter_by(final_id=station.final_id, post_id=station.post_id, number=number)
    found = session().scalars(query).one_or_none()
    if found is None:
        raise Invalid(_("Nobody competes for this post under number %(number)s.", number=number), code="unknown")
    return found
