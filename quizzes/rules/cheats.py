"""Simulated cheats of each kind among honest people, and the table of how many the fairness lab finds.

Print it with `python -m quizzes.rules.cheats [seed …]`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from quizzes.rules.crowd import DAYS, HONEST, House, Play, Player, honest_people, play_honestly
from quizzes.rules.fairness import Flag, Kind, look

HONEST_PEOPLE = 2_000
OF_EACH = 60
DEEDS = 5  # days on which a cheat does it; a plan is made for each
SEEDS = (5003, 6007, 7013)  # the limits were not chosen on these

Deed = Callable[[House], None]


@dataclass
class Cheat:
    """People who cheat together, what they should be flagged for, and what they do on their days."""

    kind: Kind
    people: tuple[Player, ...]
    deeds: dict[int, list[Deed]]
    hidden: tuple[int, ...] = ()  # of them, those who play nothing else

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(who.id for who in self.people)


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    name: str
    there: int
    found: int

    @property
    def share(self) -> float:
        return self.found / self.there


# Cheats of each kind ----------------------------------------------------------------------------------------------


def _traders(a: Player, b: Player, chance: Random) -> Cheat:
    """They let each other win by turns; now and then the turn is forgotten. Some lose grossly, some by a little."""
    a.skill, b.skill = max(a.skill, -0.5), max(b.skill, -0.5)
    below = chance.choice((0.7, 0.85, 1.0))
    turn = [chance.random() < 0.5]

    def deed(house: House) -> None:
        loses = turn[0] if house.chance.random() < 0.95 else not turn[0]
        turn[0] = not turn[0]
        lose, win = Play(below=below), HONEST
        house.meet(a, b, (lose, win) if loses else (win, lose))

    return Cheat(Kind.WIN_TRADING, (a, b), _days(deed, chance.randint(16, 30), chance))


def _thrower(a: Player, b: Player, chance: Random) -> Cheat:
    """Plays well against everybody but one: wrong on purpose, blindly, or by giving up."""
    a.skill = max(a.skill, chance.uniform(0.0, 1.0))
    play = chance.choice((Play(below=0.85), Play(below=0.9, blind=True), Play(gives_up=True), Play(silent=True)))

    def deed(house: House) -> None:
        house.meet(a, b, (play, HONEST))

    return Cheat(Kind.THROWN, (a, b), _days(deed, chance.randint(12, 20), chance))


def _farmer(a: Player, b: Player, chance: Random) -> Cheat:
    """Plays a puppet that has no other purpose, and beats it every time."""
    a.skill = max(a.skill, -0.5)
    plays = chance.choice(
        (
            (Play(silent=True),),
            (Play(blind=True, below=0.5),),
            (Play(below=0.95),),
            (Play(below=0.9), Play(silent=True), Play(blind=True, below=0.7)),
        )
    )

    def deed(house: House) -> None:
        house.meet(a, b, (HONEST, house.chance.choice(plays)))

    return Cheat(Kind.FARMING, (a, b), _days(deed, chance.randint(14, 26), chance), hidden=(b.id,))


def _list_reader(a: Player, chance: Random) -> Cheat:
    """Has a list of right answers, or a script, and taps before anybody could have read the question."""
    play = Play(quick=chance.uniform(0.5, 0.95))

    def deed(house: House) -> None:
        house.machine(a, play)

    return Cheat(Kind.TOO_FAST, (a,), _days(deed, chance.randint(16, 30), chance))


def _many_accounts(a: Player, b: Player, chance: Random) -> Cheat:
    """One phone for two accounts: they meet, or a script plays both at once."""
    phone = f"phone-{a.id}"
    a.device = b.device = phone
    a.skill = max(a.skill, -0.3)
    how = chance.choice(("live", "challenge", "at once"))

    def met(house: House) -> None:
        house.meet(a, b, (HONEST, Play(below=0.9)), kind=how, one_device=phone)

    def at_once(house: House) -> None:
        house.machine(a, device=phone)
        house.machine(b, device=phone, gap_ms=house.chance.randint(1_000, 20_000))

    deed = at_once if how == "at once" else met
    return Cheat(Kind.ONE_DEVICE, (a, b), _days(deed, chance.randint(12, 20), chance), hidden=(b.id,))


def _stand_in(a: Player, chance: Random) -> Cheat:
    """From some day on somebody else plays, who knows nearly everything."""
    a.skill, a.gains = chance.uniform(-2.0, -0.8), 0.2
    play = Play(skill=chance.uniform(3.5, 4.5))

    def before(house: House) -> None:
        house.machine(a)

    def after(house: House) -> None:
        house.machine(a, play)

    half = DAYS // 2
    deeds = _days(before, 25, chance, range(half)) | _days(after, 30, chance, range(half, DAYS))
    return Cheat(Kind.JUMP, (a,), deeds, hidden=(a.id,))


PAIRS = (_traders, _thrower, _farmer, _many_accounts)
SINGLES = (_list_reader, _stand_in)


def _days(deed: Deed, times: int, chance: Random, span: range = range(DAYS)) -> dict[int, list[Deed]]:
    """The deed so many times, on a few days."""
    days = chance.sample(span, DEEDS)
    plan: dict[int, list[Deed]] = {}
    for number in range(times):
        plan.setdefault(days[number % DEEDS], []).append(deed)
    return plan


# The house and its table -------------------------------------------------------------------------------------------


def cheats(first_id: int, chance: Random, of_each: int = OF_EACH) -> Iterator[Cheat]:
    number = first_id
    for make_pair in PAIRS:
        for _one in range(of_each):
            yield make_pair(_anybody(number, chance), _anybody(number + 1, chance), chance)
            number += 2
    for make_single in SINGLES:
        for _one in range(of_each):
            yield make_single(_anybody(number, chance), chance)
            number += 1


def _anybody(number: int, chance: Random) -> Player:
    return Player(number, chance.gauss(0, 0.8), device=f"phone-{number}")


def simulate(seed: int, honest: int = HONEST_PEOPLE, of_each: int = OF_EACH) -> tuple[House, list[Cheat]]:
    """Two months in a house of honest people and cheats, who play honestly among the others too."""
    chance = Random(seed)
    house, people = House(chance), honest_people(honest, chance)
    there = list(cheats(honest + 1, chance, of_each))
    playing = people + [who for cheat in there for who in cheat.people if who.id not in cheat.hidden]
    for day in range(DAYS):
        house.begin(day)
        play_honestly(house, playing, day)
        for cheat in there:
            for deed in cheat.deeds.get(day, ()):
                deed(house)
    return house, there


def table(flags: Sequence[Flag], there: Sequence[Cheat], honest: int = HONEST_PEOPLE) -> list[Row]:
    """How many cheats of each kind have their flag, and how many honest people have any."""
    raised = {(flag.kind, frozenset(flag.person_ids)) for flag in flags}
    rows = []
    for kind in Kind:
        of_kind = [cheat for cheat in there if cheat.kind is kind]
        found = sum((kind, frozenset(cheat.ids)) in raised for cheat in of_kind)
        rows.append(Row(kind.value, len(of_kind), found))
    flagged = {person for flag in flags for person in flag.person_ids if person <= honest}
    return [*rows, Row("honest people flagged", honest, len(flagged))]


def lines(seed: int) -> Iterator[str]:
    house, there = simulate(seed)
    yield f"Seed {seed}: {HONEST_PEOPLE:,} honest people, {len(there)} cheats, {len(house.duels):,} PKs"
    yield ""
    yield "| Kind | There | Found | Share |"
    yield "| --- | ---: | ---: | ---: |"
    for row in table(look(house.duels), there):
        yield f"| {row.name} | {row.there:,} | {row.found} | {row.share:.1%} |"
    yield ""


def main(seeds: Sequence[int]) -> None:
    for seed in seeds:
        for line in lines(seed):
            print(line)


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]] or SEEDS)
