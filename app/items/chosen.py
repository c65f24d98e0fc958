"""What people chose and typed, as trainers read it: by the key that counts now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.items import typed
from app.items.models import ItemStatistics
from app.items.numberwords import percent, signed
from app.kit.i18n import pick
from app.questions import rulings
from app.questions.rulings import Ruling
from quizzes.rules import itemwords
from quizzes.rules.itemfindings import attracts_the_strong, unused
from quizzes.rules.itemstrength import Discrimination


@dataclass(frozen=True)
class Option:
    words: str
    right: bool
    people: int
    share: str
    strength: str
    note: str


@dataclass(frozen=True)
class Typed:
    """What was typed into a question, or into a `gap` of it. `wrong`: (words, how often)."""

    gap: str
    share: str
    people: str
    wrong: Sequence[tuple[str, str]]


def options_of(row: ItemStatistics, content: dict[str, Any], known: dict[str, bool]) -> list[Option]:
    """Each option with who chose it; `known`: which are right now."""
    wrong = [one for one, right in known.items() if not right]
    rights = [one for one, right in known.items() if right]
    found = Discrimination(row.reckoned_people, row.discrimination, (), row.strengths)
    strong = attracts_the_strong(found, row.options, rights[0], wrong) if len(rights) == 1 else []
    dead = unused(row.options, wrong, row.people)
    notes = dict.fromkeys(strong, _("stronger people choose it")) | dict.fromkeys(dead, _("hardly anybody chooses it"))
    words = _words(content)
    return [
        Option(
            words=words[one],
            right=right,
            people=row.options.get(one, 0),
            share=percent(row.options.get(one, 0) / row.people) if row.people else "–",
            strength=signed(row.strengths.get(one)),
            note=notes.get(one, ""),
        )
        for one, right in known.items()
    ]


def _words(content: dict[str, Any]) -> dict[str, str]:
    if content["kind"] == "true-false":
        return {"true": _("True"), "false": _("False")}
    return {one["id"]: pick(one["text"]) for one in content.get("options", ())}


def typed_of(row: ItemStatistics, content: dict[str, Any], ruling: Ruling | None) -> list[Typed]:
    """By the key that counts now; what stands in the version's own words is read in those of the corrected one."""
    if content["kind"] not in itemwords.KINDS:
        return []
    given = typed.responses(row.question_version_id, row.place)
    lately = [rulings.as_shown(content, one, ruling)[1] for one in given]
    content, _same = rulings.as_shown(content, None, ruling)
    return [
        Typed(
            gap=one.gap,
            share=percent(one.right / one.met if one.met else None),
            people=ngettext("%(num)d person", "%(num)d people", one.met),
            wrong=[
                (_as_read(content, one.gap, words), ngettext("%(num)d time", "%(num)d times", count))
                for words, count in one.wrong
            ],
        )
        for one in itemwords.blanks(content, lately)
    ]


def _as_read(content: dict[str, Any], gap_id: str, words: str) -> str:
    """An option of a gap by its text, a number with its unit, words as they are."""
    asked = next((gap for gap in content.get("gaps", ()) if gap["id"] == gap_id), content)
    for option in asked.get("options", ()):
        if option["id"] == words:
            return pick(option["text"])
    return f"{words} {asked.get('unit') or ''}".strip()
