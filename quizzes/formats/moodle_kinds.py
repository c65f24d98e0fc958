"""Each kind of Moodle's questions as an item."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from quizzes.formats import areas, moodle_cloze, numbers
from quizzes.formats.exchange import Blank, Choice, Item, Kind, Pair
from quizzes.formats.gathering import Refused
from quizzes.formats.grades import NO_FULL_MARK, SHARES_DIFFER
from quizzes.formats.htmltext import escaped
from quizzes.formats.moodle_texts import Draft, said_plainly, share_of
from quizzes.formats.reasons import Reason
from quizzes.formats.xmltree import Node

PLACE = re.compile(r"\[\[(\d{1,4})\]\]")
STAR = re.compile(r"(?<!\\)\*")

REASONS = {
    "description": Reason("A description asks nothing. Put its text into a micro-class."),
    "essay": Reason("An essay is marked by people and cannot be taken. Ask for a short answer instead."),
    "random": Reason("A random question names others. Export those."),
    "randomsamatch": Reason("A random question names others. Export those."),
}
CALCULATED = Reason(
    "A calculated question draws its numbers by a formula and cannot be taken. Write it with fixed numbers."
)
UNKNOWN = Reason("Questions of this type cannot be taken: ")
NO_TYPE = Reason("The question does not say of which type it is.")
FEW_CHOICES = Reason("There are fewer than two answers to choose from.")
NO_RIGHT = Reason("There is no answer marked as right.")
TRUE_OR_FALSE = Reason("A true/false question needs one right answer, true or false.")
FEW_STEPS = Reason("There are fewer than two things to bring into order.")
FEW_PAIRS = Reason("There are fewer than two pairs to match.")
HALF_A_PAIR = Reason("A left-hand side has no right-hand side.")
UNITS_LEFT_OUT = Reason("Units are left out; the number alone is asked for.")
FIXED_ORDER = Reason("The answers had a fixed order; here they are shuffled.")
STAR_IS_A_SIGN = Reason("An asterisk stands for any letters in Moodle; here it is a sign like others.")
SUBSET = Reason("Only some of the things were drawn in Moodle; here all are asked for.")
ALL_OR_NOTHING = Reason("The question was all or nothing; the right answers now share the mark.")
CHOSEN_FROM_ALL = Reason("Each gap now offers the words of its group to choose from.")
NO_PLACE = Reason("There is no gap in the text. Write one as [[1]].")
TOO_MANY_WORDS = Reason("There are too many gaps with too many words. Make several questions of it.")
MAX_OFFERED = 5_000
SEVERAL_WANTED = Reason("Several places have to be found at once. Make a question of each.")
NO_AREA = Reason("A place encloses nothing on its picture, or is of an unknown shape: ")
MARKERS_LEFT_OUT = Reason("Markers that belong nowhere are left out; say in their stead which places are wrong.")
NO_WORD = Reason("A gap names a word that is not in the list: ")


def item_of(draft: Draft) -> Item:
    """The item that a question is. Raises Refused with the reason when it cannot be taken."""
    reader = KINDS.get(draft.type)
    if reader is None:
        raise Refused(_reason(draft.type))
    item = reader(draft)
    return replace(item, media=draft.bag.media())


def _reason(kind: str) -> str:
    if not kind:
        return NO_TYPE
    return CALCULATED if kind.startswith("calculated") else REASONS.get(kind, UNKNOWN + kind[:40])


def _choices(draft: Draft) -> Item:
    is_single = draft.is_set("single", default=True)
    item = draft.item(Kind.SINGLE if is_single else Kind.SEVERAL)
    choices = _offered(draft)
    best, total = max(each.fraction for each in choices), sum(max(each.fraction, 0) for each in choices)
    if best <= 0:
        raise Refused(NO_RIGHT)
    if is_single and best < 0.999:
        draft.note(NO_FULL_MARK)
    if not is_single and not 0.99 < total < 1.01:
        draft.note(SHARES_DIFFER)
    return replace(item, choices=choices)


def _offered(draft: Draft) -> tuple[Choice, ...]:
    read = [Choice(draft.said(each), share_of(each), draft.feedback_of(each)) for each in draft.answers()]
    choices = tuple(choice for choice in read if choice.text)
    if len(choices) < 2:
        raise Refused(FEW_CHOICES)
    if not draft.is_set("shuffleanswers", default=True):
        draft.note(FIXED_ORDER)
    return choices


def _all_or_nothing(draft: Draft) -> Item:
    item, choices = draft.item(Kind.SEVERAL), _offered(draft)
    right = sum(each.fraction > 0 for each in choices)
    if not right:
        raise Refused(NO_RIGHT)
    draft.note(ALL_OR_NOTHING)
    shared = round(1 / right, 7)
    return replace(item, choices=tuple(replace(each, fraction=shared * (each.fraction > 0)) for each in choices))


def _true_false(draft: Draft) -> Item:
    item = draft.item(Kind.TRUE_FALSE)
    by_word = {said_plainly(each).lower(): each for each in draft.answers()}
    if not {"true", "false"} <= by_word.keys():
        raise Refused(TRUE_OR_FALSE)
    answers = [by_word["true"], by_word["false"]]
    right = [share_of(each) > 0 for each in answers]
    if right[0] == right[1]:
        raise Refused(TRUE_OR_FALSE)
    feedbacks = map(draft.feedback_of, answers)
    words = zip(("true", "false"), right, feedbacks, strict=True)
    return replace(item, choices=tuple(Choice(word, float(is_right), said) for word, is_right, said in words))


def _typed(draft: Draft, said: Callable[[Node], str] = said_plainly) -> list[Choice]:
    """Answers that are typed: what counts, without the `*` for all others."""
    read = [Choice(said(each), share_of(each), draft.feedback_of(each)) for each in draft.answers()]
    answers = moodle_cloze.without_rest([each for each in read if each.text], draft.note)
    if not any(each.fraction > 0 for each in answers):
        raise Refused(NO_RIGHT)
    if max(each.fraction for each in answers) < 0.999:
        draft.note(NO_FULL_MARK)
    return answers


def _short(draft: Draft) -> Item:
    item, answers = draft.item(Kind.SHORT), _typed(draft)
    if any(STAR.search(each.text) for each in answers):
        draft.note(STAR_IS_A_SIGN)
    choices = tuple(replace(each, text=each.text.replace("\\*", "*")) for each in answers)
    return replace(item, choices=choices, case_matters=draft.is_set("usecase"))


def _numeric(draft: Draft) -> Item:
    item, answers = draft.item(Kind.NUMERIC), _typed(draft, _with_tolerance)
    if any(units.children("unit") for units in draft.node.children("units")):
        draft.note(UNITS_LEFT_OUT)
    return replace(item, ranges=tuple(map(moodle_cloze.range_of, answers)))


def _with_tolerance(answer: Node) -> str:
    """A number and how far off it may be, as gaps write them: 5:0.1."""
    value, child = said_plainly(answer), answer.child("tolerance")
    tolerance = (child.words() if child else answer.get("tolerance")).strip()
    return f"{value}:{tolerance}" if tolerance and value not in ("", "*") else value


def _matching(draft: Draft) -> Item:
    item = draft.item(Kind.MATCHING)
    pairs = [_pair(each, draft) for each in draft.node.children("subquestion")]
    pairs = [pair for pair in pairs if pair.left or pair.right]
    if any(not pair.right for pair in pairs):
        raise Refused(HALF_A_PAIR)
    if sum(bool(pair.left) for pair in pairs) < 2:
        raise Refused(FEW_PAIRS)
    if not draft.is_set("shuffleanswers", default=True):
        draft.note(FIXED_ORDER)
    return replace(item, pairs=tuple(pairs))


def _pair(subquestion: Node, draft: Draft) -> Pair:
    right = said_plainly(subquestion.child("answer"))
    return Pair(draft.said(subquestion), escaped(right, draft.markup))


def _ordering(draft: Draft) -> Item:
    """The fraction of an answer is its place, in core and plugin alike; the oldest files trust their order."""
    item = draft.item(Kind.ORDERING)
    steps = [(_place(each), draft.said(each)) for each in draft.answers()]
    steps = [(place, said) for place, said in steps if said]
    if len({place for place, _said in steps}) == len(steps):
        steps.sort(key=lambda step: step[0])
    if len(steps) < 2:
        raise Refused(FEW_STEPS)
    chosen = draft.node.child("selecttype")
    if chosen is not None and chosen.words().strip().upper() not in ("", "ALL", "0"):
        draft.note(SUBSET)
    return replace(item, steps=tuple(said for _place, said in steps))


def _place(answer: Node) -> float:
    return float(numbers.number(answer.get("fraction")) or 0)


def _cloze(draft: Draft) -> Item:
    said = draft.said(draft.node.child("questiontext"))
    text, blanks, is_cased = moodle_cloze.read(said, draft.markup, draft.note)
    return replace(draft.item(Kind.CLOZE, text), blanks=blanks, case_matters=is_cased)


def _words(draft: Draft) -> Item:
    """Select missing words, and drag and drop into text: gaps with the words of a group to choose from."""
    said = draft.said(draft.node.child("questiontext"))
    if moodle_cloze.MARK.search(said):
        raise Refused(moodle_cloze.HAS_MARK)
    words = [(_group(each), draft.said(each)) for each in draft.node.children("selectoption", "dragbox")]
    named = [int(found[1]) for found in PLACE.finditer(said)]
    if not named:
        raise Refused(NO_PLACE)
    if len(named) * len(words) > MAX_OFFERED:
        raise Refused(TOO_MANY_WORDS)
    numbered = iter(range(1, len(named) + 1))
    text = PLACE.sub(lambda _found: f"{{{{{next(numbered)}}}}}", said)
    draft.note(CHOSEN_FROM_ALL)
    return replace(draft.item(Kind.CLOZE, text), blanks=tuple(_blank(place, words) for place in named))


def _blank(place: int, words: list[tuple[str, str]]) -> Blank:
    if not 1 <= place <= len(words):
        raise Refused(NO_WORD + f"[[{place}]]")
    right = words[place - 1]
    offered = tuple(Choice(each[1], float(each is right)) for each in words if each[0] == right[0])
    if len(offered) < 2:
        raise Refused(FEW_CHOICES)
    return Blank(Kind.SINGLE, offered)


def _group(option: Node) -> str:
    child = option.child("group", "draggroup")
    return child.words().strip() if child else "1"


def _marked(draft: Draft) -> Item:
    """Drag and drop of markers, as far as it asks for one place: where the one marker belongs."""
    item = draft.item(Kind.HOTSPOT)
    markers = {_own(each, "no"): said_plainly(each) for each in draft.node.children("drag")}
    zones = [each for each in draft.node.children("drop") if _own(each, "choice") in markers]
    wanted = {_own(each, "choice") for each in zones}
    if not zones:
        raise Refused(NO_RIGHT)
    if len(wanted) > 1 or len(zones) > 1:
        raise Refused(SEVERAL_WANTED)
    if len(markers) > 1:
        draft.note(MARKERS_LEFT_OUT)
    picture, (zone,) = draft.picture(), zones
    area = areas.of_moodle(_own(zone, "shape"), _own(zone, "coords"), (picture.width, picture.height))
    if area is None:
        raise Refused(NO_AREA + _own(zone, "coords")[:40])
    return replace(item, choices=(Choice(markers[wanted.pop()], 1.0),), areas=(area,), picture=picture)


def _own(node: Node, tag: str) -> str:
    child = node.child(tag)
    return child.words().strip() if child else ""


KINDS: dict[str, Callable[[Draft], Item]] = {
    "multichoice": _choices,
    "multichoiceset": _all_or_nothing,
    "truefalse": _true_false,
    "shortanswer": _short,
    "numerical": _numeric,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _words,
    "ddwtos": _words,
    "ddmarker": _marked,
}
