"""What the processes of a host count together: nothing falls when one ends, and no gauge stays of one that is gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import values

from app.kit.meters import Meters
from app.kit.watching import Seen

ROOT = Path(__file__).parents[3]
ANOTHER = """
import os, signal, sys
from pathlib import Path
from app.kit.meters import Meters
from app.kit.watching import Seen
meters = Meters(Path(sys.argv[1]))
for _ in range(3):
    meters.saw(Seen("/", "GET", 200, 0.02, 4))
meters.streams(5)
print(meters.place, flush=True)
sys.stdin.readline()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def undone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "ValueClass", values.ValueClass)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")


def told(meters: Meters) -> dict[str, float]:
    return {one.name: one.value for metric in meters.collect() for one in metric.samples if "le" not in one.labels}


def test_one_tells_what_all_have_counted_and_a_killed_one_leaves_its_counts_but_no_streams(tmp_path):
    mine = Meters(tmp_path)
    mine.saw(Seen("/", "GET", 200, 0.02, 2))
    mine.streams(1)
    command = [sys.executable, "-c", ANOTHER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        place = int(other.stdout.readline())
        assert place != mine.place
        together = told(mine)
        other.stdin.write("\n")
    assert together["paddock_requests_total"] == together["paddock_request_seconds_count"] == 4
    assert together["paddock_statements_total"] == 14
    assert together["paddock_streams_open"] == 6
    left = told(mine)
    assert left["paddock_requests_total"] == 4
    assert left["paddock_streams_open"] == 1
    heir = Meters(tmp_path)
    assert heir.place == place
    heir.saw(Seen("/", "GET", 200, 0.02, 0))
    after = told(heir)
    assert after["paddock_requests_total"] == 5
    assert after["paddock_streams_open"] == 1


def test_labels_are_routes_methods_and_states_only(tmp_path):
    meters = Meters(tmp_path)
    meters.saw(Seen("/pk/<int:duel_id>", "POST", 303, 0.001, 9))
    meters.saw_slow()
    labels = {name for metric in meters.collect() for one in metric.samples for name in one.labels}
    assert labels == {"route", "method", "status", "le"}
