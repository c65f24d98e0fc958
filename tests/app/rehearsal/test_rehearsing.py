"""A rehearsal plays a final through in a house of its own; the same seed gives the same files, another seed others."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditLine
from app.finals.models import Final, FinalState
from app.judging.models import Mark
from app.kit import clock as time
from app.kit.database import engine, session
from app.kit.errors import Conflict
from app.notifications.models import Notice
from app.rehearsal import houses, making, rehearsing
from tests.app.rehearsal.test_making import DAY, PEOPLE
from tests.independent.recompute import recompute


@pytest.fixture
def final(app) -> Final:
    return making.in_empty_house(DAY, PEOPLE, time.now())


def rehearse(folder, seed=1):
    """Play the final of this house on a copy; what was told, and the files."""
    with houses.of_own(folder / "house", copied=True):
        played = rehearsing.play(rehearsing.found(None), seed, folder)
    return played, {name: (folder / name).read_bytes() for name in played.files}


def test_a_final_is_played_until_its_certificates_and_nothing_of_it_happens_in_this_house(final, tmp_path):
    def here():
        session().expire_all()
        counts = [session().scalar(select(func.count()).select_from(one)) for one in (AuditLine, Mark, Notice)]
        return [*counts, session().get_one(Final, final.id).state, str(engine().url), time.now()]

    before = here()
    played, files = rehearse(tmp_path)
    assert here() == before
    assert before[3] == FinalState.JUDGING
    told = played.told
    assert 3 * (PEOPLE - 1) <= told["sheets closed"] <= 3 * (PEOPLE - 1) + 1  # who withdrew may have had one signed
    for what in ("talks of judges about marks too far apart", "critical faults", "competitors who withdrew",
                 "sheets that a judge marked without a line", "appeals upheld", "ranks changed by the appeal",
                 "sendings refused", "awards that stand"):  # fmt: skip
        assert told[what] >= 1, what
    assert told["editions published"] == 3  # two posts, and one of them again
    assert told["certificates issued"] == told["awards that stand"] + PEOPLE - told["competitors who withdrew"]
    assert (played.faults, played.head[0] > 500) == (0, True)
    assert json.loads(files[rehearsing.JSON])["log"] == list(played.head)
    found = recompute(tmp_path / rehearsing.XLSX)  # an independent program finds the same ranking
    assert sum(len(mine) for mine, _theirs in found.values()) == PEOPLE - told["competitors who withdrew"]
    assert all(mine == theirs for mine, theirs in found.values())


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(final, tmp_path):
    first, again, other = (rehearse(tmp_path / name, seed)[1] for name, seed in (("a", 1), ("b", 1), ("c", 2)))
    assert first == again
    assert all(first[name] != other[name] for name in first)
    assert list(first) == [rehearsing.XLSX, rehearsing.JSON]


def test_a_final_without_open_sheets_and_one_that_is_being_marked_are_not_rehearsed(app, final, tmp_path):
    with pytest.raises(Conflict) as refused:
        rehearsing.found(final.id + 1)
    assert refused.value.code == "not-ready"
    with houses.of_own(tmp_path / "house", copied=True):
        rehearsing.play(rehearsing.found(None), 1, tmp_path)
        session().get_one(Final, final.id).state = FinalState.JUDGING.value
        session().commit()
        with pytest.raises(Conflict) as refused:
            rehearsing.play(rehearsing.found(None), 1, tmp_path)
    assert refused.value.code == "marked"
    with pytest.raises(Conflict) as refused, houses.of_own(tmp_path / "house", copied=True):
        pass
    assert refused.value.code == "taken"


def test_the_command_plays_a_small_final_of_its_own_and_says_what_it_found(app, tmp_path):
    given = ["finals", "rehearse", "--people", "12", "--out", str(tmp_path / "out")]
    found = app.test_cli_runner().invoke(args=given)
    assert found.exit_code == 0, found.output
    assert "The log holds." in found.output
    assert {one.name for one in (tmp_path / "out").iterdir()} == {"results.xlsx", "results.json"}
    assert session().scalar(select(func.count(Final.id))) == 0
