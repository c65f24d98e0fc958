"""From notices to messages: who wants what which way, and when. A job does it, some hundred at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.kit.database import session, transaction
from app.notifications import services, wishes
from app.notifications.kinds import URGENT, Kind, Way
from app.notifications.models import Announcement, Message, Notice, PushSubscription
from app.notifications.wishes import Wanted
from app.people.models import Person
from app.seasons.models import Season
from app.seasons.queries import may_take_part

AT_ONCE = 500
LONGEST = timedelta(days=3)  # what happened longer ago than this is no news


def announce(now: datetime) -> int:
    """Give announcements to the people of their season, portion by portion; how many people got one."""
    given = 0
    while (portion := _announce_some(now)) is not None:
        given += portion
    return given


def _announce_some(now: datetime) -> int | None:
    with transaction() as here:
        query = select(Announcement).where(Announcement.done_at.is_(None)).order_by(Announcement.id).limit(1)
        found = here.scalar(query.with_for_update())
        if found is None:
            return None
        after = select(Person).where(Person.active, Person.id > found.last_person_id)
        people = here.scalars(after.order_by(Person.id).limit(AT_ONCE)).all()
        if not people or found.expires_at <= now:
            found.done_at = now
            return 0
        season = here.get_one(Season, found.season_id)
        ids = [person.id for person in people if may_take_part(season, person)]
        services.tell(
            ids,
            Kind(found.kind),
            found.key,
            now,
            url=found.url,
            params=found.params,
            expires_at=found.expires_at,
        )
        found.last_person_id = people[-1].id
        return len(ids)


def spread(now: datetime, zone: str) -> int:
    """Write the messages that follow from new notices; how many notices were looked at."""
    looked = 0
    while True:
        with transaction() as here:
            query = select(Notice).where(Notice.spread_at.is_(None)).order_by(Notice.id).limit(AT_ONCE)
            found = here.scalars(query.with_for_update(skip_locked=True)).all()
            _Spreading(found, now, zone).write()
            for notice in found:
                notice.spread_at = now
        looked += len(found)
        if len(found) < AT_ONCE:
            return looked


class _Spreading:
    """Some notices with what is known of their people."""

    def __init__(self, notices: Sequence[Notice], now: datetime, zone: str) -> None:
        self.notices = [notice for notice in notices if _is_news(notice, now)]
        self.now, self.zone = now, zone
        ids = {notice.person_id for notice in self.notices}
        self.wanted = wishes.of_people(ids)
        self.mailed = _with_email(ids)
        self.browsers = _browsers(ids)

    def write(self) -> None:
        rows: list[dict[str, Any]] = []
        later: dict[str, list[Notice]] = defaultdict(list)
        digests: dict[str, dict[str, Any]] = {}
        for notice in self.notices:
            wanted, kind = self.wanted.get(notice.person_id, Wanted()), Kind(notice.kind)
            at = wanted.may_go_at(self.now, self.zone)
            if notice.person_id in self.mailed and wanted.by(kind, Way.EMAIL):
                if wanted.in_digest(kind):
                    row = self._digest(notice.person_id, wanted)
                    digests[row["key"]] = row
                    later[row["key"]].append(notice)
                else:
                    rows.append(_row(notice, "email", at))
            if wanted.by(kind, Way.PUSH):
                rows += [_row(notice, "push", at, one) for one in self.browsers.get(notice.person_id, ())]
        services.write(
            [row for row in rows if row["expires_at"] is None or row["try_at"] < row["expires_at"]], self.now
        )
        services.write(list(digests.values()), self.now)
        _collect(later)

    def _digest(self, person_id: int, wanted: Wanted) -> dict[str, Any]:
        at = wanted.may_go_at(wanted.digest_at(self.now, self.zone), self.zone)
        day = at.astimezone(ZoneInfo(self.zone)).date()
        return {"channel": "digest", "key": f"digest:{person_id}:{day}", "person_id": person_id, "try_at": at}


def _is_news(notice: Notice, now: datetime) -> bool:
    if notice.expires_at is not None and notice.expires_at <= now:
        return False
    return notice.read_at is None and now - notice.created_at < LONGEST


def _is_in_time(row: dict[str, Any]) -> bool:
    return row["expires_at"] is None or row["try_at"] < row["expires_at"]


def _row(notice: Notice, channel: str, at: datetime, subscription_id: int | None = None) -> dict[str, Any]:
    return {
        "channel": channel,
        "rank": 1 if notice.kind in URGENT else 2,
        "key": f"{channel}:{notice.id}" + (f":{subscription_id}" if subscription_id else ""),
        "person_id": notice.person_id,
        "notice_id": notice.id,
        "subscription_id": subscription_id,
        "try_at": at,
        "expires_at": notice.expires_at,
    }


def _collect(later: dict[str, list[Notice]]) -> None:
    """Let the notices wait for their digest."""
    keys = dict(session().execute(select(Message.key, Message.id).where(Message.key.in_(later))).all())
    for key, notices in later.items():
        for notice in notices:
            notice.digest_id = keys[key]


def _with_email(ids: Collection[int]) -> set[int]:
    return set(session().scalars(select(Person.id).where(Person.id.in_(ids), Person.email.is_not(None), Person.active)))


def _browsers(ids: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    query = select(PushSubscription.person_id, PushSubscription.id).where(PushSubscription.person_id.in_(ids))
    for person_id, subscription_id in session().execute(query.order_by(PushSubscription.id)):
        found[person_id].append(subscription_id)
    return found
