"""How a draft stood before: kept whenever somebody else, or the same person after a pause, goes on with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from app.kit.database import session
from app.kit.errors import NotFound
from app.people.models import Person
from app.studio.models import Draft, Snapshot

PAUSE = timedelta(minutes=5)
KEPT = 30  # of a draft


def remember(draft: Draft, by: Person, now: datetime, *, always: bool = False) -> None:
    """Keep how the draft stands, before `by` changes it; steps of one sitting are one."""
    if not always and by.id == draft.changed_by_id and now - draft.changed_at < PAUSE:
        return
    if session().scalar(select(Snapshot.id).filter_by(draft_id=draft.id, version=draft.version)):
        return
    session().add(
        Snapshot(
            draft_id=draft.id,
            version=draft.version,
            content=draft.content,
            posts=draft.posts,
            micro_class_id=draft.micro_class_id,
            by_id=draft.changed_by_id,
            at=draft.changed_at,
        )
    )
    session().flush()
    _forget(draft.id)


def _forget(draft_id: int) -> None:
    """All but the newest."""
    newest = select(Snapshot.id).filter_by(draft_id=draft_id).order_by(Snapshot.version.desc()).limit(KEPT)
    kept = session().scalars(newest).all()
    gone = delete(Snapshot).where(Snapshot.draft_id == draft_id, Snapshot.id.not_in(kept))
    session().execute(gone, execution_options={"synchronize_session": False})


def forget(draft_id: int) -> None:
    """How it stood before is gone."""
    gone = delete(Snapshot).where(Snapshot.draft_id == draft_id)
    session().execute(gone, execution_options={"synchronize_session": False})


def of_draft(draft_id: int) -> Sequence[Snapshot]:
    """The newest first."""
    query = select(Snapshot).filter_by(draft_id=draft_id).order_by(Snapshot.version.desc())
    return session().scalars(query.options(joinedload(Snapshot.by))).all()


def get(draft_id: int, version: int) -> Snapshot:
    """Raises NotFound."""
    found = session().scalar(select(Snapshot).filter_by(draft_id=draft_id, version=version))
    if found is None:
        raise NotFound
    return found
