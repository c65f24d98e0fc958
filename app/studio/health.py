"""How healthy drafts are: the rules, asked of what the database holds."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app.kit.database import session
from app.lessons.models import MicroClassVersion
from app.people.models import Post
from app.questions.models import Question, question_posts
from app.studio import class_health
from app.studio.models import Draft
from quizzes.formats import drafting, pieces
from quizzes.rules import healthcheck
from quizzes.rules.finding import Finding


def of_draft(draft: Draft) -> list[Finding]:
    """What keeps it from review, then what a reviewer should see; without what takes a look at all others."""
    if draft.is_class:
        return class_health.of_draft(draft)
    content = draft.content | {"kind": draft.kind}
    found = healthcheck.findings(content, drafting.texts(draft.content), posts=len(draft.posts))
    if not any(one.blocks for one in found):
        found += _misfits(draft)
    found += _place(draft)
    return [*found, *(Finding("older", path, blocks=False) for path in draft.older)]


def _place(draft: Draft) -> Iterator[Finding]:
    """What is wrong with the class that asks it. One that was retired asks nothing."""
    if draft.micro_class is None:
        is_case = draft.kind == "case"
        yield Finding("case-needs-class" if is_case else "class-missing", "micro_class", blocks=is_case)
    elif draft.micro_class.current_id is None:
        number = session().scalar(select(MicroClassVersion.id).filter_by(micro_class_id=draft.micro_class_id).limit(1))
        yield Finding("class-retired" if number else "class-unpublished", "micro_class", blocks=number is not None)


def _misfits(draft: Draft) -> Iterator[Finding]:
    """What the form of a question refuses all the same: the last lock before publishing says why it does not open."""
    try:
        drafting.whole(draft.kind, draft.key, tuple(draft.posts), draft.content)
    except pieces.Unfit as error:
        for one in error.errors():
            yield Finding("does-not-fit", values={"what": one["msg"], "where": ".".join(map(str, one["loc"]))})


def posts_of(question: Question) -> list[str]:
    query = select(Post.code).join(question_posts, question_posts.c.post_id == Post.id)
    return list(session().scalars(query.where(question_posts.c.question_id == question.id).order_by(Post.code)))
