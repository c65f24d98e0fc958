"""The published results as everybody reads them: names by consent, else numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.finals import signatures
from app.finals.models import Final, Finalist
from app.judging import audiences, publishing, queries
from app.judging.models import PublishedResult
from app.judging.results_wording import hundredths
from app.kit.database import session
from app.kit.i18n import pick
from app.people.models import Person, Post, Region

FIRST = 3  # of a post, on the page of all posts


@dataclass(frozen=True)
class Line:
    """`before`: the place in the edition before, where that was another one."""

    place: int
    name: str
    region: str
    total: str
    before: int | None
    is_mine: bool


@dataclass(frozen=True)
class Shown:
    """A post's newest edition that may be seen; `reason`: why there is one after the first."""

    post: Post
    number: int
    reason: str
    lines: Sequence[Line]

    @property
    def first(self) -> list[Line]:
        """The first three, all who share their places, and the reader's own line."""
        last = self.lines[:FIRST][-1].place if self.lines else 0
        return [line for line in self.lines if line.place <= last or line.is_mine]


def shown(final: Final, region: str, reader: Person | None) -> list[Shown]:
    """By post; of one region only where it is given by its code."""
    reader_id = reader.id if reader and reader.is_authenticated else 0
    return [_shown(final, one, region, reader_id) for one in audiences.editions(final)]


def _shown(final: Final, one: audiences.Edition, region: str, reader_id: int) -> Shown:
    before = _places(final, one) if one.number > 1 else {}
    rows = [row for row in one.rows if not region or row.finalist.region.code == region]
    lines = [_line(row, before, reader_id) for row in rows]
    return Shown(one.post, one.number, _reason(final, one) if one.number > 1 else "", lines)


def _line(row: PublishedResult, before: Mapping[int, int], reader_id: int) -> Line:
    was = before.get(row.finalist_id)
    return Line(
        row.place,
        public_name(row.finalist),
        pick(row.finalist.region),
        hundredths(row.total),
        was if was != row.place else None,
        row.finalist.person_id == reader_id,
    )


def public_name(finalist: Finalist) -> str:
    """The name where its owner agreed to that, with the drawn number; else only the number."""
    number = f"#{finalist.number}"
    return f"{finalist.person.name} {number}" if finalist.shows_name else number


def _places(final: Final, one: audiences.Edition) -> dict[int, int]:
    """The places of the edition before."""
    return {row.finalist_id: row.place for row in queries.published(final.id, one.post.id, one.number - 1)}


def _reason(final: Final, one: audiences.Edition) -> str:
    found = signatures.every(final.id, publishing.deed(one.post))
    return next((str(row.facts["reason"]) for row in found if row.facts["edition"] == one.number), "")


def regions(final: Final) -> Sequence[Region]:
    """Those that have finalists."""
    ids = select(Finalist.region_id).filter_by(final_id=final.id)
    return session().scalars(select(Region).where(Region.id.in_(ids)).order_by(Region.code)).all()
