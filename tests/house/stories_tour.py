"""The part of the walk in which a story is told, read and made a case; also wrongly."""

from __future__ import annotations

from collections.abc import Iterator

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.kit.database import session
from app.stories.models import Story

Stop = tuple[str, TestResponse]
TOLD = {
    "happened": "一位客户来取车 A customer came.",
    "done": "讲清楚 Explained.",
    "ended": "满意 Content.",
    "topic": "repair",
}


def telling(client: FlaskClient) -> Iterator[Stop]:
    """What whoever tells it sees."""
    yield "no form of a story yet", client.get("/stories")
    yield "new story", client.get("/stories/new")
    yield "story, nothing typed", client.post("/stories/new", data={"go": "send", "key": "tour0001"})
    traces = TOLD | {
        "happened": "京A12345, 1M8GDM9AXKP042788, 13812345678, 11010519491231002X, a@b.cn",
        "consents": "y",
    }
    yield "story, with traces", client.post("/stories/new", data=traces | {"go": "send", "key": "tour0002"})
    kept = client.post("/stories/new", data=TOLD | {"key": "tour0003"}, follow_redirects=True)
    yield "story, kept", kept
    sent = TOLD | {"key": "tour0003", "go": "send", "consents": "y", "named": "y"}
    yield "story, sent", client.post("/stories/new", data=sent, follow_redirects=True)
    yield "story, waiting", client.get(f"/stories/{_story('tour0003')}")
    number = _story("tour0002")
    yield "story, thrown away", client.post(f"/stories/{number}/withdraw", follow_redirects=True)
    yield "story, withdrawn", client.get(f"/stories/{number}")
    yield "story, withdrawn twice", client.post(f"/stories/{number}/withdraw")
    yield "no such story", client.get("/stories/99999")


def deciding(client: FlaskClient) -> Iterator[Stop]:
    """What trainers see."""
    yield "stories", client.get("/studio/stories")
    yield "stories, narrowed", client.get("/studio/stories?state=closed&topic=safety&sort=topic&words=nothing")
    number = session().scalars(select(Story.id).filter_by(state="sent").order_by(Story.id)).first()
    page = f"/studio/stories/{number}"
    yield "a story", client.get(page)
    for deed in ("ask", "close", "nothing"):
        yield f"a story, {deed} without a word", client.post(f"{page}/decide", data={"deed": deed})
    yield "a story, made a case", client.post(f"{page}/decide", data={"deed": "case"}, follow_redirects=True)
    yield "a story, being written", client.get(page)
    other = f"/studio/stories/{_story('tour0003')}"
    said = {"deed": "ask", "words": "电压多少 What voltage?"}
    yield "a story, asked about", client.post(f"{other}/decide", data=said, follow_redirects=True)
    yield "a story, that waits for its teller", client.get(other)
    yield "a story, decided twice", client.post(f"{other}/decide", data=said | {"deed": "close"})


def _story(key: str) -> int:
    return session().scalars(select(Story.id).filter_by(key=key)).one()
