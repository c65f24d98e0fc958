"""What shows a medium, in words and with the way there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import select

from app.kit.database import session
from app.kit.i18n import pick
from app.lessons.models import MicroClass, MicroClassVersion
from app.media.models import Medium, MediumUse, What
from app.questions.models import QuestionVersion
from app.studio.models import Draft


@dataclass(frozen=True)
class Use:
    """`what`: draft, question or class."""

    what: str
    words: str
    url: str


def say_again(medium: Medium) -> None:
    """Drafts that show it and lack words for it, such as those of an import, have the words that were written now."""
    shows = select(MediumUse.what_id).filter_by(medium_id=medium.id, what=What.DRAFT.value)
    for draft in session().scalars(select(Draft).where(Draft.id.in_(shows)).order_by(Draft.id)):
        plate = draft.content.get("media", {})
        if plate.get("key") == medium.key and not all(plate["alt"].values()):
            draft.content = draft.content | {"media": medium.plate()}


def told(uses: Sequence[tuple[str, int]]) -> list[Use]:
    return [use for what, number in uses if (use := TELLERS[What(what)](number)) is not None]


def _draft(number: int) -> Use | None:
    draft = session().get(Draft, number)
    if draft is None:
        return None
    return Use(
        "draft",
        _words(draft.content["title" if draft.is_class else "text"], draft.key),
        url_for("studio.edit", draft_id=number),
    )


def _question(number: int) -> Use | None:
    query = select(QuestionVersion).filter_by(question_id=number).order_by(QuestionVersion.number.desc()).limit(1)
    newest = session().scalar(query)
    if newest is None:
        return None
    url = url_for("studio.question", question_id=number)
    return Use("question", _words(newest.content["text"], str(number)), url)


def _class(number: int) -> Use | None:
    query = (
        select(MicroClassVersion).filter_by(micro_class_id=number).order_by(MicroClassVersion.number.desc()).limit(1)
    )
    newest, found = session().scalar(query), session().get(MicroClass, number)
    if newest is None or found is None:
        return None
    return Use("class", _words(newest.content["title"], found.key), url_for("lessons.micro_class", key=found.key))


def _words(text: dict[str, Any], otherwise: str) -> str:
    return pick(text) if any(text.values()) else otherwise


TELLERS = {What.DRAFT: _draft, What.QUESTION: _question, What.CLASS: _class}
