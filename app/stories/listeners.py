"""What stories make of facts stated below them."""

from __future__ import annotations

from app.stories import services
from app.studio.events import QuestionPublished


def note_published(fact: QuestionPublished) -> None:
    """The case written of a story is asked from now on."""
    services.became_case(fact.draft_id, fact.question_id, fact.at)
