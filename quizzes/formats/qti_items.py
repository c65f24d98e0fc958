"""A QTI assessmentItem as an item."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from quizzes.formats import qti_answers, qti_hotspots
from quizzes.formats.exchange import Blank, Item, Kind, Markup
from quizzes.formats.gathering import MAX_TEXT, TOO_LONG, TOO_MANY_ANSWERS, Refused
from quizzes.formats.media import Bag, type_of
from quizzes.formats.qti_answers import Asked
from quizzes.formats.qti_body import Body, Files, as_written, in_plain_words, is_plain, own_label
from quizzes.formats.qti_scoring import (
    Accepted,
    Declared,
    branches_by_response,
    conditions,
    declarations,
    mapped,
    outcomes_echoing,
    said_on_conditions,
)
from quizzes.formats.reasons import Reason
from quizzes.formats.rewording import reworded
from quizzes.formats.xmltree import Node

MARK = re.compile(r"\{\{(\d{1,4})\}\}")
ALONE = re.compile(r"<(p|div)>\s{0,99}\{\{1\}\}\s{0,99}</\1>")
VERDICT = re.compile(r"correct|wrong|right|partial|incorrect", re.IGNORECASE)
GENERATED = re.compile(r"paddock-item-\d+")
KINDS = {
    "choiceInteraction": qti_answers.choices,
    "orderInteraction": qti_answers.steps,
    "matchInteraction": qti_answers.matches,
    "associateInteraction": qti_answers.associations,
    "hotspotInteraction": qti_hotspots.places,
}

CUT = Reason("The question has too many elements: more than 5,000, or than 800 very short ones. Make it simpler.")
MAX_GAPS = 200
SHARED_RESPONSE = Reason("Two gaps share a response. Give each its own.")
NO_BODY = Reason("The item has no body (itemBody).")
NO_TEXT = Reason("The question has no text.")
NOTHING_ASKED = Reason("Nothing is asked here: there is no interaction. Put its text into a micro-class.")
MANY_ASKED = Reason("Several interactions in one item cannot be taken. Make an item of each.")
DRAWN = Reason("A question that draws its numbers cannot be taken. Write it with fixed numbers.")
HAS_MARK = Reason("The text holds {{1}} or the like, which stands for gaps here. Write it in another way.")
NO_RESPONSE = Reason("An interaction names a response that is not declared: ")
VERDICTS_LEFT_OUT = Reason("Feedback for right, partly right or wrong answers as a whole is left out.")
WEIGHTS_DIFFER = Reason("The gaps give marks that are no whole numbers; they now count alike.")


@dataclass(frozen=True)
class Card:
    """What the package says of an item."""

    title: str = ""
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    ident: str = ""
    files: tuple[str, ...] = ()


def item_of(node: Node, card: Card, files: Files, note: Callable[[str], None]) -> Item:
    """The item that an assessmentItem is. Raises Refused with the reason when it cannot be taken."""
    if node.is_cut:
        raise Refused(CUT)
    if node.child("templateDeclaration"):
        raise Refused(DRAWN)
    bag = Bag(note)
    for name in card.files:
        _keep(name, files, bag)
    item = _Reader(node, Body(files, bag, note), note).item()
    ident = "" if own_label(node) and GENERATED.fullmatch(node.get("identifier")) else node.get("identifier")
    return replace(
        item,
        title=node.get("title").strip() or card.title,
        category=card.category,
        tags=card.tags,
        ident=card.ident or ident,
        media=bag.media(),
        line=node.line,
    )


def _keep(name: str, files: Files, bag: Bag) -> None:
    """A file that the package lists with the item, when it is one that people see or hear."""
    data = files(name) if type_of(name) else None
    if data is not None:
        bag.add(unquote(name), data)


class _Reader:
    """One item while it is read: HTML first; at the end words only, when that is all there is."""

    def __init__(self, node: Node, body: Body, note: Callable[[str], None]) -> None:
        self.node, self.body, self.note = node, body, note
        self.declared, self.mapped = declarations(node), mapped(node)
        self.values: tuple[str, ...] = ()
        self.branches = branches_by_response(node)

    def item(self) -> Item:
        asked = self.node.child("itemBody")
        if asked is None:
            raise Refused(NO_BODY)
        if MARK.search(asked.words()):
            raise Refused(HAS_MARK)
        text = self.body.html(asked)
        if len(text) > MAX_TEXT:
            raise Refused(TOO_LONG)
        return self._in_its_markup(self._with_feedback(self._kind(text)))

    def _kind(self, text: str) -> Item:
        blocks, gaps = self.body.blocks, self.body.gaps
        if len(blocks) > 1 or (blocks and gaps):
            raise Refused(MANY_ASKED)
        if blocks:
            item, self.values = KINDS[blocks[0].tag](self._asked(blocks[0]), text)
            return item
        if not gaps:
            raise Refused(NOTHING_ASKED)
        if self._is_one_answer(text):
            item, self.values = qti_answers.typed(self._asked(gaps[0]), MARK.sub("", ALONE.sub("", text)).strip())
            return item
        return self._cloze(text)

    def _is_one_answer(self, text: str) -> bool:
        """A single field to type into that stands after the question, and not in the middle of a sentence."""
        label = own_label(self.node)
        gaps = self.body.gaps
        if label:
            return label[0] != Kind.CLOZE
        ends = not in_plain_words(text.partition("{{1}}")[2]).strip(" .:_")
        return len(gaps) == 1 and gaps[0].tag == "textEntryInteraction" and ends

    def _asked(self, interaction: Node) -> Asked:
        identifier = interaction.get("responseIdentifier")
        if identifier not in self.declared:
            raise Refused(NO_RESPONSE + identifier[:40])
        response = self.declared[identifier]
        return Asked(interaction, response, identifier in self.mapped, self._conditions(response), self.body, self.note)

    def _conditions(self, response: Declared) -> list[Accepted]:
        return conditions(self.branches.get(response.identifier, []), response)

    def _cloze(self, text: str) -> Item:
        if len(self.body.gaps) > MAX_GAPS:
            raise Refused(TOO_MANY_ANSWERS)
        if len({gap.get("responseIdentifier") for gap in self.body.gaps}) < len(self.body.gaps):
            raise Refused(SHARED_RESPONSE)
        asked = [self._asked(gap) for gap in self.body.gaps]
        found = [qti_answers.blank(each) for each in asked]
        weighed = zip(found, self._weights(found), strict=True)
        blanks = tuple(replace(blank, weight=weight) for (blank, _mark), weight in weighed)
        is_cased = any(each.is_cased for each in asked if each.node.tag == "textEntryInteraction")
        return Item(Kind.CLOZE, text, blanks=blanks, case_matters=is_cased)

    def _weights(self, found: list[tuple[Blank, float]]) -> list[int]:
        marks = [mark for _blank, mark in found]
        if all(mark.is_integer() and 0 < mark < 10_000 for mark in marks):
            return [int(mark) for mark in marks]
        if max(marks) - min(marks) > 1e-6:
            self.note(WEIGHTS_DIFFER)
        return [1] * len(marks)

    def _with_feedback(self, item: Item) -> Item:
        """modalFeedback: for a choice, for an answer that a condition names, or whatever was answered."""
        said = {(each.get("outcomeIdentifier"), each.get("identifier")): each for each in self._feedback()}
        if not said:
            return item
        if item.kind is not Kind.CLOZE:
            item = self._answers_with_feedback(item, said)
        bound = said_on_conditions(self.node)
        general = [
            self.body.html(node) for key, node in said.items() if key not in bound and not VERDICT.search(key[1])
        ]
        if len(general) < len(said):
            self.note(VERDICTS_LEFT_OUT)
        return replace(item, feedback="\n".join([item.feedback, *general]).strip())

    def _feedback(self) -> Iterator[Node]:
        for node in self.node.children("modalFeedback"):
            if node.get("showHide", "show") == "show" and (node.words().strip() or any(node.all("img", "object"))):
                yield node

    def _answers_with_feedback(self, item: Item, said: dict[tuple[str, str], Node]) -> Item:
        """The answers with their feedback, which is taken out of `said`."""
        interaction = (self.body.blocks or self.body.gaps)[0]
        response = self.declared[interaction.get("responseIdentifier")]
        asking = self._conditions(response)
        if item.kind is Kind.NUMERIC:
            keys = [sorted(each.said) for each in qti_answers.numeric_conditions(asking)]
            taken = [self._taken(key, said) for key in keys] or [""] * len(item.ranges)
            ranges = zip(item.ranges, taken, strict=True)
            return replace(item, ranges=tuple(replace(each, feedback=text) for each, text in ranges))
        is_single = response.cardinality == "single"
        named = {each.value: sorted(each.said) for each in asking if is_single}
        echoes = sorted(outcomes_echoing(self.node, response.identifier))
        keys = [[*((outcome, value) for outcome in echoes), *named.get(value, [])] for value in self.values]
        choices = zip(item.choices, keys, strict=False)
        told = [replace(each, feedback=each.feedback or self._taken(key, said)) for each, key in choices]
        return replace(item, choices=tuple(told))

    def _taken(self, keys: list[tuple[str, str]], said: dict[tuple[str, str], Node]) -> str:
        found = [said.pop(key) for key in keys if key in said]
        return "\n".join(map(self.body.html, found))

    def _in_its_markup(self, item: Item) -> Item:
        if label := own_label(self.node):
            marked = replace(item, markup=label[1])
            return marked if label[1] is Markup.HTML else reworded(marked, as_written)
        if all(map(is_plain, _marked_texts(item))):
            item = reworded(item, in_plain_words)
        else:
            item = replace(item, markup=Markup.HTML)
        if not item.text:
            raise Refused(NO_TEXT)
        return item


def _marked_texts(item: Item) -> Iterator[str]:
    yield from (item.text, item.feedback, *item.steps)
    yield from (text for pair in item.pairs for text in (pair.left, pair.right))
    parts: tuple[Item | Blank, ...] = (item, *item.blanks)
    for part in parts:
        yield from (choice.feedback for choice in part.choices)
        yield from (each.feedback for each in part.ranges)
        if part.kind in (Kind.SINGLE, Kind.SEVERAL):
            yield from (each.text for each in part.choices)
