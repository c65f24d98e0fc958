"""Making a final, and what every deed on it begins with. Callers open the transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.audit.services import note
from app.finals.models import Final, FinalState
from app.kit.database import session
from app.kit.errors import Conflict, NotFound
from app.people.models import Person

FIXED = _("The selection is fixed; nothing can be run again. Nothing was changed.")


def subject(final: Final) -> str:
    """As the log names it."""
    return f"final:{final.id}"


def locked(final_id: int) -> Final:
    """The final as it is now, held until the deed ends. Raises NotFound."""
    query = select(Final).where(Final.id == final_id).with_for_update()
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def check_open(final: Final) -> None:
    """Raises Conflict when the selection is fixed."""
    if final.state != FinalState.PLANNING:
        raise Conflict(FIXED, code="selection-fixed")


def new(values: dict[str, Any], by: Person, now: datetime) -> Final:
    """A final that is being planned; `values` are those of the model."""
    final = Final(created_at=now, **values)
    session().add(final)
    session().flush()
    note(by, "final-made", subject(final), {"season": final.season_id, "name": final.name_zh or final.name_en}, now)
    return final
