"""What the lobby and the list of a person's PKs show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_datetime

from app.duels import queries
from app.duels.levels import LEVELS, Level
from app.duels.models import Duel
from app.duels.stage import outcome_words
from app.people.models import Person
from quizzes.rules import duel as rules

SHORT_LIST = 3
SUGGESTED = 2  # the level for a first PK


@dataclass(frozen=True)
class LineView:
    duel_id: int
    level: Level
    outcome: str
    said: str
    score: int
    their_score: int
    at: datetime
    when: str


@dataclass(frozen=True)
class Resume:
    duel_id: int
    number: int
    level: Level


@dataclass(frozen=True)
class LobbyPage:
    resume: Resume | None
    levels: tuple[Level, ...]
    suggested: int
    lines: list[LineView]


@dataclass(frozen=True)
class HistoryPage:
    lines: list[LineView]
    older: int | None


def lobby_page(person: Person) -> LobbyPage:
    running = queries.running(person)
    lines = queries.history(person, count=SHORT_LIST).lines
    suggested = lines[0].level if lines and lines[0].level else SUGGESTED
    return LobbyPage(_resume(running) if running else None, LEVELS, suggested, _lines(lines))


def history_page(person: Person, before: int | None) -> HistoryPage:
    page = queries.history(person, before)
    return HistoryPage(_lines(page.lines), page.older)


def _resume(duel: Duel) -> Resume:
    return Resume(duel.id, rules.from_json(duel.state).index + 1, LEVELS[(duel.level or 1) - 1])


def _lines(lines: Iterable[queries.Line]) -> list[LineView]:
    return [
        LineView(
            duel_id=line.duel_id,
            level=LEVELS[(line.level or 1) - 1],
            outcome=line.outcome,
            said=outcome_words(line.outcome),
            score=line.score,
            their_score=line.their_score,
            at=line.at,
            when=format_datetime(line.at, "short"),
        )
        for line in lines
    ]
