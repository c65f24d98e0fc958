"""Answers that were read and are graded otherwise since, because their question was found wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import update

from app.items.gathering import BEGINNING
from app.items.models import ItemAnswer, ItemStatistics, Place
from app.kit.database import session


@dataclass(frozen=True)
class Amended:
    """An answer by where it was given, and whether it is right now."""

    place: Place
    source_id: int
    slot: int
    version_id: int
    right: bool


def amend(answers: Iterable[Amended]) -> None:
    """Count these answers as they are graded now. What was not read yet will be read so."""
    no_sync = {"synchronize_session": False}
    for one in answers:
        where = (
            ItemAnswer.place == one.place.value,
            ItemAnswer.source_id == one.source_id,
            ItemAnswer.slot == one.slot,
        )
        session().execute(update(ItemAnswer).where(*where).values(right=one.right), execution_options=no_sync)
        old = {"stale": True, "reckoned_at": BEGINNING[0]}  # what is reckoned at night is older than this
        version = (ItemStatistics.question_version_id == one.version_id, ItemStatistics.place == one.place.value)
        session().execute(update(ItemStatistics).where(*version).values(old), execution_options=no_sync)
