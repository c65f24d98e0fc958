"""What the studio's pages say of short answers and gaps, and where their fields stand."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

SAYINGS: dict[str, Any] = {
    "spelling-missing": _("write at least one spelling that counts"),
    "spelling-too-long": _("a spelling has at most %(most)s characters: ask for something shorter"),
    "spelling-twice": _("“%(words)s” counts already by another spelling"),
    "too-few-options": _("write at least two options"),
    "gap-missing": _("add at least one gap"),
    "mark-missing": _("%(mark)s is missing: write it where the gap is"),
    "mark-without-gap": _("there is no gap for %(mark)s: add it, or take the mark out"),
    "mark-twice": _("%(mark)s stands here twice: each gap has one place"),
    "same-gaps": _("it asks for the same as gap %(other)s"),
}
PARTS: dict[str, Any] = {
    "accepted": _("Spellings that count"),
    "gaps": _("Gap"),
    "case_matters": _("Capital letters count"),
}


def target(parts: list[str], language: str) -> str:
    """The id of a field of a gap, by the path of its text."""
    place = parts[1] if len(parts) > 1 else "0"
    if not language:
        return f"gap-{place}-kind"
    return f"gap-{place}-{'why' if parts[-1] == 'why' else 'words'}-{language}"


def words_of(gap: dict[str, Any]) -> dict[str, list[str]]:
    """What stands in a gap's fields: its spellings, or its options, the right one first."""
    if gap["kind"] == "choice":
        options = sorted(gap["options"], key=lambda option: not option["right"])
        return {language: [one["text"][language] for one in options] for language in ("zh", "en")}
    found: dict[str, list[str]] = gap.get("accepted", {"zh": [], "en": []})
    return found
