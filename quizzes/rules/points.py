"""What is paid: mastery pays, repetition does not (the laws of the contest, 5)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from quizzes.rules.scoring import Outcome

PAY_HALF = ("machine", "ghost")
PAY_NOTHING = ("ghost-again", "oneself")


@dataclass(frozen=True)
class PointsRules:
    """The amounts of a season. A season stores them as JSON; what it does not name has these defaults."""

    level_1: int = 10
    level_1_after_miss: int = 6
    level_2: int = 5
    level_3: int = 3
    class_completed: int = 20
    pk_won: int = 12
    pk_drawn: int = 8
    pk_lost: int = 4
    pk_full_until: int = 3  # PKs of a day that pay in full
    pk_half_until: int = 6  # PKs of a day that pay half; later ones pay nothing
    pk_daily_cap: int = 60
    day_completed: int = 10  # the day's set, on its day
    day_made_up: int = 5  # a missed day that was made up later

    def to_json(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PointsRules:
        """Raises ValueError for a name that is not a rule, an amount that is not a whole number of at least 0, or a
        missed day that pays more than the day itself.
        """
        names = {one.name for one in fields(cls)}
        for name, amount in data.items():
            if name not in names or not isinstance(amount, int) or isinstance(amount, bool) or amount < 0:
                raise ValueError(f"{name}: {amount!r} is not a points rule.")
        rules = cls(**data)
        if rules.day_made_up > rules.day_completed:
            raise ValueError(f"day_made_up: {rules.day_made_up} is more than the day itself pays.")
        return rules


@dataclass(frozen=True)
class Award:
    """Points, and the codes that say why they are what they are."""

    points: int
    reasons: tuple[str, ...]


def mastery_points(level: int, first_attempt: bool, rules: PointsRules) -> Award:
    """What reaching a level (1 to 3) for the first time pays."""
    if level == 1:
        if first_attempt:
            return Award(rules.level_1, ("first-time-right",))
        return Award(rules.level_1_after_miss, ("right-after-miss",))
    amount = {2: rules.level_2, 3: rules.level_3}[level]
    return Award(amount, ("still-right-later",))


def class_points(rules: PointsRules) -> Award:
    """What completing a class pays, once."""
    return Award(rules.class_completed, ("class-completed",))


def day_points(made_up: bool, rules: PointsRules) -> Award:
    """What a day's set pays, once; made up later never more than on its day."""
    if made_up:
        return Award(min(rules.day_made_up, rules.day_completed), ("day-made-up",))
    return Award(rules.day_completed, ("day-completed",))


def pk_points(
    result: Outcome,
    right_answers: int,
    against: str,
    nth_today: int,
    paid_today: int,
    rules: PointsRules,
) -> Award:
    """What a PK pays: `nth_today` counts it (1 is the day's first), `paid_today` is what PKs paid before it.

    `against`: person, machine, ghost (a colleague's recorded PK), ghost-again (the same one as before) or oneself.
    Against a machine or a ghost it is halved (rounded up); what one has played already pays nothing. The levels of
    machines pay alike: a strong machine is harder to beat, and a weak one may not be farmed, so that everybody chooses
    the level that teaches most.
    """
    if against in PAY_NOTHING:
        return Award(0, (result.value, f"{against}-none"))
    if right_answers == 0:
        return Award(0, (result.value, "no-right-answer"))
    reasons = [result.value]
    amount = {Outcome.WON: rules.pk_won, Outcome.DRAWN: rules.pk_drawn, Outcome.LOST: rules.pk_lost}[result]
    if against in PAY_HALF:
        amount = (amount + 1) // 2
        reasons.append(f"{against}-half")
    if nth_today > rules.pk_half_until:
        return Award(0, (*reasons, "later-pk-none"))
    if nth_today > rules.pk_full_until:
        amount //= 2
        reasons.append("later-pk-half")
    left = max(0, rules.pk_daily_cap - paid_today)
    if amount > left:
        amount = left
        reasons.append("daily-cap")
    return Award(amount, tuple(reasons))
