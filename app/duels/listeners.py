"""What a PK does when something happens elsewhere."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.duels import queries
from app.kit.clock import milliseconds
from app.kit.database import session
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
    state, _facts = rules.step(rules.from_json(duel.state), rules.Tick(), milliseconds(fact.at))
    if fact.question_id in {one.question_id for one in versions(duel.version_ids[state.closed :])}:
        raise Conflict(ASKED, code="pk-running")
