"""The ceremony: in order, third, second, first; a rehearsal tells nobody who has won."""

from __future__ import annotations

import pytest

from app.awards import ceremony
from tests.app.awards.making import ALL, Crowned
from tests.conftest import sign_in
from tests.factories import make_person


def names(scene) -> list[list[str]]:
    return [[one["name"]["zh"] for one in reveal["winners"]] for reveal in scene["reveals"]]


def test_awards_come_in_order_and_places_from_the_third_to_the_first(app):
    one = Crowned()
    one.publish(1, 2, 3)
    one.follow()
    places, region, veterans = ceremony.scenes(one.final)
    assert names(places) == [[each.person.name] for each in reversed(one.finalists)]
    assert names(region) == [["某north"]]
    assert names(veterans) == [["本届空缺"]]


def test_two_champions_stand_together_and_nobody_is_second(app):
    one = Crowned()
    one.publish(1, 1, 3)
    one.follow()
    assert [len(some) for some in names(ceremony.scenes(one.final)[0])] == [1, 2]


def test_a_rehearsal_has_the_same_awards_and_nobody_real(app):
    one = Crowned()
    one.publish(1, 2, 3)
    one.follow()
    found = ceremony.rehearsal(one.final)
    assert len({scene["title"]["en"] for scene in found}) == 3
    assert not any(each.person.name in str(found) for each in one.finalists)


def test_the_hall_is_told_while_audiences_are_frozen_out_and_nothing_is_granted(app, client):
    one = Crowned()
    one.publish(1, 2, 3, frozen=True)
    sign_in(client, one.organizer)
    assert client.get(f"/desk/finals/{one.final.id}/ceremony").status_code == 200
    assert one.crown() == {}
    places, region, _veterans = ceremony.scenes(one.final)
    assert names(places) == [[each.person.name] for each in reversed(one.finalists)]
    assert names(region) == [["某north"]]


def test_before_publication_there_is_only_the_rehearsal(app, client):
    one = Crowned()
    sign_in(client, one.organizer)
    assert client.get(f"/desk/finals/{one.final.id}/ceremony").status_code == 302
    assert client.get(f"/desk/finals/{one.final.id}/ceremony/rehearsal").status_code == 200


@pytest.mark.parametrize("which", ["", "/rehearsal"])
def test_it_is_the_organizers(app, client, which):
    one = Crowned(awards=ALL)
    sign_in(client, make_person())
    assert client.get(f"/desk/finals/{one.final.id}/ceremony{which}").status_code == 403
