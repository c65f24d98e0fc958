"""The walk by a question that is found wrong: the walker has answered it, proposes, and somebody else signs."""

from __future__ import annotations

from collections.abc import Iterator

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.corrections import jobs, services
from app.kit import clock
from app.kit.database import session, transaction
from app.lessons.models import MicroClass, MicroClassQuestion
from app.people.models import Person
from app.questions.models import Question
from app.questions.queries import pool
from tests.correcting import check, duel
from tests.playing import WRONG

Stop = tuple[str, TestResponse]
WHY = {"reason-zh": "答案与维修手册不一致，已经核对过。", "reason-en": "The workshop manual says otherwise."}


def corrections(client: FlaskClient, me: Person, other: Person) -> Iterator[Stop]:
    """What a trainer sees of it, and what those concerned do."""
    question, address = _answered(me, other)
    yield "corrections, none", client.get("/desk/corrections?state=declined")
    kinds = {one.kind: one.id for one in session().scalars(select(Question).order_by(Question.id.desc()))}
    for kind, number in sorted(kinds.items()):
        yield f"wrong question, {kind}", client.get(f"/studio/questions/{number}/wrong")
    sent = {"deed": "withdraw", "versions": question.current_id} | WHY
    yield (
        "wrong question, no reason",
        client.post(f"{address}/proposals", data={"deed": "withdraw", "versions": question.current_id}),
    )
    proposed = client.post(f"{address}/proposals", data=sent)
    yield "wrong question, proposed twice", client.post(f"{address}/proposals", data=sent)
    page = proposed.location
    yield "correction, to be counted", client.get(page)
    yield "correction, progress", client.get(f"{page}/progress", follow_redirects=True)
    jobs.foresee(clock.now())
    yield "correction, proposed", client.get(page)
    yield "correction, signed by oneself", client.post(f"{page}/decision", data={"deed": "approve"})
    yield "correction, counted again", client.post(f"{page}/decision", data={"deed": "count"}, follow_redirects=True)
    yield from _signed(client, page, me, other)
    yield "wrong question, of before", client.get(address)


def _answered(me: Person, other: Person) -> tuple[Question, str]:
    """A question of one right option that both have answered."""
    single = select(Question).where(Question.kind == "single", Question.current_id.is_not(None))
    asked = (
        single.join(MicroClassQuestion, MicroClassQuestion.question_id == Question.id)
        .order_by(Question.id.desc())
        .limit(1)
    )
    question = session().scalars(asked).one()
    link = MicroClassQuestion.micro_class_id == MicroClass.id
    place = select(MicroClass).join(MicroClassQuestion, link).where(MicroClassQuestion.question_id == question.id)
    micro_class = session().scalars(place.limit(1)).one()
    check(me, micro_class, question, "a", clock.now())
    others = [row[1] for row in pool(me.post_id) if row[0] != question.id][:4]
    versions = [question.current_id or 0, *others]
    duel(me, other, versions, (["a", None, None, None, None], ["b", None, None, None, None]), clock.now())
    assert WRONG["single"] == "b"
    return question, f"/studio/questions/{question.id}/wrong"


def _signed(client: FlaskClient, page: str, me: Person, other: Person) -> Iterator[Stop]:
    number = int(page.rsplit("/", 1)[1])
    jobs.foresee(clock.now())
    with transaction():
        services.approve(number, other, clock.now())
    yield "correction, being reckoned", client.get(page)
    jobs.reckon(clock.now() + jobs.SETTLED)
    yield "correction, carried out", client.get(page)
    yield "corrections", client.get("/desk/corrections")
    yield "correction, a person", client.get(f"{page}/people/{me.id}")
    yield "correction, mine", client.get(f"/corrections/{number}")
    yield "points, corrected", client.get("/points")
    yield "correction, taken back without a word", client.post(f"{page}/undo", data={})
    yield "correction, to be taken back", client.post(f"{page}/undo", data=WHY, follow_redirects=True)
