"""Which sections of a road have nothing for somebody's post: their legs hold that person up nowhere."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import select

from app.kit.database import session
from app.lessons.models import MicroClass, Section, micro_class_posts
from app.people.models import Person
from quizzes.rules.tour import Plan

OWN = (
    select(Section.key)
    .join(MicroClass, MicroClass.section_id == Section.id)
    .join(micro_class_posts, micro_class_posts.c.micro_class_id == MicroClass.id)
    .where(MicroClass.current_id.is_not(None))
    .distinct()
)


def free_of_post(plan: Plan, post_id: int) -> frozenset[str]:
    """The sections of the road that have no class for this post."""
    return _rest(plan, session().scalars(OWN.where(micro_class_posts.c.post_id == post_id)).all())


def free_of_person(plan: Plan, person_id: int) -> frozenset[str]:
    """The sections of the road that have no class for this person's post."""
    of_post = OWN.join(Person, Person.post_id == micro_class_posts.c.post_id)
    return _rest(plan, session().scalars(of_post.where(Person.id == person_id)).all())


def free_of_everybody(plan: Plan, person_ids: Collection[int] | None = None) -> Callable[[int], frozenset[str]]:
    """The same for these people (None: for all), by the person's id: two statements however many they are."""
    own: dict[int, set[str]] = {}
    for key, post_id in session().execute(OWN.add_columns(micro_class_posts.c.post_id)):
        own.setdefault(post_id, set()).add(key)
    people = select(Person.id, Person.post_id)
    if person_ids is not None:
        people = people.where(Person.id.in_(person_ids))
    posts = {person_id: post_id for person_id, post_id in session().execute(people)}  # noqa: C416
    return lambda person_id: _rest(plan, own.get(posts[person_id], ()))


def _rest(plan: Plan, own: Collection[str]) -> frozenset[str]:
    return frozenset(leg.section for leg in plan.legs) - frozenset(own)
