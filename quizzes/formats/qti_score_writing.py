"""What the answers of an item give, and what is said then, as rules of QTI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizzes.formats import numbers
from quizzes.formats.exchange import Choice, Item, Kind, Range
from quizzes.formats.xmlwriting import Dialect, said

TEMPLATES = {
    False: "http://www.imsglobal.org/question/qti_v2p1/rptemplates/{}",
    True: "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{}.xml",
}
RESPONSE, SCORE, SAID, SAID_TO_ALL = "RESPONSE", "SCORE", "FEEDBACK", "FEEDBACK_GENERAL"
GENERAL = "general"
CHOICES = (Kind.SINGLE, Kind.SEVERAL, Kind.TRUE_FALSE, Kind.HOTSPOT)
TYPED = (Kind.SHORT, Kind.NUMERIC)


def points(value: float) -> str:
    """A number as it is written, to the decimals that shares of a mark have."""
    return f"{round(value, 8):.8f}".rstrip("0").rstrip(".")


def answer_name(item: Item, place: int) -> str:
    """What an answer is called within the item; its feedback is called the same."""
    if item.kind is Kind.TRUE_FALSE:
        return item.choices[place].text
    return f"answer-{place}" if item.kind in TYPED else f"choice-{place}"


class Scoring:
    """The outcomes of an item and the rules that set them."""

    def __init__(self, item: Item, tag: Dialect) -> None:
        self.item, self.tag = item, tag

    def outcomes(self) -> Iterator[str]:
        start = self.tag("defaultValue", None, self.tag("value", None, "0"))
        yield self._outcome(SCORE, "float", "single", start)
        if self._says():
            yield self._outcome(SAID, "identifier", "multiple" if self.item.kind is Kind.SEVERAL else "single")
        if self.item.feedback:
            yield self._outcome(SAID_TO_ALL, "identifier", "single")

    def processing(self) -> str:
        if self.item.kind in (Kind.NUMERIC, Kind.CLOZE) or self._says() or self.item.feedback:
            return self.tag("responseProcessing", None, *self._rules())
        template = "map_response" if self.is_mapped() else "match_correct"
        return self.tag("responseProcessing", {"template": TEMPLATES[self.tag.is_new].format(template)})

    def _says(self) -> bool:
        """Whether something is said about an answer of its own."""
        answers: tuple[Choice | Range, ...] = (*self.item.choices, *self.item.ranges)
        return self.item.kind is not Kind.CLOZE and any(each.feedback for each in answers)

    def is_mapped(self) -> bool:
        """Whether it needs more than one answer that is right and others that are not."""
        if self.item.kind in (Kind.SINGLE, Kind.HOTSPOT):
            return sorted(self.item.fractions())[-2:] != [0.0, 1.0] or min(self.item.fractions()) < 0
        return self.item.kind in (Kind.SEVERAL, Kind.SHORT)

    def _outcome(self, name: str, base: str, cardinality: str, *inside: str) -> str:
        attrs = {"identifier": name, "cardinality": cardinality, "baseType": base}
        return self.tag("outcomeDeclaration", attrs, *inside)

    def _rules(self) -> Iterator[str]:
        item = self.item
        if item.kind is Kind.CLOZE:
            yield from self._gaps()
        elif item.kind is Kind.NUMERIC:
            yield self._chain([self._number_rule(place, each) for place, each in enumerate(item.ranges)])
        elif self.is_mapped():
            yield self._set(SCORE, self._mapped(RESPONSE))
        else:
            right = self.tag("match", None, self._variable(RESPONSE), self.tag("correct", {"identifier": RESPONSE}))
            yield self._chain([(right, self._set(SCORE, self._value("1")))])
        yield from self._sayings()

    def _sayings(self) -> Iterator[str]:
        if self._says() and self.item.kind in CHOICES:
            yield self._set(SAID, self._variable(RESPONSE))
        elif self._says() and self.item.kind is Kind.SHORT:
            yield self._chain(list(self._word_rules(self.item.choices)))
        if self.item.feedback:
            yield self._set(SAID_TO_ALL, self._value(GENERAL, "identifier"))

    def _word_rules(self, choices: Sequence[Choice]) -> Iterator[tuple[str, str]]:
        cased = {"caseSensitive": str(self.item.case_matters).lower()}
        for place, each in enumerate(choices):
            if each.feedback:
                name = self._value(answer_name(self.item, place), "identifier")
                compared = (self._variable(RESPONSE), self._value(each.text, "string"))
                yield self.tag("stringMatch", cased, *compared), self._set(SAID, name)

    def _number_rule(self, place: int, each: Range) -> tuple[str, str]:
        name = self._value(answer_name(self.item, place), "identifier")
        told = self._set(SAID, name) if each.feedback else ""
        return self._near(RESPONSE, each), self._set(SCORE, self._value(points(each.fraction))) + told

    def _gaps(self) -> Iterator[str]:
        for number, blank in enumerate(self.item.blanks, start=1):
            name = f"{RESPONSE}{number}"
            if blank.kind is Kind.NUMERIC:
                marks = ((each, self._value(points(each.fraction * blank.weight))) for each in blank.ranges)
                yield self._chain([(self._near(name, each), self._raise(mark)) for each, mark in marks])
            else:
                yield self._raise(self._mapped(name))

    def _chain(self, rules: list[tuple[str, str]]) -> str:
        """The first condition that holds decides."""
        tags = ["responseIf", *["responseElseIf"] * len(rules)]
        branches = (self.tag(tag, None, *rule) for tag, rule in zip(tags, rules, strict=False))
        return self.tag("responseCondition", None, *branches)

    def _near(self, name: str, each: Range) -> str:
        value, tolerance = numbers.middle(each)
        attrs = {"toleranceMode": "absolute", "tolerance": f"{tolerance} {tolerance}"}
        if tolerance == "0":
            attrs = {"toleranceMode": "exact"}
        return self.tag("equal", attrs, self._variable(name), self._value(value))

    def _raise(self, by: str) -> str:
        return self._set(SCORE, self.tag("sum", None, self._variable(SCORE), by))

    def _set(self, outcome: str, value: str) -> str:
        return self.tag("setOutcomeValue", {"identifier": outcome}, value)

    def _mapped(self, name: str) -> str:
        return self.tag("mapResponse", {"identifier": name})

    def _variable(self, name: str) -> str:
        return self.tag("variable", {"identifier": name})

    def _value(self, text: str, base: str = "float") -> str:
        return self.tag("baseValue", {"baseType": base}, said(text))
