"""The finalists of a practice final: chosen by rules and two signatures, invited, accepted, some declined."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from app.finals import fixing, inviting, queries, rulesets, selecting, snapshots
from app.finals.models import Final, Finalist, FinalistState
from app.kit.database import session
from app.people.models import Person
from app.rehearsal.network import Officials
from quizzes.formats.selectionrules import read
from quizzes.rules import selectionproposals

LOT = "慕尼黑 Munich"
DECLINE = 0.03  # of those who are invited; reserves come
CARDS = 0.03  # share of seats that are wild cards
WHY = ("家里有事，来不了。", "当天店里有重要客户。", "身体原因。", "已经离开岗位培训。")
TRAINS = ("高铁", "飞机", "自驾")
DIETS, SIZES = ("", "", "", "清真", "素食", "不吃海鲜"), ("S", "M", "L", "XL", "XXL")


def choose(final: Final, seats: int, posts: tuple[str, ...], who: Officials, now: datetime) -> None:
    """Snapshot, rules, both signatures: from then on people are invited."""
    snapshots.take(final.id, who.first, now)
    content = _rules(final, seats, posts, now.date())
    rulesets.keep(final.id, "不设外卡", content | {"wild_cards": []}, who.first, now)
    rules = rulesets.keep(final.id, "含外卡", content, who.first, now + timedelta(minutes=10))
    seen = selecting.run(final, rules).digest
    fixing.propose(final.id, rules.id, seen, who.first, now + timedelta(hours=1))
    fixing.sign(final.id, seen, who.second, now + timedelta(hours=3))


def _rules(final: Final, seats: int, posts: tuple[str, ...], on: date) -> dict[str, Any]:
    people = {cell: count for cell, count in queries.people_by_cell().items() if cell[1] in posts}
    cards = round(seats * CARDS)
    quotas = selectionproposals.quotas(people, seats - cards)
    data = {
        "on": on.isoformat(),
        "lot": LOT,
        "posts": list(posts),
        "least_years": 1,
        "quotas": [{"region": region, "post": post, "seats": count} for (region, post), count in quotas.items()],
        "minimums": {},
        "wild_cards": [{"seats": cards}] if cards else [],
        "tie_breaks": ["mastered", "last-stage", "first-try", "days", "early", "tenure"],
    }
    found = read(data, rulesets.known(final))
    assert found.content is not None, found.faults
    return dict(found.content)


def answer(final: Final, hero: Person | None, rng: Random, now: datetime) -> None:
    """Everybody answers within ten days: most come, some decline, reserves move up and come."""
    while waiting := _invited(final.id):
        for one in waiting:
            now += timedelta(seconds=rng.randrange(600, 3000))
            is_sure = one.moved_up_for_id is not None or (hero is not None and one.person_id == hero.id)
            if not is_sure and rng.random() < DECLINE:
                inviting.leave(one.id, one.person, rng.choice(WHY), now)
            else:
                inviting.accept(one.id, _journey(rng), now, shows_name=True)


def _invited(final_id: int) -> list[Finalist]:
    query = select(Finalist).filter_by(final_id=final_id, state=FinalistState.INVITED.value)
    return list(session().scalars(query.order_by(Finalist.id)))


def _journey(rng: Random) -> dict[str, str]:
    arrival = f"{rng.choice(TRAINS)}，前一天 {rng.randrange(11, 20)}:{rng.randrange(6)}0 到"
    return {"arrival": arrival, "departure": "最后一天晚上", "diet": rng.choice(DIETS), "size": rng.choice(SIZES)}
