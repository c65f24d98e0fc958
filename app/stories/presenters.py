"""What the pages of stories show, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.kit.i18n import pick
from app.stories import queries, services
from app.stories.models import TEXTS, State, Story, Topic
from quizzes.rules import privacy
from quizzes.rules.privacy import Trace

ASKS: dict[str, Any] = {
    "happened": _("What happened?"),
    "done": _("What did you do?"),
    "ended": _("How did it end?"),
    "learned": _("What have you learned from it?"),
}
HINTS: dict[str, Any] = {
    "happened": _("Who came, with what, what did they say? No names, no number plate."),
    "done": _("You or your team, step by step."),
    "ended": _("What did the customer say or do in the end?"),
    "learned": _("May stay empty."),
}
TOPICS: dict[str, Any] = {
    Topic.COMPLAINT.value: _("A complaint"),
    Topic.GOODWILL.value: _("Warranty and goodwill"),
    Topic.PICK_UP.value: _("Pick-up, delivery, waiting"),
    Topic.REPAIR.value: _("A repair"),
    Topic.SAFETY.value: _("Safety"),
    Topic.NEW_ENERGY.value: _("Electric cars"),
    Topic.PRAISE.value: _("A happy customer"),
    Topic.OTHER.value: _("Something else"),
}
STATES: dict[str, Any] = {
    State.DRAFT.value: _("Not sent yet"),
    State.SENT.value: _("With the trainers"),
    State.RETURNED.value: _("A trainer asks"),
    State.CHOSEN.value: _("Chosen: a case is being written"),
    State.PUBLISHED.value: _("Became a case"),
    State.CLOSED.value: _("Not used this time"),
    State.WITHDRAWN.value: _("Withdrawn by you"),
}
TAGS = {"returned": "tag--warn", "chosen": "tag--petrol", "published": "tag--good", "sent": "tag--petrol"}
TRACES: dict[Trace, Any] = {
    Trace.PLATE: _("number plate"),
    Trace.VIN: _("VIN"),
    Trace.PHONE: _("phone number"),
    Trace.ID_NUMBER: _("ID number"),
    Trace.EMAIL: _("e-mail address"),
}
SORTS: dict[str, Any] = {"oldest": _("Longest waiting first"), "newest": _("Newest first"), "topic": _("By topic")}
LONGEST = 2_000


@dataclass(frozen=True)
class Field:
    """A text of the form. `pieces`: cut at what names a car or a person; empty where nothing does."""

    name: str
    asks: Any
    hint: Any
    text: str
    pieces: Sequence[tuple[str, Trace | None]]
    is_missing: bool


@dataclass(frozen=True)
class FormPage:
    """A story being written; None: a new one. `refused`: why it was not sent."""

    story: Story | None
    key: str
    fields: Sequence[Field]
    topic: str
    post: str
    consents: bool
    named: bool
    refused: Any = None

    @property
    def lacks_consent(self) -> bool:
        return self.refused is not None and not self.consents


def form_page(story: Story | None, key: str, post: str, refused: Any = None) -> FormPage:
    lacking = services.missing(story) if story is not None and refused is not None else []
    fields = [_field(story, name, lacking) for name in TEXTS]
    if story is None:
        return FormPage(None, key, fields, Topic.COMPLAINT.value, post, False, False)
    return FormPage(story, key, fields, story.topic, post, story.consents, story.named, refused)


def _field(story: Story | None, name: str, lacking: Sequence[str]) -> Field:
    text = getattr(story, name) if story is not None else ""
    pieces = privacy.pieces(text) if privacy.findings(text) else []
    return Field(name, ASKS[name], HINTS[name], text, pieces, name in lacking)


def beginning(story: Story) -> str:
    """How it begins, for a list."""
    return story.happened[:80] or gettext("Nothing is written yet")


def credit_of(question_id: int) -> str | None:
    """Whose story a case was made of; a colleague's where nobody is to be named. None: of nobody's."""
    story = queries.of_question(question_id)
    if story is None:
        return None
    if not story.named:
        return gettext("From a story by a colleague")
    return gettext("From a story by %(name)s, %(dealer)s", name=story.person.name, dealer=pick(story.dealer))
