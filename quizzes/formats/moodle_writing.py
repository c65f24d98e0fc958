"""Items as Moodle XML, in the form that Moodle 4.4 and newer export it themselves."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from urllib.parse import quote

from quizzes.formats import moodle_cloze, numbers
from quizzes.formats.exchange import Choice, Item, Kind, Markup, Medium, Refusal, Writing
from quizzes.formats.gathering import texts_of
from quizzes.formats.htmltext import TAG, unescaped
from quizzes.formats.reasons import Reason
from quizzes.formats.xmltree import ILLEGAL

FORMATS = {Markup.PLAIN: "plain_text", Markup.HTML: "html", Markup.MARKDOWN: "markdown"}
TYPES = {
    Kind.SINGLE: "multichoice",
    Kind.SEVERAL: "multichoice",
    Kind.TRUE_FALSE: "truefalse",
    Kind.NUMERIC: "numerical",
    Kind.ORDERING: "ordering",
    Kind.MATCHING: "matching",
    Kind.SHORT: "shortanswer",
    Kind.CLOZE: "cloze",
}
SURROGATE = re.compile("[\ud800-\udfff]")

SIGNS_LEFT_OUT = Reason("Signs that XML does not know are left out.")
NO_PLACES = Reason(
    "Moodle asks for places by markers that are dragged, and makes large pictures smaller without moving the places; "
    "the question is left out."
)
RIGHT_IS_PLAIN = Reason("Moodle shows right-hand sides as plain text; their formatting is left out.")


def write(items: Sequence[Item]) -> Writing:
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n']
    category: tuple[str, ...] = ()
    for item in items:
        if item.kind not in TYPES:
            continue
        if item.category != category:
            category = item.category
            parts.append(_category(category))
        parts.append(_question(item))
    parts.append("</quiz>\n")
    return Writing("".join(parts).encode(), tuple(_notes(items)))


def _category(names: Iterable[str]) -> str:
    path = "/".join(["$course$", "top", *(name.replace("/", "//") for name in names)])
    return f'  <question type="category">\n    <category>{_text(path)}</category>\n  </question>\n'


def _question(item: Item) -> str:
    lines = [
        f"<name>{_text(item.title)}</name>",
        f"<questiontext {_format(item)}>{_marked(_asked(item), item)}{_files(item)}</questiontext>",
        f"<generalfeedback {_format(item)}>{_marked(item.feedback, item)}</generalfeedback>",
        f"<idnumber>{_escaped(item.ident)}</idnumber>",
        *BODIES[item.kind](item),
        *_tags(item),
    ]
    inside = "".join(f"    {line}\n" for line in lines)
    return f'  <question type="{TYPES[item.kind]}">\n{inside}  </question>\n'


def _asked(item: Item) -> str:
    return moodle_cloze.write(item) if item.kind is Kind.CLOZE else item.text


def _tags(item: Item) -> Iterator[str]:
    if item.tags:
        yield f"<tags>{''.join(f'<tag>{_text(tag)}</tag>' for tag in item.tags)}</tags>"


def _choices(item: Item) -> Iterator[str]:
    yield f"<single>{'true' if item.kind is Kind.SINGLE else 'false'}</single>"
    yield "<shuffleanswers>true</shuffleanswers>"
    yield "<answernumbering>abc</answernumbering>"
    for choice in item.choices:
        yield _answer(numbers.share(choice.fraction), _format(item), _marked(choice.text, item), choice.feedback, item)


def _true_false(item: Item) -> Iterator[str]:
    for choice in item.choices:
        yield _plain_answer(choice, choice.text, item)


def _short(item: Item) -> Iterator[str]:
    yield f"<usecase>{int(item.case_matters)}</usecase>"
    for choice in item.choices:
        yield _plain_answer(choice, choice.text.replace("*", "\\*"), item)


def _plain_answer(choice: Choice, text: str, item: Item) -> str:
    return _answer(numbers.share(choice.fraction), 'format="moodle_auto_format"', _text(text), choice.feedback, item)


def _numeric(item: Item) -> Iterator[str]:
    for each in item.ranges:
        value, tolerance = numbers.middle(each)
        inside = f"{_text(value)}<tolerance>{tolerance}</tolerance>"
        yield _answer(numbers.share(each.fraction), 'format="moodle_auto_format"', inside, each.feedback, item)


def _ordering(item: Item) -> Iterator[str]:
    yield "<layouttype>VERTICAL</layouttype>"
    yield "<selecttype>ALL</selecttype>"
    yield "<selectcount>0</selectcount>"
    yield "<gradingtype>RELATIVE_TO_CORRECT</gradingtype>"
    yield "<showgrading>SHOW</showgrading>"
    yield "<numberingstyle>none</numberingstyle>"
    for place, step in enumerate(item.steps, start=1):
        yield _answer(f"{place}.0000000", _format(item), _marked(step, item), "", item)


def _matching(item: Item) -> Iterator[str]:
    yield "<shuffleanswers>true</shuffleanswers>"
    for pair in item.pairs:
        right = _text(unescaped(pair.right, item.markup))
        yield f"<subquestion {_format(item)}>{_marked(pair.left, item)}<answer>{right}</answer></subquestion>"


def _nothing_more(_item: Item) -> Iterator[str]:
    yield from ()


def _answer(share: str, form: str, inside: str, feedback: str, item: Item) -> str:
    said = f"<feedback {_format(item)}>{_marked(feedback, item)}</feedback>"
    return f'<answer fraction="{share}" {form}>{inside}{said}</answer>'


BODIES: dict[Kind, Callable[[Item], Iterator[str]]] = {
    Kind.SINGLE: _choices,
    Kind.SEVERAL: _choices,
    Kind.TRUE_FALSE: _true_false,
    Kind.NUMERIC: _numeric,
    Kind.ORDERING: _ordering,
    Kind.MATCHING: _matching,
    Kind.SHORT: _short,
    Kind.CLOZE: _nothing_more,
}


def _format(item: Item) -> str:
    return f'format="{FORMATS[item.markup]}"'


def _marked(text: str, item: Item) -> str:
    """A text in the item's markup; where it shows one of the item's files, it says so in Moodle's way."""
    for medium in item.media:
        text = _shown(text, medium.name)
    return _text(text)


def _shown(text: str, name: str) -> str:
    if name not in text:
        return text
    place = f"@@PLUGINFILE@@/{quote(name)}"
    for before, after in (('"', '"'), ("'", "'"), ("(", ")")):
        text = text.replace(f"{before}{name}{after}", f"{before}{place}{after}")
    return text


def _files(item: Item) -> str:
    return "".join(map(_file, item.media))


def _file(medium: Medium) -> str:
    data = base64.b64encode(medium.data).decode()
    return f'<file name="{escape(_legal(medium.name))}" path="/" encoding="base64">{data}</file>'


def _text(text: str) -> str:
    return f"<text>{_escaped(text)}</text>"


def _escaped(text: str) -> str:
    """Text for XML, in CDATA where it has signs of its own, as Moodle does."""
    legal = _legal(text)
    if "\r" in legal or not any(sign in legal for sign in "<>&"):
        return escape(legal, quote=False).replace("\r", "&#13;")
    return f"<![CDATA[{legal.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _legal(text: str) -> str:
    return SURROGATE.sub("", ILLEGAL.sub("", text))


def _notes(items: Sequence[Item]) -> Iterator[Refusal]:
    for place, item in enumerate(items, start=1):
        if item.kind not in TYPES:
            yield Refusal(place, NO_PLACES)
            continue
        said = "".join(texts_of(item))
        if _legal(said) != said:
            yield Refusal(place, SIGNS_LEFT_OUT)
        if item.markup is Markup.HTML and any(TAG.search(pair.right) for pair in item.pairs):
            yield Refusal(place, RIGHT_IS_PLAIN)
