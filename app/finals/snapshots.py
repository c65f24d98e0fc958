"""The snapshot: everybody as they stand today, with what rules of selection compare. Callers open the transaction."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import case, delete, func, insert, select

from app.audit.services import note
from app.days.models import DaySet
from app.duels.models import Rating
from app.fairness import queries as fairness
from app.finals import services
from app.finals.models import CandidateRow, Final
from app.kit.database import session
from app.lessons.models import Attempt, Check, Progress
from app.people.models import Brand, Dealer, Person, Post, Region, dealer_brands
from app.points.models import Entry, Reason
from app.questions.models import QuestionVersion
from app.seasons.models import Season
from quizzes.rules import rating
from quizzes.rules.seasonplan import begins, ends, local
from quizzes.rules.selectiontrace import TieBreak

AT_ONCE = 2000
LATER = (Reason.CORRECTION.value, Reason.REGRADING.value)  # written long after what they correct
Measures = dict[int, dict[str, int]]


@dataclass(frozen=True)
class Span:
    """A stage by its days, ordinals of the season's calendar, both included. `number`: from 1."""

    number: int
    first: int
    last: int
    closes_at: datetime


def take(final_id: int, by: Person | None, now: datetime) -> int:
    """Take it, in the place of an earlier one; how many people. Raises Conflict when the selection is fixed."""
    final = services.locked(final_id)
    services.check_open(final)
    session().execute(delete(CandidateRow).where(CandidateRow.final_id == final.id))
    rows = list(_rows(final, now))
    for start in range(0, len(rows), AT_ONCE):
        session().execute(insert(CandidateRow), rows[start : start + AT_ONCE])
    final.snapshot_at = now
    facts = {"people": len(rows), "digest": digest_of(rows)}
    note(by, "snapshot-taken", services.subject(final), facts, now)
    return len(rows)


def digest_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over everything that the rules look at."""
    whole = sha256()
    for row in sorted(rows, key=lambda one: int(one["person_id"])):
        plain = dict(row) | {"hired_on": row["hired_on"].isoformat() if row["hired_on"] else ""}
        whole.update(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode() + b"\n")
    return whole.hexdigest()


def spans(season: Season) -> list[Span]:
    """The stages by their days. A day on which one stage ends and the next begins is the earlier one's.

    A season without stages is one.
    """
    zone = season.time_zone
    if not season.stages:
        closes = ends(season.last_day, zone)
        return [Span(1, season.first_day.toordinal(), season.last_day.toordinal(), closes)]
    found: list[Span] = []
    for number, stage in enumerate(season.stages, start=1):
        first = local(stage.opens_at, zone).date().toordinal()
        last = local(stage.closes_at - timedelta(microseconds=1), zone).date().toordinal()
        found.append(Span(number, max(first, found[-1].last + 1) if found else first, last, stage.closes_at))
    return found


def _rows(final: Final, now: datetime) -> Iterable[dict[str, Any]]:
    measures = _measures(final.season)
    points = _season_points(final.season_id)
    barred = _disqualified(final.season, now)
    brands = _brands()
    for one in session().execute(_people()):
        yield {
            "final_id": final.id,
            "person_id": one.id,
            "region": one.region,
            "post": one.post,
            "dealer": one.dealer,
            "brands": brands.get(one.dealer_id, []),
            "employed": one.active,
            "disqualified": one.id in barred,
            "hired_on": one.hired_on,
            "points": points.get(one.id, 0),
            "measures": measures.get(one.id, {}),
        }


def _people() -> Any:
    columns = (
        Person.id,
        Person.active,
        Person.hired_on,
        Person.dealer_id,
        Region.code.label("region"),
        Post.code.label("post"),
        Dealer.code.label("dealer"),
    )
    joined = select(*columns).join(Dealer, Dealer.id == Person.dealer_id).join(Region, Region.id == Dealer.region_id)
    return joined.join(Post, Post.id == Person.post_id).order_by(Person.id)


def _brands() -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    query = select(dealer_brands.c.dealer_id, Brand.code).join(Brand, Brand.id == dealer_brands.c.brand_id)
    for dealer_id, code in session().execute(query.order_by(Brand.code)):
        found[dealer_id].append(code)
    return found


def _disqualified(season: Season, now: datetime) -> set[int]:
    """Who has a disqualification that stands and reaches into the season."""
    first, last = begins(season.first_day, season.time_zone), min(now, ends(season.last_day, season.time_zone))
    return {one.person_id for one in fairness.standing() if one.since <= last and one.at >= first}


def _season_points(season_id: int) -> dict[int, int]:
    query = select(Entry.person_id, func.sum(Entry.points)).where(Entry.season_id == season_id)
    return {person_id: int(points) for person_id, points in session().execute(query.group_by(Entry.person_id))}


def _measures(season: Season) -> Measures:
    """What tie-breaks compare, by person; each kind in one statement for all."""
    found: Measures = defaultdict(dict)
    for span in spans(season):
        _add_stage(found, season.id, span)
    first, last = begins(season.first_day, season.time_zone), ends(season.last_day, season.time_zone)
    counted = {
        TieBreak.MASTERED: select(Entry.person_id, func.sum(Entry.mastered)).where(Entry.season_id == season.id),
        TieBreak.DAYS: select(DaySet.person_id, func.count()).where(
            DaySet.season_id == season.id, DaySet.done_at.is_not(None)
        ),
        TieBreak.CLASSES: select(Progress.person_id, func.count()).where(
            Progress.completed_at >= first, Progress.completed_at < last
        ),
    }
    for name, query in counted.items():
        for person_id, count in session().execute(query.group_by(query.selected_columns[0])):
            found[person_id][name.value] = int(count)
    _add_first_tries(found, first, last)
    _add_ratings(found)
    return found


def _add_stage(found: Measures, season_id: int, span: Span) -> None:
    earned = case((Entry.points > 0, case((Entry.reason.not_in(LATER), Entry.at))))
    query = select(Entry.person_id, func.sum(Entry.points), func.max(earned)).where(
        Entry.season_id == season_id, Entry.day.between(span.first, span.last)
    )
    for person_id, points, at in session().execute(query.group_by(Entry.person_id)):
        found[person_id][f"stage-{span.number}"] = int(points)
        if at is not None:
            found[person_id][f"early-{span.number}"] = max(0, int((span.closes_at - at).total_seconds()))


def _add_first_tries(found: Measures, first: datetime, last: datetime) -> None:
    """Of 10,000 first attempts at questions in checks of the season, how many were right."""
    order = (Attempt.at, Attempt.check_id, Attempt.position)
    whose = (Check.person_id, QuestionVersion.question_id)
    attempts = (
        select(
            Check.person_id, Attempt.correct, func.row_number().over(partition_by=whose, order_by=order).label("nth")
        )
        .join(Check, Check.id == Attempt.check_id)
        .join(QuestionVersion, QuestionVersion.id == Attempt.question_version_id)
        .where(Attempt.at >= first, Attempt.at < last)
        .subquery()
    )
    right = func.sum(case((attempts.c.correct, 1), else_=0))
    query = select(attempts.c.person_id, right, func.count()).where(attempts.c.nth == 1)
    for person_id, good, count in session().execute(query.group_by(attempts.c.person_id)):
        found[person_id][TieBreak.FIRST_TRY.value] = int(good) * 10_000 // int(count)


def _add_ratings(found: Measures) -> None:
    """As shown, among the posts of the own family."""
    query = select(Rating.person_id, Rating.mu, Rating.sigma, Rating.games).join(Person, Person.id == Rating.person_id)
    own = query.join(Post, Post.id == Person.post_id).where(Rating.family == Post.family)
    for person_id, mu, sigma, games in session().execute(own):
        found[person_id][TieBreak.RATING.value] = rating.Rating(mu, sigma, games).shown


def tenure(hired_on: date | None, on: date) -> int:
    """Days of employment until that day."""
    return max(0, (on - hired_on).days) if hired_on else 0
