"""Playing a service case, decision by decision. Callers open the transaction and hold the sitting that asks it.

A consequence leaves the server only after its decision is stored; decisions are never taken back. Learning gets one
answer, when the case has ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import insert as plain_insert
from sqlalchemy import select

from app.kit.database import session
from app.kit.errors import Invalid
from app.kit.upsert import insert
from app.lessons.models import CaseRun, CaseStep
from app.people.models import Person
from app.questions import casewords
from app.questions.queries import Version
from quizzes.rules import caseplay, casework
from quizzes.rules.casework import Astray
from quizzes.rules.grading import BadResponse
from quizzes.rules.grading import check as check_response

NOT_YET = _("That decision is not open. Nothing is lost; here is where you are.")


@dataclass(frozen=True)
class Played:
    """A case as it stands: what happened so far, and the scene that is open with its decisions under masked ids."""

    told: list[casewords.Told]
    scene: dict[str, Any]
    step: int


def is_case(asked: Version) -> bool:
    return bool(asked.content["kind"] == "case")


def played(person_id: int, asked: Version, seed: int) -> Played | None:
    """How far the person is with the case. None where the question is none."""
    if not is_case(asked):
        return None
    path = _path(_open_run(person_id, asked.id))
    scene = caseplay.open_scene(asked.content, seed, path)
    assert scene is not None  # a run that has ended is not open
    return Played(casewords.told(asked.content, path), scene, len(path))


def response(person: Person, asked: Version, given: Any, step: int | None, now: datetime) -> Any:
    """The checked response to any question; None: it is a case, the decision is stored, and the case goes on.

    `given`, in stored ids: of a case one decision, or a whole path that goes on from what was decided. Raises
    `quizzes.rules.grading.BadResponse`, and Invalid for a step that is not open yet.
    """
    if not is_case(asked):
        return check_response(asked.content, given)
    run = _begin(person.id, asked.id, now)
    path = _path(run)
    if isinstance(given, list):
        return _end(run, path, check_response(asked.content, given), now)
    if step is not None and step < len(path):
        return None  # that was decided before: the first decision counts
    if step not in (None, len(path)):
        raise Invalid(NOT_YET, code="not-open")
    return _decide(run, path, asked, given, now)


def _decide(run: CaseRun, path: list[str], asked: Version, given: Any, now: datetime) -> list[str] | None:
    if not given:
        raise BadResponse("incomplete")
    try:
        story = casework.follow(asked.content, [*path, given])
    except Astray:
        raise BadResponse("unknown-option") from None
    if story.scene is None:
        return _end(run, path, [*path, given], now)
    _store(run, len(path), [given], now)
    return None


def _end(run: CaseRun, path: list[str], whole: list[str], now: datetime) -> list[str]:
    if whole[: len(path)] != path:
        raise BadResponse("unknown-option")
    _store(run, len(path), whole[len(path) :], now)
    run.ended_at = now
    session().flush()
    return whole


def _store(run: CaseRun, first: int, decisions: list[str], now: datetime) -> None:
    rows = [
        {"run_id": run.id, "step": step, "decision": one, "at": now} for step, one in enumerate(decisions, start=first)
    ]
    session().execute(plain_insert(CaseStep), rows)


def _begin(person_id: int, version_id: int, now: datetime) -> CaseRun:
    """The run that is open, locked; a new one where there is none."""
    row = {"person_id": person_id, "question_version_id": version_id, "begun_at": now, "ended_at": None}
    session().execute(insert(CaseRun).values(row).on_conflict_do_nothing())
    found = _open_run(person_id, version_id, for_update=True)
    assert found is not None
    return found


def _open_run(person_id: int, version_id: int, *, for_update: bool = False) -> CaseRun | None:
    query = select(CaseRun).filter_by(person_id=person_id, question_version_id=version_id, ended_at=None)
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session().scalar(query)


def _path(run: CaseRun | None) -> list[str]:
    if run is None:
        return []
    return list(session().scalars(select(CaseStep.decision).filter_by(run_id=run.id).order_by(CaseStep.step)))
