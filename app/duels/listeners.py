"""What a PK does when something happens elsewhere, and what browsers are told."""

from __future__ import annotations

from functools import partial

from flask_babel import lazy_gettext as _

from app.duels import queries
from app.duels.events import ChallengeSent, DuelChanged, Paired, PersonInvited
from app.duels.glances import state_of
from app.kit.bus import bus
from app.kit.clock import milliseconds
from app.kit.database import afterwards, session
from app.kit.errors import Conflict
from app.lessons.events import QuestionAnswered
from app.people.models import Person
from app.questions.queries import versions
from quizzes.rules import duel as rules

ASKED = _("Your PK is asking this question just now. Finish the PK first; your check waits where it is.")


def keep_key(fact: QuestionAnswered) -> None:
    """No check tells the key of a question that a running PK still asks its person. Raises Conflict."""
    duel = queries.running(session().get_one(Person, fact.person_id))
    if duel is None:
        return
    state, _facts = rules.step(state_of(duel), rules.Tick(), milliseconds(fact.at))
    if fact.question_id in {one.question_id for one in versions(duel.version_ids[state.closed :])}:
        raise Conflict(ASKED, code="pk-running")


def topic_of_duel(duel_id: int) -> str:
    return f"duel:{duel_id}"


def topic_of_person(person_id: int) -> str:
    return f"person:{person_id}"


def tell_players(fact: DuelChanged) -> None:
    """Whoever looks at the PK looks again once the change is committed."""
    _hint(topic_of_duel(fact.duel_id), fact.version)


def tell_paired(fact: Paired) -> None:
    for person_id in fact.person_ids:
        _hint(topic_of_person(person_id), fact.duel_id)


def tell_invited(fact: PersonInvited) -> None:
    _hint(topic_of_person(fact.to_person_id), 0)


def tell_challenged(fact: ChallengeSent) -> None:
    if fact.to_person_id is not None:
        _hint(topic_of_person(fact.to_person_id), 0)


def _hint(topic: str, version: int) -> None:
    afterwards(partial(bus().publish, topic, {"version": version}))
