"""The rows of a simulated season, as the services would have written them: PKs, learning, days, and what each pays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from app.days.models import DaySet, ReviewAnswer
from app.duels.models import Duel, Kind, Rating, Status
from app.duels.ratings import values
from app.duels.seating import of_side
from app.kit.clock import moment
from app.lessons.models import Attempt, CaseRun, CaseStep, Check, Mastery, Memory, Progress
from app.points.models import Entry, Reason
from app.points.seeding import entry_row
from app.seasons.models import Season
from app.trials.bank import Asked
from app.trials.bulk import Bulk
from app.trials.numbers import Numbers
from quizzes.rules import rating as ratings
from quizzes.rules.bout import Bout
from quizzes.rules.duel import to_json
from quizzes.rules.notebook import Notebook
from quizzes.rules.points import Award

NUMBERED = (Duel, Entry, Check, DaySet, CaseRun)


class Writer:
    """Numbers rows and hands them on. A day's PKs, which move ratings later, and entries wait until it is over."""

    def __init__(self, bulk: Bulk, season: Season, numbers: Mapping[Any, Numbers]) -> None:
        self.bulk, self._season, self._numbers = bulk, season, numbers
        self._lines: list[dict[str, Any]] = []
        self._pks: dict[int, dict[str, Any]] = {}

    def number(self, model: Any) -> int:
        return self._numbers[model].one()

    def numbers(self, model: Any, count: int) -> range:
        """So many in a row."""
        return self._numbers[model].take(count)

    def duel(self, duel_id: int, post_id: int, level: int | None, seed: int, asked: Sequence[Asked], bout: Bout,
             began: datetime, people: Sequence[int | None]) -> None:  # fmt: skip
        """A finished PK."""
        ended = moment(bout.closed[-1])
        row = {
            "id": duel_id,
            "kind": (Kind.LIVE if level is None else Kind.MACHINE).value,
            "status": Status.FINISHED.value,
            "post_id": post_id,
            "level": level,
            "outcome": bout.outcomes[0].value,
            "seed": seed,
            "version_ids": [one.version_id for one in asked],
            "state": to_json(bout.state),
            "version": bout.version,
            "started_at": began,
            "finished_at": ended,
        }
        for side, person_id in enumerate(people):
            seat = {
                "person_id": person_id,
                "score": bout.totals[side],
                "seen_at": began if level is None else None,
                "device": None if person_id is None else device(person_id),
            }
            row |= {of_side(side, name): value for name, value in seat.items()}
        self._pks[duel_id] = row

    def pay(self, person_id: int, reason: Reason, source_id: int, award: Award, day: int, at: datetime) -> None:
        """A line of the ledger; it gets its number when the day is over."""
        self._lines.append(entry_row(self._season, person_id, reason, source_id, award, day, at))

    def close_day(self) -> None:
        """Write the day's PKs, and its lines in the order of time; of one moment, as they came."""
        self._lines.sort(key=lambda line: line["at"])
        for row in self._pks.values():
            self.bulk.add(Duel, row)
        for number, row in zip(self.numbers(Entry, len(self._lines)), self._lines, strict=True):
            self.bulk.add(Entry, row | {"id": number})
        self._pks.clear()
        self._lines.clear()
        self.bulk.flush()

    def rated(self, duel_id: int, person_id: int, before: ratings.Rating, after: ratings.Rating) -> None:
        row = self._pks[duel_id]
        row |= values(int(person_id != row["first_person_id"]), before, after)

    def check(self, person_id: int, class_id: int, seed: int, asked: Sequence[Asked], began: datetime,
              given: Sequence[tuple[Any, bool, datetime]]) -> None:  # fmt: skip
        """A sitting that was finished, with its answers."""
        check_id = self.number(Check)
        row = {"id": check_id, "person_id": person_id, "micro_class_id": class_id, "seed": seed}
        times = {"started_at": began, "finished_at": given[-1][2]}
        self.bulk.add(Check, row | times | {"version_ids": [one.version_id for one in asked]})
        for position, (one, answer) in enumerate(zip(asked, given, strict=True)):
            self._answer(Attempt, {"check_id": check_id}, position, one, answer)
            self._case(person_id, one, answer)

    def day_set(self, row: Mapping[str, Any], asked: Sequence[Asked],
                given: Sequence[tuple[Any, bool, datetime]]) -> None:  # fmt: skip
        """A day's set as it stands when the day is over, with the answers of its review."""
        self.bulk.add(DaySet, row)
        for position, (one, answer) in enumerate(zip(asked, given, strict=False)):
            self._answer(ReviewAnswer, {"day_set_id": row["id"]}, position, one, answer)
            self._case(int(row["person_id"]), one, answer)

    def _answer(self, model: Any, of: Mapping[str, Any], position: int, asked: Asked, answer: tuple) -> None:
        response, right, at = answer
        row = {"position": position, "question_version_id": asked.version_id, "response": response}
        self.bulk.add(model, {**of, **row, "correct": right, "at": at})

    def _case(self, person_id: int, asked: Asked, answer: tuple) -> None:
        """A case was played from its first scene to an end."""
        response, _right, at = answer
        if not asked.is_case:
            return
        run = self.number(CaseRun)
        of_person = {"person_id": person_id, "question_version_id": asked.version_id}
        self.bulk.add(CaseRun, {"id": run, "begun_at": at, "ended_at": at} | of_person)
        for step, decision in enumerate(response):
            self.bulk.add(CaseStep, {"run_id": run, "step": step, "decision": decision, "at": at})

    def progress(self, rows: Iterable[tuple[int, int, datetime, datetime | None]]) -> None:
        for person_id, class_id, opened, completed in rows:
            of_class = {"person_id": person_id, "micro_class_id": class_id}
            self.bulk.add(Progress, of_class | {"opened_at": opened, "completed_at": completed})

    def notebook(self, person_id: int, notes: Notebook) -> None:
        """All that a person knows and remembers, when the season is over."""
        for question_id, known in sorted(notes.known.items()):
            self.bulk.add(Mastery, {"person_id": person_id, "question_id": question_id} | known._asdict())
        for question_id, (memory, place) in sorted(notes.kept.items()):
            self.bulk.add(
                Memory, {"person_id": person_id, "question_id": question_id, "place": place} | memory.__dict__
            )

    def ratings(self, kept: Mapping[tuple[int, str], ratings.Rating]) -> None:
        for (person_id, family), rating in sorted(kept.items()):
            self.bulk.add(Rating, {"person_id": person_id, "family": family} | _rating(rating))


def _rating(rating: ratings.Rating) -> dict[str, Any]:
    return {"mu": rating.mu, "sigma": rating.sigma, "games": rating.games}


def device(person_id: int) -> str:
    """The mark of a simulated person's browser: one for each."""
    return sha256(f"browser:{person_id}".encode()).hexdigest()[:16]
