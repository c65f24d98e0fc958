"""Telling people: a notice in the app at once, other ways later, by a job. Callers open the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.kit.database import session
from app.kit.errors import NotFound
from app.kit.upsert import insert
from app.notifications.kinds import Kind
from app.notifications.models import Announcement, Message, Notice
from app.people.models import Person

AT_ONCE = 500


def tell(
    person_ids: Iterable[int],
    kind: Kind,
    key: str,
    now: datetime,
    *,
    url: str,
    params: dict[str, Any] | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Tell these people something; who was told the same (`key`) before is not told again."""
    tell_each(((person_id, params or {}) for person_id in person_ids), kind, key, now, url=url, expires_at=expires_at)


def tell_each(
    people: Iterable[tuple[int, dict[str, Any]]],
    kind: Kind,
    key: str,
    now: datetime,
    *,
    url: str,
    expires_at: datetime | None = None,
) -> None:
    """As `tell`, with params of their own for each."""
    same = {"kind": kind.value, "key": key, "url": url, "created_at": now, "expires_at": expires_at}
    rows = [same | {"person_id": person_id, "params": params} for person_id, params in people]
    write = insert(Notice).on_conflict_do_nothing(index_elements=["person_id", "key"])
    for start in range(0, len(rows), AT_ONCE):
        session().execute(write, rows[start : start + AT_ONCE])


def announce(
    season_id: int, key: str, now: datetime, *, url: str, params: dict[str, Any], expires_at: datetime
) -> None:
    """Tell everybody of a season, by and by."""
    row = {
        "season_id": season_id,
        "kind": Kind.SEASON.value,
        "key": key,
        "params": params,
        "url": url,
        "created_at": now,
        "expires_at": expires_at,
        "last_person_id": 0,
    }
    session().execute(insert(Announcement).values(row).on_conflict_do_nothing(index_elements=["key"]))


def write(rows: Sequence[dict[str, Any]], now: datetime) -> None:
    """Put messages into the outbox; one that was there before, by its key, stays as it is."""
    usual = {"rank": 2, "subject": "", "body": "", "to": "", "created_at": now, "try_at": now, "tries": 0}
    names = ("channel", "key", "person_id", "notice_id", "subscription_id", "webhook_id", "expires_at")
    missing = dict.fromkeys(names)
    if rows:
        write = insert(Message).on_conflict_do_nothing(index_elements=["key"])
        session().execute(write, [missing | usual | row for row in rows])


def read(notice_id: int, person: Person, now: datetime) -> Notice:
    """The person has seen it. Raises NotFound for other people's."""
    notice = session().scalar(select(Notice).filter_by(id=notice_id, person_id=person.id))
    if notice is None:
        raise NotFound
    notice.read_at = notice.read_at or now
    return notice


def read_all(person: Person, upto: int, now: datetime) -> None:
    """The person has seen all there were up to this one."""
    mine = (Notice.person_id == person.id, Notice.read_at.is_(None), Notice.id <= upto)
    session().execute(update(Notice).where(*mine).values(read_at=now), execution_options={"synchronize_session": False})
