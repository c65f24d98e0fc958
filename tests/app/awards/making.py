"""A small final with published results and awards: each test says only what it needs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.awards import granting
from app.finals.models import Final, Finalist
from app.judging.models import PublishedResult
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person, Role
from quizzes.formats.awardrules import Award
from quizzes.rules.awards import AwardKind
from tests.app.judging.making import make_final, make_finalist
from tests.factories import make_person

PLACES = tuple(
    Award(key=f"place-{place}", name={"zh": f"第{place}名", "en": f"Place {place}"}, kind=AwardKind.PLACE,
          post="me-technician", place=place)
    for place in (1, 2)
)  # fmt: skip
REGION = Award(key="region", name={"zh": "最佳大区", "en": "Best region"}, kind=AwardKind.BEST_REGION)
VETERANS = Award(key="long", name={"zh": "长期服务奖", "en": "Long service"}, kind=AwardKind.LONG_SERVICE, years=15)
ALL = (*PLACES, REGION, VETERANS)


class Crowned:
    """A final of one post: finalists with numbers from 1, awards, results."""

    def __init__(self, count: int = 3, awards=ALL, **fields) -> None:
        self.final: Final = make_final(**({"state": "judging"} | fields))
        self.organizer = make_person(Role.ORGANIZER)
        self.finalists = [self.finalist(number) for number in range(1, count + 1)]
        if awards:
            with transaction():
                granting.set_awards(self.final.id, awards, self.organizer, clock.now())

    def finalist(self, number: int, **fields) -> Finalist:
        return make_finalist(self.final, number, **({"name_latin": f"Wang {number}"} | fields))

    def publish(self, *places: int, edition: int = 1, frozen: bool = False) -> None:
        """These places in the order of the finalists; frozen: audiences do not see them."""
        post, shown_at = self.finalists[0].post_id, None if frozen else clock.now()
        with transaction() as here:
            here.add_all(
                PublishedResult(edition=edition, finalist_id=one.id, post_id=post, place=place, total=9_000 - place,
                                by="stations", mine=0, theirs=0, stations={}, at=clock.now(), shown_at=shown_at)
                for one, place in zip(self.finalists, places, strict=True)
            )  # fmt: skip

    def follow(self) -> granting.Change:
        with transaction():
            return granting.follow(self.final.id, None, clock.now())

    def crown(self) -> dict[str, list[str]]:
        """Who has what now: award key -> names."""
        from app.awards import queries

        session().rollback()
        session().expire_all()
        found: dict[str, list[str]] = {}
        for one in queries.grants(self.final.id):
            group = one.dealer or one.region
            found.setdefault(one.award.key, []).append(one.person.name if one.person else group.code)
        return found


def serving_since(one: Finalist, year: int) -> None:
    with transaction():
        session().get_one(Finalist, one.id).hired_on = date(year, 1, 1)


def person(one: Finalist) -> Person:
    return session().scalars(select(Person).filter_by(id=one.person_id)).one()
