"""Ways into an account, or out of reach of those who may: links, roles, dealers."""

from __future__ import annotations

import pytest

from app.kit import clock
from app.kit.database import session, transaction
from app.people import links, passwords
from app.people.models import Person, Role
from tests.conftest import sign_in
from tests.factories import make_dealer, make_person

PASSWORD = "a long enough sentence"
NEW = "another long sentence"


def test_a_new_password_ends_the_links_that_are_still_in_the_post(client):
    """Whoever changes the password because a letter went astray is safe afterwards."""
    person = make_person(password_hash=passwords.hash_of(PASSWORD))
    with transaction():
        astray = links.issue(person, clock.now())
    sign_in(client, person)
    form = {"current": PASSWORD, "password": NEW, "again": NEW}
    assert client.post("/me/password", data=form).status_code == 302
    stranger = client.application.test_client()
    assert stranger.get(f"/welcome/{astray.token}").status_code == 404
    assert stranger.post(f"/welcome/{astray.token}", data={"password": "x" * 12, "again": "x" * 12}).status_code == 404


def test_an_organizer_cannot_take_the_role_from_themselves(client):
    organizer = make_person(Role.ORGANIZER)
    sign_in(client, organizer)
    for wanted in ([], ["judge"], ["root", "learner"]):
        assert client.post(f"/desk/people/{organizer.id}/roles", data={"roles": wanted}).status_code == 409
    assert Role.ORGANIZER in session().get(Person, organizer.id).roles


def test_a_manager_sees_their_own_dealer_whatever_they_ask_for(client):
    stranger = make_person(dealer=make_dealer("D002"), name="陌生人")
    colleague = make_person(name="同事")
    sign_in(client, make_person(Role.MANAGER))
    for asked in ({}, {"dealer_id": stranger.dealer_id}, {"dealer": "D002"}, {"region_id": 1}, {"after": ""}):
        page = client.get("/my-dealer", query_string=asked).text
        assert stranger.name not in page
        assert colleague.name in page
    assert client.get(f"/desk/people/{stranger.id}").status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ORGANIZER])
def test_nobody_else_gives_roles_links_or_time(client, role):
    person = make_person(*({role} - {Role.LEARNER}))
    sign_in(client, person)
    for door, form in (("roles", {"roles": "organizer"}), ("link", {}), ("extra-time", {"extra_time": "1.0"})):
        assert client.post(f"/desk/people/{person.id}/{door}", data=form).status_code == 403
    found = session().get(Person, person.id)
    assert (Role.ORGANIZER in found.roles, found.extra_time) == (False, 0.0)


def test_ones_own_page_changes_nothing_but_what_it_offers(client):
    """More fields in the form than on the page are not a way to a role, a name or more time."""
    person = make_person()
    sign_in(client, person)
    more = {"extra_time": "1.0", "roles": "organizer", "name": "王", "active": "", "post_id": "2", "staff_number": "X"}
    client.post("/me", data={"theme": "dark", "id": "1"} | more)
    found = session().get(Person, person.id)
    assert (found.theme, found.extra_time, found.name) == ("dark", 0.0, person.name)
    assert found.roles == {Role.LEARNER}
