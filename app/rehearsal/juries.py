"""The judges of a practice final: people who do not compete, in panels that leave a room to everybody."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from app.finals.models import Final, Finalist, FinalistState
from app.kit.database import session
from app.people.models import Grant, Person, Post, Role
from app.rehearsal.places import Panels, Site


@dataclass
class _Bench:
    """Who can still be called, those with most years first; and whose dealers send whom to which post."""

    free: list[Person]
    dealers: dict[str, set[int]]  # post -> dealers with finalists of it

    def call(self, count: int, posts: Collection[str], without: Collection[int]) -> list[Person]:
        """So many of different dealers, none of `without` (dealers), those of the posts first."""
        order = sorted(self.free, key=lambda one: one.post.code not in posts)
        found: list[Person] = []
        for one in order:
            if len(found) < count and one.dealer_id not in {*without, *(each.dealer_id for each in found)}:
                found.append(one)
        self.free = [one for one in self.free if one not in found]
        return found

    def sending(self, posts: Collection[str]) -> set[int]:
        return {dealer_id for post in posts for dealer_id in self.dealers.get(post, ())}


def call(final: Final, site: Site, idle: Collection[int], known: Person | None) -> Panels:
    """Make judges of people who took no part (`idle`), and seat them; `known` leads the first room. The chief is the
    first of each panel.
    """
    bench = _Bench(_people(idle), _dealers(final.id))
    if known is not None:
        bench.free = [one for one in bench.free if one.id != known.id]
    found: dict[str, list[Person]] = dict(_panels(site, bench, known))
    for one in {one.id: one for some in found.values() for one in some}.values():
        if Role.JUDGE not in one.roles:
            one.grants.append(Grant(role=Role.JUDGE.value))
    session().flush()
    return {room: [one.staff_number for one in some] for room, some in found.items()}


def _panels(site: Site, bench: _Bench, known: Person | None) -> Iterator[tuple[str, list[Person]]]:
    """Where there is one room, nobody whose dealer sends somebody there; of two rooms each has dealers of its own."""
    for room, count in (("hall", site.hall_judges), ("stage", 1)):
        yield room, bench.call(count, (), bench.sending(site.posts))
    for shop in sorted(site.workshops, key=lambda one: one.rooms):
        taken = set() if shop.rooms > 1 else bench.sending(shop.posts)
        for number, key in enumerate(shop.numbered()):
            leads = [known] if known is not None and shop is site.workshops[0] and number == 0 else []
            taken |= {one.dealer_id for one in leads}
            panel = leads + bench.call(shop.judges - len(leads), shop.posts, taken)
            taken |= {one.dealer_id for one in panel}
            yield key, panel


def _people(ids: Collection[int]) -> list[Person]:
    query = select(Person).join(Post, Post.id == Person.post_id).where(Person.active, Person.id.in_(ids))
    return list(session().scalars(query.order_by(Person.hired_on, Person.id)).unique())


def _dealers(final_id: int) -> dict[str, set[int]]:
    query = select(Post.code, Finalist.dealer_id).join(Post, Post.id == Finalist.post_id)
    found: dict[str, set[int]] = {}
    for post, dealer_id in session().execute(
        query.where(Finalist.final_id == final_id, Finalist.state == FinalistState.ACCEPTED.value)
    ):
        found.setdefault(post, set()).add(dealer_id)
    return found
