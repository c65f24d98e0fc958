"""What an organizer asks of a season before it begins, answered from one that was tried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.trials.words import told

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    question: str
    answer: str


def answers(figures: Figures, names: Mapping[str, str]) -> list[Answer]:
    """`names`: of regions, by code."""
    return [
        Answer(_("Can the quotas be met?"), _of_quotas(figures["selection"])),
        Answer(_("Who would win?"), _of_winners(figures["winners"])),
        Answer(_("Does farming pay?"), _of_farming(figures["farming"])),
        Answer(_("How many places are near a tie?"), _of_ties(figures)),
        Answer(_("How do the regions spread?"), _of_regions(figures["regions"], names)),
    ]


def _of_quotas(chosen: Figures) -> str:
    numbers = told({name: chosen[name] for name in ("seats", "given", "by_quota")})
    if chosen["given"] == chosen["seats"]:
        return _("Yes: all %(seats)s seats are given, %(by_quota)s of them by their own quota.", **numbers)
    return _("No: only %(given)s of %(seats)s seats are given, %(by_quota)s of them by their own quota.", **numbers)


def _of_winners(winners: list[dict[str, Any]]) -> str:
    points = sum(one["points"] for one in winners)
    percent = round(100 * sum(one["pk"] for one in winners) / max(1, points))
    if percent < 50:
        return _("Who learns: of the points of the first %(percent)s%% are from PKs.", percent=percent)
    return _("Who plays: of the points of the first %(percent)s%% are from PKs.", percent=percent)


def _of_farming(paying: Figures) -> str:
    if not paying["tried"]:
        return _("That was not put to the test: too few people farmed, or too few others came. Try a larger season.")
    numbers = told({name: paying[name] for name in ("farmed", "honest", "first", "posts", "won")})
    if paying["farmed"] >= paying["honest"]:
        return _("Yes: a day of farming brings %(farmed)s points, an honest day %(honest)s.", **numbers)
    if paying["won"]:
        return _(
            "Yes: in %(won)s of %(posts)s posts a cheat is first whose day brings as much as an honest one.", **numbers
        )
    if paying["first"]:
        return _(
            "No: a day of farming brings %(farmed)s points, an honest day %(honest)s. A cheat is first in %(first)s of "
            "%(posts)s posts all the same, by coming often.",
            **numbers,
        )
    return _("No: a day of farming brings %(farmed)s points, an honest day %(honest)s.", **numbers)


def _of_ties(figures: Figures) -> str:
    chosen = figures["selection"]
    numbers = {
        "near": chosen["near_a_tie"],
        "quotas": chosen["quotas"],
        "firsts": figures["champions_near_a_tie"],
        "posts": len(figures["winners"]),
    }
    return _(
        "%(firsts)s of %(posts)s first places and %(near)s of %(quotas)s quotas: one hundredth of the points or less "
        "decides there.",
        **told(numbers),
    )


def _of_regions(regions: Figures, names: Mapping[str, str]) -> str:
    middle = {code: round(one["median"]) for code, one in regions.items()}
    ahead, behind = (pick(middle, key=lambda code: (middle[code], code)) for pick in (max, min))
    numbers = told({"most": middle[ahead], "least": middle[behind]})
    places = {"ahead": names.get(ahead, ahead), "behind": names.get(behind, behind)}
    return _("The middle one has %(most)s points in %(ahead)s, %(least)s in %(behind)s.", **numbers, **places)
