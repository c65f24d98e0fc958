"""The dashboard asks for figures that there are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from prometheus_client import values

from app.kit import meters
from app.kit.database import transaction
from app.kit.watching import Seen
from app.operations import services
from app.operations.plans import Plan
from tests.conftest import NOON

DASHBOARD = json.loads((Path(__file__).parents[2] / "deploy/grafana/paddock.json").read_text())


def test_each_figure_of_the_dashboard_is_one_that_metrics_tells(app, client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(values, "ValueClass", values.ValueClass)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    meters.begin(app)
    app.extensions["meters"].saw(Seen("/", "GET", 200, 0.1, 1))
    with transaction():
        services.begin("sweep", Plan(seconds=15), "test", NOON)
        services.end("sweep", "test", 1, "", "Asia/Shanghai")
    told = set(re.findall(r"^(paddock_\w+)", client.get("/metrics").text, re.MULTILINE))
    asked = {name for panel in DASHBOARD["panels"] for one in panel["targets"] for name in _names(one["expr"])}
    assert len(asked) >= 8
    assert asked - told == set()


def _names(expression: str) -> list[str]:
    return re.findall(r"paddock_\w+", expression)
