"""The drill in small: what `make drill` does to a house for long, once; no acknowledged answer is lost, nobody sees an
error.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from app.backups import archive
from app.backups.archive import Manifest
from app.backups.reading import Tally
from app.backups.shapes import Shape
from bench.drill import copies, faults, houses, page, running
from bench.drill.faults import Fault
from bench.drill.running import Outcome
from tests.engines import make_folder
from tests.looping import run

PEOPLE = 4
OUTCOME = Outcome("small", "a fault", 16, 1, 10, 1, 0, [], {"503": 2}, {}, 0.5, 0.7, 0.9)


@pytest.fixture(scope="module")
def house():
    home = make_folder("drill") / "house"
    home.mkdir()
    with houses.small(PEOPLE, home) as found:
        yield found


def drill(house: houses.House, fault: Fault) -> Outcome:
    return run(running.run("small", house, fault, 1, PEOPLE))


def test_killed_and_then_kept_waiting_a_house_loses_no_answer(house, monkeypatch):
    monkeypatch.setattr(faults, "HELD_SECONDS", 1)
    for fault in (faults.KILLED, faults.HELD):
        outcome = drill(house, fault)
        assert outcome.answers >= running.WARM
        assert outcome.is_well, outcome


def test_the_proof_finds_an_answer_that_is_lost(house, monkeypatch):
    """As a house that acknowledged what it then forgot."""
    monkeypatch.setattr(house, "proof", partial(houses.Proof, {}, ()))
    outcome = drill(house, replace(faults.HELD, do=_nothing))
    assert outcome.lost == outcome.answers > 0
    assert not outcome.is_well


def test_a_table_that_came_back_otherwise_is_told_once(house):
    house.wrong.append("people on sqlite")
    assert drill(house, replace(faults.HELD, do=_nothing)).proofs == ["people on sqlite"]
    assert drill(house, replace(faults.HELD, do=_nothing)).is_well


def test_a_backup_of_other_rows_is_found_unequal(tmp_path):
    for name in ("house", "sqlite"):
        with archive.writing(tmp_path / f"{name}.zip") as zip:
            tallies = {"people": Tally(1, len(name)), "posts": Tally()}
            shapes = [Shape(one, (), None) for one in tallies]
            zip.writestr(archive.MANIFEST, Manifest("", "", "", shapes, tallies).told())
    assert copies.differing(tmp_path, "sqlite") == ["people on sqlite"]


def _nothing(_house: houses.House, _number: int) -> float:
    return houses.now()


@pytest.mark.parametrize("bad", [{"lost": 1}, {"proofs": ["flask ledger verify"]}, {"errors": {"500": 1}}])
def test_an_outcome_is_well_where_nothing_was_lost_or_paid_twice_and_nobody_saw_an_error(bad):
    assert OUTCOME.is_well
    assert not replace(OUTCOME, **bad).is_well


def test_the_page_holds_what_was_measured_and_keeps_what_stands_around_it(tmp_path, monkeypatch):
    monkeypatch.setattr(page.results, "FOLDER", tmp_path)
    monkeypatch.setattr(page, "KEPT", tmp_path / "drill.json")
    monkeypatch.setattr(page, "PAGE", tmp_path / "faults.md")
    page.PAGE.write_text(f"Before\n{page.BEGIN}old\n{page.END}after\n")
    keep = partial(page.keep, where={"processor": "2 × slow"})
    keep(replace(OUTCOME, answers=1))
    keep(OUTCOME)
    page.write()
    text = page.PAGE.read_text()
    assert text.startswith("Before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "| small | a fault | 16 | 1 | 10 | 0 | clean | 503: 2 | none | 0.5 s | 0.7 s |" in text
    assert page.read() == [OUTCOME]
