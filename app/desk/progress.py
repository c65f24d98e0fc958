"""How far the rest of a final is: selection, invitations, numbers, timetable, results, appeals, awards.

As many statements for a large final as for a small one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload

from app.audit import queries as audit
from app.awards.models import AwardGrant, Certificate, CertificatePrint, FinalAward
from app.desk.watching import Line, Standing, Watch
from app.finals import event
from app.finals.models import (
    Final,
    Finalist,
    FinalistState,
    FinalStation,
    RuleSet,
    RunState,
    TimetableRun,
    TwoSignatures,
)
from app.hall.models import PkStatus, SpotPaper, StagePk
from app.judging import exporting, obstacles, results
from app.judging.models import Appeal, PublishedResult, ScoreSheet
from app.judging.obstacles import ORDER, Obstacle
from app.kit.database import session
from app.people.models import Post
from quizzes.formats.planfile import Fault
from quizzes.rules import finalranking

KEPT = "desk of finals"  # the reckoning of a state of the log, kept in this process


@dataclass(frozen=True)
class People:
    """Finalists by state; since when the oldest invitation waits; how many of those who come have a number."""

    counts: Mapping[str, int]
    waiting_since: datetime | None
    numbered: int

    @property
    def coming(self) -> int:
        return self.counts.get(FinalistState.ACCEPTED, 0)

    @property
    def unanswered(self) -> int:
        return self.counts.get(FinalistState.INVITED, 0)


def people(final: Final) -> People:
    query = select(Finalist.state, func.count(), func.min(Finalist.invited_at), func.count(Finalist.number))
    rows = session().execute(query.where(Finalist.final_id == final.id).group_by(Finalist.state)).all()
    by_state = {state: (count, since, numbered) for state, count, since, numbered in rows}
    return People(
        {state: count for state, (count, _since, _numbered) in by_state.items()},
        by_state.get(FinalistState.INVITED, (0, None, 0))[1],
        by_state.get(FinalistState.ACCEPTED, (0, None, 0))[2],
    )


def rule_sets(final: Final) -> int:
    return session().scalar(select(func.count()).select_from(RuleSet).where(RuleSet.final_id == final.id)) or 0


def signatures(final: Final) -> Sequence[TwoSignatures]:
    """What two people sign, the newest first; without what was withdrawn."""
    query = select(TwoSignatures).where(TwoSignatures.final_id == final.id, TwoSignatures.withdrawn_at.is_(None))
    query = query.options(joinedload(TwoSignatures.proposed_by), joinedload(TwoSignatures.signed_by))
    return session().scalars(query.order_by(TwoSignatures.id.desc()).limit(1000)).all()


@dataclass(frozen=True)
class Timetable:
    """`lacks`: what must be done before there can be one. `stored`: the run that stands; `last`: the newest one."""

    lacks: Sequence[Fault]
    last: TimetableRun | None
    stored: TimetableRun | None

    @property
    def is_under_way(self) -> bool:
        return self.last is not None and self.last.state in (RunState.WAITING, RunState.SOLVING)

    @property
    def has_failed(self) -> bool:
        return self.last is not None and self.last.state == RunState.FAILED


def timetable(final: Final) -> Timetable:
    query = select(TimetableRun).where(TimetableRun.final_id == final.id).options(defer(TimetableRun.slots))
    query = query.order_by(TimetableRun.id.desc()).limit(1)
    stored = query.where(TimetableRun.state == RunState.STORED.value)
    return Timetable(event.lacks(final), session().scalar(query), session().scalar(stored))


@dataclass(frozen=True)
class Hall:
    """PKs that stand on stage now; papers that are drawn, and of those the closed ones."""

    on_stage: int
    papers: int
    closed: int


def hall(final: Final) -> Hall:
    mine = select(FinalStation.id).where(FinalStation.final_id == final.id)
    open_ = select(func.count()).select_from(StagePk).where(StagePk.station_id.in_(mine), StagePk.practice.is_(False))
    open_ = open_.where(StagePk.status.in_((PkStatus.CALLED.value, PkStatus.RUNNING.value)))
    query = select(func.count(), func.count(SpotPaper.closed_at)).select_from(SpotPaper)
    papers, closed = session().execute(query.where(SpotPaper.station_id.in_(mine))).one()
    return Hall(session().scalar(open_) or 0, papers, closed)


# Results --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PostLine:
    """The results of a post. `blocks`: what hinders publishing; `edition`: 0 where nothing is published."""

    post: Post
    competing: int
    done: int
    sheets: int
    edition: int
    waiting: TwoSignatures | None
    blocks: Sequence[Obstacle]


def posts(final: Final, seen: Watch, signed: Sequence[TwoSignatures]) -> list[PostLine]:
    found, editions = exporting.posts(final), _editions(final)
    numbers, appealed = _numbers(final), _appealed(final)
    plain = {one.id: list(_plain_blocks(one, seen, numbers, appealed)) for one in found}
    deep = _deep_blocks(final, [one for one in found if not plain[one.id] and not editions.get(one.id)])
    waiting = {one.deed: one for one in signed if one.signed_at is None}
    return [
        PostLine(
            one,
            len(numbers.get(one.id, ())),
            sum(line.is_done for line in _of(seen, one)),
            len(_of(seen, one)),
            editions.get(one.id, 0),
            waiting.get(f"results:{one.code}"),
            sorted([*plain[one.id], *deep.get(one.id, ())], key=lambda each: ORDER.index(each.code)),
        )
        for one in found
    ]


def _of(seen: Watch, post: Post) -> list[Line]:
    return [one for one in seen.lines if one.station.post_id == post.id]


def _plain_blocks(
    post: Post, seen: Watch, numbers: Mapping[int, set[int]], appealed: Mapping[int, set[int]]
) -> Iterator[Obstacle]:
    """What can be told without reckoning anything; the same as obstacles.py says."""
    stations, mine = [one for one in seen.stations if one.post_id == post.id], numbers.get(post.id, set())
    if not mine or not stations:
        yield Obstacle("nobody")
        return
    if finalranking.slips([finalranking.Weighed(one.key, one.weight) for one in stations]):
        yield Obstacle("weights")
    lines = [one for one in _of(seen, post) if one.number in mine]
    have = {(one.number, one.station.id) for one in lines}
    found = {
        "missing": {number for number in mine for one in stations if (number, one.id) not in have},
        "unsigned": {one.number for one in lines if one.standing is not Standing.CLOSED},
        "clash": {one.number for one in lines if one.clash},
        "appeal": appealed.get(post.id, set()) & mine,
    }
    yield from (Obstacle(code, sorted(some)) for code, some in found.items() if some)


def _numbers(final: Final) -> dict[int, set[int]]:
    """Who competes, by post."""
    query = select(Finalist.post_id, Finalist.number).where(Finalist.final_id == final.id)
    there = (Finalist.state == FinalistState.ACCEPTED.value, Finalist.number.is_not(None))
    found: dict[int, set[int]] = {}
    for post_id, number in session().execute(query.where(*there)):
        found.setdefault(post_id, set()).add(number or 0)
    return found


def _appealed(final: Final) -> dict[int, set[int]]:
    query = select(Finalist.post_id, Finalist.number).join(ScoreSheet, ScoreSheet.finalist_id == Finalist.id)
    query = query.join(Appeal, Appeal.sheet_id == ScoreSheet.id).where(Finalist.final_id == final.id)
    found: dict[int, set[int]] = {}
    for post_id, number in session().execute(query.where(Appeal.state == "open")):
        found.setdefault(post_id, set()).add(number or 0)
    return found


def _editions(final: Final) -> dict[int, int]:
    query = select(PublishedResult.post_id, func.max(PublishedResult.edition)).join(PublishedResult.finalist)
    rows = session().execute(query.where(Finalist.final_id == final.id).group_by(PublishedResult.post_id))
    return dict(rows.all())


def _deep_blocks(final: Final, complete: Sequence[Post]) -> Mapping[int, Sequence[Obstacle]]:
    """What only the marks themselves can tell: reckoned once for a state of the log, since every mark writes a line.

    Who publishes is answered by obstacles.py each time, never from here.
    """
    if not complete:
        return {}
    key = (final.id, audit.head(), tuple(one.id for one in complete))
    kept: dict[Any, Mapping[int, Sequence[Obstacle]]] = current_app.extensions.setdefault(KEPT, {})
    if key not in kept:
        found = {one.post.id: list(obstacles.deep(one)) for one in results.reckon_all(final, complete)}
        kept.clear()
        kept[key] = found
    return kept[key]


# Appeals and awards ---------------------------------------------------------------------------------------------


def appeals(final: Final) -> Sequence[Appeal]:
    """Those that are not decided, by the time until which they are to be."""
    query = select(Appeal).join(Appeal.sheet).join(ScoreSheet.finalist).where(Finalist.final_id == final.id)
    query = query.where(Appeal.state == "open").options(
        joinedload(Appeal.sheet).options(joinedload(ScoreSheet.station), joinedload(ScoreSheet.finalist))
    )
    return session().scalars(query.order_by(Appeal.due_at, Appeal.id).limit(500)).all()


@dataclass(frozen=True)
class Honours:
    """How many awards are set, given and hold; how many certificates are issued; the printing that is under way."""

    awards: int
    grants: int
    certificates: int
    printing: CertificatePrint | None


def honours(final: Final) -> Honours:
    of_final = select(func.count()).select_from(FinalAward).where(FinalAward.final_id == final.id)
    given = select(func.count()).select_from(AwardGrant).join(FinalAward, FinalAward.id == AwardGrant.award_id)
    given = given.where(FinalAward.final_id == final.id, AwardGrant.withdrawn_at.is_(None))
    issued = select(func.count()).select_from(Certificate).where(Certificate.final_id == final.id)
    issued = issued.where(Certificate.revoked_at.is_(None))
    printing = select(CertificatePrint).where(CertificatePrint.final_id == final.id)
    printing = printing.where(CertificatePrint.finished_at.is_(None)).limit(1)
    awards, grants, certificates = (session().scalar(one) or 0 for one in (of_final, given, issued))
    return Honours(awards, grants, certificates, session().scalar(printing))
