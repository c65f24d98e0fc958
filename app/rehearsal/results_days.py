"""What follows the work: play-offs, two signatures under each post, freeze and ceremony, an appeal that changes a rank,
awards, certificates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from random import Random

from sqlalchemy import select

from app.awards import certificates, granting, queries
from app.finals.models import Final
from app.judging import appealing, audiences, exporting, playing_off, publishing, readings, results
from app.judging.models import Appeal, ScoreSheet
from app.judging.results import Reckoning, Worked
from app.kit.clock import HandClock
from app.kit.database import session, transaction
from app.kit.errors import Conflict
from app.people.models import Grant, Person, Post, Role
from quizzes.rules import judging
from quizzes.rules.finalranking import undecided
from quizzes.rules.scoresheet import Judged

FULL = "3"
CLAIM = "裁判漏看了一个步骤，录像可以证明。"
WHY = "录像显示该步骤已完成，按标准应为满分。"
FEW = "A rehearsal needs two organizers who do not compete. Give a second person the role first."


@dataclass(frozen=True)
class Claim:
    """An objection that would change a rank: `item` full by every judge."""

    sheet: ScoreSheet
    item: str
    changes: dict[str, dict[str, str]]


def organizers(final: Final) -> tuple[Person, Person]:
    """Two who sign. Raises Conflict where there are not."""
    query = select(Person).join(Grant).where(Grant.role == Role.ORGANIZER.value, Person.active).order_by(Person.id)
    found = [one for one in session().scalars(query).unique() if not publishing.competes(final.id, one)]
    if len(found) < 2:
        raise Conflict(FEW, code="few")
    return found[0], found[1]


class ResultsDays:
    """From closed sheets to certificates."""

    def __init__(self, final: Final, seed: int, here: HandClock, signers: tuple[Person, Person]) -> None:
        self.final, self.here = final, here
        self.first, self.second = signers
        self.rng = Random(f"{seed}:results")
        self.told: Counter[str] = Counter()
        self.posts = exporting.posts(final)

    def play(self) -> None:
        self._freeze()
        for post in self.posts:
            self._play_off(post)
            self._publish(post, "")
        self._thaw()
        self._appeal()
        self._certify()

    def _freeze(self) -> None:
        self.here.move(minutes=30)
        with transaction():
            audiences.freeze(self.final.id, self.first, self.here.now())

    def _thaw(self) -> None:
        """After the ceremony everybody sees the results, and awards follow from them."""
        self.here.move(hours=1)
        with transaction():
            audiences.thaw(self.final.id, self.second, self.here.now())
        self._follow()

    def _follow(self) -> None:
        with transaction():
            change = granting.follow(self.final.id, None, self.here.now())
        self.told.update({"awards given": change.granted, "awards withdrawn after the appeal": change.withdrawn})

    def _play_off(self, post: Post) -> None:
        """Equals among the prizes play off."""
        found = results.reckon(self.final, post)
        for group in undecided(found.placed, self.final.prizes):
            order = self.rng.sample(sorted(group), len(group))
            with transaction():
                places = {number: place for place, number in enumerate(order, 1)}
                playing_off.write(self.final.id, post, places, self.first, self.here.now())
            self.told["play-offs"] += 1

    def _publish(self, post: Post, reason: str) -> None:
        """One proposes, the other signs the same."""
        self.here.move(minutes=2)
        with transaction():
            seen = results.reckon(self.final, post).digest
            publishing.propose(self.final.id, post, seen, reason, self.first, self.here.now())
        self.here.move(minutes=1)
        with transaction():
            publishing.sign(self.final.id, post, seen, self.second, self.here.now())
        self.told["editions published"] += 1

    def _appeal(self) -> None:
        """Two organizers uphold an appeal; the post has another edition."""
        self.here.move(minutes=20)
        claim = next((one for post in self.posts for one in self._claims(results.reckon(self.final, post))), None)
        if claim is None:
            return
        before = self._place(claim)
        with transaction():
            filed = appealing.file(claim.sheet.id, CLAIM, claim.sheet.finalist.person, self.here.now())
        self._decide(filed, claim)
        self._publish(claim.sheet.finalist.post, WHY)
        self._follow()
        self.told["appeals upheld"] += 1
        self.told["ranks changed by the appeal"] += before != self._place(claim)

    def _decide(self, filed: Appeal, claim: Claim) -> None:
        self.here.move(minutes=30)
        with transaction():
            appealing.propose(filed.id, "upheld", WHY, claim.changes, self.first, self.here.now())
        waiting = appealing.waiting(filed)
        assert waiting is not None
        with transaction():
            appealing.sign(filed.id, waiting.digest, self.second, self.here.now())

    def _place(self, claim: Claim) -> int:
        found = results.reckon(self.final, claim.sheet.finalist.post)
        return next(one.place for one in found.placed if one.number == claim.sheet.finalist.number)

    def _claims(self, found: Reckoning) -> Iterator[Claim]:
        """Objections of those who would pass the one before them by it, as far as no judge of others is concerned."""
        for before, one in pairwise(found.placed):
            for station in found.stations:
                worked = found.worked.get((one.number, station.key))
                if worked is None or not self._is_free(worked.sheet):
                    continue
                for item, gain in _gains(worked).items():
                    if gain * station.weight > before.total - one.total:
                        judges = map(str, readings.judges(worked.sheet))
                        yield Claim(worked.sheet, item, {item: dict.fromkeys(judges, FULL)})

    def _is_free(self, sheet: ScoreSheet) -> bool:
        return all(appealing.is_free_of(sheet, who) for who in (self.first, self.second))

    def _certify(self) -> None:
        self.here.move(hours=2)
        with transaction():
            self.told["certificates issued"] += certificates.issue(self.final.id, self.first, self.here.now())
        self.told["awards that stand"] = len(queries.grants(self.final.id))


def _gains(worked: Worked) -> Mapping[str, Fraction]:
    """By how many points a full mark of all judges for an aspect would raise the sheet, where it would."""
    rules, time = readings.rules_of(worked.sheet), worked.work.time
    found = {}
    for one in rules.aspects:
        if isinstance(one, Judged):
            full = {one.id: {judge: Fraction(FULL) for judge in worked.marks[one.id]}}
            gain = judging.score(rules, {**worked.marks, **full}, time).points - worked.work.score.points
            if gain > 0:
                found[one.id] = gain
    return found
