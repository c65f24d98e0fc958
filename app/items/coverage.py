"""The coverage map: what there is for whom, where it is thin or stale, and what each stage has asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.items.models import ItemUse
from app.items.queries import posts, sections
from app.kit import clock
from app.kit.database import session
from app.kit.i18n import pick
from app.lessons.models import MicroClass, MicroClassQuestion, Section, micro_class_posts
from app.people.models import Post
from app.questions.models import Question, QuestionVersion, is_asked, question_posts
from app.seasons.models import Stage
from quizzes.rules import coverage as rules
from quizzes.rules.coverage import DIFFICULTIES, Asked, Cell, Thresholds

FILE = Path(__file__).parents[2] / "quizzes" / "coverage.yaml"


@dataclass(frozen=True)
class Row:
    """A section for a post."""

    post: Post
    cell: Cell
    thin: bool
    missing: frozenset[int]  # difficulties


@dataclass(frozen=True)
class Part:
    section: Section
    rows: Sequence[Row]

    @property
    def thin(self) -> int:
        return sum(row.thin for row in self.rows)


@dataclass(frozen=True)
class Map:
    """`uses`: of the newest stages, how many questions of each section were asked in their time."""

    parts: Sequence[Part]
    limits: Thresholds
    stages: Sequence[Stage]
    uses: dict[tuple[int, int], int]  # by stage and section


@cache
def limits() -> Thresholds:
    return Thresholds(**yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def whole(only_thin: bool = False) -> Map:
    """Every section for every post, in their order; `only_thin`: without what is well covered."""
    found, known, here = _cells(), limits(), posts()
    parts = []
    for section in sections():
        rows = [_row(post, found.get((section.id, post.id), Cell()), known) for post in here]
        parts.append(Part(section, [row for row in rows if row.thin or not only_thin]))
    stages = session().scalars(select(Stage).order_by(Stage.opens_at.desc(), Stage.id).limit(6)).all()
    return Map(parts, known, stages, _uses())


def _row(post: Post, cell: Cell, known: Thresholds) -> Row:
    missing = frozenset(one for one in DIFFICULTIES if cell.is_thin_at(one, known))
    return Row(post, cell, cell.is_thin(known), missing)


def _cells() -> dict[tuple[int, int], Cell]:
    rows = session().execute(
        select(
            MicroClass.section_id, question_posts.c.post_id, Question.difficulty, QuestionVersion.created_at,
            QuestionVersion.content["source"].as_string(),
        )
        .join(MicroClassQuestion, MicroClassQuestion.question_id == Question.id)
        .join(MicroClass, MicroClass.id == MicroClassQuestion.micro_class_id)
        .join(question_posts, question_posts.c.question_id == Question.id)
        .join(QuestionVersion, QuestionVersion.id == Question.current_id)
        .where(is_asked())
        .distinct()
    )  # fmt: skip
    asked = (Asked(section, post, hard, at.date(), source or "") for section, post, hard, at, source in rows)
    found = rules.cells(asked, clock.now().date(), limits())
    for section_id, post_id, count in _classes():
        found.setdefault((section_id, post_id), Cell()).classes = count
    return found


def _classes() -> Sequence[Any]:
    query = select(MicroClass.section_id, micro_class_posts.c.post_id, func.count())
    query = query.join(micro_class_posts, micro_class_posts.c.micro_class_id == MicroClass.id)
    query = query.where(MicroClass.current_id.is_not(None))
    return session().execute(query.group_by(MicroClass.section_id, micro_class_posts.c.post_id)).all()


def _uses() -> dict[tuple[int, int], int]:
    rows = session().execute(
        select(ItemUse.stage_id, MicroClass.section_id, func.count(ItemUse.question_id.distinct()))
        .join(MicroClassQuestion, MicroClassQuestion.question_id == ItemUse.question_id)
        .join(MicroClass, MicroClass.id == MicroClassQuestion.micro_class_id)
        .group_by(ItemUse.stage_id, MicroClass.section_id)
    )
    return {(stage_id, section_id): count for stage_id, section_id, count in rows}


def table() -> tuple[list[str], list[list[Any]]]:
    """The map as a table for a spreadsheet."""
    head = [_("Section"), _("Post")]
    head += [_("difficulty %(number)s", number=one) for one in DIFFICULTIES]
    head += [_("Questions"), _("Classes"), _("Stale"), _("Thin")]
    rows = [
        [
            pick(part.section.title), pick(row.post), *(row.cell.questions[one] for one in DIFFICULTIES),
            row.cell.total, row.cell.classes, row.cell.stale, _("yes") if row.thin else "",
        ]
        for part in whole().parts
        for row in part.rows
    ]  # fmt: skip
    return head, rows
