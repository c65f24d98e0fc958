from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from quizzes.formats import season as files
from quizzes.formats.seasondata import read, to_data
from quizzes.rules.points import PointsRules
from quizzes.rules.seasonchecks import Known
from quizzes.rules.seasonplan import Audience, LegPlan, Name, SeasonPlan, StagePlan

NOW = datetime(2027, 1, 1, tzinfo=UTC)
KNOWN = Known(("engine", "body"), ("beijing", "xian", "munich"), {"no", "1e3"}, {"north: #1"}, {"null"})
PLAN = SeasonPlan(
    key="1e3",
    name=Name("2027-05-06", '赛季 "二": #1 \\ - {a}, [b] ~ \u00e9\U0001f697'),
    first_day=date(2027, 5, 6),
    last_day=date(2027, 11, 5),
    time_zone="Asia/Shanghai",
    languages=("zh",),
    stages=(
        StagePlan("online-tour", Name("null", "true"), datetime(2027, 5, 6, 9), datetime(2027, 9, 30, 23, 59)),
        StagePlan("national-final", Name("'", "%"), datetime(2027, 11, 1), datetime(2027, 11, 6)),
    ),
    points=PointsRules(level_1=11, pk_daily_cap=0),
    audience=Audience(("no", "1e3"), ("north: #1",), ("null",)),
    legs=(LegPlan("engine", "xian", date(2027, 5, 6)), LegPlan("body", "munich")),
)
BARE = SeasonPlan("bare", Name("a", "b"), date(2027, 5, 6), date(2027, 5, 6), "UTC")
TEXT = files.write(PLAN)


def told(text: str) -> list[str]:
    reading = files.read_file(text.encode(), KNOWN, NOW)
    return [f"{one.place.line}:{one.place.column} {one.fault.code if one.fault else one.slip}" for one in reading.told]


@pytest.mark.parametrize("plan", [PLAN, BARE, replace(PLAN, legs=(), audience=Audience())])
def test_what_is_written_reads_back_as_the_same_plan(plan):
    reading = files.read_file(files.write(plan).encode(), KNOWN, NOW)
    assert reading.plan == plan
    assert not reading.hinders
    assert read(to_data(plan), KNOWN, NOW).plan == plan


def test_a_file_of_a_spreadsheet_machine_reads_the_same():
    assert files.read_file(("\ufeff" + TEXT.replace("\n", "\r\n")).encode(), KNOWN, NOW).plan == PLAN


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('first_day: "2027-05-06"', 'first_day: "2027-06-31"', ["3:12 not-a-day"]),
        ('first_day: "2027-05-06"', "", ["1:1 missing"]),
        ('last_day: "2027-11-05"', "last_day: 2027-05-05", ["4:11 ends-before-start"]),
        ("level_1: 11", "level_1: '11'", ["15:12 not-a-number"]),
        ("level_1: 11", "level_9: 11", ["15:3 unknown-key"]),
        ('opens: "2027-11-01 00:00"', "opens: soon", ["12:12 not-a-time"]),
        ('opens: "2027-11-01 00:00"', "opens: 2027-09-01 00:00", ["12:12 stages-overlap"]),
        ('kind: "national-final"', "kind: party", ["10:11 kind-unknown"]),
        ('["zh"]', "zh", ["6:12 not-a-list"]),
        ('["zh"]', "[zh, 1]", ["6:17 not-text"]),
    ],
)
def test_a_fault_is_told_at_its_line_and_column(old, new, said):
    assert old in TEXT
    found = told(TEXT.replace(old, new))
    assert [one.split(" ")[1] for one in found] == [one.split(" ")[1] for one in said]
    lines = TEXT.replace(old, new).split("\n")
    for one in found:
        line, column = map(int, one.split(" ")[0].split(":"))
        assert lines[line - 1][column - 1 :] or one.endswith("missing")


def test_several_faults_are_told_at_once_in_the_order_of_the_file():
    text = (
        TEXT.replace('"1e3"\n', "Big\n", 1).replace("level_1: 11", "level_1: -1").replace('until: "xian"', "until: x")
    )
    assert [one.split(" ")[1] for one in told(text)] == ["key-form", "points-range", "pays-more", "stop-unknown"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"42", b"\xff\xfe", b"a: &x 1\nb: *x", b"{" * 100, b"key: [", b"\t", b"\x00", b"- " * 20_000,
        b"stages: [1, [], {}]", b"legs: {a: 1}", b"name: 3\npoints: []\naudience: 1", b"key: 1\nkey: 2", b" " * 60_001,
        b"first_day: 0000-00-00\nlast_day: 99999-01-01\ntime_zone: /", "key: \ud800".encode("utf-8", "surrogatepass"),
    ],
)  # fmt: skip
def test_damage_is_told_and_never_raises(data):
    reading = files.read_file(data, KNOWN, NOW)
    assert reading.hinders
    assert reading.told
