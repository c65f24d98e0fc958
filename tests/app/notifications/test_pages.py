"""Notices in the app, and choosing what one is told."""

from __future__ import annotations

import pytest
from flask import render_template

from app.kit.database import session, transaction
from app.notifications import presenters, queries, wishes
from app.notifications.kinds import Kind, Way
from app.notifications.models import Notice
from app.notifications.services import tell
from app.notifications.wishes import Wanted
from tests.conftest import sign_in
from tests.factories import make_person
from tests.statements import counted


def tell_badges(person, clock, count: int) -> None:
    for number in range(count):
        with transaction():
            tell([person.id], Kind.BADGE, f"x{number}", clock.now(), url="/badges", params={"badge": "classes-1"})


def test_a_notice_leads_somewhere_and_is_read_then(app, client, clock):
    person = make_person()
    tell_badges(person, clock, 2)
    sign_in(client, person)
    assert queries.unread(person.id) == 2
    number = session().query(Notice.id).order_by(Notice.id).first()[0]
    assert client.get(f"/notices/{number}").location == "/badges"
    assert queries.unread(person.id) == 1
    other = sign_in(app.test_client(), make_person())
    assert other.get(f"/notices/{number + 1}").status_code == 404
    assert client.post("/notices/read", data={"upto": number + 1}).status_code == 303
    assert queries.unread(person.id) == 0


@pytest.mark.parametrize("upto", ["", "x", "-1", "99999999999999999999"])
def test_reading_up_to_nothing_harms_nobody(client, clock, upto):
    sign_in(client, make_person())
    assert client.post("/notices/read", data={"upto": upto}).status_code == 303


def test_the_list_has_pages_and_is_asked_for_in_few_statements(client, clock):
    person = make_person()
    tell_badges(person, clock, queries.PAGE + 1)
    sign_in(client, person)
    with counted() as statements:
        page = client.get("/notices").get_data(as_text=True)
    assert len(statements) <= 5  # two of them are the header's: the bell, and the season of the points
    assert "Older ones" in page
    last = min(one for (one,) in session().query(Notice.id)) + 1
    assert "The newest" not in page
    rest = client.get(f"/notices?before={last}").get_data(as_text=True)
    assert rest.count("notice-line--new") == 1
    assert "The newest" in rest
    assert client.get("/notices?before=x").status_code == 200


def test_the_bell_asks_once_a_request_and_counts_to_nine(app, clock, monkeypatch):
    person = make_person()
    monkeypatch.setattr(presenters, "current_user", person)
    tell_badges(person, clock, 12)
    with app.test_request_context(), counted() as statements:
        assert presenters.unread_notices() == presenters.unread_notices() == "9+"
    assert len(statements) == 1


@pytest.mark.parametrize("name", ["_bell", "_today"])
def test_the_bell_and_the_line_of_today_show_what_is_unread(app, clock, monkeypatch, name):
    person = make_person()
    monkeypatch.setattr(presenters, "current_user", person)
    tell_badges(person, clock, 3)
    with app.test_request_context():
        shown = render_template(f"notifications/{name}.html")
    assert "/notices" in shown
    assert "3" in shown


def test_what_was_chosen_is_kept(client):
    person = make_person()
    sign_in(client, person)
    chosen = {"badge": ["email"], "streak": ["push", "pigeon"], "quiet_from": "23", "quiet_to": "6", "digest": "18"}
    assert client.post("/me/notifications", data=chosen).status_code == 303
    found = wishes.of(person.id)
    assert (found.by(Kind.BADGE, Way.EMAIL), found.by(Kind.BADGE, Way.PUSH)) == (True, False)
    assert (found.by(Kind.STREAK, Way.PUSH), found.by(Kind.STREAK, Way.EMAIL)) == (True, False)
    assert not found.by(Kind.REMINDER, Way.EMAIL)
    assert (found.quiet, found.digest_hour) == ((23, 6), 18)
    assert 'value="18" selected' in client.get("/me/notifications").get_data(as_text=True)


@pytest.mark.parametrize("wrong", [{"quiet_from": "5"}, {"quiet_from": "24", "quiet_to": "1"}, {"digest": "noon"}])
def test_hours_that_are_none_are_refused(client, wrong):
    person = make_person()
    sign_in(client, person)
    answer = client.post("/me/notifications", data=wrong)
    assert answer.status_code == 422
    assert "Nothing was changed" in answer.get_data(as_text=True)
    assert wishes.of(person.id) == Wanted()
