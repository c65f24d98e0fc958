"""A draft as it would be stored, for a look at it: what is missing shows as a dash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import ascii_lowercase
from typing import Any

from quizzes.formats import casedrafts
from quizzes.formats.drafting import Content, Text
from quizzes.rules.hotspot import is_drawn

NOTHING = "—"


def looked_at(kind: str, content: Content) -> Content:
    """The stored form of a draft as it is."""
    found: Content = {"kind": kind}
    found |= {name: _filled(content[name]) for name in ("text", "explanation", "why") if name in content}
    found |= {
        name: content[name] for name in ("difficulty", "source", "tags", "media", "case_matters") if name in content
    }
    if "media" in found:
        found["media"] = found["media"] | {"alt": _filled(found["media"]["alt"])}
    for name, part in PARTS.items():
        if name in content:
            found[name] = [{"id": letter, **part(one)} for letter, one in _lettered(content[name])]
    if kind == "numeric":
        found |= {"answer": content["answer"] or 0.0, "tolerance": content["tolerance"], "unit": content["unit"]}
    if kind == "true-false":
        found["answer"] = content["answer"]
    if kind == "short":
        found["accepted"] = _accepted(content["accepted"])
    if kind == "hotspot":
        drawn = [one for one in content["regions"] if is_drawn(one)]
        found |= {
            "markers": content["markers"],
            "regions": [{**one, "id": letter, **_named(one)} for letter, one in _lettered(drawn)],
        }
    if kind == "case":
        found |= casedrafts.looked_at(content, _filled)
    if kind == "cloze":
        found["gaps"] = [_gap(number, gap) for number, gap in enumerate(content["gaps"], start=1)]
    return found


def _filled(text: Text) -> Text:
    return {name: text[name] or text[other] or NOTHING for name, other in (("en", "zh"), ("zh", "en"))}


def _lettered(things: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    return zip(ascii_lowercase, things, strict=False)


PARTS: dict[str, Any] = {
    "options": lambda one: {"text": _filled(one["text"]), "right": one["right"], "why": _filled(one["why"])},
    "steps": lambda one: {"text": _filled(one)},
    "pairs": lambda one: {"left": _filled(one["left"]), "right": _filled(one["right"])},
}


def _named(region: Content) -> Content:
    return {"name": _filled(region["name"]), "why": _filled(region["why"])}


def _accepted(accepted: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: accepted[name] or accepted[other] or [NOTHING] for name, other in (("en", "zh"), ("zh", "en"))}


def _gap(number: int, gap: Content) -> Content:
    why = _filled(gap["why"]) if any(gap["why"].values()) else None
    found: Content = {"id": str(number), "kind": gap["kind"], "why": why}
    if gap["kind"] == "short":
        return found | {"accepted": _accepted(gap["accepted"])}
    if gap["kind"] == "number":
        return found | {"answer": gap["answer"] or 0.0, "tolerance": gap["tolerance"], "unit": gap["unit"]}
    options = [{"text": _filled(one["text"]), "right": one["right"]} for one in gap["options"]]
    if not any(one["right"] for one in options):
        options.insert(0, {"text": {"en": NOTHING, "zh": NOTHING}, "right": True})
    return found | {"options": [{"id": letter, **one} for letter, one in _lettered(options)]}
