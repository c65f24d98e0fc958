"""The answers of each interaction of QTI, with the share of the mark that each gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from quizzes.formats import numbers
from quizzes.formats.exchange import Blank, Choice, Item, Kind, Pair, Range
from quizzes.formats.gathering import Refused
from quizzes.formats.grades import NO_FULL_MARK
from quizzes.formats.qti_body import Body, in_plain_words
from quizzes.formats.qti_scoring import Accepted, Declared
from quizzes.formats.reasons import Reason
from quizzes.formats.xmltree import Node

TRUE = ("true", "对", "正确", "是", "richtig", "wahr", "vrai", "verdadero", "vero", "верно")
FALSE = ("false", "错", "错误", "否", "falsch", "faux", "falso", "неверно")
IDS = {"true": True, "t": True, "false": False, "f": False}
MAX_WORD = 12  # signs: a choice that says no more than yes

FEW_CHOICES = Reason("There are fewer than two answers to choose from.")
NO_RIGHT = Reason("There is no answer marked as right.")
FEW_STEPS = Reason("There are fewer than two things to bring into order.")
NO_ORDER = Reason("The right order is not stated, or does not name everything once.")
FEW_PAIRS = Reason("There are fewer than two pairs to match.")
TWO_PARTNERS = Reason("Something belongs to more than one partner. Make several questions of it.")
NOT_A_NUMBER = Reason("This is not a number: ")
NO_PARTNER = Reason("Something on the left belongs to nothing. Give it a partner or take it out.")
FIXED_ORDER = Reason("The answers had a fixed order; here they are shuffled.")
ALL_OR_NOTHING = Reason("The question was all or nothing; the right answers now share the mark.")


@dataclass(frozen=True)
class Asked:
    """An interaction with all that decides about its answers."""

    node: Node
    response: Declared
    is_mapped: bool
    conditions: list[Accepted]
    body: Body
    note: Callable[[str], None]

    @property
    def is_cased(self) -> bool:
        """Words that are compared and not mapped are compared letter by letter."""
        if self.response.mapping and self.is_mapped:
            return self.response.is_cased
        return bool(self.response.correct) and not self.response.is_number

    def points(self) -> dict[str, float]:
        """What each value gives: by the mapping, by conditions, or because it is right."""
        if self.is_mapped and self.response.mapping:
            return self.response.mapping
        scored = {each.value: each.score for each in self.conditions if each.score and each.value}
        if scored and not set(self.response.correct) & scored.keys():
            return {value: score or 0.0 for value, score in scored.items()}
        return dict.fromkeys(self.response.correct, 1.0) or self.response.mapping


Found = tuple[Item, tuple[str, ...]]  # the item, and the response that each of its choices stands for


def choices(asked: Asked, text: str) -> Found:
    offered = asked.node.children("simpleChoice")
    if len(offered) < 2:
        raise Refused(FEW_CHOICES)
    is_single = asked.response.cardinality == "single" or asked.node.get("maxChoices") == "1"
    values = tuple(each.get("identifier") for each in offered)
    fractions = shares(asked, values, is_single)
    found = tuple(_choice(each, share, asked) for each, share in zip(offered, fractions, strict=True))
    if is_single and (truth := _truth(offered, found)):
        return _true_false(text, found, values, truth)
    if any(each.get("fixed") == "true" for each in offered):
        asked.note(FIXED_ORDER)
    return Item(Kind.SINGLE if is_single else Kind.SEVERAL, text, choices=found), values


def shares(asked: Asked, values: tuple[str, ...], is_single: bool) -> list[float]:
    """What each of these gives of the mark. Raises Refused where none gives any."""
    points = asked.points()
    given = [points.get(value, 0.0) for value in values]
    right = [mark for mark in given if mark > 0]
    if not right:
        raise Refused(NO_RIGHT)
    full = _upper_bound(asked) or (max(right) if is_single else sum(right))
    fractions = [share_of(mark, full) for mark in given]
    if is_single and max(fractions) < 0.999:
        asked.note(NO_FULL_MARK)
    if not is_single and len(right) > 1 and not asked.is_mapped and set(right) == {1.0}:
        asked.note(ALL_OR_NOTHING)
    return fractions


def _upper_bound(asked: Asked) -> float:
    return max(asked.response.most, 0.0) if asked.is_mapped else 0.0


def share_of(mark: float, full: float) -> float:
    return max(-1.0, min(1.0, round(mark / full, 7))) + 0.0


def _choice(node: Node, share: float, asked: Asked) -> Choice:
    """A choice with the feedback that stands in it."""
    said = node.children("feedbackInline", "feedbackBlock")
    node.parts = [part for part in node.parts if not isinstance(part, Node) or part not in said]
    return Choice(asked.body.html(node), share, "\n".join(map(asked.body.html, said)))


def _truth(offered: list[Node], found: tuple[Choice, ...]) -> tuple[bool, ...]:
    """What two choices say, when one says true and the other false."""
    by_word = [_truth_of(in_plain_words(choice.text).lower().rstrip(".。")) for choice in found]
    by_id = [IDS.get(each.get("identifier").lower()) for each in offered]
    is_bare = all(len(in_plain_words(choice.text)) <= MAX_WORD for choice in found)
    for said in (by_word, by_id if is_bare else []):
        if sorted(map(str, said)) == ["False", "True"]:
            return tuple(bool(each) for each in said)
    return ()


def _truth_of(word: str) -> bool | None:
    return True if word in TRUE else False if word in FALSE else None


def _true_false(text: str, found: tuple[Choice, ...], values: tuple[str, ...], truth: tuple[bool, ...]) -> Found:
    yes, no = truth.index(True), truth.index(False)
    is_true = found[yes].fraction > found[no].fraction
    answers = (
        Choice("true", float(is_true), found[yes].feedback),
        Choice("false", float(not is_true), found[no].feedback),
    )
    return Item(Kind.TRUE_FALSE, text, choices=answers), (values[yes], values[no])


def steps(asked: Asked, text: str) -> Found:
    by_id = {each.get("identifier"): asked.body.html(each) for each in asked.node.children("simpleChoice")}
    if len(by_id) < 2:
        raise Refused(FEW_STEPS)
    if sorted(asked.response.correct) != sorted(by_id):
        raise Refused(NO_ORDER)
    return Item(Kind.ORDERING, text, steps=tuple(by_id[value] for value in asked.response.correct)), ()


def matches(asked: Asked, text: str) -> Found:
    """Two sets; what is left over of the second misleads."""
    sets = [_associable(each, asked) for each in asked.node.children("simpleMatchSet")[:2]]
    if len(sets) < 2:
        raise Refused(FEW_PAIRS)
    lefts, rights = sets
    wanted = [(pair[0], pair[1]) if pair[0] in lefts else (pair[1], pair[0]) for pair in _wanted(asked)]
    return _paired(text, wanted, lefts, rights)


def associations(asked: Asked, text: str) -> Found:
    """One set; what stands in no pair misleads."""
    all_of_them = _associable(asked.node, asked)
    wanted = _wanted(asked)
    firsts = {pair[0] for pair in wanted}
    lefts = {key: said for key, said in all_of_them.items() if key in firsts}
    rights = {key: said for key, said in all_of_them.items() if key not in firsts}
    return _paired(text, wanted, lefts, rights)


def _associable(node: Node, asked: Asked) -> dict[str, str]:
    return {each.get("identifier"): asked.body.html(each) for each in node.children("simpleAssociableChoice")}


def _wanted(asked: Asked) -> list[tuple[str, str]]:
    """The pairs that are right, as they are declared."""
    pairs = [value.split() for value in asked.response.correct]
    if not pairs:
        pairs = [value.split() for value, mark in asked.response.mapping.items() if mark > 0]
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]


def _paired(text: str, wanted: list[tuple[str, str]], lefts: dict[str, str], rights: dict[str, str]) -> Found:
    partner = dict(wanted)
    if len(partner) < len(wanted):
        raise Refused(TWO_PARTNERS)
    pairs = [Pair(lefts[key], rights[partner[key]]) for key in lefts if partner.get(key) in rights]
    if len(pairs) < 2 or len(pairs) < len(lefts):
        raise Refused(FEW_PAIRS if len(pairs) < 2 else NO_PARTNER)
    taken = set(partner.values())
    more = [Pair("", said) for key, said in rights.items() if key not in taken]
    return Item(Kind.MATCHING, text, pairs=(*pairs, *more)), ()


def typed(asked: Asked, text: str) -> Found:
    if asked.response.is_number:
        return Item(Kind.NUMERIC, text, ranges=tuple(_ranges(asked)[0])), ()
    found = _words(asked)[0]
    return Item(Kind.SHORT, text, choices=found, case_matters=asked.is_cased), tuple(each.text for each in found)


def blank(asked: Asked) -> tuple[Blank, float]:
    """A gap, and the marks that it gives."""
    if asked.node.tag == "inlineChoiceInteraction":
        return _offered_words(asked)
    if asked.response.is_number:
        ranges, mark = _ranges(asked)
        return Blank(Kind.NUMERIC, ranges=tuple(ranges)), mark
    found, mark = _words(asked)
    return Blank(Kind.SHORT, found), mark


def _words(asked: Asked) -> tuple[tuple[Choice, ...], float]:
    points = {value: mark for value, mark in asked.points().items() if value}
    best = max(points.values(), default=0.0)
    if best <= 0:
        raise Refused(NO_RIGHT)
    full = _upper_bound(asked) or best
    return tuple(Choice(value, share_of(mark, full)) for value, mark in points.items()), full


def _offered_words(asked: Asked) -> tuple[Blank, float]:
    offered = asked.node.children("inlineChoice")
    if len(offered) < 2:
        raise Refused(FEW_CHOICES)
    points = asked.points()
    given = [points.get(each.get("identifier"), 0.0) for each in offered]
    if max(given) <= 0:
        raise Refused(NO_RIGHT)
    full = _upper_bound(asked) or max(given)
    said = zip(offered, given, strict=True)
    return Blank(Kind.SINGLE, tuple(Choice(asked.body.html(each), share_of(mark, full)) for each, mark in said)), full


def numeric_conditions(conditions: list[Accepted]) -> list[Accepted]:
    """Those that give a score; when none does, all that ask for numbers."""
    asking = [each for each in conditions if each.low is not None]
    return [each for each in asking if each.score is not None] or asking


def _ranges(asked: Asked) -> tuple[list[Range], float]:
    found = [(each.low or 0.0, each.high or 0.0, _mark(each)) for each in numeric_conditions(asked.conditions)]
    if not found:
        found = [_exactly(value, mark) for value, mark in asked.points().items()]
    full = max((mark for _low, _high, mark in found), default=0.0)
    if full <= 0:
        raise Refused(NO_RIGHT)
    return [Range(low, high, share_of(mark, full)) for low, high, mark in found], full


def _mark(each: Accepted) -> float:
    return 1.0 if each.score is None else each.score


def _exactly(value: str, mark: float) -> tuple[float, float, float]:
    exact = numbers.number(value)
    bounds = numbers.around(exact, numbers.ZERO) if exact is not None else None
    if bounds is None:
        raise Refused(NOT_A_NUMBER + value[:40])
    return (*bounds, mark)
