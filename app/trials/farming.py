"""Does farming pay? Cheats beside honest people, by what a day of each brings.

Who comes on ten days and farms is ahead of who comes on two and learns: that is attendance, and in a post of three
people nobody else may have come. Farming has paid only where a day of it brings as much as a day of learning. A cheat
is measured by the honest people of the same post, whose classes are the same; where those came on too few days
together to tell, by all honest people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.trials.rows import Row, best

ENOUGH = 20  # days of honest people, all told, before their average says something


@dataclass(frozen=True)
class Farming:
    """`farmed`, `honest`: points that a day of cheats, of honest people brings. `first`: posts whose first is a cheat;
    `won`: those of them who are first by farming. `tried`: whether there was enough of both to tell.
    """

    tried: bool
    farmed: float
    honest: float
    posts: int
    first: int
    won: int

    @property
    def pays(self) -> bool:
        return self.tried and (self.won > 0 or self.farmed >= self.honest)


def farming(rows: Sequence[Row], cheats: Collection[int]) -> Farming:
    """`rows`: the best first; `cheats`: who farms or lets each other win."""
    honest = [one for one in rows if one.person_id not in cheats]
    farmed = [one for one in rows if one.person_id in cheats]
    of_post: dict[str, list[Row]] = defaultdict(list)
    for one in honest:
        of_post[one.post].append(one)
    firsts = best(rows)
    leading = [one for one in firsts.values() if one.person_id in cheats]
    won = 0
    for one in leading:
        colleagues = of_post[one.post] if _days(of_post[one.post]) >= ENOUGH else honest
        won += a_day([one]) >= a_day(colleagues)
    return Farming(
        tried=_days(farmed) > 0 and _days(honest) >= ENOUGH,
        farmed=a_day(farmed),
        honest=a_day(honest),
        posts=len(firsts),
        first=len(leading),
        won=won,
    )


def _days(some: Sequence[Row]) -> int:
    return sum(one.days for one in some)


def a_day(some: Sequence[Row]) -> float:
    """Points that a day brings on average; nought where nobody came."""
    return round(sum(one.points for one in some) / max(1, _days(some)), 1)
