"""Versions that were found wrong: how answers to them are graded now, and what their pages say."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.kit.database import session
from app.kit.i18n import pick
from app.kit.upsert import insert
from app.questions import models
from quizzes.rules.grading import grade
from quizzes.rules.regrading import regrade, translated

Content = dict[str, Any]


@dataclass(frozen=True)
class Ruling:
    """`content`: the question with the right key; None: it is withdrawn and counts for nobody."""

    content: Content | None
    reason: dict[str, str]
    at: datetime

    @property
    def is_withdrawn(self) -> bool:
        return self.content is None


Rulings = dict[int, Ruling]  # by the id of the version


def of_versions(version_ids: Collection[int]) -> Rulings:
    """What holds of those of these versions that were found wrong."""
    ids = sorted(set(version_ids))
    if not ids:
        return {}
    kept = models.Ruling
    query = select(kept.version_id, kept.content, kept.reason, kept.at).where(kept.version_id.in_(ids))
    return {version_id: Ruling(*rest) for version_id, *rest in session().execute(query)}


def all_wrong() -> Rulings:
    """Of all versions, those that were found wrong."""
    return of_versions(session().scalars(select(models.Ruling.version_id)).all())


def keep(ruled: Rulings) -> None:
    """From now on this holds of these versions."""
    for version_id, one in sorted(ruled.items()):
        row = insert(models.Ruling).values(version_id=version_id, content=one.content, reason=one.reason, at=one.at)
        changed = {name: row.excluded[name] for name in ("content", "reason", "at")}
        session().execute(row.on_conflict_do_update(index_elements=["version_id"], set_=changed))


def lift(version_ids: Sequence[int]) -> None:
    """These versions are as right as any other."""
    session().execute(delete(models.Ruling).where(models.Ruling.version_id.in_(version_ids)))


def is_correct(content: Content, response: Any, ruling: Ruling | None) -> bool:
    """Whether a response to a version is right, by what holds of it. What is withdrawn keeps its old grade."""
    if ruling is None or ruling.content is None:
        return grade(content, response).correct
    return regrade(content, ruling.content, response)


def as_shown(content: Content, response: Any, ruling: Ruling | None) -> tuple[Content, Any]:
    """The question with the right key, and a response to it in the ids of that one."""
    if ruling is None or ruling.content is None:
        return content, response
    return ruling.content, translated(content, ruling.content, response)


def note(ruling: Ruling | None) -> str:
    """What a page says of a question that was found wrong; nothing of others."""
    if ruling is None:
        return ""
    values = {"day": format_date(ruling.at, "medium"), "reason": pick(ruling.reason)}
    if ruling.is_withdrawn:
        return _("This question was withdrawn on %(day)s and counts for nobody: %(reason)s", **values)
    return _("This question was wrong and was corrected on %(day)s: %(reason)s", **values)
