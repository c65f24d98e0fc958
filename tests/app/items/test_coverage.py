"""The coverage map: what there is for whom, thin and stale; as a page and as a file."""

from __future__ import annotations

import csv
import io

import pytest

from app.items import coverage
from app.people.models import Role
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_question, make_section


@pytest.fixture
def covered(app):
    post, other = make_post(), make_post("parts-manager")
    asked = [make_question(post, difficulty=number, source="ISO 1 (2012)") for number in (1, 2, 3, 4, 5)]
    make_section("new-energy", 1, post, asks=[*asked, make_question(other, difficulty=2)])
    return post, other


def test_a_section_is_covered_for_one_post_and_thin_for_another(covered, clock):
    post, other = covered
    (part,) = coverage.whole().parts
    rows = {row.post.code: row for row in part.rows}
    full, thin = rows[post.code], rows[other.code]
    assert (full.cell.total, full.cell.classes, full.cell.stale, full.thin) == (5, 1, 5, False)
    assert (thin.cell.total, thin.cell.classes, thin.cell.stale, thin.thin) == (1, 0, 0, True)
    assert thin.missing == {1, 3, 4, 5}
    assert [row.post.code for row in coverage.whole(only_thin=True).parts[0].rows] == [other.code]
    clock.move(days=400)
    assert {row.cell.stale for row in coverage.whole().parts[0].rows} == {5, 1}


def test_the_map_is_a_page_and_a_file(covered, client):
    sign_in(client, make_person(Role.TRAINER))
    assert "thin for 1 post" in client.get("/studio/coverage").text
    text = client.get("/studio/coverage/file?format=csv").data.decode("utf-8-sig")
    _head, *rows = csv.reader(io.StringIO(text))
    assert [row[2:10] for row in rows] == [["1"] * 5 + ["5", "1", "5"], ["0", "1", "0", "0", "0", "1", "0", "0"]]
    assert client.get("/studio/coverage/file?format=xlsx").status_code == 200
    sign_in(client, make_person())
    assert client.get("/studio/coverage").status_code == 403
