"""The results of a final for organizers, by post and by region.

A post that is published stands with its newest edition, names and dealers; one that is not, as it would be now and by
number alone: who is behind a number is opened by publication only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.finals import venue
from app.finals.models import Final, Finalist
from app.judging import queries, results, results_wording
from app.judging.models import PublishedResult
from app.judging.results_wording import hundredths
from app.kit import pdf
from app.kit.database import session
from app.kit.i18n import pick
from app.people.models import Post


@dataclass(frozen=True)
class Ranked:
    """A line of a post's ranking. `finalist` is None where numbers are not opened."""

    place: int
    number: int
    finalist: Finalist | None
    total: int
    parted: str


@dataclass(frozen=True)
class Ranking:
    """`edition`: 0 where nothing is published."""

    post: Post
    edition: int
    lines: Sequence[Ranked]

    @property
    def title(self) -> str:
        how_far = _("edition %(number)s", number=self.edition) if self.edition else _("not published: as of now")
        return f"{pick(self.post)} · {how_far}"


def rankings(final: Final, posts: Sequence[Post]) -> list[Ranking]:
    """In the order of the posts; as many statements for all as for one."""
    published, stations = _published(final), _stations(final, posts)
    waiting = [one for one in posts if one.id not in published]
    now = {one.post.id: one for one in results.reckon_all(final, waiting)} if waiting else {}
    found = []
    for post in posts:
        if rows := published.get(post.id):
            lines = [_ranked(row.finalist.number or 0, row.finalist, row, stations) for row in rows]
            found.append(Ranking(post, rows[0].edition, lines))
        else:
            placed = now[post.id].placed
            found.append(Ranking(post, 0, [_ranked(one.number, None, one, stations) for one in placed]))
    return found


def _ranked(number: int, finalist: Finalist | None, line: Any, stations: dict[str, str]) -> Ranked:
    return Ranked(line.place, number, finalist, line.total, results_wording.trace(line, stations))


def _stations(final: Final, posts: Sequence[Post]) -> dict[str, str]:
    return {one.key: pick(one) for one in queries.stations(final.id) if one.post_id in {post.id for post in posts}}


def _published(final: Final) -> dict[int, list[PublishedResult]]:
    """The newest edition of each post, the best first."""
    mine = select(Finalist.id).where(Finalist.final_id == final.id)
    newest = select(PublishedResult.post_id, func.max(PublishedResult.edition).label("edition"))
    last = newest.where(PublishedResult.finalist_id.in_(mine)).group_by(PublishedResult.post_id).subquery()
    same = (last.c.post_id == PublishedResult.post_id) & (last.c.edition == PublishedResult.edition)
    people = joinedload(PublishedResult.finalist)
    query = select(PublishedResult).join(last, same).where(PublishedResult.finalist_id.in_(mine)).options(
        people.joinedload(Finalist.person), people.joinedload(Finalist.dealer), people.joinedload(Finalist.region)
    )  # fmt: skip
    found: dict[int, list[PublishedResult]] = defaultdict(list)
    for row in session().scalars(query.order_by(PublishedResult.place, PublishedResult.id)):
        found[row.post_id].append(row)
    return found


# By post --------------------------------------------------------------------------------------------------------


def by_post(final: Final, posts: Sequence[Post]) -> tuple[Sequence[str], list[Sequence[Any]]]:
    """All of it as one table; totals are numbers."""
    heads = (_("Post"), _("Edition"), _("Place"), _("Drawn number"), _("Finalist"), _("Region"), _("Dealer"),
             _("Total"), _("What parted them"))  # fmt: skip
    rows: list[Sequence[Any]] = [
        (pick(one.post), one.edition or _("not published"), line.place, line.number, *_who(line), line.total / 100,
         line.parted)
        for one in rankings(final, posts)
        for line in one.lines
    ]  # fmt: skip
    return heads, rows


def _who(line: Ranked) -> tuple[str, str, str]:
    if line.finalist is None:
        return "", "", ""
    return line.finalist.person.name, pick(line.finalist.region), pick(line.finalist.dealer)


def by_post_pdf(final: Final, posts: Sequence[Post], made_at: datetime) -> bytes:
    """A table for each post. Raises NoFont."""
    parts = [_table(one) for one in rankings(final, posts)]
    return pdf.tables(f"{pick(final)} · {_('Results by post')}", _as_of(final, made_at), parts, made_at, landscape=True)


def _table(one: Ranking) -> pdf.Table:
    """Without columns of names where nobody is named."""
    first, last = (_("Place"), _("Drawn number")), (_("Total"), _("What parted them"))
    if not one.edition:
        rows = [[str(line.place), str(line.number), hundredths(line.total), line.parted] for line in one.lines]
        return pdf.Table(one.title, (*first, *last), rows, (1.4, 2, 2, 8))
    heads = (*first, _("Finalist"), _("Region"), _("Dealer"), *last)
    return pdf.Table(one.title, heads, [_cells(line) for line in one.lines], (1.4, 2, 3.4, 3, 6, 2, 8))


def _cells(line: Ranked) -> list[str]:
    return [str(line.place), str(line.number), *_who(line), hundredths(line.total), line.parted]


def _as_of(final: Final, made_at: datetime) -> str:
    return _("As of %(when)s", when=venue.clock_of(final, made_at))


# By region ------------------------------------------------------------------------------------------------------


def _of_regions(final: Final, posts: Sequence[Post], region: str) -> Iterator[tuple[str, Post, Ranked]]:
    """Region by region, post by post; only of posts that are published."""
    found = [
        (line.finalist.region, one.post, line)
        for one in rankings(final, posts)
        for line in one.lines
        if line.finalist is not None and region in ("", line.finalist.region.code)
    ]
    for place, post, line in sorted(found, key=lambda each: each[0].code):
        yield pick(place), post, line


def by_region(final: Final, posts: Sequence[Post], region: str) -> tuple[Sequence[str], list[Sequence[Any]]]:
    heads = (_("Region"), _("Post"), _("Place"), _("Drawn number"), _("Finalist"), _("Dealer"), _("Total"))
    rows: list[Sequence[Any]] = [
        (place, pick(post), line.place, line.number, _who(line)[0], _who(line)[2], line.total / 100)
        for place, post, line in _of_regions(final, posts, region)
    ]
    return heads, rows


def by_region_pdf(final: Final, posts: Sequence[Post], region: str, made_at: datetime) -> bytes:
    """A table for each region. Raises NoFont."""
    groups: dict[str, list[Sequence[str]]] = defaultdict(list)
    for place, post, line in _of_regions(final, posts, region):
        name, _region, dealer = _who(line)
        groups[place].append([pick(post), str(line.place), str(line.number), name, dealer, hundredths(line.total)])
    heads = (_("Post"), _("Place"), _("Drawn number"), _("Finalist"), _("Dealer"), _("Total"))
    parts = [pdf.Table(name, heads, rows, (4, 1.5, 2, 3, 6, 2)) for name, rows in groups.items()]
    return pdf.tables(f"{pick(final)} · {_('Results by region')}", _as_of(final, made_at), parts, made_at)
