"""The awards of a final as a YAML file: a list under `awards`, in the order of the ceremony.

Every fault is told at once, with its line. What is written reads back as exactly the same awards.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from quizzes.formats.faults import START, Place
from quizzes.formats.tree import Tree, plant
from quizzes.rules.awards import AwardKind

MOST_BYTES = 100_000
MOST_AWARDS = 100


class Names(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str = Field(min_length=1, max_length=120)
    en: str = Field(min_length=1, max_length=120)


class Award(BaseModel):
    """An award; see quizzes/rules/awards.py for what its numbers mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    name: Names
    kind: AwardKind
    post: str = ""
    place: int = Field(0, ge=0, le=3)
    least: int = Field(1, ge=1, le=500)
    years: int = Field(0, ge=0, le=60)


@dataclass(frozen=True)
class Fault:
    """`field`: where in the award, such as name.zh; `code`: what is wrong. `slip`: a sentence about what is no YAML."""

    place: Place
    code: str
    field: str = ""
    slip: str = ""


@dataclass(frozen=True)
class Reading:
    """`awards` is empty where there are faults."""

    awards: tuple[Award, ...]
    faults: tuple[Fault, ...] = ()


def read_file(data: bytes, posts: Collection[str]) -> Reading:
    """Read a file; `posts`: the codes that there are. It never raises for what is in it."""
    if len(data) > MOST_BYTES:
        return Reading((), (Fault(START, "too-large"),))
    try:
        tree = plant(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        return Reading((), (Fault(START, "not-utf-8"),))
    if tree.slips:
        return Reading((), tuple(Fault(place, "yaml", slip=slip) for place, slip in tree.slips))
    return _read(tree, posts)


def _read(tree: Tree, posts: Collection[str]) -> Reading:
    rows = tree.value.get("awards") if isinstance(tree.value, dict) else None
    if not isinstance(rows, list) or not rows or len(rows) > MOST_AWARDS:
        return Reading((), (Fault(START, "no-list"),))
    awards: list[Award] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows):
        try:
            awards.append(Award.model_validate(row))
        except ValidationError as error:
            faults += _of_shape(tree, number, error)
        else:
            faults += [_at(tree, number, one) for one in slips(awards[-1], posts)]
    counts = Counter(one.key for one in awards)
    faults += [
        _at(tree, number, ("twice", "key"))
        for number, row in enumerate(rows)
        if isinstance(row, dict) and isinstance(row.get("key"), str) and counts[row["key"]] > 1
    ]
    return Reading((), tuple(sorted(faults, key=lambda one: one.place))) if faults else Reading(tuple(awards))


def slips(award: Award, posts: Collection[str]) -> Iterator[tuple[str, str]]:
    """What does not go together in an award: (code, field)."""
    is_place = award.kind is AwardKind.PLACE
    if is_place and award.post not in posts:
        yield "post", "post"
    if is_place and not award.place:
        yield "place", "place"
    if not is_place and (award.post or award.place):
        yield "only-place", "post" if award.post else "place"
    needs_years = award.kind in (AwardKind.BEST_NEWCOMER, AwardKind.LONG_SERVICE, AwardKind.LONG_SERVICE_DEALER)
    if needs_years and not award.years:
        yield "years", "years"


def _of_shape(tree: Tree, number: int, error: ValidationError) -> Iterator[Fault]:
    for detail in error.errors(include_url=False):
        steps = detail["loc"]
        code = {"missing": "missing", "extra_forbidden": "unknown-key"}.get(detail["type"], "value")
        place = tree.place_of_key(("awards", number, *steps))
        yield Fault(place, code, ".".join(str(step) for step in steps)[:60])


def _at(tree: Tree, number: int, slip: tuple[str, str]) -> Fault:
    code, field = slip
    return Fault(tree.place_of(("awards", number, field)), code, field)


def write(awards: Sequence[Award]) -> str:
    """The file of these awards; every text in quotes."""
    lines = ["# The awards of a final, in the order of the ceremony.", "awards:"]
    for one in awards:
        plain: dict[str, Any] = one.model_dump(mode="json", exclude_defaults=True)
        names = plain.pop("name")
        first, *rest = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in plain.items()]
        lines += [f"  - {first}", "    name:", *(f"      {tag}: {_text(names[tag])}" for tag in ("zh", "en"))]
        lines += [f"    {line}" for line in rest]
    return "\n".join(lines) + "\n"


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


# Proposals --------------------------------------------------------------------------------------------------------

CORE = 7  # posts whose champion is crowned
SECONDS = 6  # of them, whose second is crowned, too: 13 awards


def proposals(posts: Sequence[tuple[str, str, str]]) -> tuple[Award, ...]:
    """A champion for each of the first seven posts (code, Chinese, English), a second for the first six: 13 awards;
    then region, dealer and newcomer, and long service of more than 15 years.
    """
    found = [award for place, post in enumerate(posts[:CORE]) for award in _of_post(place, *post)]
    found += [
        _award("best-region", "最佳大区", "Best region", AwardKind.BEST_REGION, least=10),
        _award("best-dealer", "最佳经销商", "Best dealer", AwardKind.BEST_DEALER, least=2),
        _award("best-newcomer", "最佳新人", "Best newcomer", AwardKind.BEST_NEWCOMER, years=3),
        _award("long-service", "长期服务奖", "Long service", AwardKind.LONG_SERVICE, years=15),
        _award("long-dealer", "长期服务经销商", "Long service, dealers", AwardKind.LONG_SERVICE_DEALER, years=15),
    ]  # fmt: skip
    return tuple(found)


def _of_post(number: int, code: str, zh: str, en: str) -> Iterator[Award]:
    if number < SECONDS:
        yield _award(f"{code[:36]}-2", f"{zh}亚军", f"Second place, {en}", AwardKind.PLACE, post=code, place=2)
    yield _award(f"{code[:36]}-1", f"{zh}冠军", f"Champion, {en}", AwardKind.PLACE, post=code, place=1)


def _award(key: str, zh: str, en: str, kind: AwardKind, **numbers: Any) -> Award:
    return Award(key=key, name=Names(zh=zh, en=en), kind=kind, **numbers)
