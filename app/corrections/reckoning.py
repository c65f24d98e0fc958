"""Carrying a correction out, piece by piece. Each piece is a deed of its own that also says how far it has come.

So whoever is killed in the middle goes on where the last piece ended, and nothing is done twice: what a piece does is
what differs from how it should be, and a second time nothing does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from app.corrections import answers, queries, replaying, scoring
from app.corrections.events import Change, PeopleCorrected
from app.corrections.models import CorrectedDuel, CorrectedPerson, Correction, Kind, Phase, State
from app.corrections.replaying import Done, Scope
from app.duels import queries as duels
from app.duels import rerating
from app.duels.seating import Seat
from app.items import counting
from app.kit.database import session, transaction
from app.kit.events import publish
from app.kit.upsert import insert
from app.seasons.models import Season
from app.seasons.queries import is_running
from app.tour.rebuilding import raise_in_portions

PEOPLE_AT_ONCE = 200  # whose answers are looked at
PEOPLE_IN_A_DEED = 20  # for whom something changes: nobody of them who answers now waits longer than these take
PKS_AT_ONCE = 25
TOLD_AT_ONCE = 200


def scope_of(correction: Correction, now: datetime) -> Scope:
    """What it reckons. A season that does not run any more is frozen, and stays as it is."""
    season = session().get(Season, correction.season_id) if correction.season_id else None
    if season is not None and not is_running(season, now):
        season = None
    return Scope(
        correction_id=correction.id or 0,
        question_id=correction.question_id,
        version_ids=answers.version_ids(correction.question_id),
        before=queries.in_force(correction.question_id, without=correction.id),
        after=queries.in_force(correction.question_id, also=correction),
        season=season,
        since=correction.since,
        withdraws_question=_withdraws(correction),
    )


def _withdraws(correction: Correction) -> bool:
    """Whether the question is asked no more, or will not be when this is signed."""
    current = queries.question(correction.question_id).current_id
    return current is None or (correction.kind != Kind.UNDO and current in correction.version_ids)


def step(correction_id: int, now: datetime) -> bool:
    """The next piece; False where nothing is left to do."""
    phase = queries.get(correction_id).phase
    if phase == Phase.DONE:
        return False
    STEPS[Phase(phase)](correction_id, now)
    return True


def _people(correction_id: int, now: datetime) -> None:
    """Those who answered, in small deeds, so that nobody who answers now waits long."""
    correction = queries.get(correction_id)
    scope = scope_of(correction, now)
    ids = answers.people(correction.version_ids, correction.cursor, PEOPLE_AT_ONCE)
    concerned = [plan.person_id for plan in replaying.plans(scope, ids) if plan.changes_something]
    for start in range(0, len(concerned), PEOPLE_IN_A_DEED):
        with transaction():
            _some_people(correction_id, scope, concerned[start : start + PEOPLE_IN_A_DEED], now)
    with transaction():
        _come_to(queries.get(correction_id, lock=True), ids, Phase.PEOPLE, Phase.PKS)


def _some_people(correction_id: int, scope: Scope, person_ids: Sequence[int], now: datetime) -> None:
    """`person_ids`: in their order; those who are done already are left out."""
    correction = queries.get(correction_id, lock=True)
    if correction.phase != Phase.PEOPLE or correction.cursor >= person_ids[-1]:
        return
    done = replaying.carry_out(scope, [one for one in person_ids if one > correction.cursor], now)
    if done:
        rows = [_row_of(correction_id, one) for one in done]
        session().execute(insert(CorrectedPerson).values(rows).on_conflict_do_nothing())
    correction.cursor = person_ids[-1]


def _row_of(correction_id: int, done: Done) -> dict[str, object]:
    plan, whole = done.plan, done.plan.is_whole
    before, after = plan.before.mastery, plan.after.mastery if whole else plan.before.mastery
    return {
        "correction_id": correction_id,
        "person_id": plan.person_id,
        "answers": len(plan.changed),
        "level_before": before.level,
        "level_after": after.level,
        "best_before": before.best,
        "best_after": after.best,
        "classes": list(plan.completes),
        "points": done.points,
    }


def _pks(correction_id: int, now: datetime) -> None:
    """The PKs that finished in what is open of the season; those that are not over yet are noted."""
    with transaction():
        correction = queries.get(correction_id, lock=True)
        scope = scope_of(correction, now)
        if correction.phase != Phase.PKS:
            return
        if correction.cursor == 0 and scope.season is not None:
            correction.awaited = scoring.unfinished(correction.version_ids)
        ids: list[int] = []
        if scope.season is not None and scope.since is not None:
            ids = scoring.finished(correction.version_ids, scope.since, correction.cursor, PKS_AT_ONCE)
        _score(correction, scope, ids, now)
        _come_to(correction, ids, Phase.PKS, Phase.RATINGS)


def _score(correction: Correction, scope: Scope, duel_ids: Sequence[int], now: datetime) -> None:
    done = scoring.carry_out(scope, duel_ids, now)
    correction.rates = correction.rates or done.rates
    nothing = {"answers": 0, "level_before": 0, "level_after": 0, "best_before": 0, "best_after": 0, "classes": []}
    rows = [
        nothing | {"correction_id": correction.id, "person_id": person_id, "points": done.points.get(person_id, 0)}
        for person_id in sorted(done.person_ids | done.points.keys())
    ]
    if rows:
        row = insert(CorrectedPerson).values(rows)
        more = {"points": CorrectedPerson.points + row.excluded.points}
        session().execute(
            row.on_conflict_do_update(index_elements=["correction_id", "person_id"], set_=more),
            execution_options={"synchronize_session": False},
        )


def _come_to(correction: Correction, ids: Sequence[int], phase: Phase, following: Phase) -> None:
    """How far it is: the last of these, or the next phase where there was none."""
    if correction.phase == phase:
        correction.phase, correction.cursor = (phase.value, ids[-1]) if ids else (following.value, 0)


def _ratings(correction_id: int, now: datetime) -> None:
    """What follows for all: ratings, from how PKs ended; the road, for a section may ask less; figures of questions."""
    correction = queries.get(correction_id)
    if correction.rates:
        rate_again([correction_id])
    season = scope_of(correction, now).season
    if season is not None:
        raise_in_portions(season, now)
    counting.count()
    with transaction():
        _come_to(queries.get(correction_id, lock=True), (), Phase.RATINGS, Phase.NOTICES)


def rate_again(correction_ids: Sequence[int]) -> None:
    """Reckon all ratings again, for these corrections."""
    rerating.rebuild()
    with transaction():
        for one in correction_ids:
            queries.get(one, lock=True).rates = False


def _notices(correction_id: int, now: datetime) -> None:
    """Everybody concerned is told once; then it is done."""
    with transaction():
        correction = queries.get(correction_id, lock=True)
        if correction.phase != Phase.NOTICES:
            return
        ids = _next_people(correction)
        changes = _changes(correction, ids)
        if changes:
            publish(_told(correction, changes, now))
        _come_to(correction, ids, Phase.NOTICES, Phase.DONE)
        if correction.phase == Phase.DONE:
            correction.state, correction.done_at = State.DONE.value, now


def _next_people(correction: Correction) -> list[int]:
    query = select(CorrectedPerson.person_id).where(
        CorrectedPerson.correction_id == correction.id, CorrectedPerson.person_id > correction.cursor
    )
    return list(session().scalars(query.order_by(CorrectedPerson.person_id).limit(TOLD_AT_ONCE)))


def _told(correction: Correction, changes: Sequence[Change], now: datetime) -> PeopleCorrected:
    text = queries.versions(correction.question_id)[0].content["text"]
    withdrawn, undone = correction.kind == Kind.WITHDRAW, correction.kind == Kind.UNDO
    return PeopleCorrected(correction.id, text, withdrawn, undone, changes, now)


def _changes(correction: Correction, person_ids: Sequence[int]) -> list[Change]:
    """Those for whom it made a difference: an answer, a level, points, or how a PK ended."""
    turned: dict[int, list[tuple[CorrectedDuel, Seat]]] = {}
    for one, seat in queries.duels(correction.id, person_ids):
        if one.turned and seat.person_id is not None:
            turned.setdefault(seat.person_id, []).append((one, seat))
    rows = select(CorrectedPerson).where(
        CorrectedPerson.correction_id == correction.id, CorrectedPerson.person_id.in_(person_ids)
    )
    found = []
    for row in session().scalars(rows.order_by(CorrectedPerson.person_id)):
        pks = turned.get(row.person_id, [])
        if pks or row.points or row.answers or row.level_before != row.level_after:
            found.append(_change(row, pks))
    return found


def _change(row: CorrectedPerson, pks: Sequence[tuple[CorrectedDuel, Seat]]) -> Change:
    if not pks:
        return Change(row.person_id, row.points, 0, "", "")
    last, seat = pks[-1]
    name = duels.name_of(seat.other.person_id or seat.other.ghost_of_id)
    return Change(row.person_id, row.points, len(pks), last.outcomes_after[seat.side], name)


STEPS: dict[Phase, Callable[[int, datetime], None]] = {
    Phase.PEOPLE: _people,
    Phase.PKS: _pks,
    Phase.RATINGS: _ratings,
    Phase.NOTICES: _notices,
}


# PKs that were not over yet ---------------------------------------------------------------------------------------


def catch_up(correction_id: int, now: datetime) -> None:
    """Score those of the awaited PKs again that are over now. A season that has ended is frozen: then none is left."""
    with transaction():
        correction = queries.get(correction_id, lock=True)
        done, left = scoring.over_among(correction.awaited)
        scope = scope_of(correction, now)
        if scope.season is None:
            done, left = [], []
        _score(correction, scope, done, now)
        correction.awaited = left
