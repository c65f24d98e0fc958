"""How healthy a class is that is being written: the rules, asked of what the database holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.kit.database import session
from app.lessons.models import MicroClass, MicroClassQuestion, Section, requirements
from app.questions.models import Question
from app.studio.models import Draft
from quizzes.formats import classdrafting, pieces
from quizzes.rules import classhealth
from quizzes.rules.classhealth import Road
from quizzes.rules.finding import Finding


def of_draft(draft: Draft) -> list[Finding]:
    """What keeps it from review, then what a reviewer should see."""
    found = classhealth.findings(draft.key, draft.content, len(draft.posts), road(draft))
    found += _drawing(draft)
    if not any(one.blocks for one in found):
        found += _misfits(draft)
    return [*found, *(Finding("older", path, blocks=False) for path in draft.older)]


def road(draft: Draft) -> Road:
    content = draft.content
    listed = session().execute(
        select(Question.key, Question.current_id.is_not(None)).where(Question.key.in_(content["questions"]))
    )
    known = {key: bool(is_asked) for key, is_asked in listed}
    return Road(
        sections=set(session().scalars(select(Section.key))),
        requires=_requires(),
        questions=known.keys(),
        asked=sum(known.values()) + _others(draft),
    )


def _others(draft: Draft) -> int:
    """How many questions came into the class while it was being written."""
    content = draft.content
    query = (
        select(Question.id)
        .join(MicroClassQuestion, MicroClassQuestion.question_id == Question.id)
        .where(MicroClassQuestion.micro_class_id == draft.micro_class_id, Question.current_id.is_not(None))
        .where(Question.key.not_in([*content["questions"], *content["left"]]))
    )
    return len(session().scalars(query).all())


def _requires() -> dict[str, set[str]]:
    """Of every class that is shown, which ones come before it."""
    one, other = aliased(MicroClass), aliased(MicroClass)
    rows = session().execute(
        select(one.key, other.key)
        .outerjoin(requirements, requirements.c.micro_class_id == one.id)
        .outerjoin(other, (other.id == requirements.c.requires_id) & other.current_id.is_not(None))
        .where(one.current_id.is_not(None))
    )
    found: dict[str, set[str]] = defaultdict(set)
    for key, before in rows:
        found[key] |= {before} if before else set()
    return found


def _drawing(draft: Draft) -> Iterator[Finding]:
    if "media" in draft.content:
        return
    _svg, slips = classdrafting.drawing(draft.key, draft.content)
    for place, message in slips[:5]:
        yield Finding("figure", "figure.svg", values={"line": place.line, "what": message})


def _misfits(draft: Draft) -> Iterator[Finding]:
    """What the form of a class refuses all the same: the last lock before publishing says why it does not open."""
    try:
        classdrafting.stored(draft.key, tuple(draft.posts), draft.content)
    except pieces.Unfit as error:
        for one in error.errors():
            yield Finding("does-not-fit", values={"what": one["msg"], "where": ".".join(map(str, one["loc"]))})
