"""The results' part of the walk: a small final of its own, published, frozen, appealed against."""

from __future__ import annotations

from collections.abc import Iterator

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.services import note
from app.finals import lots
from app.judging import appealing, audiences, results
from app.judging.models import Appeal, ScoreSheet
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person, Post, Role
from tests.app.judging.test_publishing import Finished
from tests.conftest import sign_in
from tests.factories import make_person

Stop = tuple[str, TestResponse]


def resulting(client: FlaskClient, language: str) -> Iterator[Stop]:
    """What organizers, finalists and everybody see of results."""
    room = Finished("2", "2")
    final_id, code, post = room.final.id, room.station.post.code, room.station.post
    first, second = _person("DEMO-ORGANIZER"), make_person(Role.ORGANIZER, name="Second 第二人")
    finalist, sheet_id = (
        room.finalists[0].person,
        session().scalar(select(ScoreSheet.id).filter_by(token=room.tokens[0])),
    )
    desk, page = f"/desk/finals/{final_id}/results", f"/desk/finals/{final_id}/results/posts/{code}"
    _as(client, finalist, language)
    yield "my result, not yet", client.get("/final/result")
    yield "published results, none", client.get(f"/finals/{final_id}/results")
    _as(client, first, language)
    yield "results", client.get(desk)
    yield "desk of a final", client.get(f"/desk/finals/{final_id}")
    yield "sheets by state", client.get(f"/desk/finals/{final_id}/sheets-by-state?show=closed")
    yield "sheets by state, none", client.get(f"/desk/finals/{final_id}/sheets-by-state?show=late&station=odd")
    yield "exports", client.get(f"/desk/finals/{final_id}/exports")
    yield "no such export", client.get(f"/desk/finals/{final_id}/exports/odd.pdf")
    yield "results of a post, with a tie", client.get(page)
    yield (
        "play-off, wrong",
        client.post(f"{page}/decision", data={"deed": "play-off", "place-40": "1", "place-41": "1"}),
    )
    data = {"deed": "play-off", "place-40": "2", "place-41": "1"}
    yield "play-off", client.post(f"{page}/decision", data=data, follow_redirects=True)
    _draw(room)
    seen = {"digest": results.reckon(room.final, post).digest}
    yield "results proposed", client.post(f"{page}/decision", data={"deed": "propose", **seen}, follow_redirects=True)
    yield "results, signed alone", client.post(f"{page}/decision", data={"deed": "sign", **seen})
    _as(client, second, language)
    yield "results, to be signed", client.get(page)
    yield "results published", client.post(f"{page}/decision", data={"deed": "sign", **seen}, follow_redirects=True)
    yield "a result in steps", client.get(f"{page}/40")
    yield "results, published", client.get(desk)
    yield from _appealing(client, (finalist, first, second), (final_id, sheet_id), room, language)
    yield "results frozen", _freeze(client, final_id)
    with transaction():
        audiences.thaw(final_id, first, clock.now())
    yield "new edition to be proposed", client.get(page)


def _appealing(
    client: FlaskClient, people: tuple[Person, Person, Person], ids: tuple[int, int], room: Finished, language: str
) -> Iterator[Stop]:
    finalist, first, second = people
    final_id, sheet_id = ids
    _as(client, finalist, language)
    yield "my result", client.get("/final/result")
    yield "published results", client.get(f"/finals/{final_id}/results")
    yield "published results of a region", client.get(f"/finals/{final_id}/results?region=nowhere")
    post = session().scalar(select(Post.code).order_by(Post.id).limit(1))
    yield "published results of a post", client.get(f"/finals/{final_id}/results?post={post}")
    yield "an appeal without words", client.post("/final/result", data={"sheet": sheet_id, "words": " "})
    _as(client, first, language)
    yield "appeals, none", client.get(f"/desk/finals/{final_id}/appeals")
    with transaction():
        appeal_id = appealing.file(sheet_id, "Look again 请复核", finalist, clock.now()).id
    yield "appeals", client.get(f"/desk/finals/{final_id}/appeals")
    yield "desk of a final with an appeal", client.get(f"/desk/finals/{final_id}")
    page = f"/desk/appeals/{appeal_id}"
    yield "an appeal", client.get(page)
    field = f"mark/care/{room.chief.id}"
    typed = {"deed": "propose", "verdict": "upheld", "reason": "Film 录像", field: "9"}
    yield "a decision that cannot be", client.post(f"{page}/decision", data=typed)
    yield "a decision proposed", client.post(f"{page}/decision", data=typed | {field: "3"}, follow_redirects=True)
    _as(client, second, language)
    yield "a decision to be signed", client.get(page)
    waiting = appealing.waiting(session().get_one(Appeal, appeal_id))
    signed = {"deed": "sign", "digest": waiting.digest if waiting else ""}
    yield "an appeal decided", client.post(f"{page}/decision", data=signed, follow_redirects=True)
    _as(client, finalist, language)
    yield "my result, after an appeal", client.get("/final/result")
    _as(client, second, language)


def _draw(room: Finished) -> None:
    """As if the numbers that the competitors have were those of the lot, so that there is one to open."""
    with transaction():
        lots.seal(room.final, clock.now())
        numbers = {str(one.id): one.number for one in room.finalists}
        facts = {"numbers": numbers, "seal": lots.seal_of(room.final)}
        note(None, "numbers-drawn", f"final:{room.final.id}", facts, clock.now())


def _freeze(client: FlaskClient, final_id: int) -> TestResponse:
    return client.post(f"/desk/finals/{final_id}/results/freeze", data={"deed": "freeze"}, follow_redirects=True)


def _person(number: str) -> Person:
    return session().scalars(select(Person).filter_by(staff_number=number)).one()


def _as(client: FlaskClient, person: Person, language: str) -> None:
    sign_in(client, person)
    client.post("/language", data={"language": language})
