"""One writer at a time: whoever waits too long is told so, kindly, and nothing is half done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Text, cast, event, select
from sqlalchemy.exc import OperationalError

from app.kit import database
from app.kit.database import engine, session
from app.people.models import Person
from app.questions.models import QuestionVersion
from tests.conftest import sign_in
from tests.factories import make_person, make_question

AT_ONCE = 24


def test_whoever_waits_too_long_for_the_writer_is_told_to_try_again(app, client, monkeypatch):
    sign_in(client, make_person())
    engine().dispose()
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)  # for connections from here on
    with engine().connect().execution_options(writing=True) as importing, importing.begin():
        page = client.post("/language", data={"language": "en"})
        data = client.post("/language", data={"language": "en"}, headers={"Accept": "application/json"})
        assert client.get("/me").status_code == 200  # who only reads does not wait
    assert (page.status_code, page.mimetype) == (503, "text/html")
    assert "try again in a moment" in page.text
    assert (data.status_code, data.json["error"]["code"]) == (503, "busy")
    assert client.post("/language", data={"language": "en"}).status_code == 302


def test_a_database_that_is_away_is_waited_for_and_a_page_comes_back_by_itself(app, client, monkeypatch):
    sign_in(client, make_person())

    def away(*_arguments):
        raise OperationalError("select 1", {}, Exception("database or disk is full"))

    monkeypatch.setattr("app.people.visitors.session", away)
    page = client.get("/me")
    assert (page.status_code, page.headers["Retry-After"], page.headers["Refresh"]) == (503, "3", "3")
    assert 'href="/me"' in page.text
    posted = client.post("/me", data={"theme": "dark"}, headers={"Accept": "application/json"})
    assert (posted.status_code, posted.json["error"]["code"]) == (503, "unavailable")
    assert "Refresh" not in posted.headers


def test_a_statement_that_the_database_can_never_do_is_a_fault_of_ours(app, client, monkeypatch):
    sign_in(client, make_person())

    def mistaken():
        raise OperationalError("select", {}, Exception("no such column: nonsense"))

    monkeypatch.setattr("app.people.visitors.session", mistaken)
    monkeypatch.setattr(app, "testing", False)
    assert client.get("/me").status_code == 500


def test_twenty_four_writers_at_once_all_come_through(app):
    person = make_person()
    browsers = [sign_in(app.test_client(), person) for _number in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        replies = [threads.submit(browser.post, "/me", data={"theme": "dark"}) for browser in browsers * 5]
    assert {reply.result().status_code for reply in replies} == {302}
    session().expire_all()
    assert session().get(Person, person.id).theme == "dark"


def test_a_disk_that_fails_is_waited_for_as_well(app, client):
    def break_down(_connection):
        raise OperationalError("begin", None, Exception("disk I/O error"))

    sign_in(client, make_person())
    event.listen(engine(), "begin", break_down)
    assert client.post("/language", data={"language": "en"}).status_code == 503


def test_json_is_stored_without_spaces_and_chinese_as_it_is(app):
    """A PK takes a seventh less that way; on each engine, where something is stored the usual way."""
    make_question(text={"en": "Why", "zh": "为什么"})
    stored = session().scalar(select(cast(QuestionVersion.content, Text)))
    assert '"text":{"en":"Why","zh":"为什么"}' in stored
