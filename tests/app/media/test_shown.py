"""Questions and classes show media: while they are written, asked and closed, in texts, in files, by the API."""

from __future__ import annotations

from pathlib import Path

import pytest
from click import ClickException
from sqlalchemy import select

from app.api import services as api
from app.kit import clock as time
from app.kit.database import session, transaction
from app.lessons.commands import _import
from app.lessons.models import MicroClass
from app.media import queries, services
from app.media.models import Medium, MediumUse
from app.people.models import Role
from app.questions.models import Question, QuestionVersion
from app.studio.models import Draft
from quizzes.formats import drafting
from quizzes.formats.previewing import looked_at
from quizzes.rules.grading import shown
from quizzes.rules.scoring import limit_ms
from tests import playing
from tests.app.media import files
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_question, make_season, make_section

ALT = {"en": "Half red, half blue", "zh": "左红右蓝"}
FORM = {
    "text-zh": "哪一半是红色？", "text-en": "Which half is red?", "option-0-zh": "左", "option-0-en": "Left",
    "option-1-zh": "右", "option-1-en": "Right", "why-1-zh": "右边是蓝色。",
    "why-1-en": "The right one is blue.", "right": "0",
    "explanation-zh": "左红。", "explanation-en": "Left is red.", "source": "The picture", "posts": "me-technician",
}  # fmt: skip


@pytest.fixture
def trainer(app):
    make_post()
    make_season()
    return make_person(Role.TRAINER)


def bring(data: bytes | None = None, name: str = "red.jpg", alt: dict[str, str] | None = ALT) -> Medium:
    prepared = services.prepare(data or files.picture(), name)
    with transaction():
        return services.keep(prepared, None, time.now(), alt)


def users() -> set[str]:
    return {use.what for use in session().scalars(select(MediumUse))}


def test_a_picture_goes_with_its_question_from_draft_to_answer(client, trainer):
    medium = bring()
    sign_in(client, trainer)
    client.post("/studio/questions", data={"kind": "single"})
    draft = session().scalars(select(Draft)).one()
    page = f"/studio/drafts/{draft.id}"
    sent = FORM | {"media": medium.key}
    assert client.post(page, data=sent | {"version": 1, "go": "send"}).status_code == 303
    assert f"/media/{medium.key}/360" in client.get(page).text
    assert users() == {"draft"}
    version = session().scalars(select(Draft.version)).one()
    sign_in(client, make_person(Role.TRAINER))
    assert client.post(f"{page}/review", data={"deed": "approve", "version": version}).status_code == 303
    assert users() == {"question"}
    question = session().scalars(select(Question)).one()
    assert question.current.content["media"] == medium.plate()
    sign_in(client, trainer)
    client.post(f"/studio/questions/{question.id}/revise")
    draft = session().scalars(select(Draft).order_by(Draft.id.desc()).limit(1)).one()
    assert draft.content["media"] == medium.plate()
    assert users() == {"draft", "question"}
    client.post(f"/studio/drafts/{draft.id}", data=FORM | {"media": "", "version": 1})
    assert users() == {"question"}
    assert client.post(f"/studio/media/{medium.id}/throw-away").status_code == 409


def test_what_has_no_words_or_is_not_there_cannot_be_chosen(client, trainer):
    medium = bring(alt=None)
    sign_in(client, trainer)
    client.post("/studio/questions", data={"kind": "single"})
    draft = session().scalars(select(Draft)).one()
    for key in (medium.key, "0" * 16, "../../secret", "x"):
        client.post(f"/studio/drafts/{draft.id}", data=FORM | {"media": key, "version": 1})
        assert "media" not in session().scalars(select(Draft.content)).one()


def test_a_draft_that_is_thrown_away_lets_its_picture_go(client, trainer):
    medium = bring()
    sign_in(client, trainer)
    client.post("/studio/questions", data={"kind": "single"})
    draft = session().scalars(select(Draft)).one()
    client.post(f"/studio/drafts/{draft.id}", data=FORM | {"media": medium.key, "version": 1})
    client.post(f"/studio/drafts/{draft.id}/drop")
    assert users() == set()
    assert client.post(f"/studio/media/{medium.id}/throw-away").status_code == 303


@pytest.mark.parametrize("kind", ["picture", "audio", "video"])
def test_learners_see_it_with_the_question_and_with_its_close(client, trainer, kind):
    data = {"picture": files.picture(), "audio": files.mp3(), "video": files.mp4()}[kind]
    medium = bring(data)
    question = make_question(kind="true-false", media=medium.plate())
    make_section("new-energy", 1, make_post(), asks=[question])
    sign_in(client, trainer)
    check = client.post("/class/new-energy-0/checks", follow_redirects=True)
    tag = {"picture": "<img", "audio": "<audio", "video": "<video"}[kind]
    assert tag in check.text
    assert f"/media/{medium.key}" in check.text
    closed = client.post(f"{check.request.path}/answers/0", data={"choice": "true"}, follow_redirects=True)
    assert tag in closed.text


def test_a_pk_shows_it_and_gives_time_to_look_and_to_listen(client, trainer):
    picture, sound = bring(), bring(files.mp3(400), "hum.mp3")
    for _number in range(5):
        make_question(media=picture.plate())
    sign_in(client, trainer)
    duel_id = playing.start(client)
    assert f"/media/{picture.key}/720" in client.get(f"/pk/{duel_id}").text
    closed = playing.answer(client, duel_id, 0, right=False)
    assert f"/media/{picture.key}/720" in client.get(closed.location).text
    bare = make_question().current.content
    assert limit_ms(bare | {"media": picture.plate()}) == limit_ms(bare) + 4_000
    assert limit_ms(bare | {"media": sound.plate()}) == limit_ms(bare) + 4_000 + 10_400


def test_the_api_carries_it_and_its_token_opens_it(app, client, trainer):
    medium = bring()
    for _number in range(5):
        make_question(media=medium.plate())
    with transaction():
        token = api.make(trainer, "test", time.now())
    by_token = {"Authorization": f"Bearer {token}"}
    pk = client.post("/api/v1/pks", json={"kind": "machine", "level": 1}, headers=by_token).json
    assert pk["open"]["question"]["media"] == medium.plate() | {"seconds": None}
    assert client.get(f"/media/{medium.key}/360", headers=by_token).mimetype == "image/webp"
    assert client.get(f"/media/{medium.key}/360").status_code == 302
    assert client.get("/learn", headers=by_token).status_code == 302


def test_nothing_of_a_media_question_but_its_medium_is_shown_before_the_close():
    plate = {"key": "0" * 16, "kind": "picture", "alt": ALT, "width": 40, "height": 40, "widths": [40]}
    content = {"kind": "true-false", "text": ALT, "answer": True, "media": plate}
    assert shown(content, 7) == {"kind": "true-false", "text": ALT, "media": plate}


# in texts ----------------------------------------------------------------------------------------------------


def test_a_class_shows_the_media_that_its_text_names(client, trainer):
    picture, sound, film = bring(), bring(files.mp3(), "a.mp3"), bring(files.mp4(), "a.mp4")
    named = "\n\n".join(f"![words {one.kind}](media:{one.key})" for one in (picture, sound, film))
    body = f"Look:\n\n{named}\n\n![gone](media:{'0' * 16}) ![elsewhere](https://example.org/x.png)"
    (one,) = make_section("new-energy", 1, make_post())
    with transaction():
        version = session().merge(one).current
        version.content = version.content | {"body": {"en": body, "zh": body}, "figure": None, "sources": ["A"]}
    sign_in(client, trainer)
    page = client.get("/class/new-energy-0").text
    assert f'src="/media/{picture.key}/800"' in page
    assert f'<audio class="medium__view" controls preload="metadata" src="/media/{sound.key}"' in page
    assert f'<video class="medium__view" controls playsinline preload="metadata" src="/media/{film.key}"' in page
    assert 'alt="words picture"' in page
    assert "gone elsewhere" in page
    assert "example.org" not in page
    assert "media:" not in page


# in files ----------------------------------------------------------------------------------------------------

SECTION = """
id: pictures
number: 1
title: {en: Pictures, zh: 图片}
summary: {en: Pictures, zh: 图片}
"""
CLASS = """
id: red-and-blue
posts: [all]
minutes: 3
order: 1
title: {en: Red and blue, zh: 红与蓝}
body: {en: Look., zh: 看。}
figure: {file: whole.png, alt: {en: The whole, zh: 全图}}
sources: [The picture]
questions:
  - id: red-and-blue-1
    kind: true-false
    text: {en: Left is red., zh: 左边是红色。}
    picture: {file: half.jpg, alt: {en: A half, zh: 一半}}
    answer: true
    why: {en: Look again., zh: 再看看。}
    explanation: {en: It is., zh: 是的。}
    difficulty: 1
    source: The picture
"""


def folder(tmp_path: Path, **data: bytes) -> Path:
    room = tmp_path / "curriculum" / "1-pictures"
    room.mkdir(parents=True)
    (room / "section.yaml").write_text(SECTION)
    (room / "red-and-blue.yaml").write_text(CLASS)
    for name, some in ({"half.jpg": files.with_place(), "whole.png": files.picture(form="PNG")} | data).items():
        (room / name).write_bytes(some)
    return room.parent


def test_a_picture_beside_a_file_comes_into_the_library_and_back_byte_by_byte(app, trainer, tmp_path):
    found = folder(tmp_path)
    _import(found)
    question = session().scalars(select(Question)).one()
    plate = question.current.content["media"]
    assert plate["alt"] == {"en": "A half", "zh": "一半"}
    figure = session().scalars(select(MicroClass)).one().current.content["figure"]
    assert (figure["kind"], figure["alt"]["zh"]) == ("picture", "全图")
    assert users() == {"question", "class"}
    assert queries.original(queries.find(plate["key"])) == ("half.jpg", files.with_place())
    _import(found)
    assert session().query(QuestionVersion).count() == 1
    assert session().query(Medium).count() == 2


def test_the_page_of_a_class_shows_its_picture(client, trainer, tmp_path):
    _import(folder(tmp_path))
    figure = session().scalars(select(MicroClass)).one().current.content["figure"]
    sign_in(client, trainer)
    page = client.get("/class/red-and-blue").text
    assert f"/media/{figure['key']}/720" in page
    assert 'alt="The whole"' in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"half.jpg": b"<svg/>"}, "half.jpg: Drawings"),
        ({"half.jpg": files.picture()[:1000]}, "half.jpg: This picture is damaged"),
    ],
)
def test_a_file_that_is_no_picture_is_named_and_nothing_is_imported(app, trainer, tmp_path, data, said):
    with pytest.raises(ClickException) as refused:
        _import(folder(tmp_path, **data))
    assert refused.value.message.startswith(said)
    assert session().query(Question).count() == 0


def test_a_stored_question_with_a_picture_becomes_a_draft_and_whole_again():
    plate = {"key": "0" * 16, "kind": "picture", "alt": ALT, "width": 40, "height": 40, "widths": [40]}
    stored = {
        "kind": "true-false", "text": ALT, "explanation": ALT, "difficulty": 1, "source": "A", "tags": [],
        "media": plate, "answer": True, "why": ALT,
    }  # fmt: skip
    draft = drafting.of_stored(stored)
    assert drafting.whole("true-false", "a-b", ("me-technician",), draft).content() == stored
    assert looked_at("true-false", draft)["media"] == plate
