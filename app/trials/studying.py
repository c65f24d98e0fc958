"""The learning of a day of a simulated season: the day's set, its class with the check, its review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from app.days.models import DaySet
from app.kit.clock import moment
from app.points.models import Reason
from app.trials.bank import Asked, Bank
from app.trials.playing import Played, chance
from app.trials.writing import Writer
from quizzes.rules import dayset
from quizzes.rules.cohort import Habit, Learner, ability
from quizzes.rules.dayset import Offer
from quizzes.rules.notebook import Notebook
from quizzes.rules.points import PointsRules, class_points, day_points, mastery_points

STUDIES, REVIEWS, AGAIN = 0.92, 0.95, 0.5  # how often somebody opens the set, answers its review, sits a check again
JUST_READ = 1.6  # logits that the class is worth right after it was read
ANSWER_MS, READ_MS = (6_000, 25_000), (60_000, 180_000)
LEVELS = {1: Reason.LEVEL_1, 2: Reason.LEVEL_2, 3: Reason.LEVEL_3}
Answer = tuple[Any, bool, datetime]


@dataclass
class Shelf:
    """How far a person is with the classes: class -> (opened, completed)."""

    opened: dict[int, tuple[datetime, datetime | None]] = field(default_factory=dict)

    def is_completed(self, class_id: int) -> bool:
        return class_id in self.opened and self.opened[class_id][1] is not None

    def begun(self) -> Iterator[int]:
        return (class_id for class_id, (_opened, completed) in self.opened.items() if completed is None)


@dataclass
class Today:
    """A set that is under way. `given`: the answers of its review."""

    row: dict[str, Any]
    reviewed: list[Asked]
    given: list[Answer] = field(default_factory=list)


@dataclass
class Desk:
    """All that goes on from day to day."""

    bank: Bank
    writer: Writer
    rules: PointsRules
    season_id: int
    legs: Sequence[Mapping[str, Any]]
    notes: Mapping[int, Notebook]
    shelves: Mapping[int, Shelf]

    def study(self, one: Learner, at: int, day: int, rng: Random) -> tuple[Today | None, int]:
        """The set of somebody who comes at `at` (ms), without its PK; and from when on they can play."""
        if one.habit is not Habit.HONEST or rng.random() >= STUDIES:
            return None, at
        person_id = one.member.person_id
        offer = self._next_class(one, day)
        today = self._opened(person_id, offer, at, day, rng)
        if offer is not None:
            at = self._take(one, offer, today, at, day, rng)
        if today.reviewed and rng.random() < REVIEWS:
            at = self._review(one, today, at, day, rng)
        return today, at

    def _next_class(self, one: Learner, day: int) -> Offer | None:
        """One that was begun, else the next: as quizzes.rules.dayset.choose_class has them."""
        shelf = self.shelves[one.member.person_id]
        closed = dayset.closed_sections(self.legs, date.fromordinal(day))
        offers = [each for each in self.bank.offers[one.member.post_id] if each.section not in closed]
        begun = set(shelf.begun())
        return next(
            (each for each in offers if each.id in begun),
            next((each for each in offers if each.id not in shelf.opened), None),
        )

    def _opened(self, person_id: int, offer: Offer | None, at: int, day: int, rng: Random) -> Today:
        notes, minutes = self.notes[person_id], 0 if offer is None else offer.minutes
        due = notes.due(day, dayset.most_reviews(minutes), self.bank.asked)
        asked = sorted((self.bank.asked[one] for one in due), key=lambda each: each.is_case)
        kept = [notes.kept[one.question_id] for one in asked]
        row = {
            "id": self.writer.number(DaySet),
            "person_id": person_id,
            "season_id": self.season_id,
            "day": day,
            "worked_on": day,
            "micro_class_id": None if offer is None else offer.id,
            "version_ids": [one.version_id for one in asked],
            "whys": [{"right": one.memory.right, "day": one.memory.day, "place": one.place} for one in kept],
            "minutes": dayset.minutes(minutes, len(asked)),
            "seed": rng.getrandbits(60),
            "begun_at": moment(at),
            "review_done_at": None if asked else moment(at),
        }
        return Today(row, asked)

    def _take(self, one: Learner, offer: Offer, today: Today, at: int, day: int, rng: Random) -> int:
        """Read the class and sit its check, perhaps twice."""
        shelf, person_id = self.shelves[one.member.person_id], one.member.person_id
        shelf.opened.setdefault(offer.id, (moment(at), None))
        questions = self.bank.classes.get(offer.id, ())
        if not questions:
            return at
        while True:
            at += rng.randint(*READ_MS)
            asked = list(self.notes[person_id].missing(questions)) or list(questions)
            at = self._sit(one, offer.id, [self.bank.asked[each] for each in asked], today, at, day, rng)
            if shelf.is_completed(offer.id) or rng.random() >= AGAIN:
                return at

    def _sit(
        self, one: Learner, class_id: int, asked: Sequence[Asked], today: Today, at: int, day: int, rng: Random
    ) -> int:
        person_id, began, given = one.member.person_id, moment(at), []
        seed = rng.getrandbits(60)
        for each in asked:
            at += rng.randint(*ANSWER_MS)
            given.append(self._answer(one, each, JUST_READ, at, day, "check", rng))
            if self._complete(person_id, class_id, day, moment(at)):
                self._class_done(today, class_id, moment(at))
        self._class_done(today, class_id, moment(at))
        self.writer.check(person_id, class_id, seed, asked, began, given)
        return at

    def _class_done(self, today: Today, class_id: int, at: datetime) -> None:
        if today.row.get("class_done_at") is None:
            today.row |= {"micro_class_id": class_id, "class_done_at": at}

    def _review(self, one: Learner, today: Today, at: int, day: int, rng: Random) -> int:
        for each in today.reviewed:
            at += rng.randint(*ANSWER_MS)
            today.given.append(self._answer(one, each, 0.0, at, day, "review", rng))
        today.row["review_done_at"] = moment(at)
        return at

    def _answer(self, one: Learner, each: Asked, more: float, at: int, day: int, place: str, rng: Random) -> Answer:
        """An answer, what it moves, and what that pays."""
        person_id = one.member.person_id
        notes = self.notes[person_id]
        mine = ability(one, notes.remembered(each.question_id, day)) + more
        right = rng.random() < chance(each, mine) or each.wrong == (None,)
        step = notes.learn(each.question_id, right, day, place)
        if step.reached is not None:
            award = mastery_points(step.reached, step.first, self.rules)
            self.writer.pay(person_id, LEVELS[step.reached], each.question_id, award, day, moment(at))
        if place == "review" and step.reached == 1:
            for class_id in self.bank.classes_with(each.question_id, set(self.shelves[person_id].begun())):
                self._complete(person_id, class_id, day, moment(at))
        return (each.right if right else rng.choice(each.wrong), right, moment(at))

    def _complete(self, person_id: int, class_id: int, day: int, at: datetime) -> bool:
        """Complete a class whose questions are all mastered: once, and paid."""
        shelf = self.shelves[person_id]
        opened, completed = shelf.opened[class_id]
        if completed is not None or not self.notes[person_id].has_mastered(self.bank.classes[class_id]):
            return False
        shelf.opened[class_id] = (opened, at)
        self.writer.pay(person_id, Reason.CLASS, class_id, class_points(self.rules), day, at)
        return True

    def played(self, one: Played, sets: Mapping[int, Today], day: int) -> None:
        """Whoever got something right has done the day's PK; with it the set may be done."""
        at = moment(one.ended_ms)
        for side, learner in enumerate(one.people):
            today = sets.get(learner.member.person_id)
            if today is None or "pk_done_at" in today.row or not one.bout.state.seats[side].right:
                continue
            today.row["pk_done_at"] = at
            if self._is_done(today):
                today.row["done_at"] = at
                award = day_points(False, self.rules)
                self.writer.pay(learner.member.person_id, Reason.DAY, today.row["id"], award, day, at)

    def _is_done(self, today: Today) -> bool:
        row = today.row
        class_done = row["micro_class_id"] is None or row.get("class_done_at") is not None
        return dayset.is_done(dayset.Parts(class_done, row["review_done_at"] is not None, pk=True))
