"""Deeds that need two people: one proposes, another one signs the very same thing. Callers open the transaction.

Whoever calls holds the final (services.locked), so that of two who sign at once the second sees what the first did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.finals.models import Final, TwoSignatures
from app.kit.database import session
from app.kit.errors import Conflict, Forbidden
from app.people.models import Person

NONE = _("Nothing waits for a signature: it was signed or withdrawn in the meantime. Nothing was changed.")
WAITS = _("A proposal waits for its second signature already. Sign it, or withdraw it first.")
OTHER = _("Something has changed since this was proposed. Nothing was signed; withdraw the proposal and look again.")
SAME = _("The second signature must be another person's. Nothing was signed.")


def waiting(final_id: int, deed: str) -> TwoSignatures | None:
    """The proposal that waits for its second signature."""
    open_ = (TwoSignatures.signed_at.is_(None), TwoSignatures.withdrawn_at.is_(None))
    return session().scalar(select(TwoSignatures).where(*_mine(final_id, deed), *open_))


def signed(final_id: int, deed: str) -> TwoSignatures | None:
    """The last one that both have signed."""
    done = select(TwoSignatures).where(*_mine(final_id, deed), TwoSignatures.signed_at.is_not(None))
    return session().scalar(done.order_by(TwoSignatures.id.desc()).limit(1))


def every(final_id: int, deed: str) -> Sequence[TwoSignatures]:
    """All that both have signed, the newest first."""
    done = select(TwoSignatures).where(*_mine(final_id, deed), TwoSignatures.signed_at.is_not(None))
    return session().scalars(done.order_by(TwoSignatures.id.desc()).limit(100)).all()


def any_signed(final_id: int, deeds: str) -> bool:
    """Whether both have signed any deed whose name begins so."""
    done = select(TwoSignatures.id).where(TwoSignatures.final_id == final_id, TwoSignatures.signed_at.is_not(None))
    return session().scalar(done.where(TwoSignatures.deed.startswith(deeds)).limit(1)) is not None


def _mine(final_id: int, deed: str) -> tuple[Any, ...]:
    return TwoSignatures.final_id == final_id, TwoSignatures.deed == deed


def propose(final: Final, deed: str, digest: str, facts: Mapping[str, Any], by: Person, now: datetime) -> TwoSignatures:
    """The first signature. Raises Conflict where one waits already."""
    if waiting(final.id, deed):
        raise Conflict(WAITS, code="waits")
    made = TwoSignatures(
        final_id=final.id, deed=deed, digest=digest, facts=dict(facts), proposed_by_id=by.id, proposed_at=now
    )
    session().add(made)
    session().flush()
    return made


def sign(final: Final, deed: str, digest: str, seen: str, by: Person, now: datetime) -> TwoSignatures:
    """The second signature. `digest`: of the thing as it is now; `seen`: of the thing on the signer's page.

    Raises Conflict where nothing waits or something changed, Forbidden for who proposed it.
    """
    found = waiting(final.id, deed)
    if found is None:
        raise Conflict(NONE, code="nothing-waits")
    if found.proposed_by_id == by.id:
        raise Forbidden(SAME, code="same-person")
    if not found.digest == digest == seen:
        raise Conflict(OTHER, code="changed")
    found.signed_by_id, found.signed_at = by.id, now
    session().flush()
    return found


def withdraw(final: Final, deed: str, now: datetime) -> TwoSignatures:
    """Take the proposal back. Raises Conflict where nothing waits."""
    found = waiting(final.id, deed)
    if found is None:
        raise Conflict(NONE, code="nothing-waits")
    found.withdrawn_at = now
    session().flush()
    return found
