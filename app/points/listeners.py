"""What the ledger does when somebody learned something, finished a PK or moved."""

from __future__ import annotations

from app.days.events import DaySetCompleted
from app.duels.events import DuelFinished, SeatResult
from app.kit import clock
from app.lessons.events import MicroClassCompleted, QuestionMastered
from app.people.events import PeopleMoved
from app.points import regrading, services
from app.points.models import Reason
from app.seasons.models import Season
from app.seasons.queries import day_of, is_open_to, rules_of, running
from quizzes.rules.points import class_points, day_points, mastery_points, pk_points
from quizzes.rules.scoring import Outcome


def pay_mastery(fact: QuestionMastered) -> None:
    """Pay a level of a question. A question counts as mastered once: with its first level."""
    season = running(fact.at)
    if season is None or not is_open_to(season, fact.person_id):
        return
    award = mastery_points(fact.level, fact.first_attempt, rules_of(season))
    level = regrading.Level(fact.person_id, season, fact.question_id, fact.level)
    if not regrading.pay(level, award, day=day_of(season, fact.at), at=fact.at):
        regrading.settle(level, award, day=day_of(season, fact.at), at=fact.at)  # taken back once, and now earned


def pay_class(fact: MicroClassCompleted) -> None:
    """Pay a completed class: once."""
    season = running(fact.at)
    if season is None or not is_open_to(season, fact.person_id):
        return
    award = class_points(rules_of(season))
    services.post(
        fact.person_id,
        season,
        Reason.CLASS,
        fact.micro_class_id,
        award.points,
        day=day_of(season, fact.at),
        detail=award.reasons,
        at=fact.at,
    )


def pay_day(fact: DaySetCompleted) -> None:
    """Pay a day's set: once."""
    season = running(fact.at)
    if season is None or season.id != fact.season_id or not is_open_to(season, fact.person_id):
        return
    award = day_points(fact.made_up, rules_of(season))
    services.post(
        fact.person_id,
        season,
        Reason.DAY,
        fact.day_set_id,
        award.points,
        day=day_of(season, fact.at),
        detail=award.reasons,
        at=fact.at,
    )


def pay_pk(fact: DuelFinished) -> None:
    """Pay both sides of a PK; a machine gets nothing. Also what pays nothing is written down, with why.

    A friendly PK is no matter of points at all.
    """
    season = running(fact.at)
    if season is None or fact.friendly:
        return
    people = [seat for seat in fact.seats if seat.person_id is not None]
    for seat in sorted(people, key=lambda seat: seat.person_id or 0):  # one order, so that nobody waits in a circle
        if is_open_to(season, seat.person_id or 0):
            _pay_seat(fact, seat, season)


def _pay_seat(fact: DuelFinished, seat: SeatResult, season: Season) -> None:
    assert seat.person_id is not None
    day = day_of(season, fact.at)
    so_far = services.lock_pk_day(seat.person_id, season, day)
    outcome, rules = Outcome(seat.outcome), rules_of(season)
    against = "ghost-again" if seat.repeated else seat.against.value
    award = pk_points(outcome, seat.right, against, so_far.finished + 1, so_far.points, rules)
    opponent = f"against-{seat.against.value}" + (f"-{seat.machine_level}" if seat.machine_level else "")
    detail = (award.reasons[0], opponent, *award.reasons[1:])
    services.post_pk(seat.person_id, season, fact.duel_id, award.points, day=day, detail=detail, at=fact.at)


def follow_people(fact: PeopleMoved) -> None:
    """People stand on the boards of where they are now; the season that is running follows them."""
    season = running(clock.now())
    if season is not None:
        services.moved(fact.person_ids, season)
