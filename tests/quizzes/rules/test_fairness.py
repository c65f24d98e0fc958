"""The fairness lab: each kind of cheat on a few lines, the honest double that looks like it, and the big simulation.

The simulation runs on a seed on which no limit was chosen.
"""

from __future__ import annotations

from random import Random

import pytest

from quizzes.rules.cheats import HONEST_PEOPLE, Row, simulate, table
from quizzes.rules.fairness import AnswerFact, Answers, DuelFacts, Kind, SeatFacts, look
from quizzes.rules.fairnessfacts import DAY_MS
from quizzes.rules.fairnesslevels import Tally, alternation, at_least, at_most, level, surprise, together, upper_tail

SEED = 5003
READING_MS = 8_000


def answers(number: int, right: int, used_ms: int = 9_000, answered: bool = True) -> tuple[AnswerFact, ...]:
    return tuple(AnswerFact(number * 5 + i, i < right, used_ms, READING_MS, 3, answered) for i in range(5))


def duel(
    number: int,
    people: tuple[int, int | None],
    right: tuple[int, int],
    *,
    day: int | None = None,
    kind: str = "live",
    friendly: bool = False,
    used_ms: tuple[int, int] = (9_000, 9_000),
    devices: tuple[str | None, str | None] = (None, None),
    answered: tuple[bool, bool] = (True, True),
) -> DuelFacts:
    mine, theirs = right
    outcomes = ("drawn", "drawn") if mine == theirs else ("won", "lost") if mine > theirs else ("lost", "won")
    seats = tuple(
        SeatFacts(
            people[i],
            devices[i],
            outcomes[i],
            right[i] * 110,
            False,
            answers(number, right[i], used_ms[i], answered[i]),
        )
        for i in (0, 1)
    )
    return DuelFacts(number, (number if day is None else day) * DAY_MS + number, kind, friendly, seats)  # type: ignore[arg-type]


def level_of_people(*people: int, right: int = 4) -> list[DuelFacts]:
    """Twenty PKs of each against the machine: the level they have elsewhere."""
    return [
        duel(1_000 * person + n, (person, None), (right, 2), day=n, kind="machine")
        for person in people
        for n in range(20)
    ]


def kinds(duels: list[DuelFacts]) -> list[tuple[Kind, tuple[int, ...]]]:
    return [(flag.kind, flag.person_ids) for flag in look(duels)]


def test_two_who_let_each_other_win_by_turns_are_flagged() -> None:
    traded = [duel(n, (1, 2), (4, 0) if n % 2 else (0, 4), day=n // 3) for n in range(16)]
    others = [duel(100 + n, (3 + n % 7, 11 + n % 5), (3, 2)) for n in range(400)]
    assert kinds([*traded, *others, *level_of_people(1, 2)]) == [(Kind.WIN_TRADING, (1, 2))]


def test_colleagues_who_like_to_play_each_other_are_not_flagged() -> None:
    chance = Random(5)
    games = [duel(n, (1, 2), (chance.randint(2, 5), chance.randint(2, 5)), day=n // 3) for n in range(40)]
    others = [duel(100 + n, (3 + n % 7, 11 + n % 5), (3, 2)) for n in range(400)]
    assert kinds([*games, *others, *level_of_people(1, 2)]) == []


def test_who_plays_far_below_their_level_against_one_opponent_only_is_flagged_with_the_duels() -> None:
    thrown = [duel(n, (2, 1), (0, 4), day=n // 2) for n in range(10)]
    (flag,) = look([*thrown, *level_of_people(1, 2)])
    assert (flag.kind, flag.person_ids) == (Kind.THROWN, (2, 1))
    assert flag.evidence["duels"] == list(range(10))
    assert (flag.evidence["right"], flag.evidence["lost"]) == (0, 10)


def test_a_beginner_who_loses_to_a_master_as_to_everybody_is_not_flagged() -> None:
    games = [duel(n, (2, 1), (2, 5), day=n // 2) for n in range(20)]
    assert kinds([*games, *level_of_people(1, right=5), *level_of_people(2, right=2)]) == []


def test_one_poor_day_is_not_flagged() -> None:
    assert kinds([*(duel(n, (2, 1), (2, 4), day=3) for n in range(10)), *level_of_people(1, 2)]) == []


@pytest.mark.parametrize(("used_ms", "answered"), [(500, True), (20_000, False)], ids=["blind", "silent"])
def test_beating_a_puppet_again_and_again_is_flagged(used_ms: int, answered: bool) -> None:
    games = [
        duel(n, (1, 2), (4, 0), day=n // 3, used_ms=(9_000, used_ms), answered=(True, answered)) for n in range(15)
    ]
    assert kinds(games) == [(Kind.FARMING, (1, 2))]


def test_two_who_never_answer_trade_nothing() -> None:
    assert kinds([duel(n, (1, 2), (0, 0), day=n // 3, answered=(False, False)) for n in range(15)]) == []


def test_right_answers_before_the_question_can_be_read_are_flagged() -> None:
    games = [duel(n, (1, None), (5, 2), kind="machine", used_ms=(1_200, 0)) for n in range(8)]
    (flag,) = look(games)
    assert (flag.kind, flag.person_ids, flag.evidence["quick_right"]) == (Kind.TOO_FAST, (1,), 40)
    assert flag.evidence["median_share_of_reading"] == 0.15


def test_quick_answers_to_questions_known_by_sight_or_given_blindly_are_not_flagged() -> None:
    known = [duel(7, (1, None), (5, 2), day=n, kind="machine", used_ms=(1_200, 0)) for n in range(8)]
    blind = [duel(n, (2, None), (2, 2), kind="machine", used_ms=(600, 0)) for n in range(20, 40)]
    assert kinds([*known, *blind]) == []


def test_two_accounts_that_play_live_from_one_device_are_flagged() -> None:
    games = [duel(n, (1, 2), (3, 2), devices=("tablet", "tablet")) for n in range(2)]
    assert kinds(games) == [(Kind.ONE_DEVICE, (1, 2))]


def test_a_tablet_for_the_whole_workshop_is_not_flagged() -> None:
    games = [
        duel(n, (1 + n % 4, None), (3, 2), day=n // 8, kind="machine", devices=("tablet", None)) for n in range(80)
    ]
    spaced = [
        DuelFacts(one.duel_id, one.at_ms + 120_000 * n, one.kind, False, one.seats) for n, one in enumerate(games)
    ]
    assert kinds(spaced) == []


def test_a_jump_beyond_what_learning_explains_is_flagged_and_learning_is_not() -> None:
    jumped = [duel(n, (1, None), (2 if n < 30 else 5, 2), kind="machine") for n in range(60)]
    learned = [duel(100 + n, (2, None), (2 + n // 16, 2), day=n, kind="machine") for n in range(60)]
    (flag,) = look([*jumped, *learned])
    assert (flag.kind, flag.person_ids, flag.evidence["first_duel"]) == (Kind.JUMP, (1,), 30)


def test_friendly_duels_move_nothing_and_are_not_looked_at() -> None:
    assert look([duel(n, (2, 1), (0, 4), day=n // 2, friendly=True) for n in range(30)]) == []


def test_the_same_duels_in_another_order_give_the_same_flags() -> None:
    duels = [*(duel(n, (2, 1), (0, 4), day=n // 2) for n in range(10)), *level_of_people(1, 2)]
    mixed = list(duels)
    Random(1).shuffle(mixed)
    assert look(mixed) == look(duels)


def test_nothing_gives_no_flags() -> None:
    assert look([]) == []


@pytest.mark.parametrize(
    ("chance", "value"),
    [
        (upper_tail(1.6449), 0.05),
        (at_least(5, 5, 0.5), 1 / 32),
        (at_most(0, 10, 0.2), 0.8**10),
        (together([0.1, 0.1]), 0.0560517),  # 0.01 * (1 - ln 0.01)
        (alternation([True, False] * 3), 2 / 20),  # two orders of twenty have six runs
        (alternation([True] * 3 + [False] * 3), 1.0),
    ],
)
def test_chances(chance: float, value: float) -> None:
    assert chance == pytest.approx(value, rel=1e-3)


def test_a_level_is_found_again_and_is_surer_with_more_answers() -> None:
    few, many = level(Tally((0, 0, 8, 0, 0), (0, 0, 5, 0, 0))), level(Tally((0, 0, 800, 0, 0), (0, 0, 500, 0, 0)))
    assert many.skill == pytest.approx(0.0, abs=0.02)  # 0.25 + 0.75 / 2 = 5 / 8
    assert many.error < few.error / 5
    assert surprise(Tally((0, 0, 800, 0, 0), (0, 0, 500, 0, 0)), many).z == pytest.approx(0.0, abs=0.1)


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    house, there = simulate(SEED)
    return {row.name: row for row in table(look(house.duels), there)}


@pytest.mark.parametrize("kind", list(Kind))
def test_at_least_95_percent_of_the_cheats_of_a_kind_are_found_among_2000_honest_people(
    rows: dict[str, Row], kind: Kind
) -> None:
    assert rows[kind.value].share >= 0.95


def test_at_most_one_honest_person_in_a_thousand_is_flagged(rows: dict[str, Row]) -> None:
    row = rows["honest people flagged"]
    assert row.there == HONEST_PEOPLE
    assert row.found <= HONEST_PEOPLE // 1000


def test_answers_are_packed_and_unpacked_without_loss():
    some = [
        AnswerFact(2**40, True, 1_234, 6_500, 5),
        AnswerFact(1, False, 0, 0, 1, answered=False),
        AnswerFact(7, False, 2**32 - 1, 20_000, 3),
    ]
    packed = Answers(some)
    assert list(packed) == some
    assert (len(packed), packed[1], packed[-1], packed[:2]) == (3, some[1], some[2], tuple(some[:2]))
    assert list(Answers([AnswerFact(1, True, -5, 6_500, 2)])) == [AnswerFact(1, True, 0, 6_500, 2)]  # no time runs back
