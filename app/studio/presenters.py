"""What the studio's pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from app.kit import clock
from app.kit.i18n import pick
from app.lessons.models import MicroClass
from app.people.models import Person
from app.studio import casepages, class_words, health, queries, twins, typedpages
from app.studio.models import Deed, Draft
from app.studio.services import Written
from quizzes.formats import drafting
from quizzes.formats.previewing import looked_at
from quizzes.rules import casemap
from quizzes.rules.finding import Finding
from quizzes.rules.grading import shown

ROWS = ("options", "steps", "pairs", "regions")
USUAL = {"options": 4, "steps": 4, "pairs": 3, "regions": 3}
SEED = 7  # of the preview's order: the same each time, so that nothing jumps while one types

KINDS: dict[str, Any] = {
    "single": _("One right option"),
    "several": _("Several right options"),
    "true-false": _("True or false"),
    "numeric": _("A number"),
    "ordering": _("Steps in order"),
    "matching": _("What belongs together"),
    "case": _("A service case"),
    "short": _("A short answer"),
    "cloze": _("A text with gaps"),
    "hotspot": _("A place on a picture"),
}
STATES: dict[str, Any] = {
    "draft": _("Draft"),
    "review": _("In review"),
    "planned": _("Planned"),
    "published": _("Published"),
    "retired": _("Retired"),
    "dropped": _("Thrown away"),
}
TAGS = {
    "draft": "",
    "review": "tag--warn",
    "planned": "tag--petrol",
    "published": "tag--good",
    "retired": "",
    "dropped": "",
}
DEEDS: dict[str, Any] = {
    Deed.SENT.value: _("sent it to review"),
    Deed.RETURNED.value: _("sent it back"),
    Deed.APPROVED.value: _("approved it; it waits for its time"),
    Deed.CANCELLED.value: _("cancelled its plan"),
    Deed.BROKE.value: _("its time had come, but something was missing"),
    Deed.PUBLISHED.value: _("published it"),
    Deed.SAID.value: _("said"),
}
LANGUAGES: dict[str, Any] = {"zh": _("Chinese"), "en": _("English")}
SAYINGS: dict[str, Any] = {
    "text-missing": _("not written yet"),
    "text-too-long": _("%(length)s characters; a question has at most %(most)s"),
    "long-for-phone": _("%(length)s characters: on a phone it leaves no room for the answers"),
    "source-missing": _("say where that is written: a standard, a manual, a law"),
    "posts-missing": _("choose at least one post"),
    "class-missing": _("in no class: it is asked in PKs and reviews only"),
    "too-few": _("there must be at least %(least)s"),
    "one-right": _("exactly one is right; %(right)s are marked"),
    "none-right": _("mark at least one as right"),
    "all-right": _("all are right: add one that is wrong"),
    "answer-missing": _("write the right number"),
    "picture-missing": _("choose the picture on which the place is to be found"),
    "alt-missing": _("say in both languages what it shows, in the library of pictures"),
    "not-drawn": _("draw it on the picture, or write its numbers"),
    "small-region": _("small on a phone: hard to hit with a finger"),
    "reads-the-same": _("two read the same"),
    "longest-is-right": _("the right option is much the longest: that gives it away"),
    "all-of-the-above": _("“all of the above” tests reading, not knowing"),
    "class-retired": _("this class was retired; choose another"),
    "class-unpublished": _("this class is not published yet: until then it is asked in PKs and reviews only"),
    "does-not-fit": _("%(where)s: %(what)s"),
    "older": _("older than the other language: check whether it still says the same"),
}
PARTS: dict[str, Any] = {
    "text": _("Question"),
    "explanation": _("Why it is so"),
    "why": _("Why the usual mistake is wrong"),
    "source": _("Source"),
    "": _("The question"),
    "posts": _("Posts"),
    "micro_class": _("Class"),
    "options": _("Options"),
    "steps": _("Steps"),
    "pairs": _("Pairs"),
    "regions": _("Regions"),
    "media": _("Picture"),
    "answer": _("Right answer"),
    "tolerance": _("Tolerance (±)"),
    "unit": _("Unit"),
    "difficulty": _("Difficulty"),
    "tags": _("Tags"),
}
SIDES: dict[str, Any] = {
    "why": _("why it is wrong"),
    "right": _("right"),
    "left": _("left"),
}
SAYINGS |= class_words.SAYINGS | typedpages.SAYINGS
PARTS |= class_words.PARTS | typedpages.PARTS
SIDES |= class_words.SIDES


@dataclass(frozen=True)
class Said:
    """A finding in words. `target`: the id of the field that it is about; `code`: what kind of finding it is."""

    where: str
    words: str
    blocks: bool
    target: str
    code: str


@dataclass(frozen=True)
class EditPage:
    """A draft as a form. `conflict`: the version that somebody typed into while another was saved; then `written` is
    what was typed.
    """

    draft: Draft
    written: Written
    version: int
    findings: Sequence[Said]
    preview: dict[str, Any]
    stored: dict[str, Any]
    twin: str | None
    may_approve: bool
    conflict: int = 0
    error: Any = None

    @property
    def content(self) -> dict[str, Any]:
        return self.written.content

    @property
    def sent(self) -> MultiDict[str, str]:
        """The preview's fields are empty."""
        return MultiDict()

    @property
    def is_open(self) -> bool:
        return self.draft.is_open

    @property
    def fields(self) -> list[str]:
        """The texts that a remark can be about, by path."""
        return [path for path, _text in drafting.texts(self.draft.content)]

    @property
    def waits(self) -> bool:
        """Whether its plan publishes it later than its approval."""
        return self.draft.publish_at is not None and self.draft.publish_at > clock.now()

    @property
    def blocked(self) -> bool:
        return any(one.blocks for one in self.findings)

    @property
    def rows(self) -> list[tuple[int, dict[str, Any] | None]]:
        """The options, steps or pairs; while it is written also the usual number of rows, and an empty one more."""
        name = next((one for one in ("options", "steps", "pairs", "regions") if one in self.content), None)
        if name is None:
            return []
        most = drafting.MOST["several" if self.draft.kind == "several" else name]
        found: list[tuple[int, dict[str, Any] | None]] = list(enumerate(self.content[name]))
        wanted = min(most, max(USUAL[name], len(found) + 1)) if self.is_open else 0
        return found + [(place, None) for place in range(len(found), wanted)]

    @property
    def gap_rows(self) -> list[tuple[int, dict[str, Any] | None]]:
        """The gaps; while it is written also places for more, of which the page shows one."""
        found: list[tuple[int, dict[str, Any] | None]] = list(enumerate(self.content["gaps"]))
        wanted = drafting.MOST["gaps"] if self.is_open else 0
        return found + [(place, None) for place in range(len(found), wanted)]

    @property
    def marks_first(self) -> bool:
        """Whether the first option is proposed as the right one: nothing is marked yet."""
        return not any(option["right"] for option in self.content.get("options", ()))

    @property
    def case(self) -> casepages.Form:
        return casepages.form(self.content, is_open=self.is_open)

    @property
    def map(self) -> casemap.Map:
        return casepages.drawn(self.stored)

    def is_older(self, path: str) -> bool:
        return path in self.draft.older

    words_of = staticmethod(typedpages.words_of)

    def has_older(self, prefix: str) -> bool:
        return any(path.startswith(f"{prefix}.") for path in self.draft.older)


def edit_page(
    draft: Draft, reader: Person, written: Written | None = None, *, conflict: int = 0, error: Any = None
) -> EditPage:
    """The page of a draft; `written`: what is shown in the place of what is stored."""
    shows = written or Written(draft.content, draft.posts, draft.micro_class_id)
    stored = looked_at(draft.kind, shows.content)
    return EditPage(
        draft=draft,
        written=shows,
        version=conflict or draft.version,
        findings=[said(one) for one in health.of_draft(draft)],
        preview=shown(stored, SEED),
        stored=stored,
        twin=twins.twin_of(draft),
        may_approve=reader.id not in (draft.author_id, draft.sent_by_id, draft.changed_by_id),
        conflict=conflict,
        error=error,
    )


def said(finding: Finding) -> Said:
    words = str((SAYINGS | casepages.SAYINGS)[finding.code])
    values = {name: value for name, value in finding.values.items() if name != "language"}
    path, _colon, language = finding.path.partition(":")
    says = words % values if values else words
    return Said(where(path, language), says, finding.blocks, target(path, language), finding.code)


def where(path: str, language: str = "") -> str:
    """A path such as options.1.why, as people say it."""
    first, *rest = path.split(".")
    if first in casepages.PARTS:
        return " · ".join([casepages.where(path), *([str(LANGUAGES[language])] if language else [])])
    found = [str(PARTS.get(first, first))]
    for part in rest:
        if part.isdigit():
            found.append(str(int(part) + 1))
        elif part in SIDES:
            found.append(str(SIDES[part]))
    if language:
        found.append(str(LANGUAGES[language]))
    return " · ".join(found)


def target(path: str, language: str = "zh") -> str:
    """The id of a field, by the path of its text."""
    parts = path.split(".")
    if parts[0] in casepages.PARTS:
        found = casepages.target(path)
        return f"{found}-{language}" if language and found != "rubric" else found
    if parts[0] == "gaps":
        return typedpages.target(parts, language)
    if parts[0] == "options" and len(parts) == 3:
        name = f"{'option' if parts[2] == 'text' else 'why'}-{parts[1]}"
    elif parts[0] == "steps" and len(parts) == 2:
        name = f"step-{parts[1]}"
    elif parts[0] == "pairs" and len(parts) == 3:
        name = f"{parts[2]}-{parts[1]}"
    elif parts[0] == "figure" and len(parts) == 2:
        name = parts[1]
    elif parts[0] == "regions" and len(parts) > 1:
        name = f"{parts[2] if len(parts) > 2 else 'at'}-{parts[1]}"
    else:
        name = parts[0]
    return f"{name}-{language}" if language and name not in ROWS else name


def class_choices(own: MicroClass | None = None) -> list[tuple[str, list[tuple[int, str]]]]:
    """The classes by section, to choose from; also the `own` one of a draft that is not shown now."""
    found: dict[str, list[tuple[int, str]]] = {}
    for one in queries.classes():
        assert one.current is not None
        found.setdefault(pick(one.section.title), []).append((one.id, pick(one.current.content["title"])))
    if own is not None and own.current_id is None:
        found[str(_("Not published"))] = [(own.id, own.key)]
    return list(found.items())
