"""Rules of selection under their names: kept, never changed. Callers open the transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.audit.services import note
from app.finals import services
from app.finals.models import Final, RuleSet
from app.kit.database import session
from app.kit.errors import Invalid, NotFound
from app.people.models import Brand, Person, Post, Region
from quizzes.formats import selectionrules

LONGEST_NAME = 80


def known(final: Final) -> selectionrules.Known:
    """The codes that rules of this final may name."""
    regions, posts, brands = (frozenset(session().scalars(select(model.code))) for model in (Region, Post, Brand))
    return selectionrules.Known(regions, posts, brands, stages=max(1, len(final.season.stages)))


def keep(final_id: int, name: str, content: Mapping[str, Any], by: Person, now: datetime) -> RuleSet:
    """Keep rules that were read without a fault. A name that is taken gets a number.

    Raises Invalid without a name, Conflict when the selection is fixed.
    """
    final = services.locked(final_id)
    services.check_open(final)
    name = name.strip()[:LONGEST_NAME]
    if not name:
        raise Invalid(_("Give these rules a name. They are still here below."))
    made = RuleSet(final_id=final.id, name=_free(final.id, name), rules=dict(content), by_id=by.id, at=now)
    session().add(made)
    session().flush()
    note(by, "rules-kept", services.subject(final), {"rules": made.id, "name": made.name, "content": made.rules}, now)
    return made


def _free(final_id: int, name: str) -> str:
    taken = set(session().scalars(select(RuleSet.name).where(RuleSet.final_id == final_id)))
    number = 2
    free = name
    while free in taken:
        free, number = f"{name[: LONGEST_NAME - 6]} ({number})", number + 1
    return free


def of(final_id: int) -> Sequence[RuleSet]:
    """The newest first."""
    query = select(RuleSet).where(RuleSet.final_id == final_id).order_by(RuleSet.id.desc())
    return session().scalars(query.limit(200)).all()


def get(final_id: int, rule_set_id: int) -> RuleSet:
    """Raises NotFound."""
    found = session().scalar(select(RuleSet).where(RuleSet.final_id == final_id, RuleSet.id == rule_set_id))
    if found is None:
        raise NotFound
    return found


def named(final_id: int, name: str | None) -> RuleSet:
    """The rules of this name; without one, the newest. Raises NotFound."""
    query = select(RuleSet).where(RuleSet.final_id == final_id).order_by(RuleSet.id.desc()).limit(1)
    found = session().scalar(query.where(RuleSet.name == name) if name else query)
    if found is None:
        raise NotFound
    return found
