"""What the ceremony shows, award by award: third, second, first. Everything in both languages, for a screen in a hall.

In a rehearsal the names are made up: nobody learns who has won.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from app.awards import certificates, granting, queries
from app.awards.models import FinalAward
from app.finals.models import Final, Finalist
from app.judging.models import PublishedResult
from app.kit.database import session
from app.people.models import Dealer, Region
from quizzes.rules.awards import AwardKind

Words = dict[str, str]
Scene = dict[str, Any]
ON_A_SCREEN = 6  # winners
LABELS: Mapping[int, Words] = {
    1: {"zh": "冠军", "en": "Champion"},
    2: {"zh": "亚军", "en": "Second place"},
    3: {"zh": "季军", "en": "Third place"},
}
NOBODY: Words = {"zh": "本届空缺", "en": "Not awarded this time"}
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈", ("一鸣", "思远", "佳音", "子涵", "晓峰", "雨桐", "浩然", "静怡")
LATIN = ("Zhao", "Qian", "Sun", "Li", "Zhou", "Wu", "Zheng", "Wang", "Feng", "Chen")
LATIN_GIVEN = ("Yiming", "Siyuan", "Jiayin", "Zihan", "Xiaofeng", "Yutong", "Haoran", "Jingyi")


def scenes(final: Final) -> list[Scene]:
    """The real ones, from what is published, also while audiences are frozen out: the hall is told first.

    Nothing is granted by that.
    """
    results, awards = queries.frozen_too(final.id), queries.awards(final.id)
    winners = _winners(final, results)
    found: list[Scene] = []
    posts: set[int] = set()
    for award in awards:
        if award.kind != AwardKind.PLACE:
            found += _others(award, winners.get(award.id, ()))
        elif award.post_id and award.post_id not in posts:
            posts.add(award.post_id)
            found.append(_of_post(award, [one for one in results if one.post_id == award.post_id]))
    return found


def _of_post(award: FinalAward, results: Sequence[PublishedResult]) -> Scene:
    return _podium(
        award, {place: [_seat(one.finalist) for one in results if one.place == place] for place in (3, 2, 1)}
    )


def _podium(award: FinalAward, by_place: Mapping[int, list[Scene]]) -> Scene:
    """Third, second, first; a place that nobody has, because two share the one above, is passed over."""
    reveals = [
        {"place": place, "label": LABELS[place], "winners": winners}
        for place, winners in by_place.items()
        if winners or place == 1
    ]
    for one in reveals:
        one["winners"] = one["winners"] or [{"name": NOBODY, "of": {"zh": "", "en": ""}}]
    post = award.post
    return {"title": {"zh": post.name_zh, "en": post.name_en} if post else _names(award), "reveals": reveals}


def _others(award: FinalAward, winners: Sequence[Scene]) -> Iterator[Scene]:
    """One screen, or some where there are many winners."""
    some = list(winners) or [{"name": NOBODY, "of": {"zh": "", "en": ""}}]
    for start in range(0, len(some), ON_A_SCREEN):
        reveal = {"place": 0, "label": {"zh": "", "en": ""}, "winners": some[start : start + ON_A_SCREEN]}
        yield {"title": _names(award), "reveals": [reveal]}


def _names(award: FinalAward) -> Words:
    return {"zh": award.name_zh, "en": award.name_en}


def _seat(one: Finalist) -> Scene:
    return {"name": certificates.person_words(one.person), "of": certificates.of_words(one)}


def _winners(final: Final, results: Sequence[PublishedResult]) -> Mapping[int, Sequence[Scene]]:
    """Award -> who wins it by these results."""
    seats = {one.finalist.person_id: one.finalist for one in results}
    found: dict[int, list[Scene]] = {}
    for award_id, person_id, dealer_id, region_id in granting.by_results(final, results):
        scene = _seat(seats[person_id]) if person_id else _group(dealer_id, region_id)
        found.setdefault(award_id, []).append(scene)
    return found


def _group(dealer_id: int | None, region_id: int | None) -> Scene:
    """A dealer with its region, or a region."""
    if dealer_id is None:
        return {"name": _both(session().get_one(Region, region_id)), "of": {"zh": "", "en": ""}}
    dealer = session().get_one(Dealer, dealer_id)
    return {"name": _both(dealer), "of": _both(dealer.region)}


def _both(thing: Dealer | Region) -> Words:
    return {"zh": thing.name_zh, "en": thing.name_en}


# Rehearsal ----------------------------------------------------------------------------------------------------


def rehearsal(final: Final) -> list[Scene]:
    """The same awards with made-up people."""
    random = Random(final.id)
    found: list[Scene] = []
    posts: set[int | None] = set()
    for award in queries.awards(final.id):
        if award.kind != AwardKind.PLACE:
            found += _others(award, [_made_up(random) for _one in range(1 if "best" in award.kind else 8)])
        elif award.post_id not in posts:
            posts.add(award.post_id)
            found.append(_podium(award, {place: [_made_up(random)] for place in (3, 2, 1)}))
    return found


def _made_up(random: Random) -> Scene:
    family, given = random.randrange(len(FAMILY)), random.randrange(len(GIVEN))
    name = {"zh": FAMILY[family] + GIVEN[given], "en": f"{LATIN[family]} {LATIN_GIVEN[given]}"}
    return {"name": name, "of": {"zh": "某经销商 · 某大区", "en": "Some dealer · Some region"}}
