"""What people type instead of the right answer: most frequent first, spellings that fold to the same counted as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from quizzes.rules import gaps, grading, typed
from quizzes.rules.responses import Content

MOST = 5
KINDS = ("short", "numeric", "cloze")


@dataclass(frozen=True)
class Blank:
    """What was put into one place. `gap`: its id, "" where the answer is one whole; `wrong`: (words, how often)."""

    gap: str
    met: int
    right: int
    wrong: Sequence[tuple[str, int]]


def blanks(content: Content, responses: Iterable[Any]) -> list[Blank]:
    """By gap, or for the whole answer. Only responses count that this version can be answered by."""
    given = [one for one in responses if one is not None]
    if content["kind"] != "cloze":
        return [_blank("", [(one, grading.grade(content, one).correct) for one in given], content)]
    found = []
    for gap in content["gaps"]:
        mine = [one[gap["id"]] for one in given if gap["id"] in one]
        found.append(_blank(gap["id"], [(one, gaps.is_right(content, gap, one)) for one in mine], content))
    return found


def _blank(name: str, graded: Sequence[tuple[Any, bool]], content: Content) -> Blank:
    wrong = [_written(one) for one, right in graded if not right]
    return Blank(name, len(graded), sum(right for _one, right in graded), _counted(wrong, content))


def _written(given: Any) -> str:
    return f"{given:.12g}" if isinstance(given, float | int) else str(given)


def _counted(wrong: Sequence[str], content: Content) -> list[tuple[str, int]]:
    """The most frequent first, then by spelling; each in the spelling that came most often."""
    case_matters = bool(content.get("case_matters"))
    times, spelt = Counter[str](), dict[str, Counter[str]]()
    for one in wrong:
        folded = typed.folded(one, case_matters=case_matters)
        times[folded] += 1
        spelt.setdefault(folded, Counter())[one] += 1
    best = sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    return [(min(spelt[one].items(), key=lambda pair: (-pair[1], pair[0]))[0], count) for one, count in best]
