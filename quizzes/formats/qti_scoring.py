"""What an answer in QTI gives: correct responses, mappings, and the rules of responseProcessing that programs write.

Read are the templates match_correct and map_response, and conditions that compare a response (match, stringMatch,
equal, equalRounded, member, gte with lte, and, or) and then set or raise an outcome, as in IMS QTI 2.1, 2.2 and 3.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from quizzes.formats import numbers
from quizzes.formats.gathering import MAX_ANSWERS
from quizzes.formats.xmltree import Node

NUMERIC = ("float", "integer")
BRANCHES = ("responseIf", "responseElseIf")
BOUNDS = {"gte": "low", "gt": "low", "lte": "high", "lt": "high"}
NEVER = ("not", "isNull")


@dataclass(frozen=True)
class Declared:
    """A response variable: what is right, and what each value gives."""

    identifier: str
    cardinality: str = "single"
    base: str = "identifier"
    correct: tuple[str, ...] = ()
    mapping: dict[str, float] = field(default_factory=dict)
    most: float = 0.0
    is_cased: bool = False

    @property
    def is_number(self) -> bool:
        return self.base in NUMERIC


@dataclass(frozen=True)
class Accepted:
    """A value, or the numbers from `low` to `high`, that a condition asks for; what it then gives and says."""

    value: str
    low: float | None = None
    high: float | None = None
    score: float | None = None
    said: frozenset[tuple[str, str]] = frozenset()


def declarations(item: Node) -> dict[str, Declared]:
    found = (_declared(node) for node in item.children("responseDeclaration"))
    return {each.identifier: each for each in found}


def _declared(node: Node) -> Declared:
    correct, mapping = node.child("correctResponse"), node.child("mapping")
    entries = mapping.children("mapEntry") if mapping else []
    return Declared(
        node.get("identifier"),
        node.get("cardinality", "single"),
        node.get("baseType", "identifier"),
        tuple(value.words().strip() for value in correct.children("value")) if correct else (),
        {entry.get("mapKey").strip(): _float(entry.get("mappedValue")) for entry in entries},
        _float(mapping.get("upperBound")) if mapping else 0.0,
        any(entry.get("caseSensitive").lower() in ("true", "1") for entry in entries),
    )


def _float(text: str) -> float:
    found = numbers.number(text)
    return float(found) if found is not None and numbers.is_finite(float(found)) else 0.0


def mapped(item: Node) -> frozenset[str]:
    """The responses whose mapping gives the score."""
    processing = item.child("responseProcessing")
    if processing is None:
        return frozenset(each.identifier for each in declarations(item).values() if not each.correct)
    if "map_response" in processing.get("template"):
        return frozenset({"RESPONSE"})
    return frozenset(node.get("identifier") for node in processing.all("mapResponse"))


def branches_by_response(item: Node) -> dict[str, list[Node]]:
    """The branches of all conditions, by the responses that they ask for."""
    found: dict[str, list[Node]] = {}
    processing = item.child("responseProcessing")
    for branch in processing.all(*BRANCHES) if processing else ():
        condition = branch.child()
        asked = condition.all("variable") if condition else iter(())
        for name in {variable.get("identifier") for variable in asked}:
            found.setdefault(name, []).append(branch)
    return found


def conditions(branches: list[Node], declared: Declared) -> list[Accepted]:
    """What the branches accept for this response, in their order."""
    found = (each for branch in branches for each in _branch(branch, declared))
    return list(islice(found, MAX_ANSWERS))


def outcomes_echoing(item: Node, identifier: str) -> frozenset[str]:
    """The outcomes that simply take over this response: feedback for a choice is shown by them."""
    processing = item.child("responseProcessing")
    if processing is None:
        return frozenset()
    echoes = (node for node in processing.all("setOutcomeValue") if _is_variable(node.child(), identifier))
    return frozenset(node.get("identifier") for node in echoes)


def said_on_conditions(item: Node) -> frozenset[tuple[str, str]]:
    """The outcomes, with their values, that are set only when a condition holds."""
    processing = item.child("responseProcessing")
    branches = processing.all(*BRANCHES, "responseElse") if processing else iter(())
    return frozenset(_told(node) for branch in branches for node in branch.children("setOutcomeValue"))


def _told(node: Node) -> tuple[str, str]:
    return node.get("identifier"), node.words().strip()


def _is_variable(node: Node | None, identifier: str) -> bool:
    return node is not None and node.tag == "variable" and node.get("identifier") == identifier


def _branch(branch: Node, declared: Declared) -> Iterator[Accepted]:
    condition = branch.child()
    if condition is None:
        return
    sets = branch.children("setOutcomeValue")
    score = next((found for found in map(_score, sets) if found is not None), None)
    said = frozenset(map(_told, sets))
    for each in _accepted(condition, declared):
        yield Accepted(each.value, each.low, each.high, score, said)


def _score(node: Node) -> float | None:
    """The number that an outcome is set to or raised by."""
    values = (value for value in node.all("baseValue") if value.get("baseType") in NUMERIC)
    return next((_float(value.words()) for value in values), None)


def _accepted(node: Node, declared: Declared) -> Iterator[Accepted]:
    if node.tag == "or" or (node.tag == "and" and not _bounds(node, declared)):
        for child in node.children():
            yield from _accepted(child, declared) if child.tag not in NEVER else ()
    elif node.tag == "and":
        yield from _between(_bounds(node, declared))
    elif _asks(node, declared.identifier):
        yield from _compared(node, declared)


def _asks(node: Node, identifier: str) -> bool:
    return any(_is_variable(child, identifier) for child in node.children())


def _bounds(node: Node, declared: Declared) -> dict[str, Decimal]:
    asked = [child for child in node.children(*BOUNDS) if _asks(child, declared.identifier)]
    found = ((BOUNDS[child.tag], numbers.number(_value(child, declared))) for child in asked)
    return {side: value for side, value in found if value is not None}


def _between(bounds: dict[str, Decimal]) -> Iterator[Accepted]:
    if {"low", "high"} <= bounds.keys():
        low, high = float(bounds["low"]), float(bounds["high"])
        if low <= high and numbers.is_finite(low) and numbers.is_finite(high):
            yield Accepted("", low, high)


def _value(node: Node, declared: Declared) -> str:
    return next(iter(_values(node, declared)), "")


def _values(node: Node, declared: Declared) -> Iterator[str]:
    """What the response is compared with."""
    for child in node.children():
        if child.tag == "correct" and child.get("identifier") == declared.identifier:
            yield from declared.correct
    for value in node.all("baseValue"):
        yield value.words().strip()


def _compared(node: Node, declared: Declared) -> Iterator[Accepted]:
    if node.tag not in ("match", "stringMatch", "equal", "equalRounded", "member", "contains"):
        return
    for value in _values(node, declared):
        exact = numbers.number(value) if declared.is_number else None
        bounds = _around(node, exact) if exact is not None else None
        yield Accepted(value, *(bounds or (None, None)))


def _around(node: Node, value: Decimal) -> tuple[float, float] | None:
    if node.tag == "equalRounded":
        half = _half_a_unit(node, value)
        return numbers.around(value, half)
    mode = node.get("toleranceMode", "exact")
    widths = [numbers.number(word) for word in node.get("tolerance").split()[:2]]
    if node.tag != "equal" or mode == "exact" or not widths or None in widths:
        return numbers.around(value, numbers.ZERO)
    below, above = (each or numbers.ZERO for each in (widths[0], widths[-1]))
    if mode == "relative":
        below, above = abs(value) * below / 100, abs(value) * above / 100
    return numbers.around(value, below, above)


def _half_a_unit(node: Node, value: Decimal) -> Decimal:
    """Half of the last place that counts."""
    figures = int(_float(node.get("figures", "0")))
    places = figures if node.get("roundingMode") == "decimalPlaces" else figures - 1 - value.adjusted()
    return Decimal(5).scaleb(-max(-300, min(300, places)) - 1)
