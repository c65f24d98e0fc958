"""What differs between two versions of a piece: line by line, then word by word; Chinese sign by sign."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Any

WORDS = re.compile(r"[A-Za-z0-9]+(?:[.,'’-][A-Za-z0-9]+)*|[^\S\n]+|.", re.DOTALL)
LINES = re.compile(r"[^\n]*\n?")
LANGUAGES = frozenset({"en", "zh"})
SILENT = frozenset({"id", "kind", "width", "height", "widths", "seconds"})  # keys that say nothing to people
MOST_WORDS = 2000  # of a changed stretch that are compared with each other; beyond that it is all out, all in
REWRITTEN = 0.3  # below this likeness a stretch reads better as all out, all in


class Fate(StrEnum):
    SAME = "same"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True)
class Part:
    """Words that are in both, only in the old text, or only in the new one."""

    fate: Fate
    words: str


@dataclass(frozen=True)
class Change:
    """A text that differs. `path`: where it stands, such as options.1.text; `language`: "" where it has none."""

    path: str
    language: str
    parts: tuple[Part, ...]

    def side(self, gone: Fate) -> tuple[Part, ...]:
        """Without what is out, or without what is in: one of the two texts."""
        return tuple(part for part in self.parts if part.fate is not gone)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Everything that differs, in the order of the newer one; then what is only in the older one."""
    old, new = dict(texts_of(before)), dict(texts_of(after))
    found = []
    for name in [*new, *(one for one in old if one not in new)]:
        one, other = old.get(name, ""), new.get(name, "")
        if one != other:
            path, _colon, language = name.partition(":")
            found.append(Change(path, language, parts(one, other)))
    return found


def texts_of(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a piece by path:language, everything else that it says by its path."""
    if isinstance(value, Mapping) and value and value.keys() <= LANGUAGES:
        yield from ((f"{path}:{language}", _written(value[language])) for language in sorted(value, reverse=True))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if key not in SILENT:
                yield from texts_of(one, f"{path}.{key}" if path else key)
    elif isinstance(value, list | tuple):
        for place, one in enumerate(value):
            yield from texts_of(one, f"{path}.{place}")
    else:
        yield path, _told(path, value)


def _written(text: Any) -> str:
    """A text, or spellings one a line."""
    return "\n".join(map(str, text)) if isinstance(text, list | tuple) else str(text or "")


def _told(path: str, value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "✓"
    if isinstance(value, float):
        return f"{value:.12g}"
    if path.endswith("svg"):  # nobody reads a drawing as text
        return f"SVG {hashlib.sha256(str(value).encode()).hexdigest()[:8]}" if value else ""
    return str(value)


def parts(before: str, after: str) -> tuple[Part, ...]:
    """One text turned into another."""
    old, new = LINES.findall(before), LINES.findall(after)
    found: list[Part] = []
    for deed, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if deed == "equal":
            found.append(Part(Fate.SAME, "".join(old[a:b])))
        else:
            found += _by_word("".join(old[a:b]), "".join(new[c:d]))
    return _joined(found)


def _by_word(before: str, after: str) -> list[Part]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    whole = [Part(Fate.OUT, before), Part(Fate.IN, after)]
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return whole
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < REWRITTEN:
        return whole
    return list(_steps(matcher.get_opcodes(), old, new))


def _steps(deeds: Sequence[tuple[str, int, int, int, int]], old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    """The steps; a single sign or a blank that stayed between two changes counts as changed, too: that reads better."""
    for place, (deed, a, b, c, d) in enumerate(deeds):
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        island = deed == "equal" and 0 < place < len(deeds) - 1 and b - a == 1 and len(gone) <= 1
        if deed == "equal" and not island:
            yield Part(Fate.SAME, gone)
        else:
            yield from (Part(Fate.OUT, gone), Part(Fate.IN, come))


def _joined(found: Iterable[Part]) -> tuple[Part, ...]:
    """Neighbours of a kind as one; between two stretches that stayed, what is out stands before what is in."""
    joined: list[Part] = []
    stretches = groupby((part for part in found if part.words), key=lambda part: part.fate is Fate.SAME)
    for _stayed, stretch in stretches:
        words = dict.fromkeys((Fate.SAME, Fate.OUT, Fate.IN), "")
        for part in stretch:
            words[part.fate] += part.words
        joined += [Part(fate, some) for fate, some in words.items() if some]
    return tuple(joined)
