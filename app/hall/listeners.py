"""What the hall does when something happens elsewhere, and what browsers are told."""

from __future__ import annotations

from functools import partial

from flask_babel import lazy_gettext as _

from app.hall import queries
from app.hall.events import StagePkChanged
from app.kit.bus import bus
from app.kit.database import afterwards
from app.kit.errors import Conflict
from app.lessons.events import QuestionAnswered
from app.questions.queries import versions
from quizzes.rules import duel as rules

ASKED = _("You are asked this question in the hall just now. Your check waits where it is.")


def topic(pk_id: int) -> str:
    return f"stage:{pk_id}"


def tell_hall(fact: StagePkChanged) -> None:
    """Screens and devices look again once the change is committed."""
    afterwards(partial(bus().publish, topic(fact.pk_id), {"version": fact.version}))


def keep_key(fact: QuestionAnswered) -> None:
    """No check tells the key of a question that is still asked on stage or in a test. Raises Conflict."""
    pk, paper = queries.open_of(fact.person_id), queries.paper_before(fact.person_id)
    still = pk.version_ids[rules.from_json(pk.state).closed :] if pk else []
    still = [*still, *(paper.version_ids if paper else ())]
    if fact.question_id in {one.question_id for one in versions(still)}:
        raise Conflict(ASKED, code="hall")
