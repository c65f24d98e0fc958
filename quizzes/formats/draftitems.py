"""Our questions as other programs take them: in one language, with the other one as the translation."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

from quizzes.formats.exchange import Area, Blank, Choice, Item, Kind, Markup, Medium, Pair, Picture, Range
from quizzes.formats.htmltext import html_from_plain
from quizzes.formats.rewording import reworded
from quizzes.rules.gaps import filled

Content = dict[str, Any]
Size = tuple[int | None, int | None]


def item(key: str, content: Content, posts: tuple[str, ...], language: str) -> Item:
    """What is stored of a question (`AnyQuestion.content`), its texts in this language first."""
    other = "en" if language == "zh" else "zh"
    return replace(_told(key, content, posts, language), translation=_told(key, content, posts, other))


def _told(key: str, content: Content, posts: tuple[str, ...], language: str) -> Item:
    found = Item(
        Kind(content["kind"]),
        content["text"][language],
        feedback=content["explanation"][language],
        ident=key,
        tags=tuple(content["tags"]),
        language=language,
        difficulty=content["difficulty"],
        source=content["source"],
        posts=posts,
        unit=content.get("unit", ""),
    )
    why = content["why"][language] if loses(content) else ""
    return replace(found, why=why, **OWN[found.kind](content, language))


def loses(content: Content) -> bool:
    """Whether it says why the usual mistake is wrong in a place that only sheets have."""
    return content["kind"] in ("numeric", "ordering", "matching", "short", "cloze")


def _choices(content: Content, language: str) -> dict[str, Any]:
    right = sum(option["right"] for option in content["options"])
    return {
        "choices": tuple(
            Choice(
                option["text"][language],
                1 / right if option["right"] else 0.0,
                (option.get("why") or {}).get(language, ""),
            )
            for option in content["options"]
        )
    }


def _truth(content: Content, language: str) -> dict[str, Any]:
    answer, why = content["answer"], content["why"][language]
    both = (("true", answer), ("false", not answer))
    return {"choices": tuple(Choice(word, float(right), "" if right else why) for word, right in both)}


def _number(content: Content, _language: str) -> dict[str, Any]:
    return {"ranges": (_range(content),)}


def _range(content: Content) -> Range:
    middle, slack = content["answer"], content["tolerance"]
    return Range(middle - slack, middle + slack)


def _steps(content: Content, language: str) -> dict[str, Any]:
    return {"steps": tuple(step["text"][language] for step in content["steps"])}


def _pairs(content: Content, language: str) -> dict[str, Any]:
    return {"pairs": tuple(Pair(pair["left"][language], pair["right"][language]) for pair in content["pairs"])}


def _short(content: Content, language: str) -> dict[str, Any]:
    return {"choices": _spellings(content, language), "case_matters": content["case_matters"]}


def _spellings(content: Content, language: str) -> tuple[Choice, ...]:
    return tuple(Choice(words, 1.0) for words in content["accepted"][language])


def _regions(content: Content, language: str) -> dict[str, Any]:
    """Any region that is right gives the whole mark."""
    regions = content["regions"]
    names = (
        Choice(one["name"][language], float(one["right"]), (one.get("why") or {}).get(language, "")) for one in regions
    )
    areas = tuple(Area(one["shape"], tuple(one["at"])) for one in regions)
    return {"choices": tuple(names), "areas": areas, "picture": Picture("", is_marked=content["markers"])}


def _gaps(content: Content, language: str) -> dict[str, Any]:
    blanks = tuple(_blank(gap, language) for gap in content["gaps"])
    return {"blanks": blanks, "case_matters": content["case_matters"]}


def _blank(gap: Content, language: str) -> Blank:
    why = gap["why"][language] if gap["why"] else ""
    if gap["kind"] == "number":
        return Blank(Kind.NUMERIC, ranges=(_range(gap),), unit=gap["unit"], why=why)
    if gap["kind"] == "short":
        return Blank(Kind.SHORT, _spellings(gap, language), why=why)
    choices = (Choice(option["text"][language], float(option["right"])) for option in gap["options"])
    return Blank(Kind.SINGLE, tuple(choices), why=why)


def showing(item: Item, file: Medium, words: str, size: Size) -> Item:
    """The item with a picture, recording or film behind its text, for formats that hold files: its texts are HTML then.

    The picture of a place to be found stays by itself.
    """
    if item.picture is not None:
        width, height = size
        picture = replace(item.picture, name=file.name, alt=words, width=width or 0, height=height or 0)
        return replace(item, picture=picture, media=(file,))
    found = replace(reworded(item, html_from_plain), markup=Markup.HTML, media=(file,))
    return replace(found, text=f"<p>{found.text}</p><p>{_shown(file, escape(words))}</p>")


def _shown(file: Medium, words: str) -> str:
    name, kind = escape(file.name), file.type.partition("/")[0]
    if kind in ("audio", "video"):
        return f'<{kind} controls="controls" src="{name}" title="{words}">{words}</{kind}>'
    return f'<img src="{name}" alt="{words}">'


def with_units(item: Item) -> Item:
    """The item with the units of its gaps in the text, for formats that have no place for them."""
    units = {str(number): blank.unit for number, blank in enumerate(item.blanks, start=1)}
    marked = filled(item.text, lambda one: f"{{{{{one}}}}} {units.get(one, '')}".rstrip())
    return replace(item, text=marked) if any(units.values()) else item


OWN = {
    Kind.SINGLE: _choices,
    Kind.SEVERAL: _choices,
    Kind.TRUE_FALSE: _truth,
    Kind.NUMERIC: _number,
    Kind.ORDERING: _steps,
    Kind.MATCHING: _pairs,
    Kind.SHORT: _short,
    Kind.CLOZE: _gaps,
    Kind.HOTSPOT: _regions,
}
