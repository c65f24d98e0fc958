"""What an author typed of a short answer or of a text with gaps, as a draft's content."""

from __future__ import annotations

from itertools import zip_longest

from app.studio.fields import Typed, both, line, number
from quizzes.formats.drafting import MOST, Content, Text
from quizzes.rules.gaps import KINDS, filled
from quizzes.rules.typed import MOST_SPELLINGS

LANGUAGES = ("zh", "en")


def short(typed: Typed, _kind: str) -> Content:
    return {"accepted": _spellings(typed, "accepted"), "case_matters": _matters(typed), "why": both(typed, "why")}


def _matters(typed: Typed) -> bool:
    return typed.get("case_matters") == "yes"


def _spellings(typed: Typed, name: str) -> dict[str, list[str]]:
    return {"en": _lines(typed, f"{name}-en"), "zh": _lines(typed, f"{name}-zh")}


def _lines(typed: Typed, name: str) -> list[str]:
    """What stands on each line of a field, without the empty ones."""
    found = (line(one) for one in typed.get(name, "").splitlines())
    return [one for one in found if one][:MOST_SPELLINGS]


def cloze(typed: Typed, _kind: str) -> Content:
    """The gaps that have a kind. One that has none any more is taken out of the texts: its words stand there again."""
    places = [place for place in range(MOST["gaps"]) if typed.get(f"gap-{place}-kind") in KINDS]
    return {
        "text": {language: _text(typed, language, places) for language in ("en", "zh")},
        "gaps": [_gap(typed, f"gap-{place}") for place in places],
        "case_matters": _matters(typed),
        "why": both(typed, "why"),
    }


def _text(typed: Typed, language: str, places: list[int]) -> str:
    """The text with its marks numbered as the gaps are now."""
    new = {str(place + 1): number for number, place in enumerate(places, start=1)}

    def mark(old: str) -> str:
        if old in new:
            return f"{{{{{new[old]}}}}}"
        words = _lines(typed, f"gap-{int(old) - 1}-words-{language}")
        return words[0] if words else f"{{{{{old}}}}}"

    return filled(both(typed, "text")[language], mark)


def _gap(typed: Typed, name: str) -> Content:
    kind, words = typed[f"{name}-kind"], _spellings(typed, f"{name}-words")
    own: dict[str, Content] = {
        "short": {"accepted": words},
        "number": {
            "answer": number(typed.get(f"{name}-answer", "")),
            "tolerance": abs(number(typed.get(f"{name}-tolerance", "")) or 0.0),
            "unit": line(typed.get(f"{name}-unit", ""))[:20],
        },
        "choice": {"options": _options(words)},
    }
    return {"kind": kind, **own[kind], "why": both(typed, f"{name}-why")}


def _options(words: dict[str, list[str]]) -> list[Content]:
    """A line each, in both languages in the same order; the first one is right."""
    pairs = zip_longest(words["zh"], words["en"], fillvalue="")
    texts: list[Text] = [{"en": en, "zh": zh} for zh, en in pairs]
    return [{"text": text, "right": place == 0} for place, text in enumerate(texts)]
