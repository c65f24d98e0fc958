"""An item as a QTI assessmentItem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from quizzes.formats import numbers, qti_hotspot_writing
from quizzes.formats.exchange import Blank, Choice, Item, Kind, Markup, Range
from quizzes.formats.htmltext import plain_from_html
from quizzes.formats.media import type_of
from quizzes.formats.qti_score_writing import (
    CHOICES,
    GENERAL,
    RESPONSE,
    SAID,
    SAID_TO_ALL,
    Scoring,
    answer_name,
    points,
)
from quizzes.formats.xhtml import well_formed
from quizzes.formats.xmlwriting import DECLARATION, Dialect, element, legal, said

NAMESPACES = {False: "http://www.imsglobal.org/xsd/imsqti_v2p1", True: "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"}
PLAYED = re.compile(r"<(audio|video)\b[^<>]*>(.*?)</\1>", re.DOTALL)
NAMED = re.compile(r'\bsrc="([^"]*)"')
TITLE = re.compile(r'\btitle="([^"]*)"')
MARK = re.compile(r"\{\{(\d{1,4})\}\}")


class ItemWriter:
    """Writes one item; `links` are the places of its files by their names."""

    def __init__(self, item: Item, identifier: str, version: str, links: dict[str, str]) -> None:
        self.item, self.identifier, self.links = item, identifier, links
        self.tag = Dialect(version)
        self.scoring = Scoring(item, self.tag)

    def xml(self) -> str:
        attrs = {
            "xmlns": NAMESPACES[self.tag.is_new],
            "identifier": self.identifier,
            "title": self.item.title,
            "label": f"{self.item.kind} {self.item.markup}",
            "adaptive": "false",
            "timeDependent": "false",
            "toolName": "Paddock",
        }
        parts = [
            *self._declarations(),
            *self.scoring.outcomes(),
            self._body(),
            self.scoring.processing(),
            *self._feedback(),
        ]
        return DECLARATION + self.tag("assessmentItem", attrs, "\n", *(f"{part}\n" for part in parts))

    def html(self, text: str) -> str:
        """A text of the item as XHTML."""
        if self.item.markup is not Markup.HTML:
            return said(text).replace("\n", "<br/>")
        written = well_formed(legal(text))[0]
        if not self.tag.is_new:
            written = PLAYED.sub(self._object, written)
        for name, link in self.links.items():
            written = written.replace(f'"{escape(name)}"', f'"{escape(link)}"')
        return written

    def _object(self, played: re.Match[str]) -> str:
        """A recording or film as 2.x has it: an <object> with its type."""
        named = next(NAMED.finditer(played[0]), None)
        name = unescape(named[1]) if named else ""
        kind = next((medium.type for medium in self.item.media if medium.name == name), type_of(name))
        words = plain_from_html(played[2]) or unescape("".join(TITLE.findall(played[0])[:1]))
        return element("object", {"type": kind, "data": name}, said(words))

    # What is right

    def _declarations(self) -> Iterator[str]:
        item = self.item
        if item.kind in CHOICES:
            values = [(answer_name(self.item, place), each.fraction) for place, each in enumerate(item.choices)]
            yield self._declared(RESPONSE, "multiple" if item.kind is Kind.SEVERAL else "single", "identifier", values)
        elif item.kind is Kind.SHORT:
            yield self._typed(RESPONSE, item.choices, 1)
        elif item.kind is Kind.NUMERIC:
            yield self._number(RESPONSE, item.ranges)
        elif item.kind is Kind.ORDERING:
            yield self._right(RESPONSE, "ordered", "identifier", [f"step-{place}" for place in range(len(item.steps))])
        elif item.kind is Kind.MATCHING:
            pairs = [f"left-{place} right-{place}" for place, pair in enumerate(item.pairs) if pair.left]
            yield self._right(RESPONSE, "multiple", "directedPair", pairs)
        for number, blank in enumerate(item.blanks, start=1):
            yield self._gap_declared(f"{RESPONSE}{number}", blank)

    def _gap_declared(self, name: str, blank: Blank) -> str:
        if blank.kind is Kind.NUMERIC:
            return self._number(name, blank.ranges)
        if blank.kind is Kind.SHORT:
            return self._typed(name, blank.choices, blank.weight)
        values = [(f"word-{place}", each.fraction) for place, each in enumerate(blank.choices)]
        return self._declared(name, "single", "identifier", values, blank.weight)

    def _typed(self, name: str, choices: tuple[Choice, ...], weight: int) -> str:
        values = [(each.text, each.fraction) for each in choices]
        return self._declared(name, "single", "string", values, weight)

    def _declared(
        self, name: str, cardinality: str, base: str, values: list[tuple[str, float]], weight: int = 1
    ) -> str:
        """A response with what is right and what each answer gives."""
        cased = {"caseSensitive": str(self.item.case_matters).lower()} if base == "string" else {}
        entries = (
            self.tag("mapEntry", {"mapKey": value, "mappedValue": points(share * weight), **cased})
            for value, share in values
        )
        bounds = {"lowerBound": "0", "upperBound": str(weight), "defaultValue": "0"}
        right = [value for value, share in values if share > 0]
        best = right if cardinality == "multiple" else [max(values, key=lambda value: value[1])[0]]
        mapping = [self.tag("mapping", bounds, *entries)] if self._is_mapped() else []
        return self._right(name, cardinality, base, best, *mapping)

    def _is_mapped(self) -> bool:
        return self.item.kind is Kind.CLOZE or self.scoring.is_mapped()

    def _number(self, name: str, ranges: tuple[Range, ...]) -> str:
        best = max(ranges, key=lambda each: each.fraction)
        return self._right(name, "single", "float", [numbers.middle(best)[0]])

    def _right(self, name: str, cardinality: str, base: str, values: list[str], *more: str) -> str:
        right = self.tag("correctResponse", None, *(self.tag("value", None, said(value)) for value in values))
        attrs = {"identifier": name, "cardinality": cardinality, "baseType": base}
        return self.tag("responseDeclaration", attrs, right, *more)

    # What is asked

    def _body(self) -> str:
        if self.item.kind is Kind.CLOZE:
            return self.tag("itemBody", None, f"<div>{self._with_gaps()}</div>")
        text = f"<div>{self.html(self.item.text)}</div>"
        return self.tag("itemBody", None, text, self._interaction())

    def _with_gaps(self) -> str:
        def gap(found: re.Match[str]) -> str:
            number = int(found[1])
            return self._gap(number) if 1 <= number <= len(self.item.blanks) else found[0]

        return MARK.sub(gap, self.html(self.item.text))

    def _gap(self, number: int) -> str:
        blank, attrs = self.item.blanks[number - 1], {"responseIdentifier": f"{RESPONSE}{number}"}
        if blank.kind is not Kind.SINGLE:
            return self.tag("textEntryInteraction", attrs)
        words = (
            self.tag("inlineChoice", {"identifier": f"word-{place}"}, self.html(each.text))
            for place, each in enumerate(blank.choices)
        )
        return self.tag("inlineChoiceInteraction", {**attrs, "shuffle": "true"}, *words)

    def _interaction(self) -> str:
        item, attrs = self.item, {"responseIdentifier": RESPONSE}
        if item.kind in (Kind.SHORT, Kind.NUMERIC):
            return f"<p>{self.tag('textEntryInteraction', attrs)}</p>"
        if item.kind is Kind.MATCHING:
            return self._match(attrs)
        if item.kind is Kind.HOTSPOT:
            return qti_hotspot_writing.interaction(item, self.tag, self.links, attrs)
        if item.kind is Kind.ORDERING:
            choices = [(f"step-{place}", step) for place, step in enumerate(item.steps)]
            return self.tag("orderInteraction", {**attrs, "shuffle": "true"}, *self._simple(choices))
        choices = [(answer_name(self.item, place), each.text) for place, each in enumerate(item.choices)]
        shuffle = str(item.kind is not Kind.TRUE_FALSE).lower()
        attrs |= {"shuffle": shuffle, "maxChoices": "0" if item.kind is Kind.SEVERAL else "1"}
        return self.tag("choiceInteraction", attrs, *self._simple(choices))

    def _simple(self, choices: list[tuple[str, str]]) -> Iterator[str]:
        for identifier, text in choices:
            yield self.tag("simpleChoice", {"identifier": identifier}, self.html(text))

    def _match(self, attrs: dict[str, str]) -> str:
        pairs = list(enumerate(self.item.pairs))
        lefts = [(f"left-{place}", pair.left) for place, pair in pairs if pair.left]
        rights = [(f"right-{place}", pair.right) for place, pair in pairs]
        sets = (self.tag("simpleMatchSet", None, *self._associable(each)) for each in (lefts, rights))
        return self.tag("matchInteraction", {**attrs, "shuffle": "true", "maxAssociations": "0"}, *sets)

    def _associable(self, choices: list[tuple[str, str]]) -> Iterator[str]:
        for identifier, text in choices:
            yield self.tag("simpleAssociableChoice", {"identifier": identifier, "matchMax": "1"}, self.html(text))

    def _feedback(self) -> Iterator[str]:
        answers: list[Choice | Range] = [*self.item.choices, *self.item.ranges]
        for place, each in enumerate(answers):
            if each.feedback:
                yield self._modal(SAID, answer_name(self.item, place), each.feedback)
        if self.item.feedback:
            yield self._modal(SAID_TO_ALL, GENERAL, self.item.feedback)

    def _modal(self, outcome: str, identifier: str, text: str) -> str:
        inside = f"<div>{self.html(text)}</div>"
        if self.tag.is_new:
            inside = self.tag("contentBody", None, inside)
        attrs = {"outcomeIdentifier": outcome, "identifier": identifier, "showHide": "show"}
        return self.tag("modalFeedback", attrs, inside)
