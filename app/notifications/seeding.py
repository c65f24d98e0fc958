"""What the demo's people were told lately."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app.kit.database import session
from app.notifications import services
from app.notifications.kinds import Kind
from app.notifications.models import Notice
from app.people.models import Person

TOLD_TO = "DEMO-TECH"
TOLD: tuple[tuple[int, Kind, str, dict[str, Any]], ...] = (  # minutes ago, what, where it leads
    (55, Kind.WEEK, "/points", {"points": 240, "mastered": 31}),
    (20, Kind.KUDOS, "/team", {"name": "王丽", "what": "stop:xian"}),
    (5, Kind.STREAK, "/", {}),
)


def seed_demo(now: datetime) -> None:
    """Some notices beside those that the demo's own facts have written; the old ones are read, nothing is sent."""
    people = session().scalars(select(Person.id).filter_by(staff_number=TOLD_TO)).all()
    for minutes, kind, url, params in TOLD:
        services.tell(people, kind, f"demo:{kind}", now - timedelta(minutes=minutes), url=url, params=params)
    _put_in_order()
    for values, which in (({"spread_at": now}, ()), ({"read_at": now}, (Notice.created_at < now - timedelta(days=1),))):
        session().execute(update(Notice).where(*which).values(values), execution_options={"synchronize_session": False})


def _put_in_order() -> None:
    """The cast's notices stand as they came: facts of the demo's past were not stated in the order of their times."""
    mine = select(Notice).join(Person, Person.id == Notice.person_id).where(Person.staff_number.like("DEMO-%"))
    notices = session().scalars(mine.order_by(Notice.person_id, Notice.id)).all()
    times = sorted((notice.person_id, notice.created_at) for notice in notices)
    for notice, (_person_id, at) in zip(notices, times, strict=True):
        notice.created_at = at
