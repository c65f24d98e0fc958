"""Pictures and recordings of other programs' files: they come along with the drafts, and go with them."""

from __future__ import annotations

import base64

import pytest
from flask_babel import force_locale

from app.kit import clock as time
from app.kit.database import session, transaction
from app.media import services as media
from app.media.models import Medium, MediumUse
from app.people.models import Role
from app.studio import bringing, enclosing, services, taking
from app.studio.albums import Album
from app.studio.comparing import Wish
from app.studio.models import Bringing, Draft
from app.studio.queries import Look
from app.studio.services import Written
from quizzes.formats.shown import shown
from tests.app.media import files
from tests.app.studio.writing import publish, whole, write
from tests.conftest import sign_in
from tests.factories import make_person, make_post
from tests.quizzes.formats.qti_files import AB, declared, xml, zipped

WISH = Wish("en", ("me-technician",))
RED = files.picture(120, 90, "PNG")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
IMG = '<img src="@@PLUGINFILE@@/p.png" alt="A fuse box">'


@pytest.fixture
def trainer(app):
    make_post()
    return make_person(Role.TRAINER)


def moodle(shown: str = IMG, ident: str = "q-1", words: str = "Which fuse?", **named: bytes) -> str:
    """A question whose text shows something, with its files: `p` is p.png."""
    inside = "".join(
        f'<file name="{name.replace("_", ".") if "_" in name else name + ".png"}" encoding="base64">'
        f"{base64.b64encode(data).decode()}</file>"
        for name, data in named.items()
    )
    text = f'<questiontext format="html"><text><![CDATA[<p>{words}</p>{shown}]]></text>{inside}</questiontext>'
    answers = '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>'
    return f'\n<question type="truefalse">{text}<idnumber>{ident}</idnumber>{answers}</question>'


def quiz(*questions: str) -> bytes:
    return f"<quiz>{''.join(questions)}</quiz>".encode()


def look(data: bytes) -> bringing.Preview:
    name, reading = bringing.read(data)
    with force_locale("en"):
        return bringing.preview(name, reading, WISH)


def bring(trainer, data: bytes) -> Bringing:
    name, reading = bringing.read(data)
    album = Album()
    with force_locale("en"):
        album.prepare(reading.items)
    with transaction():
        found = bringing.preview(name, reading, WISH, album=album)
        return bringing.bring(found, WISH, "q.xml", trainer, time.now(), album=album)


def drafts() -> list[Draft]:
    return session().query(Draft).order_by(Draft.id).all()


def test_a_picture_comes_along_with_its_words_and_the_draft_holds_on_to_it(trainer):
    data = quiz(moodle(p=RED))
    assert look(data).plates == 1
    assert session().query(Medium).count() == 0
    bring(trainer, data)
    (draft,), (medium,) = drafts(), session().query(Medium)
    assert draft.content["media"] == medium.plate()
    assert draft.content["text"]["en"] == "Which fuse?"
    assert medium.alt == {"en": "A fuse box", "zh": ""}
    assert [(use.what, use.what_id) for use in session().query(MediumUse)] == [("draft", draft.id)]


def test_a_picture_written_into_the_text_comes_along(trainer):
    bring(trainer, quiz(moodle(f'<img src="data:image/png;base64,{base64.b64encode(RED).decode()}">')))
    assert drafts()[0].content["media"]["width"] == 120


def test_the_picture_of_a_package_comes_along(trainer):
    shown = '<p>Which?</p><p><img src="../media/p.png" alt="A fuse box"/></p>'
    asked = f'{shown}<choiceInteraction responseIdentifier="RESPONSE">{AB}</choiceInteraction>'
    bring(trainer, zipped({"items/a.xml": xml(declared("A"), asked), "media/p.png": RED}))
    assert drafts()[0].content["media"]["alt"] == {"en": "A fuse box", "zh": ""}


def test_a_recording_comes_along_where_there_is_no_picture(trainer):
    bring(trainer, quiz(moodle('<audio controls><source src="@@PLUGINFILE@@/a.mp3"></audio>', a_mp3=files.mp3())))
    assert drafts()[0].content["media"]["kind"] == "audio"


def test_the_same_picture_of_two_questions_is_in_the_library_once(trainer):
    bring(trainer, quiz(moodle(p=RED), moodle(ident="q-2", words="Which relay?", p=RED)))
    assert len({draft.content["media"]["key"] for draft in drafts()}) == session().query(Medium).count() == 1


def test_of_several_the_first_of_the_text_comes_along_and_the_others_are_told(trainer):
    shown = '<img src="@@PLUGINFILE@@/b.png"><img src="@@PLUGINFILE@@/p.png">'
    (one,) = look(quiz(moodle(shown, p=RED, b=files.picture()))).found
    assert one.title == "Which fuse?"
    assert (one.shown.medium.name, one.notes) == ("b.png", ("media-left-out",))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"no picture", "neither a picture"),
        (SVG, "hold programs"),
        (files.png_that_says(60_000, 60_000), "million pixels"),
        (RED[:200], "damaged"),
    ],
    ids=["a text", "a drawing with a script", "a bomb", "half a picture"],
)
def test_what_is_no_picture_is_told_by_its_line_and_the_question_is_taken_without_it(trainer, data, why):
    file = quiz(moodle(p=data), moodle(ident="q-2", words="Which relay?", p=RED))
    found = look(file)
    ((line, reason),) = [(note.line, note.reason) for note in found.noted]
    assert line == 2
    assert reason.startswith("p.png: ")
    assert why in reason
    bring(trainer, file)
    assert ["media" in draft.content for draft in drafts()] == [False, True]
    assert session().query(Medium).count() == 1


def test_taking_it_back_throws_away_what_nothing_else_uses(trainer, clock):
    mine = media.prepare(files.picture(), "mine.jpg")
    with transaction():
        media.keep(mine, trainer.id, time.now())
    clock.move(minutes=1)
    made = bring(trainer, quiz(moodle(p=RED), moodle(ident="q-2", words="Which relay?", p=files.picture())))
    assert session().query(Medium).count() == 2
    with transaction():
        bringing.take_back(made.id, trainer, time.now())
    session().expire_all()
    assert [one.name for one in session().query(Medium)] == ["mine.jpg"]
    assert session().query(MediumUse).count() == 0


def test_words_that_are_written_in_the_library_are_those_of_the_drafts(client, trainer):
    bring(trainer, quiz(moodle(p=RED)))
    sign_in(client, trainer)
    address = f"/studio/drafts/{drafts()[0].id}"
    assert "say in both languages what it shows" in client.get(address).text
    client.post(f"/studio/media/{session().query(Medium.id).scalar()}", data={"alt-zh": "保险丝盒", "alt-en": "Fuses"})
    session().expire_all()
    assert drafts()[0].content["media"]["alt"] == {"en": "Fuses", "zh": "保险丝盒"}
    assert drafts()[0].version == 1
    assert "say in both languages what it shows" not in client.get(address).text


def test_a_picture_of_a_draft_that_somebody_works_on_stays(trainer):
    made = bring(trainer, quiz(moodle(p=RED)))
    (draft,) = drafts()
    draft.version = 2
    session().commit()
    with transaction():
        assert bringing.take_back(made.id, trainer, time.now()) == (0, 1, [])
    assert session().query(Medium).count() == 1


def published(trainer, medium: Medium) -> Draft:
    draft = write(trainer, whole(make_post()))
    with_picture = Written(draft.content | {"media": medium.plate()}, draft.posts, None)
    with transaction():
        services.save(draft.id, draft.version, with_picture, trainer, time.now())
    return publish(draft, trainer, make_person(Role.TRAINER))


def number(key: str, shown: str, **named: bytes) -> bytes:
    asked = moodle(shown, key, "How many signs has a VIN?", **named).replace("truefalse", "numerical")
    right = '<answer fraction="100"><text>17</text></answer>'
    return quiz(asked.partition("<answer")[0] + right + "</question>")


def test_of_a_published_question_the_picture_stays_and_only_another_one_changes_it(trainer):
    prepared = media.prepare(RED, "red.png")
    with transaction():
        medium = media.keep(prepared, None, time.now(), {"en": "A plate", "zh": "铭牌"})
    draft = published(trainer, medium)
    assert [one.fate for one in look(number(draft.key, IMG, p=RED)).found] == ["unchanged"]
    assert [one.fate for one in look(number(draft.key, "")).found] == ["unchanged"]
    assert [one.fate for one in look(number(draft.key, IMG, p=SVG)).found] == ["unchanged"]
    bring(trainer, number(draft.key, IMG, p=files.picture()))
    again = drafts()[-1]
    assert again.content["media"]["width"] == 800
    assert again.question_id == draft.question_id


@pytest.mark.parametrize("name", ["moodle-xml", "qti"])
def test_a_picture_goes_along_and_comes_back_unchanged(app, trainer, name):
    prepared = media.prepare(RED, "red.png")
    with transaction():
        medium = media.keep(prepared, None, time.now(), {"en": 'A "plate"', "zh": "铭牌"})
    draft = published(trainer, medium)
    with app.test_request_context():
        found = taking.take(Look(), name, "en")
    assert not any("picture" in said for said in found.lost)
    (item,) = bringing.read(found.data)[1].items
    assert shown(item, "en").alt == {"en": 'A "plate"', "zh": ""}
    ((fate, key),) = [(one.fate.value, one.key) for one in look(found.data).found]
    assert (fate, key) == ("unchanged", draft.key)


@pytest.mark.parametrize("name", ["moodle-xml", "qti"])
@pytest.mark.parametrize(
    ("data", "kind"), [(files.mp3(), "audio"), (files.mp4(), "video")], ids=["a recording", "a film"]
)
def test_a_recording_and_a_film_go_along_and_come_back_unchanged(app, trainer, name, data, kind):
    prepared = media.prepare(data, "clip")
    with transaction():
        medium = media.keep(prepared, None, time.now(), {"en": 'A "belt" & its noise', "zh": "皮带异响"})
    draft = published(trainer, medium)
    with app.test_request_context():
        found = taking.take(Look(), name, "en")
    assert not any("recording" in said for said in found.lost)
    assert found.notes == []
    (item,) = bringing.read(found.data)[1].items
    assert (shown(item, "en").kind, shown(item, "en").alt["en"]) == (kind, 'A "belt" & its noise')
    (one,) = look(found.data).found
    assert (one.fate.value, one.key) == ("unchanged", draft.key)


def test_what_is_too_large_for_the_file_is_said(app, trainer, monkeypatch):
    prepared = media.prepare(files.mp3(), "clip")
    with transaction():
        medium = media.keep(prepared, None, time.now(), {"en": "A belt", "zh": "皮带"})
    published(trainer, medium)
    monkeypatch.setattr(enclosing, "MOST_BYTES", 10)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        found = taking.take(Look(), "qti", "en")
    assert "1 question shows a picture, recording or film: that is left out." in found.lost


@pytest.mark.parametrize("name", ["gift", "xlsx"])
def test_what_holds_no_pictures_says_so(app, trainer, name):
    prepared = media.prepare(RED, "red.png")
    with transaction():
        medium = media.keep(prepared, None, time.now(), {"en": "A plate", "zh": "铭牌"})
    published(trainer, medium)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        found = taking.take(Look(), name, "en")
    assert any("1 question shows a picture" in said for said in found.lost)
