"""Between preview and drafts a file is not read a second time: what it held is kept as it was."""

from __future__ import annotations

import io

import pytest

from app.kit.database import session
from app.people.models import Role
from app.studio import readings
from app.studio.models import Draft
from quizzes.formats import catalogue
from quizzes.formats.exchange import Blank, Choice, Item, Kind, Markup, Medium, Pair, Range, Reading, Refusal
from quizzes.formats.reasons import Reason
from tests.conftest import sign_in
from tests.factories import make_person, make_post

GAP = Blank(Kind.NUMERIC, ranges=(Range(float("-inf"), 3.5, 0.5, "Less"),), weight=2, unit="V", why="No")
OTHER = Item(Kind.SHORT, "为什么？\u2028", choices=(Choice("因为", 1.0, "对"),), language="zh")
WHOLE = Item(
    Kind.CLOZE, "Why {{1}}?\n", title="T", markup=Markup.HTML, blanks=(GAP,), steps=("a", ""), pairs=(Pair("", "b"),),
    category=("A", "B"), tags=("t",), ident="i", case_matters=True, line=7, translation=OTHER, difficulty=2,
    posts=("p",),
)  # fmt: skip
SHARES = Reason("The sum is wrong: ") + "99 %"
GIFT = b"::Bulb:: Which bulb? {=H4 ~%30%H7 ~H1}\n\n::Sum:: Which ones? {~%60%a ~%30%b ~c}\n"


def test_a_reading_comes_back_whole_and_its_reasons_can_still_be_translated():
    reading = Reading((WHOLE, OTHER), (Refusal(3, SHARES), Refusal(4, "Plain.")), (Refusal(5, "Note\n"),))
    name, found = readings.read(readings.written("gift", reading))
    assert (name, found) == ("gift", reading)
    reason = found.refused[0].reason
    assert (reason.sentence, reason.added) == ("The sum is wrong: ", "99 %")
    assert not isinstance(found.refused[1].reason, Reason)


def test_where_files_came_along_nothing_is_kept_beside():
    assert readings.written("qti", Reading((Item(Kind.SHORT, "?", media=(Medium("a.png", b"\x00"),)),))) is None


@pytest.fixture
def token(app, client):
    make_post()
    sign_in(client, make_person(Role.TRAINER))
    form = {"file": (io.BytesIO(GIFT), "q.gift"), "language": "en", "grades": "refuse"}
    return client.post("/studio/bring/preview", data=form).text.split("/studio/bring/")[1].split("/")[0]


def drafts(client, token, **form):
    assert client.post(f"/studio/bring/{token}/apply", data={"language": "en"} | form).status_code == 303
    return sorted(draft.content["text"]["en"] for draft in session().query(Draft))


def test_the_file_is_not_read_again(token, client, monkeypatch):
    monkeypatch.setattr(catalogue, "format_of", None)
    assert drafts(client, token, format="gift") == ["Which bulb?"]


def test_shares_are_rounded_where_that_is_wished_only_now(token, client):
    assert drafts(client, token, format="gift", grades="round") == ["Which bulb?", "Which ones?"]


def test_in_another_format_it_is_read_anew(token, client):
    answer = client.post(f"/studio/bring/{token}/apply", data={"language": "en", "format": "aiken"})
    assert answer.status_code == 409  # as Aiken there is nothing in it
    assert session().query(Draft).count() == 0
