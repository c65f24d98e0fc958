"""The fairness lab: what in a set of finished PKs a person should look at. docs/fairness.md gives the reasons.

A flag is evidence, never a verdict: an organizer decides, and can take it back.
"""

from __future__ import annotations

from collections.abc import Iterable

from quizzes.rules.fairnessdevices import device_flags
from quizzes.rules.fairnessfacts import AnswerFact, Answers, DuelFacts, Flag, Kind, SeatFacts, record
from quizzes.rules.fairnesspairs import pair_flags
from quizzes.rules.fairnesspersons import person_flags

__all__ = ["AnswerFact", "Answers", "DuelFacts", "Flag", "Kind", "SeatFacts", "look"]


def look(duels: Iterable[DuelFacts]) -> list[Flag]:
    """All flags: by kind, the strongest first, then by people. The same PKs in any order give the same flags."""
    seen = record(duels)
    flags = [*pair_flags(seen), *person_flags(seen), *device_flags(seen)]
    return sorted(flags, key=lambda flag: (flag.kind.value, -flag.score, flag.person_ids))
