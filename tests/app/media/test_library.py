"""The library: what is brought in is there once, is served safely, and stays while something uses it."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import IntegrityError

from app.kit import clock as time
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid
from app.media import queries, services
from app.media.keys import keys_in
from app.media.models import Medium, What
from app.media.stores import store
from app.people.models import Role
from tests.app.media import files
from tests.conftest import sign_in
from tests.factories import make_person
from tests.statements import counted

ALT = {"en": "A red half and a blue one", "zh": "左红右蓝"}


@pytest.fixture
def trainer(app):
    return make_person(Role.TRAINER)


def bring(data: bytes, alt: dict[str, str] | None = None, name: str = "photo.jpg", **more) -> Medium:
    prepared = services.prepare(data, name, **more)
    with transaction():
        return services.keep(prepared, None, time.now(), alt)


def upload(client, *sent: tuple[bytes, str], **more):
    given = {"files": [(io.BytesIO(data), name) for data, name in sent]} | more
    return client.post("/studio/media", data=given, content_type="multipart/form-data")


def publish(medium: Medium, what: What = What.QUESTION) -> None:
    with transaction():
        services.note_uses(what, 7, {medium.key})


def stored() -> list[str]:
    root = store().root
    return sorted(path.name for path in root.rglob("*") if path.is_file()) if root.exists() else []


def test_the_same_file_is_there_once_whatever_it_is_called(trainer, client):
    sign_in(client, trainer)
    for name in ("one.jpg", "two.png"):
        assert upload(client, (files.picture(), name)).status_code == 303
    assert [one.name for one in session().query(Medium)] == ["one.jpg"]


def test_of_several_files_the_bad_ones_keep_no_good_one_out(trainer, client):
    sign_in(client, trainer)
    answer = upload(client, (files.picture(), "good.jpg"), (b"<svg/>", "bad.png"), (files.mp3(), "sound.mp3"))
    assert answer.status_code == 422
    assert "bad.png" in answer.text
    assert {one.kind for one in session().query(Medium)} == {"picture", "audio"}


def test_two_who_bring_the_same_at_once_both_find_it(app, trainer):
    prepared = [services.prepare(files.picture(), f"{number}.jpg") for number in range(4)]

    def keep(one):
        with app.app_context(), transaction():
            return services.keep(one, None, time.now()).id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(keep, prepared))) == 1


def test_words_in_both_languages_are_required(trainer):
    medium = bring(files.picture())
    with transaction(), pytest.raises(Invalid):
        services.describe(medium.id, {"en": "Only English", "zh": " "})
    assert queries.plates([medium.key]) == {}
    with transaction():
        services.describe(medium.id, ALT)
    assert queries.plates([medium.key])[medium.key]["alt"] == ALT


def test_what_is_used_cannot_be_thrown_away_and_what_is_not_can(trainer):
    medium = bring(files.picture(), ALT)
    with transaction():
        services.note_uses(What.DRAFT, 7, {medium.key})
    with pytest.raises(Conflict), transaction():
        services.throw_away(medium.id)
    assert len(stored()) == 3
    with transaction():
        services.note_uses(What.DRAFT, 7, ())
    with transaction():
        services.throw_away(medium.id)
    assert (session().query(Medium).count(), stored()) == (0, [])


def test_the_database_itself_keeps_what_is_used(trainer):
    medium = bring(files.picture(), ALT)
    with transaction():
        services.note_uses(What.QUESTION, 7, {medium.key})
        services.note_uses(What.QUESTION, 7, ())  # a version that does not show it any more
    session().delete(medium)
    with pytest.raises(IntegrityError):
        session().flush()
    session().rollback()


def test_what_is_gone_cannot_be_used(trainer):
    with pytest.raises(Invalid), transaction():
        services.note_uses(What.DRAFT, 7, {"0" * 16})


def test_a_file_that_comes_back_while_it_is_thrown_away_is_whole(trainer):
    medium = bring(files.picture(), ALT)
    again = services.prepare(files.picture(), "again.jpg")
    with transaction():
        services.throw_away(medium.id)
    with transaction():
        services.keep(again, None, time.now())
    assert len(stored()) == 3


def test_a_file_of_the_curriculum_can_be_written_again_byte_by_byte(trainer):
    data = files.with_place()
    medium = bring(data, ALT, keeps_original=True)
    assert queries.original(medium) == ("photo.jpg", data)
    assert services.known(data).id == medium.id


def test_what_we_made_of_an_upload_is_known_again(trainer):
    medium = bring(files.picture(), ALT)
    name, data = queries.original(medium)
    assert name == "photo.webp"
    assert services.known(data).id == medium.id


def test_media_are_found_wherever_a_content_shows_them():
    key, other = "0123456789abcdef", "f" * 16
    content = {"media": {"key": key, "kind": "picture"}, "body": {"en": f"See ![x](media:{other})."}, "key": "abc"}
    assert keys_in(content) == {key, other}
    assert keys_in({"scenes": [{"media": {"key": other}}], "media": None}) == {other}


# served ---------------------------------------------------------------------------------------------------------------


def test_a_picture_is_served_as_what_it_is_for_long_and_to_people_only(app, client, trainer):
    medium = bring(files.picture(), ALT)
    publish(medium)
    assert client.get(f"/media/{medium.key}").status_code == 302
    sign_in(client, make_person())
    answer = client.get(f"/media/{medium.key}/360")
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.data[8:12] == b"WEBP"
    again = client.get(f"/media/{medium.key}/360", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"/media/{medium.key}").data != answer.data


@pytest.mark.parametrize(
    ("use", "learner"), [(None, 404), (What.DRAFT, 404), (What.QUESTION, 200), (What.CLASS, 200)], ids=str
)
def test_learners_get_only_what_is_published_and_trainers_all(app, client, use, learner):
    medium = bring(files.picture(), ALT)
    if use is not None:
        publish(medium, use)
    seen = {}
    for role in (None, Role.MANAGER, Role.TRAINER, Role.ORGANIZER):
        sign_in(client, make_person(*([role] if role else [])))
        seen[role] = client.get(f"/media/{medium.key}/360").status_code
    assert seen == {None: learner, Role.MANAGER: learner, Role.TRAINER: 200, Role.ORGANIZER: 200}


def test_a_file_costs_one_statement_to_find(app, client):
    medium = bring(files.picture(), ALT)
    publish(medium)
    sign_in(client, make_person())
    with counted() as said:
        assert client.get(f"/media/{medium.key}/360").status_code == 200
    assert sum("medium" in one or "media" in one for one in said) == 1


@pytest.mark.parametrize(
    "path", ["0" * 16, "../secret_key", "..%2fsecret_key", "{key}/361", "{key}/0", "{key}x", "%00"]
)
def test_no_other_address_leads_to_a_file(app, client, trainer, path):
    medium = bring(files.picture(), ALT)
    sign_in(client, trainer)
    assert client.get(f"/media/{path.format(key=medium.key)}").status_code in (400, 404)


@pytest.mark.parametrize(
    ("asked", "status", "length", "said"),
    [
        (None, 200, 16680, None),
        ("bytes=0-99", 206, 100, "bytes 0-99/16680"),
        ("bytes=16600-", 206, 80, "bytes 16600-16679/16680"),
        ("bytes=-10", 206, 10, "bytes 16670-16679/16680"),
        ("bytes=20000-", 416, 0, "bytes */16680"),
        ("bytes=0-1,5-6", 200, 16680, None),
        ("lines=1-2", 200, 16680, None),
    ],
)
def test_a_recording_is_served_in_the_parts_that_are_asked_for(app, client, trainer, asked, status, length, said):
    sound = files.mp3()
    medium = bring(sound, ALT, "sound.mp3")
    sign_in(client, trainer)
    answer = client.get(f"/media/{medium.key}", headers={"Range": asked} if asked else {})
    assert (answer.status_code, len(answer.data)) == (status, length)
    assert answer.headers.get("Content-Range") == said
    assert answer.headers["Accept-Ranges"] == "bytes"
    if status == 206:
        first, last = answer.headers["Content-Range"].split()[1].partition("/")[0].split("-")
        assert answer.data == sound[int(first) : int(last) + 1]


def test_a_file_that_the_store_has_lost_is_not_found(app, client, trainer):
    medium = bring(files.picture(), ALT)
    for width in medium.widths:
        store().remove(services.stored_name(medium.hash, str(width)))
    sign_in(client, trainer)
    assert client.get(f"/media/{medium.key}").status_code == 404
