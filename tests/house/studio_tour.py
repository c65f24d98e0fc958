"""The trainers' part of the walk: every kind of question written, reviewed and brought in, also wrongly."""

from __future__ import annotations

import io
from collections.abc import Iterator

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.items.models import QuestionFlag
from app.kit.database import session
from app.lessons.models import MicroClass
from app.media.models import Medium
from app.questions.models import Question
from app.studio.models import OPEN, Bringing, Draft, Remark
from tests.app.media import files
from tests.house.folders_tour import folders

Stop = tuple[str, TestResponse]
KINDS = ("single", "several", "true-false", "numeric", "ordering", "matching", "short", "cloze", "case", "hotspot")
GIFT = b"""::Bulb:: Which bulb? {=H7 ~H4#Two filaments. ~H1}

::Sump:: The oil is {=engine oil}.

::Broken:: What {=

"""
CLASS = {
    "title-zh": "先断电再动手", "title-en": "Off, then hands on", "body-zh": "**更换动力电池**之前…… <b>x</b>",
    "body-en": "Before you replace the traction battery: " + "word " * 400, "sources": "ISO 6469-3",
    "posts": "me-technician", "svg": "<svg>", "take": "nothing-like-it", "require": "nothing-like-it", "minutes": "1",
}  # fmt: skip
WHOLE = {
    "text-zh": "车辆 VIN 有几位？", "text-en": "How many signs has a VIN?", "answer": "17", "tolerance": "0",
    "unit": "", "why-zh": "少数了一位。", "why-en": "One was left out.", "explanation-zh": "十七位。",
    "explanation-en": "Seventeen.", "source": "ISO 3779", "posts": "me-technician", "difficulty": "1",
}  # fmt: skip


def studio(client: FlaskClient) -> Iterator[Stop]:
    """What a trainer sees."""
    yield "studio", client.get("/studio")
    yield "studio, nothing found", client.get("/studio?words=nothing-like-this&state=draft&kind=single")
    yield "studio, narrowed", client.get("/studio?section=new-energy&post=me-technician&state=published")
    yield "studio, retired", client.get("/studio?state=retired")
    yield "no such kind", client.post("/studio/questions", data={"kind": "essay"})
    for kind in KINDS:
        yield f"new, {kind}", client.post("/studio/questions", data={"kind": kind}, follow_redirects=True)
        page = f"/studio/drafts/{_newest()}"
        yield f"{kind}, nothing typed", client.post(page, data={"version": "1"}, follow_redirects=True)
        version = session().scalar(select(Draft.version).order_by(Draft.id.desc()).limit(1))
        yield f"{kind}, sent too early", client.post(page, data={"version": version, "go": "send", "text-en": "What?"})
        yield f"{kind}, half typed", client.get(page)
        yield f"{kind}, typed at once by two", client.post(page, data={"version": "99", "text-en": "Mine?"})
    yield from _case(client)
    yield from _life(client)
    yield from _plans(client)
    yield from _classes(client)
    yield from _bringing(client)
    yield from folders(client)
    yield from _taking(client)
    yield from _media(client)
    yield from _figures(client)
    yield from _flagged(client)
    yield from _coverage(client)


def _case(client: FlaskClient) -> Iterator[Stop]:
    """A real service case: its page, its form, tried out until the end."""
    number = session().scalar(select(Question.id).where(Question.kind == "case").order_by(Question.id).limit(1))
    yield "published case", client.get(f"/studio/questions/{number}")
    yield "case being changed", client.post(f"/studio/questions/{number}/revise", follow_redirects=True)
    page = f"/studio/drafts/{_newest()}/play"
    for path in ("", "1a", "1a.3a.4a.5a", "1b.2b"):
        yield f"case tried out, {path}", client.get(f"{page}?path={path}")


def _life(client: FlaskClient) -> Iterator[Stop]:
    client.post("/studio/questions", data={"kind": "numeric"})
    page = f"/studio/drafts/{_newest()}"
    sent = WHOLE | {"version": "1", "go": "send"}
    yield "sent to review", client.post(page, data=sent, follow_redirects=True)
    yield "approved by oneself", client.post(f"{page}/review", data={"deed": "approve", "version": "2"})
    yield "sent back without a word", client.post(f"{page}/review", data={"deed": "return"})
    said = {"deed": "return", "words": "Say it shorter 短一点"}
    yield "sent back", client.post(f"{page}/review", data=said, follow_redirects=True)
    yield "duplicate", client.post(f"{page}/copy", follow_redirects=True)
    yield "thrown away", client.post(f"{page}/drop", follow_redirects=True)
    yield "a draft that is gone", client.get(page)
    number = session().scalar(select(Question.id).order_by(Question.id).limit(1))
    yield "question", client.get(f"/studio/questions/{number}")
    yield "question, to be changed", client.post(f"/studio/questions/{number}/revise", follow_redirects=True)
    yield "question, being changed", client.get(f"/studio/questions/{number}")


def _plans(client: FlaskClient) -> Iterator[Stop]:
    client.post("/studio/questions", data={"kind": "numeric"})
    page = f"/studio/drafts/{_newest()}"
    client.post(page, data=WHOLE | {"version": "1", "go": "send"})
    soon = {"publish_at": "2036-01-01T08:00", "expires_at": "2037-01-01T08:00"}
    yield "a plan", client.post(f"{page}/plan", data=soon, follow_redirects=True)
    for name, typed in (("of yesterday", {"publish_at": "2016-01-01T08:00"}), ("of no time", {"expires_at": "x"})):
        yield f"a plan {name}", client.post(f"{page}/plan", data=typed, follow_redirects=True)
    remark = {"deed": "say", "words": "Which standard? 哪个标准？", "path": "explanation"}
    yield "a remark on a text", client.post(f"{page}/review", data=remark, follow_redirects=True)
    number = session().scalar(select(Remark.id).order_by(Remark.id.desc()).limit(1))
    for name in ("resolved", "open again"):
        yield f"a remark {name}", client.post(f"/studio/remarks/{number}/resolve", follow_redirects=True)
    yield "no such snapshot", client.post(f"{page}/before/99")
    question = session().scalar(select(Question.id).order_by(Question.id).limit(1))
    page = f"/studio/questions/{question}"
    yield (
        "the end of a question",
        client.post(f"{page}/plan", data={"expires_at": "2036-01-01T08:00"}, follow_redirects=True),
    )
    yield "history", client.get(f"{page}/history?first=1&second=x")
    yield "restored, but being written", client.post(f"{page}/restore", data={"number": "1"})
    yield "no such version", client.post(f"{page}/restore", data={"number": "99"})
    yield "thrown away for good", client.post(f"/studio/drafts/{_open_draft(question)}/drop", follow_redirects=True)
    yield "restored", client.post(f"{page}/restore", data={"number": "1"}, follow_redirects=True)


def _classes(client: FlaskClient) -> Iterator[Stop]:
    yield "classes", client.get("/studio/classes")
    yield "a class of no section", client.post("/studio/classes", data={"section": "nowhere"})
    yield "a new class", client.post("/studio/classes", data={"section": "new-energy"}, follow_redirects=True)
    page, found = (
        f"/studio/drafts/{_newest()}",
        session().scalars(select(MicroClass).order_by(MicroClass.id.desc())).first(),
    )
    yield "a class that never was", client.get(f"/studio/classes/{found.id}")
    typed = CLASS | {"version": "1", "go": "send"}
    yield "a class, sent too early", client.post(page, data=typed)
    yield "a class, typed at once by two", client.post(page, data={"version": "99", "title-en": "Mine"})
    yield (
        "a question for it",
        client.post(f"/studio/classes/{found.id}/questions", data={"kind": "single"}, follow_redirects=True),
    )
    yield "a class with a question being written", client.get(page)
    yield "a copy of a class", client.post(f"{page}/copy", follow_redirects=True)
    yield "a class thrown away", client.post(f"{page}/drop", follow_redirects=True)
    number = (
        session()
        .scalars(select(MicroClass.id).where(MicroClass.current_id.is_not(None)).order_by(MicroClass.id))
        .first()
    )
    page = f"/studio/classes/{number}"
    yield "class", client.get(page)
    yield "class, its history", client.get(f"{page}/history")
    yield "class, no such version", client.post(f"{page}/restore", data={"number": "99"})
    yield "class, to be changed", client.post(f"{page}/revise", follow_redirects=True)
    yield "class, restored while being written", client.post(f"{page}/restore", data={"number": "1"})
    yield "class, its end", client.post(f"{page}/plan", data={"expires_at": "2036-01-01T08:00"}, follow_redirects=True)
    yield "class, being changed", client.get(page)


def _open_draft(question: int) -> int:
    query = select(Draft.id).where(Draft.question_id == question, Draft.state.in_(OPEN))
    return session().scalars(query).one()


def _bringing(client: FlaskClient) -> Iterator[Stop]:
    yield "bring in", client.get("/studio/bring")
    yield "bring in, no file", client.post("/studio/bring/preview", data={})
    yield "bring in, of no format", client.post("/studio/bring/preview", data=_file(b"hello"))
    preview = client.post("/studio/bring/preview", data=_file(GIFT) | {"posts": "me-technician", "language": "en"})
    yield "bring in, preview", preview
    token = preview.text.split("/studio/bring/")[1].split("/")[0]
    yield "brought in", client.post(f"/studio/bring/{token}/apply", data={"format": "gift"}, follow_redirects=True)
    yield "brought in twice", client.post(f"/studio/bring/{token}/apply", data={"format": "gift"})
    number = session().scalar(select(Bringing.id))
    yield "bring in, once before", client.get("/studio/bring")
    yield "studio, of an import", client.get(f"/studio?bringing={number}")
    yield from _many(client, number)
    for name in ("taken back", "taken back twice"):
        yield name, client.post(f"/studio/bringings/{number}/take-back", follow_redirects=True)


def _many(client: FlaskClient, number: int) -> Iterator[Stop]:
    page = f"/studio/many?bringing={number}"
    yield "many at once", client.get(page)
    yield "many at once, none there", client.get("/studio/many?words=nothing-like-this")
    yield "many at once, no such deed", client.post(page, data={"deed": "burn"})
    yield "many at once, none ticked", client.post(page, data={"deed": "send"})
    drafts = session().execute(select(Draft.id, Draft.version).where(Draft.bringing_id == number)).all()
    ticked = {"drafts": [f"{draft_id}:{version}" for draft_id, version in drafts]}
    yield "many at once, sent too early", client.post(page, data=ticked | {"deed": "send"})
    yield "many at once, approved too early", client.post(page, data=ticked | {"deed": "approve"})
    yield "many at once, filled in", client.post(page, data=ticked | {"deed": "fill", "source": "ISO 3779"})


def _taking(client: FlaskClient) -> Iterator[Stop]:
    for name in ("xlsx", "csv", "gift", "aiken", "moodle-xml", "qti", "nothing"):
        yield f"take along, {name}", client.get(f"/studio/take?format={name}&section=new-energy")


def _media(client: FlaskClient) -> Iterator[Stop]:
    yield "media, none yet", client.get("/studio/media?kind=audio&words=nothing&only=free")
    yield "media, no file", client.post("/studio/media", data={})
    sent = [
        (io.BytesIO(files.picture()), "red.jpg"),
        (io.BytesIO(files.mp3()), "hum.mp3"),
        (io.BytesIO(b"?"), "no.jpg"),
    ]
    yield "media, brought in, one refused", client.post("/studio/media", data={"files": sent})
    sent = [(io.BytesIO(files.mp4()), "film.mp4"), (io.BytesIO(files.moving()), "moving.gif")]
    yield "media, brought in", client.post("/studio/media", data={"files": sent}, follow_redirects=True)
    yield "media without words", client.get("/studio/media?only=lack")
    for number in session().scalars(select(Medium.id).order_by(Medium.id)).all():
        page = f"/studio/media/{number}"
        yield f"medium {number}", client.get(page)
        yield f"medium {number}, no words", client.post(page, data={"alt-en": "Half of it"})
        said = {"alt-en": "A picture", "alt-zh": "图一"}
        yield f"medium {number}, described", client.post(page, data=said, follow_redirects=True)
    yield "media to choose from", client.get("/studio/media")
    yield from _hotspot(client)
    yield "media, thrown away", client.post(f"{page}/throw-away", follow_redirects=True)


def _figures(client: FlaskClient) -> Iterator[Stop]:
    yield "statistics", client.get("/studio/statistics")
    yield "statistics, in classes", client.get("/studio/statistics?place=class&sort=hardest&section=new-energy")
    yield "statistics, nothing found", client.get("/studio/statistics?state=retired&kind=matching")
    rests = session().scalars(select(Question.id).where(Question.quarantined_id == Question.current_id)).one()
    for number in (rests, rests + 1):
        yield f"figures of question {number}", client.get(f"/studio/statistics/{number}")
    page = f"/studio/statistics/{rests}/release"
    yield "asked again without a reason", client.post(page, data={"reason": ""})
    reason = {"reason": "The key is right: 标准如此规定。"}
    yield "asked again", client.post(page, data=reason, follow_redirects=True)
    yield "asked again twice", client.post(page, data=reason)


def _coverage(client: FlaskClient) -> Iterator[Stop]:
    yield "coverage", client.get("/studio/coverage")
    yield "coverage, only what is thin", client.get("/studio/coverage?only=thin")


def _flagged(client: FlaskClient) -> Iterator[Stop]:
    yield "flags", client.get("/studio/flags")
    yield "flags, none", client.get("/studio/flags?state=answered&reason=typo&section=new-energy&sort=oldest")
    waiting = select(QuestionFlag.question_id).where(QuestionFlag.outcome.is_(None)).order_by(QuestionFlag.id)
    for outcome in ("mended", "stays", "withdrawn"):
        page = f"/studio/flags/{session().scalars(waiting).first()}"
        yield f"flags of a question, {outcome}", client.get(page)
        yield f"{outcome} without a word", client.post(page, data={"outcome": outcome}, follow_redirects=True)
        said = {"outcome": outcome, "words-zh": "标准如此。", "words-en": "So says the standard."}
        yield f"flags answered, {outcome}", client.post(page, data=said, follow_redirects=True)
    yield "no such outcome", client.post(page, data={"outcome": "maybe"})
    yield "flags, answered", client.get("/studio/flags?state=answered")


def _hotspot(client: FlaskClient) -> Iterator[Stop]:
    key = session().scalars(select(Medium.key).filter_by(kind="picture").order_by(Medium.id)).first()
    client.post("/studio/questions", data={"kind": "hotspot"})
    page = f"/studio/drafts/{_newest()}"
    drawn = {
        "media": key,
        "shape-0": "rect",
        "at-0": "5 5 40 80",
        "shape-1": "circle",
        "at-1": "70 50 10",
        "right": "0",
    }
    drawn |= {"shape-2": "polygon", "at-2": "1 1 2 2", "markers": "on"}
    yield "hotspot, drawn", client.post(page, data=drawn | {"version": "1"}, follow_redirects=True)


def _file(data: bytes) -> dict:
    return {"file": (io.BytesIO(data), "questions.txt")}


def _newest() -> int:
    return session().scalars(select(Draft.id).order_by(Draft.id.desc()).limit(1)).one()
