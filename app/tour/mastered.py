"""How much of each section is mastered, counted from what is kept per person and question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Subquery, and_, bindparam, case, func, select

from app.kit.database import session
from app.lessons.models import Mastery, MicroClass, MicroClassQuestion, Section
from app.people.models import Person
from app.questions.models import Question, question_posts
from app.seasons.audience import members
from app.seasons.models import Season
from quizzes.rules.tour import TENTHS, share


@dataclass(frozen=True)
class Mastered:
    """A section as one person knows it: tenths earned of the questions that it asks of them."""

    section: str
    tenths: int
    asked: int
    asks_this: bool = False

    @property
    def share(self) -> int:
        return share(self.tenths, self.asked)


def _asked() -> Any:
    """Each question that a section asks now, once."""
    return (
        select(MicroClass.section_id, MicroClassQuestion.question_id)
        .join(MicroClassQuestion, MicroClassQuestion.micro_class_id == MicroClass.id)
        .join(Question, Question.id == MicroClassQuestion.question_id)
        .where(MicroClass.current_id.is_not(None), Question.current_id.is_not(None))
        .distinct()
    )


def _tenths() -> ColumnElement[int]:
    """Of a mastery, whatever it is joined to."""
    return case(*((Mastery.best == level, tenths) for level, tenths in enumerate(TENTHS) if level), else_=0)


def _statement(asked: Subquery, *more: ColumnElement[Any]) -> Select[Any]:
    """Rows of a section: questions and tenths for the person's post, then those for everybody, for :person."""
    mine = question_posts.c.question_id.is_not(None)
    return (
        select(
            Section.key,
            func.count(question_posts.c.question_id),
            func.sum(case((mine, _tenths()), else_=0)),
            func.count(),
            func.sum(_tenths()),
            *more,
        )
        .select_from(asked)
        .join(Section, Section.id == asked.c.section_id)
        .join(Person, Person.id == bindparam("person", type_=Integer))
        .outerjoin(
            question_posts,
            and_(question_posts.c.question_id == asked.c.question_id, question_posts.c.post_id == Person.post_id),
        )
        .outerjoin(Mastery, and_(Mastery.question_id == asked.c.question_id, Mastery.person_id == Person.id))
        .group_by(Section.key)
    )


def _with_this_question() -> Select[Any]:
    this = bindparam("question", type_=Integer)
    sections = (
        select(MicroClass.section_id)
        .join(MicroClassQuestion, MicroClassQuestion.micro_class_id == MicroClass.id)
        .where(MicroClassQuestion.question_id == this)
    )
    asked = _asked().where(MicroClass.section_id.in_(sections)).subquery()
    return _statement(asked, func.max(case((question_posts.c.question_id == this, 1), else_=0)))


ALL = _statement(_asked().subquery())
OF_QUESTION = _with_this_question()


def of_question(person_id: int, question_id: int) -> list[Mastered]:
    """The sections that ask this question, as the person knows them now."""
    rows = session().execute(OF_QUESTION, {"person": person_id, "question": question_id})
    return [_mastered(*row) for row in rows]


def of_person(person_id: int) -> dict[str, int]:
    """The share of each section that the person has mastered now."""
    return {row[0]: _mastered(*row).share for row in session().execute(ALL, {"person": person_id})}


def _mastered(section: str, mine: int, mine_tenths: int, all_: int, all_tenths: int, asks_this: int = 0) -> Mastered:
    """A section that asks nothing of the post counts with all its questions: so everybody's road can be driven."""
    if mine:
        return Mastered(section, int(mine_tenths), mine, bool(asks_this))
    return Mastered(section, int(all_tenths), all_, True)


def of_everybody(season: Season) -> Iterator[tuple[int, dict[str, int]]]:
    """(person, shares) for all of the season who have mastered something, by id: three statements however many."""
    asked, own = _asked_of_posts()
    found: dict[int, dict[str, int]] = {}
    for person_id, post_id, section, mine, all_ in _tenths_of_everybody(season):
        for_post = own.get((section, post_id))
        known = share(int(mine), for_post) if for_post else share(int(all_), asked[section])
        if known:
            found.setdefault(person_id, {})[section] = known
    yield from found.items()


def _asked_of_posts() -> tuple[dict[str, int], dict[tuple[str, int], int]]:
    """How many questions each section asks at all, and of each post."""
    asked = _asked().subquery()
    keyed = select(Section.key).select_from(asked).join(Section, Section.id == asked.c.section_id)
    whole = keyed.add_columns(func.count()).group_by(Section.key)
    posts = (
        keyed.add_columns(question_posts.c.post_id, func.count())
        .join(question_posts, question_posts.c.question_id == asked.c.question_id)
        .group_by(Section.key, question_posts.c.post_id)
    )
    of_posts = {(section, post_id): count for section, post_id, count in session().execute(posts)}
    of_all = {section: count for section, count in session().execute(whole)}  # noqa: C416  (rows are no pairs to mypy)
    return of_all, of_posts


def _tenths_of_everybody(season: Season) -> Sequence[Any]:
    asked = _asked().subquery()
    mine = question_posts.c.question_id.is_not(None)
    return (
        session()
        .execute(
            select(
                Mastery.person_id,
                Person.post_id,
                Section.key,
                func.sum(case((mine, _tenths()), else_=0)),
                func.sum(_tenths()),
            )
            .join(asked, asked.c.question_id == Mastery.question_id)
            .join(Section, Section.id == asked.c.section_id)
            .join(Person, Person.id == Mastery.person_id)
            .outerjoin(
                question_posts,
                and_(question_posts.c.question_id == Mastery.question_id, question_posts.c.post_id == Person.post_id),
            )
            .where(Mastery.best > 0, *members(season))
            .group_by(Mastery.person_id, Person.post_id, Section.key)
            .order_by(Mastery.person_id)
        )
        .all()
    )
