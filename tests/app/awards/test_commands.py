"""`flask finals awards`: what is printed can be stored again; faults are told with their lines, and nothing changes."""

from __future__ import annotations

import pytest

from app.awards import queries
from app.kit.database import session
from tests.app.awards.making import Crowned
from tests.factories import make_post


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["finals", "awards", *map(str, words)])


def test_the_proposals_are_printed_and_stored_as_they_are(run, tmp_path):
    one = Crowned(2, ())
    for number in range(7):
        make_post(f"post-{number}")
    file = tmp_path / "awards.yaml"
    file.write_text(run(one.final.id).output, encoding="utf-8")
    done = run(one.final.id, "--store", file, "--by", one.organizer.staff_number)
    assert (done.exit_code, done.output) == (0, "18 awards are stored.\n")
    session().rollback()
    assert len([award for award in queries.awards(one.final.id) if award.place]) == 13
    assert run(one.final.id).output == file.read_text(encoding="utf-8")


def test_a_fault_is_told_with_its_line_and_nothing_is_stored(run, tmp_path):
    one = Crowned(2)
    file = tmp_path / "awards.yaml"
    file.write_text(run(one.final.id).output.replace("place: 1", "place: 4"), encoding="utf-8")
    done = run(one.final.id, "--store", file, "--by", one.organizer.staff_number)
    assert done.exit_code == 1
    assert "awards.yaml: Line 9: place cannot be this" in done.output
    assert len(queries.awards(one.final.id)) == 4


def test_who_stores_must_be_somebody_and_the_final_must_be(run, tmp_path):
    one = Crowned(2)
    file = tmp_path / "awards.yaml"
    file.write_text(run(one.final.id).output, encoding="utf-8")
    assert "--by" in run(one.final.id, "--store", file).output
    assert run(999).exit_code == 1


def test_the_winners_are_printed_and_equals_share(run):
    one = Crowned()
    one.publish(1, 1, 3)
    one.follow()
    first, second, _third = (each.person.staff_number for each in one.finalists)
    lines = run(one.final.id, "--winners").output.splitlines()
    assert lines == [f"place-1\t{first}\t8999", f"place-1\t{second}\t8999", "region\tnorth\t8998"]
