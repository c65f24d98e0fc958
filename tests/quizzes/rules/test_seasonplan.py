from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from quizzes.rules import seasonplan as rules
from quizzes.rules.points import PointsRules
from quizzes.rules.seasonchecks import Known, OtherSeason, faults, locked
from quizzes.rules.seasonplan import Audience, LegPlan, Name, SeasonPlan, StagePlan

NAME = Name("Season", "赛季")
KNOWN = Known(
    sections=("engine", "body"),
    stops=("beijing", "xian", "munich"),
    posts={"technician"},
    regions={"north"},
    brands={"stern"},
)
NOW = datetime(2027, 1, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def stage(opens: str, closes: str, **more) -> StagePlan:
    return StagePlan(**({"kind": "online-tour", "name": NAME} | more), opens=at(opens), closes=at(closes))


PLAN = SeasonPlan(
    key="season-27",
    name=NAME,
    first_day=date(2027, 3, 1),
    last_day=date(2027, 11, 30),
    time_zone="Europe/Berlin",
    stages=(stage("2027-03-01T09:00", "2027-09-01T00:00"), stage("2027-09-01T00:00", "2027-12-01T00:00")),
    legs=(LegPlan("engine", "xian", date(2027, 3, 1)), LegPlan("body", "munich")),
)


def told(plan: SeasonPlan, known: Known = KNOWN, now: datetime = NOW) -> list[tuple[str, str]]:
    return [(".".join(map(str, one.steps)), one.code) for one in faults(plan, known, now)]


def test_a_whole_plan_has_no_faults():
    assert told(PLAN) == []


def with_stages(*stages: StagePlan) -> dict:
    return {"stages": stages}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"key": "Season 27"}, [("key", "key-form")]),
        ({"key": "a--b"}, [("key", "key-form")]),
        ({"key": ""}, [("key", "empty")]),
        ({"key": "a" * 41}, [("key", "too-long")]),
        ({"name": Name("", "")}, [("name.en", "empty"), ("name.zh", "empty")]),
        ({"name": Name("", "赛\x07季")}, [("name.en", "name-missing"), ("name.zh", "invisible")]),
        ({"name": Name("", "赛季"), "languages": ("zh",)}, []),
        ({"name": Name("", "赛季"), "languages": ("zh", "en")}, [("name.en", "name-missing")]),
        ({"name": Name("Season", ""), "languages": ("zh",)}, [("name.zh", "name-missing")]),
        ({"name": Name("", ""), "languages": ("zh",)}, [("name.zh", "empty")]),
        (
            {"stages": (stage("2027-03-01T00:00", "2027-06-01T00:00", name=Name("Tour", "")),)},
            [("stages.0.name.zh", "name-missing")],
        ),
        ({"name": Name("a" * 121, "a\u2028b")}, [("name.en", "too-long"), ("name.zh", "invisible")]),
        ({"time_zone": "Mars/Olympus"}, [("time_zone", "zone-unknown")]),
        ({"time_zone": "../etc/passwd"}, [("time_zone", "zone-unknown")]),
        ({"last_day": date(2027, 2, 28)}, [("last_day", "ends-before-start")]),
        ({"last_day": date(2030, 2, 28)}, [("last_day", "too-many-days")]),
        (
            {"first_day": date(1, 1, 1), "last_day": date(1, 2, 1), "legs": ()},
            [("first_day", "year-far"), ("last_day", "year-far")],
        ),
        ({"languages": ()}, [("languages", "language-none")]),
        ({"languages": ("en", "en", "de")}, [("languages.1", "twice"), ("languages.2", "language-unknown")]),
        ({"points": PointsRules(level_1=1001)}, [("points.level_1", "points-range")]),
        ({"points": PointsRules(level_1=5)}, [("points.level_1_after_miss", "pays-more")]),
        ({"points": PointsRules(pk_lost=9)}, [("points.pk_lost", "pays-more")]),
        (
            {"audience": Audience(("x",), ("north", "north"), ("y",))},
            [
                ("audience.posts.0", "posts-unknown"),
                ("audience.regions.1", "twice"),
                ("audience.brands.0", "brands-unknown"),
            ],
        ),
        (
            {"legs": (LegPlan("engine", "munich"), LegPlan("engine", "xian"), LegPlan("x", "y", date(2026, 1, 1)))},
            [
                ("legs.1.section", "twice"),
                ("legs.1.until", "leg-not-onward"),
                ("legs.2.section", "section-unknown"),
                ("legs.2.until", "stop-unknown"),
                ("legs.2.opens_on", "leg-day-outside"),
                ("legs", "sections-missing"),
            ],
        ),
        ({"legs": (LegPlan("engine", "beijing"), LegPlan("body", "munich"))}, [("legs.0.until", "leg-not-onward")]),
        ({"legs": ()}, []),
        (with_stages(), [("stages", "stages-none")]),
        (
            with_stages(stage("2027-03-01T00:00", "2027-06-01T00:00"), stage("2027-05-31T23:59", "2027-07-01T00:00")),
            [("stages.1.opens", "stages-overlap")],
        ),
        (with_stages(stage("2027-06-01T00:00", "2027-06-01T00:00")), [("stages.0.closes", "closes-before-opening")]),
        (
            with_stages(stage("2027-02-28T23:59", "2027-12-01T00:01", kind="party")),
            [
                ("stages.0.kind", "kind-unknown"),
                ("stages.0.opens", "stage-outside"),
                ("stages.0.closes", "stage-outside"),
            ],
        ),
        (
            with_stages(stage("2027-03-28T02:30", "2027-10-31T02:30")),
            [("stages.0.opens", "hour-missing"), ("stages.0.closes", "hour-twice")],
        ),
        (
            with_stages(*[stage(f"2027-05-0{n}T00:00", f"2027-05-0{n}T09:00") for n in range(1, 10)]),
            [("stages", "too-many-stages")],
        ),
    ],
)
def test_every_fault_is_told_at_its_field(change, said):
    assert told(replace(PLAN, **change)) == said


def test_all_faults_are_told_at_once():
    plan = replace(
        PLAN, key="?", name=Name("", ""), languages=(), stages=(stage("2027-03-28T02:30", "2027-03-01T00:00"),)
    )
    assert len(told(plan)) == 6


def test_a_name_that_a_language_lacks_hinders_announcing_only():
    found = faults(replace(PLAN, name=Name("Season", "")), KNOWN, NOW)
    assert [(one.values, one.announcing) for one in found] == [({"language": "zh"}, True)]


def test_seasons_that_share_an_hour_overlap_across_time_zones():
    first, end = rules.begins(date(2027, 12, 1), "Asia/Shanghai"), rules.ends(date(2028, 1, 1), "Asia/Shanghai")
    other = OtherSeason("winter", NAME, first, end)
    known = replace(KNOWN, others=(other, replace(other, key=PLAN.key, first=NOW)))
    assert told(PLAN, known) == [("first_day", "seasons-overlap")]
    later = replace(other, first=first + timedelta(hours=7), end=end)
    assert told(PLAN, replace(KNOWN, others=(later,))) == []


def test_what_is_over_is_not_announced():
    assert told(PLAN, now=datetime(2027, 11, 30, 22, 59, tzinfo=UTC)) == []
    assert told(PLAN, now=datetime(2027, 11, 30, 23, 0, tzinfo=UTC)) == [("last_day", "over-already")]


@pytest.mark.parametrize(
    ("shown", "zone", "trouble", "settled"),
    [
        ("2027-03-28T01:59", "Europe/Berlin", None, "2027-03-28T01:59"),
        ("2027-03-28T02:00", "Europe/Berlin", "hour-missing", "2027-03-28T03:00"),
        ("2027-03-28T03:00", "Europe/Berlin", None, "2027-03-28T03:00"),
        ("2027-10-31T02:00", "Europe/Berlin", "hour-twice", "2027-10-31T03:00"),
        ("2027-10-31T03:00", "Europe/Berlin", None, "2027-10-31T03:00"),
        ("2027-04-04T02:00", "Australia/Lord_Howe", None, "2027-04-04T02:00"),
        ("2027-04-04T01:45", "Australia/Lord_Howe", "hour-twice", "2027-04-04T02:15"),
        ("2027-03-28T02:30", "Asia/Shanghai", None, "2027-03-28T02:30"),
    ],
)
def test_hours_that_the_clocks_skip_or_repeat_are_found(shown, zone, trouble, settled):
    assert rules.hour_trouble(at(shown), zone) == trouble
    assert rules.settled(at(shown), zone) == at(settled)


def test_a_season_begins_and_ends_at_its_own_midnight_also_where_that_is_skipped():
    assert rules.begins(date(2018, 11, 4), "America/Sao_Paulo") == datetime(2018, 11, 4, 3, 0, tzinfo=UTC)
    assert rules.ends(date(2027, 10, 31), "Europe/Berlin") == datetime(2027, 10, 31, 23, 0, tzinfo=UTC)


FIRST, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("status", "now", "becomes"),
    [
        ("draft", END, None),
        ("announced", FIRST - SECOND, None),
        ("announced", FIRST, "running"),
        ("announced", END, "running"),
        ("running", END - SECOND, None),
        ("running", END, "frozen"),
        ("frozen", END, None),
        ("closed", END, None),
    ],
)
def test_time_alone_starts_and_freezes(status, now, becomes):
    assert rules.next_status(status, FIRST, END, now) == becomes


@pytest.mark.parametrize(
    ("status", "now", "ways"),
    [
        ("draft", FIRST, ["announced"]),
        ("announced", FIRST, ["draft"]),
        ("running", FIRST, ["frozen"]),
        ("frozen", FIRST, ["closed", "running"]),
        ("frozen", END, ["closed"]),
        ("closed", FIRST, []),
    ],
)
def test_an_organizer_may_do_the_rest(status, now, ways):
    assert list(rules.by_hand(status, END, now)) == ways


@pytest.mark.parametrize(
    ("status", "now", "state"),
    [
        ("draft", FIRST, "ahead"),
        ("announced", FIRST, "ahead"),
        ("running", FIRST - SECOND, "ahead"),
        ("running", FIRST, "open"),
        ("running", END - SECOND, "open"),
        ("running", END, "over"),
        ("frozen", FIRST, "over"),
        ("closed", FIRST - SECOND, "over"),
    ],
)
def test_stages_open_and_close_by_their_times(status, now, state):
    assert rules.stage_state(status, FIRST, END, now) == state


def test_a_copy_keeps_the_hours_on_the_wall_and_steps_over_skipped_ones():
    plan = replace(PLAN, stages=(stage("2027-03-27T02:30", "2027-04-01T09:00"),))
    copy = rules.moved(plan, 1, "next", Name("Next", "下一个"))
    assert (copy.key, copy.name.en, copy.first_day, copy.last_day) == (
        "next",
        "Next",
        date(2027, 3, 2),
        date(2027, 12, 1),
    )
    assert copy.stages[0] == stage("2027-03-28T03:30", "2027-04-02T09:00")
    assert [leg.opens_on for leg in copy.legs] == [date(2027, 3, 2), None]


@pytest.mark.parametrize(("days", "count"), [(0, 1), (1, 2), (10, 3), (184, 3), (365, 3)])
def test_the_proposed_stages_are_without_fault_for_seasons_of_any_length(days, count):
    last_day = PLAN.first_day + timedelta(days=days)
    stages = rules.proposed_stages(PLAN.first_day, last_day, PLAN.time_zone)
    assert told(replace(PLAN, last_day=last_day, stages=stages, legs=())) == []
    assert len(stages) >= 1
    assert count


MAY = datetime(2027, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "change", "said"),
    [
        ("draft", {"key": "x", "first_day": date(2027, 2, 1), "points": PointsRules(level_1=11)}, []),
        ("announced", {"key": "x", "first_day": date(2027, 2, 1)}, ["locked-announced"]),
        ("running", {"name": Name("a", "b"), "last_day": date(2027, 12, 2), "audience": Audience()}, []),
        ("running", {"first_day": date(2027, 2, 1), "points": PointsRules(level_1=11)}, ["locked-running"] * 2),
        ("running", {"stages": ()}, ["stage-has-opened"]),
        ("running", {"stages": (replace(PLAN.stages[0], opens=at("2027-06-01T00:00")),)}, ["stage-has-opened"]),
        ("running", {"stages": (replace(PLAN.stages[0], closes=at("2027-08-01T00:00")), PLAN.stages[1])}, []),
        ("running", {"stages": (replace(PLAN.stages[0], closes=at("2027-04-01T00:00")),)}, ["in-the-past"]),
        ("running", {"stages": PLAN.stages[:1]}, []),
        ("running", {"legs": PLAN.legs[:1]}, ["locked-running"]),
        ("running", {"legs": (replace(PLAN.legs[0], opens_on=None), PLAN.legs[1])}, ["leg-has-opened"]),
        ("running", {"legs": (PLAN.legs[0], replace(PLAN.legs[1], opens_on=date(2027, 4, 1)))}, ["in-the-past"]),
        ("running", {"legs": (PLAN.legs[0], replace(PLAN.legs[1], opens_on=date(2027, 6, 1)))}, []),
        ("frozen", {"name": Name("a", "b")}, []),
        ("closed", {"last_day": date(2028, 1, 1)}, ["locked-over"]),
    ],
)
def test_what_people_count_on_is_locked_as_the_season_goes_on(status, change, said):
    assert [one.code for one in locked(PLAN, replace(PLAN, **change), status, MAY)] == said
