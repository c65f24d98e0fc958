"""Short answers and texts with gaps of other programs as drafts of ours."""

from __future__ import annotations

from typing import Any

from quizzes.formats.drafting import MOST, Content
from quizzes.formats.drafttexts import LONGEST_UNIT, NotDraftable, Writer, best_ranges
from quizzes.formats.exchange import Blank, Choice, Item, Kind
from quizzes.rules.typed import MOST_SPELLINGS

MOST_OPTIONS = 6


def short(item: Item, write: Writer) -> Content:
    wrong = next((place for place, one in enumerate(item.choices) if one.fraction <= 0), len(item.choices))
    return {
        "accepted": _spellings(write, lambda one: one.choices),
        "case_matters": item.case_matters,
        "why": write.text(lambda one: one.why or (one.choices[wrong].feedback if wrong < len(one.choices) else "")),
    }


def _spellings(write: Writer, part: Any) -> dict[str, list[str]]:
    """Those that give the full mark."""
    found = write.each(lambda one: _right(part(one)))
    if any(len(some) > MOST_SPELLINGS for some in found.values()):
        raise NotDraftable("too-many-spellings")
    return found


def _right(choices: tuple[Choice, ...]) -> list[str]:
    best = max((one.fraction for one in choices), default=0.0)
    return [one.text for one in choices if one.fraction == best]


def has_part_marks(item: Item) -> bool:
    """Whether some answers give a part of the mark, or gaps different shares of it."""
    answers = [*item.answers(), *(one for blank in item.blanks for one in blank.answers())]
    shares = {one.fraction for one in answers}
    return any(0 < share < 1 for share in shares) or len({blank.weight for blank in item.blanks}) > 1


def cloze(item: Item, write: Writer) -> Content:
    if len(item.blanks) > MOST["gaps"]:
        raise NotDraftable("too-many-gaps")
    gaps = [_gap(place, blank, write) for place, blank in enumerate(item.blanks)]
    return {"gaps": gaps, "case_matters": item.case_matters, "why": write.text(lambda one: one.why)}


def _gap(place: int, blank: Blank, write: Writer) -> Content:
    def own(one: Item) -> Blank:
        return one.blanks[place] if place < len(one.blanks) else Blank(blank.kind)

    why = write.text(lambda one: own(one).why or _said_of_wrong(own(one)))
    if blank.kind is Kind.NUMERIC:
        return {"kind": "number", **_number(blank), "why": why}
    if blank.kind is Kind.SHORT:
        return {"kind": "short", "accepted": _spellings(write, lambda one: own(one).choices), "why": why}
    return {"kind": "choice", "options": _options(blank, own, write), "why": why}


def _said_of_wrong(blank: Blank) -> str:
    return next((one.feedback for one in blank.answers() if one.fraction <= 0 and one.feedback), "")


def _number(blank: Blank) -> Content:
    right = [one for one in best_ranges(blank.ranges) if one.fraction > 0]
    if not right:
        raise NotDraftable("no-right-number")
    low, high = right[0].low, right[0].high
    middle, slack = round((low + high) / 2, 9), round((high - low) / 2, 9)
    return {"answer": middle, "tolerance": slack, "unit": blank.unit[:LONGEST_UNIT]}


def _options(blank: Blank, own: Any, write: Writer) -> list[Content]:
    """The best one is right, and stands first."""
    if len(blank.choices) > MOST_OPTIONS:
        raise NotDraftable("too-many-options")
    best = max(range(len(blank.choices)), key=lambda place: blank.choices[place].fraction)
    places = sorted(range(len(blank.choices)), key=lambda place: place != best)

    def text(one: Item, place: int) -> str:
        return own(one).choices[place].text if place < len(own(one).choices) else ""

    return [{"text": write.text(lambda one, place=place: text(one, place)), "right": place == best} for place in places]


def keep(base: Content, found: Content) -> None:
    """What the file leaves empty of spellings and gaps stays as it was."""
    if "case_matters" in found:
        found["case_matters"] = found["case_matters"] or base["case_matters"]
    pairs = list(zip(base.get("gaps", ()), found.get("gaps", ()), strict=False))
    for one, other in [(base, found), *pairs]:
        if "accepted" in one and "accepted" in other:
            other["accepted"] = {name: some or one["accepted"][name] for name, some in other["accepted"].items()}
    for number, (one, other) in enumerate(pairs, start=1):
        if one["kind"] == other["kind"] == "number" and not other["unit"]:
            other["unit"] = one["unit"]
            _take_out(found["text"], f"{{{{{number}}}}}", one["unit"])


def _take_out(text: dict[str, str], mark: str, unit: str) -> None:
    """The unit behind a mark, where another program needed it there."""
    for language, words in text.items():
        text[language] = words.replace(f"{mark} {unit}", mark) if unit else words
