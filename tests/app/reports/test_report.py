"""The organizer's figures: counted once each, whatever happens in between, and shown as they were counted."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.kit.database import session, transaction
from app.kit.events import publish
from app.people.events import SignedIn
from app.people.models import Role
from app.points.models import Reason
from app.reports import counting, jobs, presenters, queries
from app.reports.figures import pks
from app.reports.models import WHOLE, DayFigure, GroupFigure, What
from app.reports.queries import Narrowed
from app.seasons.queries import day_of
from tests.conftest import NOON, sign_in
from tests.factories import give_points, make_dealer, make_person, make_post, make_region, make_season
from tests.statements import counted


@pytest.fixture
def season(app):
    return make_season()


def sums() -> dict[str, int]:
    rows = session().execute(select(DayFigure.what, func.sum(DayFigure.count)).group_by(DayFigure.what))
    return {what: int(count) for what, count in rows}


def test_each_entry_is_counted_once_when_it_is_settled(app, clock, season):
    person = make_person()
    give_points(person, 10, season, mastered=1, reason=Reason.LEVEL_1)
    give_points(person, 20, season, reason=Reason.CLASS)
    jobs.count()
    assert sums() == {}  # others may still be on their way with smaller numbers
    clock.move(minutes=3)
    jobs.count()
    jobs.count()
    assert sums() == {What.MASTERED: 1, What.CLASSES: 1, What.ACTIVE: 1}
    give_points(make_person(), 20, season, reason=Reason.CLASS)
    clock.move(minutes=3)
    jobs.count()
    assert sums() == {What.MASTERED: 1, What.CLASSES: 2, What.ACTIVE: 2}


def test_a_rebuild_finds_the_same(app, clock, season):
    for post in ("me-technician", "parts-manager"):
        for amount in (5, 6):
            give_points(make_person(post=make_post(post)), amount, season, mastered=1, reason=Reason.LEVEL_1)
            clock.move(days=1)
    jobs.count()
    before = sums(), session().scalar(select(func.sum(GroupFigure.count)))
    with transaction():
        counting.forget_all()
    jobs.count()
    assert (sums(), session().scalar(select(func.sum(GroupFigure.count)))) == before


def test_the_whole_season_is_kept_beside_its_weeks(app, clock, season):
    for _week in range(3):
        give_points(make_person(), 20, season, reason=Reason.CLASS)
        clock.move(days=7)
        jobs.count()
    for dimension in ("dealer", "decade"):
        by_week = queries.by_group(season, dimension, 1)
        assert queries.by_group(season, dimension) == by_week
        assert sum(counts[What.CLASSES] for counts in by_week.values()) == 3
    weeks = session().scalars(select(GroupFigure.week).filter_by(dimension="dealer").order_by(GroupFigure.week)).all()
    assert set(weeks) >= {WHOLE}
    assert len(set(weeks)) == 4


def told(season, narrowed, now):
    return presenters.report(presenters.read(season, narrowed, now))


def test_figures_can_be_narrowed_to_a_region_or_post(app, clock, season):
    south = make_dealer("D900", make_region("south"))
    there = make_person(dealer=south)
    for person in (there, make_person()):
        give_points(person, 20, season, reason=Reason.CLASS)
    clock.move(minutes=3)
    jobs.count()
    with app.test_request_context(headers={"Accept-Language": "en"}):
        whole = told(season, Narrowed(), clock.now())
        part = told(season, Narrowed(region_id=south.region_id), clock.now())
    named = [{one.name: one.value for one in found.figures} for found in (whole, part)]
    assert [one["Classes completed"] for one in named] == ["2", "1"]
    assert [one["People taking part"] for one in named] == ["2", "1"]
    assert set(part.shown) == {"region_id", "post_id"}


def test_two_seats_of_a_pk_between_people_are_one_pk():
    assert pks({What.PK_LIVE: 4, What.PK_CHALLENGE: 2, What.PK_MACHINE: 3, What.PK_GHOST: 1}) == 7


def test_signing_in_is_counted_with_the_day(app, client, season):
    person = make_person(staff_number="T77")
    with transaction():
        publish(SignedIn(person.id, NOON))
        publish(SignedIn(person.id, NOON))
    assert sums() == {What.SIGN_INS: 2}
    assert session().scalar(select(DayFigure.day)) == day_of(season, NOON)


def test_the_organizer_reads_the_figures_takes_them_along_and_prints_them(app, client, clock, season):
    give_points(make_person(), 20, season, reason=Reason.CLASS)
    clock.move(minutes=3)
    jobs.count()
    sign_in(client, make_person(Role.ORGANIZER))
    page = client.get("/desk/report", follow_redirects=True)
    assert "Classes completed" in page.text
    book = load_workbook(io.BytesIO(client.get(f"/desk/report/{season.id}/workbook").data))
    assert book.sheetnames == [
        "Figures",
        "By day",
        "By region",
        "By post",
        "By dealer",
        "By decade of birth",
        "By section",
        "What is falling behind",
    ]
    amounts = {row[0].value: row[1] for row in book["Figures"].iter_rows(min_row=2)}
    assert amounts["Classes completed"].value == 1
    assert (amounts["Share taking part"].value, amounts["Share taking part"].number_format) == (0.5, "0 %")
    printed = client.get(f"/desk/report/{season.id}/print").text
    assert "完成的微课" in printed
    assert "Classes completed" in printed
    for table in ("按经销商", "By dealer", "By decade of birth", "Sign-ins"):
        assert table in printed
    for wrong in ("region=999", "post=x", "region=1e9"):
        assert client.get(f"/desk/report/{season.id}?{wrong}").status_code == 404
    assert client.get("/desk/report/999").status_code == 404


def test_a_report_asks_a_handful_of_times(app, season):
    with app.test_request_context(), counted() as statements:
        told(season, Narrowed(), NOON)
    assert len(statements) <= 20
