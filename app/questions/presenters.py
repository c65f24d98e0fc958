"""A closed question for a page: which answer was right, which was given, why the given one is wrong.

Only for questions that are closed for the person who looks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from app.kit.i18n import pick
from app.questions import casewords, typedrows
from app.questions.rows import Mark, Row, marks, measured, named, number, state
from quizzes.rules.grading import grade, key, shown, unmask
from quizzes.rules.hotspot import hit

Content = dict[str, Any]


def rows(content: Content, seed: int, mine: Any, theirs: Any = None, them: str = "") -> list[Row]:
    """The answers, marked with what was given (None: nothing). `them`: the name for whoever gave `theirs`.

    Options come as this person saw them, those that were wrongly chosen first, then the right ones, then the rest.
    """
    found = ROWS[content["kind"]](content, seed, mine, theirs)
    return [replace(row, marks=tuple(named(mark, them) for mark in row.marks)) for row in found]


def words(content: Content) -> str:
    """The text of a closed question; gaps are filled."""
    return typedrows.filled(content) if content["kind"] == "cloze" else pick(content["text"])


def right_words(content: Content) -> str:
    """The right answer in a line of words."""
    right, kind = key(content), content["kind"]
    if kind == "short":
        return " / ".join(typedrows.own_spellings(content["accepted"], content["case_matters"]))
    if kind == "cloze":
        return "; ".join(f"{gap['id']}. {typedrows.filling(content, gap)}" for gap in content["gaps"])
    if kind == "numeric":
        return measured(right, content["unit"])
    if kind == "true-false":
        return _truth(right)
    if kind == "matching":
        return "; ".join(_pair(pair["left"], pair["right"]) for pair in content["pairs"])
    if kind == "hotspot":
        return "; ".join(pick(region["name"]) for region in content["regions"] if region["right"])
    if kind == "case":
        return " → ".join(step.decision for step in casewords.best_way(content))
    pieces = content.get("options") or content["steps"]
    separator = " → " if kind == "ordering" else "; "
    return separator.join(pick(piece["text"]) for piece in pieces if piece["id"] in _listed(right))


def why_of_kind(content: Content) -> str | None:
    """Why the usual wrong answer is wrong, for the kinds whose pieces do not say it themselves."""
    return pick(content["why"]) if "why" in content else None


def _option_rows(content: Content, seed: int, mine: Any, theirs: Any) -> list[Row]:
    order = unmask(content, seed, [option["id"] for option in shown(content, seed)["options"]])
    options = {option["id"]: option for option in content["options"]}
    found = [_option_row(options[one], one in _listed(mine), one in _listed(theirs)) for one in order]
    return sorted(found, key=lambda row: FIRST[row.state])


def _option_row(option: Content, mine: bool, theirs: bool) -> Row:
    why = pick(option["why"]) if mine and option.get("why") and not option["right"] else None
    return Row(pick(option["text"]), state(option["right"], mine), marks(option["right"], mine, theirs), why)


def _truth_rows(content: Content, _seed: int, mine: Any, theirs: Any) -> list[Row]:
    right = content["answer"]
    return [
        Row(_truth(one), state(one is right, one is mine), marks(one is right, one is mine, one is theirs))
        for one in (True, False)
    ]


def _number_rows(content: Content, _seed: int, mine: Any, theirs: Any) -> list[Row]:
    unit, slack, answer = content["unit"], content["tolerance"], content["answer"]
    right = measured(answer, unit) + (f" (± {number(slack)})" if slack else "")
    found = [Row(right, "right", marks(True, mine == answer, theirs == answer))]
    if mine not in (None, answer):
        both = marks(False, True, theirs == mine)
        found.append(Row(measured(mine, unit), state(grade(content, mine).correct, True), both))
    if theirs not in (None, answer, mine):
        found.append(Row(measured(theirs, unit), "plain", marks(False, False, True)))
    return found


def _step_rows(content: Content, _seed: int, mine: Any, _theirs: Any) -> list[Row]:
    found = []
    for place, step in enumerate(content["steps"], start=1):
        text = f"{place}. {pick(step['text'])}"
        given = mine.index(step["id"]) + 1 if mine else None
        if given in (None, place):
            found.append(Row(text, "right" if given else "plain"))
        else:
            found.append(Row(text, "wrong", (Mark("mine", _("You had it at %(place)s", place=given)),)))
    return found


def _pair_rows(content: Content, _seed: int, mine: Any, _theirs: Any) -> list[Row]:
    rights = {pair["id"]: pair["right"] for pair in content["pairs"]}
    found = []
    for pair in content["pairs"]:
        text = _pair(pair["left"], pair["right"])
        given = mine[pair["id"]] if mine else None
        if given in (None, pair["id"]):
            found.append(Row(text, "right" if given else "plain"))
        else:
            said = _("You had: %(text)s", text=pick(rights[given]))
            found.append(Row(text, "wrong", (Mark("mine", said),)))
    return found


def _region_rows(content: Content, _seed: int, mine: Any, theirs: Any) -> list[Row]:
    """Regions by the numbers that stand on the closed picture; a point that hit none has a row of its own."""
    hits = [one and hit(content, one) for one in (mine, theirs)]
    found = [_region_row(number, region, hits) for number, region in enumerate(content["regions"], start=1)]
    if mine is not None and hits[0] is None:
        found.append(Row(_("Where nothing of it is"), "wrong", marks(False, True, False)))
    return sorted(found, key=lambda row: FIRST[row.state])


def _region_row(number: int, region: Content, hits: list[Content | None]) -> Row:
    mine, theirs = (one is not None and one["id"] == region["id"] for one in hits)
    why = pick(region["why"]) if mine and region.get("why") and not region["right"] else None
    words = f"{number}. {pick(region['name'])}"
    return Row(words, state(region["right"], mine), marks(region["right"], mine, theirs), why)


ROWS = {
    "single": _option_rows,
    "several": _option_rows,
    "true-false": _truth_rows,
    "numeric": _number_rows,
    "ordering": _step_rows,
    "matching": _pair_rows,
    "hotspot": _region_rows,
    "case": lambda *_given: [],  # it is told as a story: casewords.report
    "short": typedrows.short_rows,
    "cloze": typedrows.gap_rows,
}


FIRST = {"wrong": 0, "right": 1, "plain": 2}


def _listed(response: Any) -> list[Any]:
    return response if isinstance(response, list) else [response]


def _truth(value: bool) -> str:
    return _("True") if value else _("False")


def _pair(left: dict[str, str], right: dict[str, str]) -> str:
    return f"{pick(left)} → {pick(right)}"
