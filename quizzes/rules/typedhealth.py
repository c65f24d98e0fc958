"""The health of what is typed: spellings that count, and gaps that stand where the texts say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizzes.rules.finding import Finding
from quizzes.rules.gaps import numbers_in
from quizzes.rules.typed import LONGEST_WORDS, folded

Content = Mapping[str, Any]
LANGUAGES = ("zh", "en")


def typed_findings(content: Content) -> Iterator[Finding]:
    """What is wrong with the spellings and gaps of a draft; nothing of a draft of another kind."""
    matters = bool(content.get("case_matters"))
    if "accepted" in content:
        yield from _of_spellings("accepted", content["accepted"], matters)
    gaps = content.get("gaps", ())
    for place, gap in enumerate(gaps):
        yield from _of_gap(f"gaps.{place}", gap, matters)
    if "gaps" in content:
        yield from _marks(content["text"], len(gaps))
        yield from _twins(gaps, matters)


def _of_spellings(path: str, accepted: Mapping[str, Sequence[str]], case_matters: bool) -> Iterator[Finding]:
    for language in LANGUAGES:
        spellings = accepted[language]
        if not spellings:
            yield Finding("spelling-missing", f"{path}:{language}")
        if any(len(one) > LONGEST_WORDS for one in spellings):
            yield Finding("spelling-too-long", f"{path}:{language}", values={"most": LONGEST_WORDS})
        yield from _same_spellings(f"{path}:{language}", spellings, case_matters)


def _same_spellings(path: str, spellings: Sequence[str], case_matters: bool) -> Iterator[Finding]:
    """Spellings that count already by another one."""
    seen: dict[str, str] = {}
    for one in spellings:
        earlier = seen.setdefault(folded(one, case_matters=case_matters), one)
        if earlier is not one:
            blocks = folded(one, case_matters=True) == folded(earlier, case_matters=True)
            yield Finding("spelling-twice", path, blocks=blocks, values={"words": one})


def _of_gap(path: str, gap: Content, case_matters: bool) -> Iterator[Finding]:
    if gap["kind"] == "short":
        yield from _of_spellings(path, gap["accepted"], case_matters)
    elif gap["kind"] == "number" and gap["answer"] is None:
        yield Finding("answer-missing", path)
    elif gap["kind"] == "choice":
        if len(gap["options"]) < 2:
            yield Finding("too-few-options", path)
        elif sum(option["right"] for option in gap["options"]) != 1:
            yield Finding("one-right", path, values={"right": sum(option["right"] for option in gap["options"])})


def _marks(text: Mapping[str, str], count: int) -> Iterator[Finding]:
    """Each gap has one mark in each language, and each mark has a gap."""
    if not count:
        yield Finding("gap-missing", "gaps")
    for language in LANGUAGES:
        marked = Counter(numbers_in(text[language]))
        wanted = [str(number) for number in range(1, count + 1)]
        for one in wanted if text[language] else ():
            if not marked[one]:
                yield Finding("mark-missing", f"text:{language}", values={"mark": f"{{{{{one}}}}}"})
        for one, times in marked.items():
            if one not in wanted:
                yield Finding("mark-without-gap", f"text:{language}", values={"mark": f"{{{{{one}}}}}"})
            elif times > 1:
                yield Finding("mark-twice", f"text:{language}", values={"mark": f"{{{{{one}}}}}"})


def _twins(gaps: Sequence[Content], case_matters: bool) -> Iterator[Finding]:
    """Two gaps that ask for the same: the second is a gift, once the first is known."""
    seen: dict[str, int] = {}
    for place, gap in enumerate(gaps):
        asked = _asked(gap, case_matters)
        if asked and seen.setdefault(asked, place) != place:
            yield Finding("same-gaps", f"gaps.{place}", blocks=False, values={"other": seen[asked] + 1})


def _asked(gap: Content, case_matters: bool) -> str:
    """What fills the gap, in one form for all kinds; "" where that is not written yet."""
    if gap["kind"] == "number":
        return "" if gap["answer"] is None else f"{gap['answer']} {gap['unit']}"
    if gap["kind"] == "choice":
        right = [option["text"]["zh"] for option in gap["options"] if option["right"]]
        return folded(right[0]) if right else ""
    return next((folded(one, case_matters=case_matters) for one in gap["accepted"]["zh"]), "")
