"""Telling a story, and deciding about it. Callers open the transaction."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.events import publish
from app.kit.upsert import insert
from app.people.models import Person, Post
from app.stories import queries
from app.stories.events import StoryMoved
from app.stories.models import TEXTS, State, Story, Topic
from app.studio import services as studio
from app.studio.models import Draft
from quizzes.formats import casedrafts, drafting
from quizzes.rules import privacy

MOST_OPEN = 20  # drafts and stories that wait, of one person
LONGEST_REMARK = 1000

ENOUGH = _("Twenty stories of yours are open already. Send one or throw one away first.")
NOT_OPEN = _("This story is not open any more. Nothing was changed; here is how it stands.")
MISSING = _("It is kept, but not sent yet: something is still missing.")
TRACES = _("It is kept, but not sent yet: it names a car or a person. The places are marked.")
SAY_WHY = _("Say it in a few words: its teller reads it.")


@dataclass(frozen=True)
class Told:
    """What somebody typed."""

    texts: dict[str, str]
    topic: str
    post_code: str
    consents: bool
    named: bool


def keep(person: Person, key: str, told: Told, locale: str, now: datetime) -> Story:
    """A new story, as a draft; the same form sent again is the same story. Raises Conflict where too many are open."""
    known = queries.by_key(person.id, key)
    if known is None:
        _require_room(person)
        row = {"person_id": person.id, "dealer_id": person.dealer_id, "post_id": person.post_id, "key": key}
        row |= {"locale": locale, "topic": Topic.OTHER.value, "consents": False, "named": False}
        row |= {"state": State.DRAFT.value, "asked": "", "reason": "", "created_at": now, "changed_at": now}
        row |= dict.fromkeys(TEXTS, "")
        session().execute(insert(Story).values(row).on_conflict_do_nothing(index_elements=["person_id", "key"]))
        known = queries.by_key(person.id, key)
    assert known is not None
    if not known.is_open:
        return known
    return write(known.id, person, told, locale, now)


def _require_room(person: Person) -> None:
    session().execute(select(Person.id).filter_by(id=person.id).with_for_update())  # one at a time
    waiting = (State.DRAFT.value, State.SENT.value, State.RETURNED.value)
    query = select(func.count()).select_from(Story).where(Story.person_id == person.id, Story.state.in_(waiting))
    if (session().scalar(query) or 0) >= MOST_OPEN:
        raise Conflict(ENOUGH)


def write(story_id: int, person: Person, told: Told, locale: str, now: datetime) -> Story:
    """Keep what its teller typed. Raises NotFound, and Conflict once it is sent."""
    story = queries.own(story_id, person, for_update=True)
    if not story.is_open:
        raise Conflict(NOT_OPEN)
    for name in TEXTS:
        setattr(story, name, told.texts[name])
    story.topic, story.locale = told.topic, locale
    story.consents, story.named = told.consents, told.consents and told.named
    story.post_id = session().scalar(select(Post.id).filter_by(code=told.post_code)) or person.post_id
    story.dealer_id, story.changed_at = person.dealer_id, now
    session().flush()
    return story


def send(story_id: int, person: Person, now: datetime) -> Story:
    """To the trainers. Raises Invalid where something is missing, or where it names a car or a person."""
    story = queries.own(story_id, person, for_update=True)
    if not story.is_open:
        raise Conflict(NOT_OPEN)
    if traces(story):
        raise Invalid(TRACES, code="traces")
    if missing(story):
        raise Invalid(MISSING, code="missing")
    story.state, story.sent_at, story.changed_at = State.SENT.value, now, now
    session().flush()
    return story


def missing(story: Story) -> list[str]:
    """What it takes before it can be sent: texts by their names, and the consent."""
    return [name for name in TEXTS[:3] if not getattr(story, name).strip()] + ([] if story.consents else ["consents"])


def traces(story: Story) -> dict[str, list[privacy.Finding]]:
    """What names a car or a person, by text."""
    found = {name: privacy.findings(getattr(story, name)) for name in TEXTS}
    return {name: some for name, some in found.items() if some}


def withdraw(story_id: int, person: Person, now: datetime) -> Story:
    """Its words go, and the credit; a case that is still being written of it goes, too. What is published stays.

    Raises NotFound, and Conflict where that was done before.
    """
    story = queries.own(story_id, person, for_update=True)
    if story.state == State.WITHDRAWN.value:
        raise Conflict(NOT_OPEN)
    if story.draft_id is not None and story.state == State.CHOSEN.value:
        studio.forget(story.draft_id, person, now)
    for name in TEXTS:
        setattr(story, name, "")
    story.state, story.consents, story.named, story.changed_at = State.WITHDRAWN.value, False, False, now
    story.asked = story.reason = ""
    session().flush()
    return story


def choose(story_id: int, trainer: Person, now: datetime) -> Draft:
    """A case is being written of it, with its words to begin with. Chosen before, its draft.

    Raises NotFound, and Conflict where it does not wait.
    """
    story = _waiting(story_id, chosen=True)
    if story.draft is not None and story.draft.is_open:
        return story.draft
    key = f"studio-{secrets.token_hex(5)}"
    draft = studio.add(key, "case", _prefilled(story), [story.post.code], trainer, now)
    story.draft_id = draft.id
    _move(story, State.CHOSEN, trainer, now)
    return draft


def _prefilled(story: Story) -> drafting.Content:
    """What happened is the first scene, what was done its first decision, how it ended the consequence."""
    content, language = drafting.blank("case"), story.locale
    scene = content["scenes"][0]
    scene["text"] = {**drafting.both(), language: _line(story.happened)}
    scene["decisions"][0] |= {
        "text": {**drafting.both(), language: _line(story.done)},
        "consequence": {**drafting.both(), language: _line(story.ended)},
    }
    explanation = {**drafting.both(), language: _line(story.learned)}
    content |= casedrafts.blank() | {"scenes": content["scenes"], "explanation": explanation}
    return content | {"source": f"Paddock, story {story.id}"}


def _line(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


def ask(story_id: int, words: str, trainer: Person, now: datetime) -> Story:
    """Back to its teller, with a question. Raises Invalid, Conflict."""
    story = _waiting(story_id)
    story.asked = _said(words)
    _move(story, State.RETURNED, trainer, now)
    return story


def close(story_id: int, words: str, trainer: Person, now: datetime) -> Story:
    """Not used; its teller reads why. Raises Invalid, Conflict."""
    story = _waiting(story_id, chosen=True)
    if story.draft is not None and story.draft.is_open:
        raise Conflict(NOT_OPEN)
    story.reason = _said(words)
    _move(story, State.CLOSED, trainer, now)
    return story


def became_case(draft_id: int, question_id: int, now: datetime) -> None:
    """The case written of a story is published: once told. Of other drafts nothing follows."""
    story = session().scalar(select(Story).filter_by(draft_id=draft_id).with_for_update())
    if story is not None and story.state == State.CHOSEN.value:
        story.question_id = question_id
        _move(story, State.PUBLISHED, None, now)


def _waiting(story_id: int, *, chosen: bool = False) -> Story:
    """A story that trainers can decide about. Raises NotFound, Conflict."""
    story = session().get(Story, story_id, with_for_update=True, populate_existing=True)
    if story is None or story.state in (State.DRAFT.value, State.WITHDRAWN.value):
        raise NotFound
    if story.state != State.SENT.value and not (chosen and story.state == State.CHOSEN.value):
        raise Conflict(NOT_OPEN)
    return story


def _said(words: str) -> str:
    plain = _line(words)[:LONGEST_REMARK]
    if not plain:
        raise Invalid(SAY_WHY)
    return plain


def _move(story: Story, state: State, trainer: Person | None, now: datetime) -> None:
    story.state, story.changed_at = state.value, now
    if trainer is not None:
        story.handled_by_id = trainer.id
    session().flush()
    publish(StoryMoved(story.id, story.person_id, state.value, now))
