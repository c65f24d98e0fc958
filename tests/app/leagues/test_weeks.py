from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kit import clock as time
from app.kit.database import session, transaction
from app.leagues import closing, excuses, forming, jobs, queries, services
from app.leagues.events import LeagueMove, LeagueWeekTurned
from app.leagues.models import LeagueGroup, LeagueMember, LeaguePlayer, LeagueWeek
from app.points.models import Entry, Standing
from app.seasons.queries import day_of, week_of
from app.streaks.models import Holiday, Leave, Outage
from tests.factories import give_points, make_person, make_post, make_season


def people_with(season, *points, **fields):
    """People who have these points this week."""
    people = [make_person(**fields) for _ in points]
    for person, amount in zip(people, points, strict=True):
        if amount:
            give_points(person, amount, season)
    return people


def this_week(season) -> int:
    return week_of(season, day_of(season, time.now()))


def gears(*people) -> list[int]:
    session().expire_all()
    season_id = session().scalar(select(LeaguePlayer.season_id).limit(1))
    return [session().get(LeaguePlayer, (season_id, person.id)).tier for person in people]


def group_ids(*people, week) -> list[int | None]:
    session().expire_all()
    query = select(LeagueMember.person_id, LeagueMember.group_id).where(LeagueMember.week == week)
    found = dict(session().execute(query).all())
    return [found.get(person.id) for person in people]


def opt(person, takes_part):
    with transaction():
        services.choose(person, takes_part, time.now())


def facts_of(app) -> list[LeagueWeekTurned]:
    heard: list[LeagueWeekTurned] = []
    app.extensions["effects"] = {**app.extensions["effects"], LeagueWeekTurned: (heard.append,)}
    return heard


def test_a_week_is_closed_and_the_next_one_grouped_by_family_and_gear(app, clock):
    season, heard = make_season(), facts_of(app)
    week = this_week(season)
    people = people_with(season, 50, 40, 30, 20, 10)
    other = people_with(season, 99, post=make_post("parts-advisor", "parts"))[0]
    jobs.turn()
    assert len(set(group_ids(*people, week=week))) == 1
    clock.move(days=7)
    assert jobs.turn() == 1
    assert gears(*people, other) == [2, 1, 1, 1, 1, 1]
    first, *others = group_ids(*people, other, week=week + 1)
    assert len({first, *others}) == 3  # the gear above, the rest, the other family
    assert heard[-1] == LeagueWeekTurned(season.id, week, (LeagueMove(people[0].id, 2, "up"),), time.now())
    closed = session().get(LeagueMember, (season.id, week, people[1].id))
    assert (closed.points, closed.place, closed.moved) == (40, 2, "stayed")


def test_running_the_job_again_changes_nothing(app, clock):
    season, heard = make_season(), facts_of(app)
    people = people_with(season, 50, 40, 30, 20, 10)
    jobs.turn()
    clock.move(days=7)
    jobs.turn()
    before = session().execute(select(LeagueMember.week, LeagueMember.person_id, LeagueMember.group_id)).all()
    said = len(heard)
    assert jobs.turn() == 0
    assert session().execute(select(LeagueMember.week, LeagueMember.person_id, LeagueMember.group_id)).all() == before
    assert (len(heard), gears(people[0])) == (said, [2])


@pytest.mark.parametrize("step", [(forming, "_seat"), (closing, "_shift"), (closing, "publish")])
def test_a_job_that_dies_in_the_middle_leaves_nothing_half_done(app, clock, monkeypatch, step):
    season = make_season()
    week = this_week(season)
    people = people_with(season, 50, 40, 30, 20, 10)
    with transaction():
        forming.make(season, week, time.now())
        forming.seat_latecomers(season, week)
    clock.move(days=7)

    def die(*_args, **_rest):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(*step, die)
        with pytest.raises(KeyboardInterrupt):
            jobs.turn()
    session().expire_all()
    weeks = {row.week: row.closed_at is not None for row in session().query(LeagueWeek) if row.week >= week}
    assert weeks in ({week: False}, {week: True})  # before, or after a whole step
    assert gears(people[0]) == [1 + weeks[week]]
    jobs.turn()
    assert gears(*people) == [2, 1, 1, 1, 1]
    assert None not in group_ids(*people, week=week + 1)


def test_weeks_that_were_missed_are_made_up_once_in_their_order(app, clock):
    season, heard = make_season(), facts_of(app)
    first = this_week(season)
    people = people_with(season, 50, 40, 30, 20, 10, 5)
    for _ in range(2):
        clock.move(days=7)
        for place, person in enumerate(people):
            give_points(person, 50 - place, season)
    clock.move(days=7)
    assert jobs.turn() == this_week(season) - 1
    assert [fact.week for fact in heard] == [first + 2]  # what is long over is no news
    assert gears(*people) == [2, 2, 1, 1, 1, 1]  # one of six, then one of five; then both groups are too small
    assert jobs.turn() == 0


def test_a_latecomer_gets_a_place_in_a_running_group_and_cannot_shift_down(app, clock):
    season = make_season()
    people = people_with(season, 50, 40, 30, 20, 10)
    jobs.turn()
    clock.move(days=7)
    jobs.turn()
    week = this_week(season)
    late = people_with(season, 1)[0]
    assert group_ids(late, week=week) == [None]
    jobs.turn()
    assert group_ids(late, week=week) == group_ids(people[1], week=week)
    assert session().get(LeagueMember, (season.id, week, late.id)).late


def test_a_week_of_rest_changes_nothing_a_second_one_costs_a_gear_and_more_cost_nothing_more(app, clock):
    season = make_season()
    people = people_with(season, 50, 40, 30, 20, 10)
    jobs.turn()
    clock.move(days=7)
    jobs.turn()
    first = people[0]
    with transaction():
        session().get(LeaguePlayer, (season.id, first.id)).tier = 3
        session().get(LeaguePlayer, (season.id, first.id)).best = 3
    seen = []
    for _ in range(4):
        clock.move(days=7)
        jobs.turn()
        seen.append((gears(first)[0], group_ids(first, week=this_week(season))[0] is not None))
    assert seen == [(3, True), (2, False), (2, False), (2, False)]
    give_points(first, 5, season)
    jobs.turn()
    tier = session().scalar(
        select(LeagueGroup.tier).where(LeagueGroup.id == group_ids(first, week=this_week(season))[0])
    )
    assert tier == 2


@pytest.mark.parametrize(("days", "gear"), [(4, 2), (3, 1)])
def test_who_was_away_for_four_days_keeps_the_gear(app, clock, days, gear):
    season = make_season()
    people = people_with(season, 50, 40, 30, 20, 10)
    jobs.turn()
    for _ in range(2):
        clock.move(days=7)
        jobs.turn()
    monday = day_of(season, clock.now())
    leave = {"first_day": monday, "last_day": monday + days - 1, "entered_at": clock.now()}
    with transaction() as here:
        here.add(Leave(person_id=people[0].id, **leave))
    clock.move(days=7)
    jobs.turn()
    assert gears(people[0]) == [gear]


@pytest.mark.parametrize("of_all", [False, True])
def test_a_dealer_that_is_closed_excuses_its_people(app, clock, of_all):
    season, person = make_season(), make_person()
    monday = day_of(season, clock.now())
    days = {"first_day": monday - 3, "last_day": monday + 3, "name": "Break", "entered_at": clock.now()}
    with transaction() as here:
        here.add(Holiday(dealer_id=None if of_all else person.dealer_id, by_id=person.id, **days))
    assert excuses.excused(season, this_week(season)) == {person.id}
    assert excuses.excused(season, this_week(season) - 1) == frozenset()


def test_a_week_in_which_the_service_was_down_shifts_nobody_down(app, clock):
    season = make_season()
    people = people_with(season, 50, 40, 30, 20, 10)
    jobs.turn()
    with transaction() as here:
        for player in here.query(LeaguePlayer):
            player.tier = player.best = 3
        here.query(LeagueGroup).update({"tier": 3})
        day = day_of(season, clock.now()) + 2
        here.add(Outage(first_day=day, last_day=day, why="Power", by_id=people[0].id, entered_at=clock.now()))
    clock.move(days=7)
    jobs.turn()
    assert gears(*people) == [4, 3, 3, 3, 3]


def test_who_opts_out_is_gone_at_once_and_comes_back_to_the_same_place(app, clock):
    season = make_season()
    people = people_with(season, 50, 40, 30, 20, 10, 5)
    jobs.turn()
    week = this_week(season)
    group = group_ids(people[0], week=week)
    opt(people[0], False)
    opt(people[0], False)
    assert len(queries.group_of(people[1].id, season, week)) == 5
    assert queries.group_of(people[0].id, season, week) == []
    opt(people[0], True)
    jobs.turn()
    assert group_ids(people[0], week=week) == group
    assert len(queries.group_of(people[1].id, season, week)) == 6


def test_who_opted_out_neither_moves_nor_counts_and_the_gear_waits(app, clock):
    season = make_season()
    people = people_with(season, 50, 40, 30, 20, 10, 5)
    jobs.turn()
    week = this_week(season)
    opt(people[0], False)
    clock.move(days=7)
    give_points(people[0], 5, season)
    jobs.turn()
    assert gears(*people) == [1, 2, 1, 1, 1, 1]
    assert session().get(LeagueMember, (season.id, week, people[0].id)).moved == "out"
    assert group_ids(people[0], week=week + 1) == [None]


def test_in_plain_view_one_is_in_no_group(app, clock):
    season = make_season()
    people = people_with(season, 50, 40, 30)
    with transaction():
        people[0].plain = True
    jobs.turn()
    assert group_ids(*people, week=this_week(season))[0] is None
    assert len(queries.group_of(people[1].id, season, this_week(season))) == 2


def test_who_changes_post_stays_in_this_week_s_group_and_goes_to_the_new_family_next_week(app, clock):
    season = make_season()
    people = people_with(season, 50, 40, 30, 20, 10)
    jobs.turn()
    week, parts = this_week(season), make_post("parts-advisor", "parts")
    with transaction():
        people[4].post_id = parts.id
    jobs.turn()
    assert len(queries.group_of(people[0].id, season, week)) == 5
    clock.move(days=7)
    jobs.turn()
    [group_id] = group_ids(people[4], week=week + 1)
    assert session().get(LeagueGroup, group_id).family == "parts"


def test_who_left_is_in_no_group_and_whom_the_season_is_not_for_neither(app, clock):
    season = make_season(audience={"posts": ["me-technician"]})
    people = people_with(season, 50, 40)
    other = people_with(season, 30, post=make_post("parts-advisor", "parts"))[0]
    with transaction():
        people[1].active = False
    jobs.turn()
    assert [one is None for one in group_ids(*people, other, week=this_week(season))] == [False, True, True]


@pytest.mark.parametrize("ends", ["frozen", "over"])
def test_a_season_that_does_not_run_moves_nobody_and_its_last_groups_stay(app, clock, ends):
    season = make_season()
    clock.move(days=154)  # into its last week
    people = people_with(season, 50, 40, 30, 20, 10)
    jobs.turn()
    week = this_week(season)
    if ends == "frozen":
        with transaction():
            season.status = "frozen"
    clock.move(days=7)
    assert jobs.turn() == 0
    assert gears(*people) == [1] * 5
    assert len(queries.group_of(people[0].id, season, week)) == 5


def test_points_boards_and_badges_are_the_same_whether_one_takes_part_or_not(app, clock):
    """Leagues pay nothing: after weeks of moving the ledger and the standings differ by nothing."""
    season = make_season()
    inside, outside = people_with(season, 50, 50)
    people_with(season, 10, 9, 8, 7)
    opt(outside, False)
    for _ in range(3):
        jobs.turn()
        clock.move(days=7)
        for person in (inside, outside):
            give_points(person, 20, season, mastered=1)
    jobs.turn()
    assert gears(inside)[0] > 1

    def kept(person):
        entries = select(Entry.points, Entry.mastered, Entry.reason, Entry.day).where(Entry.person_id == person.id)
        standings = select(Standing.period, Standing.points, Standing.mastered).where(Standing.person_id == person.id)
        return [Counter(tuple(row) for row in session().execute(query)) for query in (entries, standings)]

    assert kept(inside) == kept(outside)


def test_without_a_season_the_job_does_nothing(app, clock):
    assert jobs.turn() == 0
    make_season(first_day=(time.now() + timedelta(days=9)).date())
    assert jobs.turn() == 0
