"""Milestones: a large board tells every place as if all of it were counted."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.kit import clock as clocks
from app.kit.database import session, transaction
from app.leaderboards import jobs, walking
from app.leaderboards.models import Milestone
from app.leaderboards.queries import Board, Scope, above, ahead, me, rank_of
from app.points.models import SEASON
from app.seasons.queries import day_of, week_of
from tests.conftest import NOON
from tests.factories import give_points, make_person, make_season
from tests.statements import counted

POINTS = [*range(400, 380, -1), *[100] * 12, *[50, 40, 30] * 3, 10]


@pytest.fixture
def season(app, monkeypatch):
    monkeypatch.setattr(walking, "FIRST", 5)
    monkeypatch.setattr(walking, "EVERY", 3)
    return make_season()


def crowd(season, points=POINTS):
    people = [make_person() for _one in points]
    for person, amount in zip(people, points, strict=True):
        give_points(person, amount, season)
    return people


def this_week(season):
    return week_of(season, day_of(season, NOON))


def place(person, season):
    return me(Board.of(person, Scope.NATION, season.id, SEASON), person.id)


def positions(board="nation", period=SEASON):
    return (
        session()
        .scalars(select(Milestone.position).filter_by(board=board, period=period).order_by(Milestone.position))
        .all()
    )


def test_every_place_is_the_same_with_milestones_as_without(season):
    people = crowd(season)
    boards = [
        Board.of(people[0], scope, season.id, period) for scope in Scope for period in (SEASON, this_week(season))
    ]
    before = [[seen(board, person) for person in people] for board in boards]
    assert jobs.walk() > 0
    assert [[seen(board, person) for person in people] for board in boards] == before
    assert {size for _own, size, _ahead, _first in before[1]} == {len(POINTS)}


def seen(board, person):
    """What the page shows from where the person stands."""
    own, size = me(board, person.id)
    before = above(board, own, 3)
    first = rank_of(board, before[0], own) if before and before[0].worth != own.worth else None
    return own, size, ahead(board, own), first


def test_a_board_has_milestones_from_the_first_one_on_and_those_of_dealers_have_none(season):
    crowd(season)
    jobs.walk()
    assert positions() == list(range(5, len(POINTS) + 1, 3))
    assert positions(period=this_week(season)) == positions()
    assert not any("dealer" in board for board in session().scalars(select(Milestone.board)))


def test_who_has_left_is_no_milestone(season):
    people = crowd(season)
    with transaction():
        people[4].active = False
    jobs.walk()
    assert session().scalar(select(Milestone.points).filter_by(board="nation", period=SEASON, position=5)) == 395


def test_who_overtakes_is_exact_near_the_top_and_further_down_after_the_next_walk(season, clock):
    people = crowd(season)
    jobs.walk()
    give_points(people[-1], 600, season)
    assert place(people[-1], season)[0].rank == 1
    assert place(people[3], season)[0].rank == 5
    assert place(people[30], season)[0].rank == 21  # 22, as soon as it is counted
    clock.move(minutes=2)
    jobs.walk()
    assert place(people[30], season)[0].rank == 22


def test_who_joins_at_the_end_is_counted_at_once(season):
    crowd(season)
    jobs.walk()
    late = make_person()
    give_points(late, 5, season)
    own, size = place(late, season)
    assert (own.rank, size) == (len(POINTS) + 1, len(POINTS) + 1)


def test_boards_are_walked_the_less_often_the_longer_they_are(season, monkeypatch, clock):
    crowd(season)
    monkeypatch.setattr(walking, "CROWD", 10)  # 40 of 42 people: four minutes
    assert jobs.walk() > 0
    clock.move(minutes=3)
    assert jobs.walk() == 0
    clock.move(minutes=2)
    assert jobs.walk() > 0
    assert session().scalar(select(func.min(Milestone.walked_at))) == clocks.now()
    monkeypatch.setattr(walking, "CROWD", 0.1)  # half an hour is the most
    clock.move(minutes=29)
    assert jobs.walk() == 0


def test_a_small_house_has_no_milestones_and_a_season_that_is_over_keeps_those_of_the_whole(season):
    people = crowd(season)
    assert jobs.walk(NOON + timedelta(days=300)) > 0
    assert positions(period=this_week(season)) == []
    assert place(people[-1], season)[0].rank == len(POINTS)


def test_without_a_season_nobody_walks(app):
    assert jobs.walk() == 0


def test_a_place_is_one_statement(season):
    people = crowd(season)
    jobs.walk()
    board = Board.of(people[30], Scope.NATION, season.id, SEASON)
    with counted() as seen:
        me(board, people[30].id)
    assert len(seen) == 1
