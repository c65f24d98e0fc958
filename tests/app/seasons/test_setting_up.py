"""An organizer sets a season up in pages or by its file, leads it, and copies it; the clock opens and closes it."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from app.kit.database import session, transaction
from app.notifications import spreading
from app.people.models import Role
from app.seasons import jobs, services
from app.seasons.commands import group
from app.seasons.events import SeasonStatusChanged, StageClosed, StageOpened
from app.seasons.models import Season
from quizzes.formats.route import route
from quizzes.rules.seasonplan import Status
from tests.conftest import sign_in
from tests.factories import make_dealer, make_person, make_post, make_season, make_section

BASICS = {
    "key": "next", "name_en": "The next season", "name_zh": "下一个赛季",
    "first_day": "2026-07-01", "last_day": "2026-12-20", "time_zone": "Asia/Shanghai", "languages": ["zh", "en"],
}  # fmt: skip


@pytest.fixture
def desk(app, client):
    """The client of an organizer, in a house with a curriculum."""
    for section, _until in route().legs:
        make_section(section, 1, make_post())
    make_dealer()
    client.organizer = make_person(Role.ORGANIZER)
    sign_in(client, client.organizer)
    return client


def live_until(desk, clock, moment: datetime) -> None:
    """The clock opens and closes what is due; the organizer signs in again."""
    clock.moment = moment
    jobs.open_and_close()
    sign_in(desk, desk.organizer)


DAYS = ("", "soon", "9999-12-31")


def sent(page: str) -> dict[str, str]:
    """What the form of a page sends where nobody types: its inputs that have a name and a value."""
    form = page.split("<main", 1)[1]
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', one)) for one in re.findall(r"<input [^>]*>", form)]
    return {one["name"]: one["value"] for one in inputs if one.get("type") in {"text", "date"}}


@pytest.fixture
def stated(app):
    found = []
    kinds = (SeasonStatusChanged, StageOpened, StageClosed)
    app.extensions["effects"] = app.extensions["effects"] | {kind: [found.append] for kind in kinds}
    return found


def make(desk, **changed) -> Season:
    answer = desk.post("/desk/seasons/new", data=BASICS | changed)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return the_season((BASICS | changed)["key"])


def the_season(key: str = "next") -> Season:
    session().expire_all()
    return session().query(Season).filter_by(key=key).one()


def read(answer) -> str:
    return answer.get_data(as_text=True)


def typed(season: Season) -> dict[str, str]:
    """The stages as their page would send them back."""
    found = {}
    for number, stage in enumerate(season.stages):
        found |= {f"kind-{number}": stage.kind, f"name_en-{number}": stage.name_en, f"name_zh-{number}": stage.name_zh}
        for name, at in (("opens", stage.opens_at), ("closes", stage.closes_at)):
            found[f"{name}-{number}"] = (at + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    return found


def test_a_season_is_made_step_by_step_announced_and_lived_through_by_the_clock(desk, stated, clock):
    season = make(desk)
    assert (season.status, len(season.stages), len(season.legs)) == ("draft", 3, 6)
    one = f"/desk/seasons/{season.id}"
    for step in ("stages", "points", "audience", "legs"):
        page = read(desk.get(f"{one}/{step}"))
        assert "error" not in page.split("<main", 1)[1].split("aria-live")[0].replace("data-error", "")
    assert desk.post(f"{one}/stages", data=typed(season)).status_code == 302
    assert desk.post(f"{one}/points", data={"level_1": "12", "day_completed": "8"}).status_code in {302, 422}
    assert desk.post(f"{one}/to/announced").status_code == 302
    assert the_season().status == "announced"
    clock.moment = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)  # midnight in Shanghai
    assert jobs.open_and_close() == 2  # the season, and its first stage
    assert jobs.open_and_close() == 0
    assert the_season().status == "running"
    live_until(desk, clock, datetime(2026, 12, 20, 16, 0, tzinfo=UTC))
    assert the_season().status == "frozen"
    assert desk.post(f"{one}/to/closed").status_code == 302
    kinds = [type(fact).__name__ for fact in stated]
    assert kinds.count("StageOpened") == kinds.count("StageClosed") == 3
    statuses = [fact.status for fact in stated if isinstance(fact, SeasonStatusChanged)]
    assert statuses == ["announced", "running", "frozen", "closed"]
    sign_in(desk, make_person())
    assert "The next season" in read(desk.get(f"/season/{season.id}"))  # a closed one stays readable


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"last_day": "2026-06-30"}, "last day"),
        ({"first_day": "soon"}, "date"),
        ({"first_day": "9999-12-31", "last_day": "9999-12-31"}, ""),
        ({"time_zone": "Atlantis/Capital"}, "time zone"),
        ({"key": "Nicht gut!"}, ""),
        ({"name_en": "x" * 121}, "120"),
        ({"languages": []}, "language"),
    ],
)
def test_basics_that_cannot_be_are_refused_at_their_field(desk, changed, said):
    answer = desk.post("/desk/seasons/new", data=BASICS | changed)
    assert answer.status_code == 422
    assert said in read(answer).lower()
    assert session().query(Season).count() == 0


def test_a_key_is_taken_once(desk):
    make(desk)
    answer = desk.post("/desk/seasons/new", data=BASICS | {"last_day": "2026-06-30"})
    assert answer.status_code == 422
    assert 'id="key-error"' in read(answer)
    assert 'id="last_day-error"' in read(answer)  # both at once
    assert session().query(Season).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("opens-1", "2026-07-02T00:00"),  # overlaps the first
        ("closes-0", "2026-06-30T00:00"),  # ends before it begins
        ("closes-2", "2027-05-01T00:00"),  # outside the season
        ("opens-0", "2026-02-30T00:00"),
        ("kind-0", "party"),
    ],
)
def test_stages_that_cannot_be_are_refused_and_what_was_typed_stays(desk, field, value):
    season = make(desk)
    before = [(stage.opens_at, stage.closes_at) for stage in season.stages]
    answer = desk.post(f"/desk/seasons/{season.id}/stages", data=typed(season) | {field: value})
    assert answer.status_code == 422
    assert field == "kind-0" or value in read(answer)
    assert [(stage.opens_at, stage.closes_at) for stage in the_season().stages] == before


@pytest.mark.parametrize(("hour", "status"), [("02:30", 422), ("03:30", 302)])
def test_an_hour_that_a_change_of_clocks_leaves_out_is_refused(desk, hour, status):
    season = make(desk, time_zone="Europe/Berlin", first_day="2027-03-01", last_day="2027-06-01")
    stage = {"kind-0": "online-tour", "name_en-0": "Tour", "name_zh-0": "巡游", "closes-0": "2027-05-01T00:00"}
    answer = desk.post(f"/desk/seasons/{season.id}/stages", data=stage | {"opens-0": f"2027-03-28T{hour}"})
    assert answer.status_code == status


def test_a_missed_day_that_pays_more_than_the_day_is_a_fault_at_its_field(desk):
    season = make(desk)
    points = {name: str(amount) for name, amount in season.rules.items()} | {"day_completed": "3", "day_made_up": "4"}
    assert desk.post(f"/desk/seasons/{season.id}/points", data=points).status_code == 422
    assert the_season().rules["day_completed"] == 10


def test_a_route_without_all_sections_is_not_announced(desk):
    season = make(desk)
    legs = [leg for leg in season.legs if leg["section"] != season.legs[2]["section"]]
    fields = {
        f"{name}-{at}": leg[name] or "" for at, leg in enumerate(legs) for name in ("section", "until", "opens_on")
    }
    assert desk.post(f"/desk/seasons/{season.id}/legs", data=fields).status_code == 302  # a draft may be unfinished
    assert desk.post(f"/desk/seasons/{season.id}/to/announced").status_code in {409, 422}
    assert the_season().status == "draft"


def test_a_leg_that_is_emptied_by_half_keeps_its_row_and_is_refused_there(desk):
    season = make(desk)
    fields = {
        f"{name}-{at}": leg[name] or ""
        for at, leg in enumerate(season.legs)
        for name in ("section", "until", "opens_on")
    }
    answer = desk.post(f"/desk/seasons/{season.id}/legs", data=fields | {"section-2": ""})
    assert answer.status_code == 422
    ends = re.findall(r'<select[^>]*name="until-(\d)".*?<option value="(\w+)" selected', read(answer), re.DOTALL)
    assert dict(ends) == {str(at): leg["until"] for at, leg in enumerate(season.legs)}
    emptied = desk.post(f"/desk/seasons/{season.id}/legs", data=fields | {"section-5": "", "until-5": ""})
    assert emptied.status_code == 302
    assert len(the_season().legs) == 5


def test_the_desk_says_where_stages_leave_days_of_the_season_out(desk):
    season = make(desk)
    page = f"/desk/seasons/{season.id}"
    assert "Is that meant?" not in read(desk.get(page))
    assert desk.post(f"{page}/basics", data=BASICS | {"last_day": "2026-12-30"}).status_code == 302
    assert "The last stage closes with Dec 20, 2026, the season with Dec 30, 2026." in read(desk.get(page))


def test_what_people_count_on_is_not_changed_while_the_season_runs(desk, clock):
    season = make(desk)
    desk.post(f"/desk/seasons/{season.id}/to/announced")
    live_until(desk, clock, datetime(2026, 7, 2, tzinfo=UTC))
    points = {name: str(amount) for name, amount in season.rules.items()} | {"level_1": "99"}
    assert desk.post(f"/desk/seasons/{season.id}/points", data=points).status_code == 422
    assert the_season().rules["level_1"] == 10
    assert desk.post(f"/desk/seasons/{season.id}/to/deleted").status_code == 409


def test_a_status_is_left_once_and_only_one_season_runs(desk, clock):
    season = make(desk)
    one = f"/desk/seasons/{season.id}/to"
    assert desk.post(f"{one}/announced").status_code == 302
    assert desk.post(f"{one}/announced").status_code == 409
    assert desk.post(f"{one}/nonsense").status_code == 404
    make_season(first_day=date(2026, 5, 6), last_day=date(2026, 11, 5))
    live_until(desk, clock, datetime(2026, 7, 2, tzinfo=UTC))
    assert the_season().status == "announced"


def test_a_season_that_is_a_draft_again_is_told_to_nobody_and_can_be_deleted(desk, clock):
    season = make(desk)
    one = f"/desk/seasons/{season.id}/to"
    desk.post(f"{one}/announced")
    assert desk.post(f"{one}/deleted").status_code == 409
    assert desk.post(f"{one}/draft").status_code == 302
    assert spreading.announce(clock.now()) == 0
    desk.post(f"{one}/announced")
    assert spreading.announce(clock.now()) == 1
    desk.post(f"{one}/draft")
    assert desk.post(f"{one}/deleted").status_code == 302
    assert session().query(Season).count() == 0


def test_a_copy_is_a_draft_a_year_later(desk):
    season = make(desk)
    copy = {"key": "later", "name_en": "Later", "name_zh": "以后", "first_day": "2027-06-30"}
    assert desk.post(f"/desk/seasons/{season.id}/copy", data=copy).status_code == 302
    later = the_season("later")
    assert (later.status, later.copied_from_id) == ("draft", season.id)
    assert later.first_day - season.first_day == timedelta(days=364)
    assert later.stages[0].opens_at - season.stages[0].opens_at == timedelta(days=364)
    for field, wrong in (("key", copy), *(("first_day", copy | {"key": "far", "first_day": day}) for day in DAYS)):
        answer = desk.post(f"/desk/seasons/{season.id}/copy", data=wrong)
        assert answer.status_code == 422
        assert f'id="{field}-error"' in read(answer)


def test_what_is_proposed_needs_no_typing_to_be_announced(desk):
    make_season(first_day=date(2026, 5, 6), last_day=date(2026, 11, 5))
    season = make(desk, **sent(read(desk.get("/desk/seasons/new"))))
    assert (season.key, season.name_zh) == ("season-2026", "从北京到慕尼黑 2026")
    assert (season.first_day, season.last_day) == (date(2026, 11, 9), date(2027, 5, 9))
    assert desk.post(f"/desk/seasons/{season.id}/to/announced").status_code == 302
    copied = desk.post(f"/desk/seasons/{season.id}/copy", data=sent(read(desk.get(f"/desk/seasons/{season.id}/copy"))))
    assert copied.status_code == 302
    later = the_season("season-2027")
    assert (later.name_en, later.first_day) == ("Beijing to Munich 2027", date(2027, 11, 8))
    assert desk.post(f"/desk/seasons/{later.id}/to/announced").status_code == 302


def test_a_season_is_not_announced_without_its_names_in_its_languages(desk):
    season = make(desk, name_en="")
    one = f"/desk/seasons/{season.id}"
    refused = desk.post(f"{one}/to/announced")
    assert (refused.status_code, the_season().status) == (422, "draft")
    assert f'{one}/basics#name-en"' in read(refused)
    assert 'id="name-en-error"' in read(desk.get(f"{one}/basics"))
    assert desk.post(f"{one}/basics", data=BASICS | {"name_en": "", "languages": ["zh"]}).status_code == 302
    assert desk.post(f"{one}/to/announced").status_code == 302
    assert the_season().names == {"en": "下一个赛季", "zh": "下一个赛季"}
    assert "下一个赛季" in read(desk.get(f"/season/{season.id}", headers={"Accept-Language": "en"}))
    both = desk.post(f"{one}/basics", data=BASICS | {"name_en": "", "languages": ["zh", "en"]})
    assert both.status_code == 422  # people read it already


def test_the_file_says_all_that_the_pages_say_and_comes_back_the_same(desk):
    season = make(desk)
    text = desk.get(f"/desk/seasons/{season.id}/season.yaml").get_data()
    with transaction():
        services.delete(services.locked(season.id))
    answer = desk.post("/desk/seasons/file/store", data={"text": text.decode()})
    assert answer.status_code == 302
    assert desk.get(f"/desk/seasons/{the_season().id}/season.yaml").get_data() == text


def test_a_file_with_faults_is_told_line_by_line_and_nothing_is_stored(desk):
    season = make(desk)
    text = desk.get(f"/desk/seasons/{season.id}/season.yaml").get_data()
    broken = text.replace(b"2026-12-20", b"2026-13-99")
    answer = desk.post("/desk/seasons/file", data={"file": (io.BytesIO(broken), "season.yaml")})
    line = 1 + broken.split(b"2026-13-99")[0].count(b"\n")
    assert answer.status_code == 422
    assert f"season.yaml:{line}" in read(answer)
    assert desk.post("/desk/seasons/file/store", data={"text": broken.decode()}).status_code == 422
    assert the_season().last_day == date(2026, 12, 20)


def test_the_command_brings_a_file_in_and_writes_it(desk, app, tmp_path):
    season = make(desk)
    text = desk.get(f"/desk/seasons/{season.id}/season.yaml").get_data(as_text=True)
    file = tmp_path / "later.yaml"
    file.write_text(text.replace("next", "later", 1), encoding="utf-8")
    runner = app.test_cli_runner()
    assert "a new draft" in runner.invoke(group, ["import", str(file)]).output
    assert runner.invoke(group, ["export", "later"]).output == file.read_text(encoding="utf-8")
    file.write_text("key: [", encoding="utf-8")
    assert runner.invoke(group, ["import", str(file)]).exit_code == 1


def test_a_frozen_season_may_run_on_and_moves_again(desk, clock, stated):
    season = make(desk)
    desk.post(f"/desk/seasons/{season.id}/to/announced")
    live_until(desk, clock, datetime(2026, 7, 2, tzinfo=UTC))
    assert desk.post(f"/desk/seasons/{season.id}/to/frozen").status_code == 302
    assert desk.post(f"/desk/seasons/{season.id}/to/running").status_code == 302
    assert the_season().status == Status.RUNNING
