"""Who is told about results and appeals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.finals.models import Final, Finalist
from app.judging.events import ResultsTold
from app.judging.models import Appeal, PublishedResult
from app.kit.database import session
from app.kit.events import publish
from app.people.models import Grant, Person, Role


def shown(final: Final, post_id: int, now: datetime) -> None:
    """Audiences see a post's newest edition: its finalists are told."""
    query = select(Finalist.person_id, PublishedResult.edition).join(PublishedResult.finalist)
    query = query.where(Finalist.final_id == final.id, PublishedResult.post_id == post_id)
    newest = {row[0]: row[1] for row in session().execute(query.order_by(PublishedResult.edition))}
    edition = max(newest.values(), default=0)
    if edition:
        what = "published" if edition == 1 else "new-edition"
        _tell(final, what, f"{post_id}:{edition}", "/final/result", tuple(sorted(newest)), now)


def filed(appeal: Appeal, now: datetime) -> None:
    """Organizers hear of an appeal, except the one who has filed it."""
    finalist = appeal.sheet.finalist
    query = select(Person.id).join(Grant, Grant.person_id == Person.id).where(Grant.role == Role.ORGANIZER)
    ids = session().scalars(query.where(Person.active, Person.id != finalist.person_id).order_by(Person.id)).all()
    _tell(finalist.final, "appeal-filed", str(appeal.id), f"/desk/appeals/{appeal.id}", tuple(ids), now)


def decided(appeal: Appeal, now: datetime) -> None:
    """Its competitor hears the decision."""
    finalist = appeal.sheet.finalist
    _tell(finalist.final, "appeal-decided", str(appeal.id), "/final/result", (finalist.person_id,), now)


def _tell(final: Final, what: str, about: str, url: str, person_ids: tuple[int, ...], now: datetime) -> None:
    name = {"en": final.name_en, "zh": final.name_zh}
    publish(ResultsTold(final.id, name, what, about, url, person_ids, now))
