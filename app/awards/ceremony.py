"""What the ceremony shows, award by award: third, second, first. Everything in both languages, for a screen in a hall.

In a rehearsal the names are made up: nobody learns who has won.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from app.awards import certificates, queries
from app.awards.models import AwardGrant, FinalAward
from app.finals.models import Final
from app.judging.models import PublishedResult
from app.people.models import Person
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
    """The real ones, from what is published."""
    results, awards = queries.results(final.id), queries.awards(final.id)
    grants = queries.by_award(queries.grants(final.id))
    found: list[Scene] = []
    posts: set[int] = set()
    for award in awards:
        if award.kind != AwardKind.PLACE:
            found += _others(award, [_winner(one) for one in grants.get(award.id, ())])
        elif award.post_id and award.post_id not in posts:
            posts.add(award.post_id)
            found.append(_of_post(award, [one for one in results if one.post_id == award.post_id]))
    return found


def _of_post(award: FinalAward, results: Sequence[PublishedResult]) -> Scene:
    return _podium(award, {place: [_seat(one) for one in results if one.place == place] for place in (3, 2, 1)})


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


def _seat(one: PublishedResult) -> Scene:
    return {"name": certificates.person_words(one.finalist.person), "of": certificates.of_words(one.finalist)}


def _winner(one: AwardGrant) -> Scene:
    if one.person:
        return _person(one.person)
    group = one.dealer or one.region
    name = {"zh": group.name_zh, "en": group.name_en} if group else NOBODY
    region = one.dealer.region if one.dealer else None
    return {"name": name, "of": {"zh": region.name_zh, "en": region.name_en} if region else {"zh": "", "en": ""}}


def _person(person: Person) -> Scene:
    dealer = person.dealer
    return {"name": certificates.person_words(person), "of": {"zh": dealer.name_zh, "en": dealer.name_en}}


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
