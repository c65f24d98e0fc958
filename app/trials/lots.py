"""Some posts of a season, played day by day: nobody meets people of other posts, so that lots can be played apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import NamedTuple

from app.kit.clock import milliseconds
from app.seasons.models import Season
from app.seasons.queries import rules_of
from app.trials.bank import Bank
from app.trials.playing import Played, Table
from app.trials.processes import Tell
from app.trials.studying import Desk, Shelf, Today
from app.trials.writing import Writer
from quizzes.rules import cohort
from quizzes.rules.cohort import Learner
from quizzes.rules.notebook import Notebook
from quizzes.rules.seasonplan import begins

AT_ONCE = 200  # people whose notebooks are written at a time
See = Callable[[Played], None]


@dataclass(frozen=True)
class Course:
    """What holds for all lots. `duels`: of a post how many PKs each day has."""

    season: Season
    bank: Bank
    days: int
    seed: int
    duels: Mapping[int, Sequence[int]]


class Ended(NamedTuple):
    """A day that is over, and how many people came."""

    day: int
    came: int


class Told:
    """What a season was: people, rows by table, who came by day, sets done by day, PKs by day."""

    def __init__(self, learners: Sequence[Learner], days: int) -> None:
        self.learners = list(learners)
        self.rows: dict[str, int] = {}
        self.came, self.done, self.duels = [0] * days, [0] * days, [0] * days

    def __add__(self, other: Told) -> Told:
        """With what was played apart; the people are those of the whole."""
        found = Told(self.learners, len(self.came))
        found.rows = dict(sorted((Counter(self.rows) + Counter(other.rows)).items()))
        for name in ("came", "done", "duels"):
            both = zip(getattr(self, name), getattr(other, name), strict=True)
            setattr(found, name, [mine + theirs for mine, theirs in both])
        return found


def play_lot(
    course: Course, learners: Sequence[Learner], writer: Writer, tell: Tell[Ended], see: See | None = None
) -> Told:
    """Play the posts of these people from the first day to the last; `see` is told of each PK."""
    lot = _Lot(course, learners, writer, see)
    for number in range(course.days):
        lot.day(number)
        tell(Ended(number, lot.told.came[number]))
    lot.close()
    return lot.told


@dataclass
class _Day:
    """A day that is under way. `so_far`: PKs and points of the day by person."""

    number: int
    ordinal: int
    weekday: int
    midnight: int
    sets: dict[int, Today] = field(default_factory=dict)
    so_far: dict[int, tuple[int, int]] = field(default_factory=dict)


class _Lot:
    """Who plays, and all that they carry from day to day."""

    def __init__(self, course: Course, learners: Sequence[Learner], writer: Writer, see: See | None) -> None:
        self.course, self.writer, self.see = course, writer, see
        self.told = Told((), course.days)
        self.posts: dict[int, list[Learner]] = {}
        for one in learners:
            self.posts.setdefault(one.member.post_id, []).append(one)
        self.notes = {one.member.person_id: Notebook() for one in learners}
        self.shelves = {one.member.person_id: Shelf() for one in learners}
        season, rules = course.season, rules_of(course.season)
        self.table = Table(course.bank, writer, rules, self.notes)
        self.desk = Desk(course.bank, writer, rules, season.id, season.legs, self.notes, self.shelves)

    def day(self, number: int) -> None:
        """Everybody who comes learns first and plays then; what ended is paid in the order in which it did."""
        season = self.course.season
        date = season.first_day + timedelta(days=number)
        today = _Day(number, date.toordinal(), date.weekday(), milliseconds(begins(date, season.time_zone)))
        found = [one for post_id in sorted(self.posts) for one in self._post(post_id, today)]
        for played in self.table.close(found):
            self.desk.played(played, today.sets, today.ordinal)
            self.table.settle(played, today.ordinal, today.so_far)
            if self.see:
                self.see(played)
        self._close_day(today)

    def _post(self, post_id: int, today: _Day) -> list[Played]:
        """The day of a post, by a chance of its own: whatever is played beside it."""
        course, number, came = self.course, today.number, []
        rng = Random(f"{course.seed}:day:{number}:post:{post_id}")
        for one in cohort.coming(self.posts[post_id], number, course.days, today.weekday, rng):
            at = today.midnight + cohort.minute(one, number, rng) * 60_000 + rng.randrange(60_000)
            opened, at = self.desk.study(one, at, today.ordinal, rng)
            if opened is not None:
                today.sets[one.member.person_id] = opened
            came.append((one, at - today.midnight))
        self.told.came[number] += len(came)
        self.told.duels[number] += course.duels[post_id][number]
        meetings = cohort.meetings(came, course.duels[post_id][number], rng)
        return [self.table.play(one, today.midnight, today.ordinal, rng) for one in meetings]

    def _close_day(self, today: _Day) -> None:
        for one in today.sets.values():
            self.writer.day_set(one.row, one.reviewed, one.given)
        self.writer.close_day()
        self.told.done[today.number] = sum("done_at" in one.row for one in today.sets.values())

    def close(self) -> None:
        """What stands when all days are over."""
        for place, (person_id, shelf) in enumerate(self.shelves.items(), 1):
            self.writer.progress((person_id, one, *times) for one, times in shelf.opened.items())
            self.writer.notebook(person_id, self.notes[person_id])
            if place % AT_ONCE == 0:
                self.writer.bulk.flush()
        self.writer.ratings(self.table.ratings)
        self.writer.bulk.flush()
        self.told.rows = dict(self.writer.bulk.written)
