"""Writing classes. Their drafts go the same way as those of questions (services.py); what differs stands here.

Callers open the transaction.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select

from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound
from app.lessons import publishing
from app.lessons.models import (
    MicroClass,
    MicroClassQuestion,
    MicroClassVersion,
    Section,
    micro_class_posts,
    requirements,
)
from app.people.models import Person, Post
from app.questions.models import Question
from app.studio import queries, services
from app.studio.models import CLASS, Draft
from quizzes.formats import classdrafting
from quizzes.formats.drafting import Content


def create(section_key: str, author: Person, now: datetime) -> Draft:
    """A new class at the end of a section. Raises Invalid where there is no such section."""
    section = session().scalar(select(Section).filter_by(key=section_key))
    if section is None:
        raise Invalid
    found = publishing.begin(f"class-{secrets.token_hex(5)}", section)
    content = classdrafting.blank(section.key, found.position)
    return services.add(found.key, CLASS, content, (), author, now, micro_class_id=found.id)


def revise(found: MicroClass, author: Person, now: datetime) -> Draft:
    """A draft of what is published, or was; the one that there is, where somebody is at it already."""
    number = queries.open_draft_of(found.key, of_class=True)
    if number is not None:
        return session().get_one(Draft, number)
    return _draft_of(found, newest_of(found).content, author, now)


def restore(found: MicroClass, stored: Content, author: Person, now: datetime) -> Draft:
    """A draft that holds an older version; posts, place and questions are those of now. Raises Conflict."""
    if queries.open_draft_of(found.key, of_class=True) is not None:
        raise Conflict(services.BEING_WRITTEN, code="being-written")
    return _draft_of(found, stored, author, now)


def _draft_of(found: MicroClass, stored: Content, author: Person, now: datetime) -> Draft:
    more = {"micro_class_id": found.id, "expires_at": found.expires_at}
    return services.add(found.key, CLASS, as_written(found, stored), posts_of(found), author, now, **more)


def copy(draft: Draft, author: Person, now: datetime) -> Draft:
    """The same words as a new class; its questions stay where they are."""
    made = create(draft.content["section"], author, now)
    content = classdrafting.renamed(draft.content, draft.key, made.key)
    made.content, made.posts = {**content, "order": made.content["order"]}, draft.posts
    session().flush()
    return made


def retire(micro_class_id: int) -> MicroClass:
    """A class is not offered any more. Raises NotFound."""
    found = session().get(MicroClass, micro_class_id, with_for_update=True, populate_existing=True)
    if found is None or found.current_id is None:
        raise NotFound
    services.retire_piece(found)
    return found


def newest_of(found: MicroClass) -> MicroClassVersion:
    """What is published, or was the last time. Raises NotFound for what never was."""
    query = select(MicroClassVersion).filter_by(micro_class_id=found.id).order_by(MicroClassVersion.number.desc())
    newest = found.current or session().scalar(query.limit(1))
    if newest is None:
        raise NotFound
    return newest


def as_written(found: MicroClass, stored: Content) -> Content:
    """A version with all else that the class has now, as a draft of it would hold it."""
    before = select(MicroClass.key).join(requirements, requirements.c.requires_id == MicroClass.id)
    asked = select(Question.key).join(MicroClassQuestion, MicroClassQuestion.question_id == Question.id)
    return classdrafting.of_stored(stored) | {
        "section": session().get_one(Section, found.section_id).key,
        "order": found.position,
        "requires": list(
            session().scalars(before.where(requirements.c.micro_class_id == found.id).order_by(MicroClass.key))
        ),
        "questions": list(
            session().scalars(
                asked.where(MicroClassQuestion.micro_class_id == found.id).order_by(MicroClassQuestion.position)
            )
        ),
        "left": [],
    }


def posts_being_written(found: MicroClass) -> list[str]:
    """Those of its draft, where there is one."""
    number = queries.open_draft_of(found.key, of_class=True)
    return list(session().get_one(Draft, number).posts) if number else posts_of(found)


def posts_of(found: MicroClass) -> list[str]:
    query = select(Post.code).join(micro_class_posts, micro_class_posts.c.post_id == Post.id)
    return list(session().scalars(query.where(micro_class_posts.c.micro_class_id == found.id).order_by(Post.code)))
