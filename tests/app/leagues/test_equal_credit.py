"""Leagues are a game beside the contest: nothing that pays, ranks or selects may know them."""

from __future__ import annotations

from app.effects import EFFECTS
from app.leagues.events import LeagueWeekTurned
from tests.house.test_floors import imports, modules

MAY_KNOW = {"app.models", "app.schedule", "app.demo", "app.effects"}  # tables, the timer, the demo, who tells people


def test_nothing_outside_looks_at_the_leagues():
    knowing = {
        module
        for module, source in modules()
        if not module.startswith("app.leagues")
        for target in imports(source)
        if target.startswith(("app.leagues", "quizzes.rules.leagues"))
    }
    assert knowing - {"app.notifications.listeners"} <= MAY_KNOW


def test_a_move_only_ever_leads_to_a_message():
    listeners = EFFECTS.get(LeagueWeekTurned, ())
    assert {listener.__module__.split(".")[1] for listener in listeners} <= {"notifications"}
