"""A PK as its person may see it, as a reply. What may be seen follows from the page that shows the same moment."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.api import schemas
from app.duels import finding, queries, ratings, stage
from app.duels.models import Duel, Status
from app.duels.table import Closed, Stage, Table, verdict
from app.kit.clock import milliseconds
from app.people.models import Person
from app.questions.presenters import right_words
from quizzes.rules import duel as rules
from quizzes.rules.grading import key, mask, shown

PHASES = {
    stage.VersusPage: "countdown",
    stage.QuestionPage: "question",
    stage.RevealPage: "reveal",
    stage.ResultPage: "finished",
    stage.ChallengePage: "away",
}


def pk(duel: Duel, person: Person, now: datetime) -> schemas.Pk:
    page = stage.page_of(duel, person, now, None)
    table = Table(duel, person, now) if page.stage is not None else None
    me, opponent = _seats(duel, page)
    waits = duel.status == Status.WAITING
    return schemas.Pk.model_validate(
        {
            "id": duel.id,
            "kind": duel.kind,
            "status": duel.status,
            "phase": PHASES[type(page)],
            "version": duel.version,
            "friendly": duel.friendly,
            "level": duel.level,
            "me": me,
            "opponent": opponent,
            "remaining_ms": _remaining_ms(page),
            "open": _open(table, page) if table and isinstance(page, stage.QuestionPage) else None,
            "closed": _closed(table) if table else [],
            "result": _result(duel, page, person),
            "may_take": isinstance(page, stage.ChallengePage) and page.may_take and not page.over,
            "until": duel.due_at if waits else None,
        }
    )


def _remaining_ms(page: stage.Page) -> int | None:
    if isinstance(page, stage.RevealPage):
        return page.next_ms
    return page.remaining_ms if isinstance(page, stage.VersusPage | stage.QuestionPage) else None


def _seats(duel: Duel, page: stage.Page) -> tuple[schemas.Seat, schemas.Seat]:
    if page.stage is None:
        return _away_seats(duel, page)
    them = page.stage.them
    mine = schemas.Seat(kind="person", name=page.stage.me.label, score=page.stage.me.score, note="")
    return mine, schemas.Seat(kind=_kind(duel, page.stage), name=them.label, score=them.score, note=them.note)


def _kind(duel: Duel, shown_stage: Stage) -> Any:
    opponent = shown_stage.opponent
    if opponent.is_machine:
        return "machine"
    if duel.kind == "ghost":
        return "recording"
    return "anybody" if opponent.person_id is None else "person"


def _away_seats(duel: Duel, page: Any) -> tuple[schemas.Seat, schemas.Seat]:
    """Of a challenge of which nothing may be seen: who sent it, and to whom."""
    sent_to = duel.seats[1].person_id
    host = schemas.Seat(kind="person", name=page.sender, score=None, note="")
    guest = schemas.Seat(kind="person" if sent_to else "anybody", name=queries.name_of(sent_to), score=None, note="")
    return (host, guest) if page.mine else (guest, host)


def _open(table: Table, page: stage.QuestionPage) -> dict[str, Any]:
    return {
        "index": table.state.index,
        "question": page.question,
        "remaining_ms": page.remaining_ms,
        "limit_ms": page.limit_ms,
        "answered": page.answered,
    }


def _closed(table: Table) -> list[dict[str, Any]]:
    """Everything about the questions that are closed for this person, and nothing about any other."""
    return [_closed_question(table, index) for index in range(min(table.state.closed, table.state.opened))]


def _closed_question(table: Table, index: int) -> dict[str, Any]:
    seed, mine, came_out = table.seed(index), table.mine.answers[index], table.closed(index)
    content, response = table.by_right_key(index, mine)
    return {
        "index": index,
        "question": shown(content, seed),
        "key": mask(content, seed, key(content)),
        "response": mask(content, seed, response) if mine else None,
        "right": right_words(content),
        "explanation": content["explanation"],
        "why": _why(came_out),
        "mine": _given(mine),
        "theirs": None if table.opponent.is_secret else _given(table.theirs.answers[index]),
    }


def _why(closed: Closed) -> str | None:
    return closed.why or next((row.why for row in closed.rows if row.state == "wrong" and row.why), None)


def _given(given: rules.Given | None) -> dict[str, Any]:
    assert given is not None
    return {"verdict": verdict(given), "score": given.score, "used_ms": given.used_ms}


def _result(duel: Duel, page: stage.Page, person: Person) -> dict[str, Any] | None:
    if not isinstance(page, stage.ResultPage):
        return None
    seat = duel.seats[queries.side_of(duel, person) or 0]
    rating = ratings.after(seat)
    return {
        "outcome": page.outcome,
        "score": page.stage.me.score or 0,
        "their_score": page.stage.them.score or 0,
        "rating": rating.shown if rating else None,
        "rating_change": seat.change if rating else None,
    }


def answer_taken(duel: Duel, person: Person, index: int, now: datetime) -> schemas.AnswerTaken:
    """What became of the answer: told again in the same words however often it is sent."""
    table = Table(duel, person, now)
    mine = table.mine.answers[index]
    is_closed = index < min(table.state.closed, table.state.opened)
    return schemas.AnswerTaken.model_validate(
        {
            "index": index,
            "response": mask(table.content(index), table.seed(index), mine.response) if mine else None,
            "verdict": verdict(mine) if is_closed else None,
            "pk": pk(duel, person, now),
        }
    )


def waiting(person: Person, now: datetime) -> schemas.Waiting:
    running = queries.running(person)
    if running is not None:
        return schemas.Waiting(status="paired", pk_id=running.id)
    ticket = finding.ticket_of(person)
    if ticket is None:
        return schemas.Waiting(status="idle")
    waited = max(0, milliseconds(now) - milliseconds(ticket.joined_at))
    others = finding.others_waiting(person, now)
    return schemas.Waiting(status="waiting", waited_ms=waited, others=others, friendly=ticket.friendly)


def history(person: Person, before: int | None) -> schemas.History:
    page = queries.history(person, before)
    return schemas.History(pks=[_line(line) for line in page.lines], older=page.older)


def _line(line: queries.Line) -> schemas.Line:
    fields = asdict(line)
    return schemas.Line.model_validate(fields | {"id": fields.pop("duel_id")})
