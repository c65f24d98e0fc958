"""Short answers and gaps in the studio's form: what is typed, taken out, numbered anew, published and answered."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.kit.database import session
from app.people.models import Role
from app.questions.presenters import rows, words
from app.studio import forms
from app.studio.models import Draft
from quizzes.formats import drafting
from tests.conftest import sign_in
from tests.factories import KEYS_OF_KINDS, make_person, make_post

GAPS = {
    "text-zh": "{{1}}约 {{2}}，{{3}}。", "text-en": "{{1}} has {{2}}, {{3}}.",
    "gap-0-kind": "short", "gap-0-words-zh": "蓄电池\n\n 电瓶 ", "gap-0-words-en": "battery",
    "gap-1-kind": "number", "gap-1-answer": "12，7", "gap-1-tolerance": "0.1", "gap-1-unit": "V",
    "gap-2-kind": "choice", "gap-2-words-zh": "已充满\n亏电", "gap-2-words-en": "full\nflat",
    "gap-2-why-en": "Not flat", "gap-2-why-zh": "不是亏电",
}  # fmt: skip
COMMON = {
    "why-zh": "错", "why-en": "No", "explanation-zh": "因为。", "explanation-en": "So.", "source": "ISO 0",
    "posts": "me-technician",
}  # fmt: skip


def typed(kind: str, **more: str):
    return forms.content(kind, MultiDict(more))


def test_spellings_stand_a_line_each():
    found = typed("short", **{"accepted-zh": "扭力扳手\n 扭矩  扳手 \n", "accepted-en": "", "case_matters": "yes"})
    assert found["accepted"] == {"zh": ["扭力扳手", "扭矩 扳手"], "en": []}
    assert found["case_matters"] is True


def test_each_kind_of_gap_is_read_and_the_first_option_is_right():
    one, two, three = typed("cloze", **GAPS)["gaps"]
    assert one["accepted"] == {"zh": ["蓄电池", "电瓶"], "en": ["battery"]}
    assert (two["answer"], two["tolerance"], two["unit"]) == (12.7, 0.1, "V")
    assert [(option["text"]["zh"], option["right"]) for option in three["options"]] == [
        ("已充满", True),
        ("亏电", False),
    ]
    assert three["why"] == {"zh": "不是亏电", "en": "Not flat"}


def test_a_gap_that_is_taken_out_leaves_its_words_and_the_others_are_numbered_anew():
    found = typed("cloze", **GAPS | {"gap-0-kind": ""})
    assert found["text"] == {"zh": "蓄电池约 {{1}}，{{2}}。", "en": "battery has {{1}}, {{2}}."}
    assert [gap["kind"] for gap in found["gaps"]] == ["number", "choice"]


def test_a_draft_of_what_is_stored_is_the_same_question_again():
    for kind in ("short", "cloze"):
        stored = (
            {"text": {"en": "{{1}} {{2}} {{3}}", "zh": "{{1}} {{2}} {{3}}"}}
            if kind == "cloze"
            else {"text": {"en": "a", "zh": "b"}}
        )
        texts = {"explanation": {"en": "a", "zh": "b"}, "difficulty": 2, "source": "s", "tags": [], "kind": kind}
        stored = KEYS_OF_KINDS[kind] | texts | stored
        draft = drafting.of_stored(stored)
        assert drafting.whole(kind, "a-1", ("me-technician",), draft).content() == stored


@pytest.mark.parametrize(
    ("kind", "own"),
    [("short", {"text-zh": "什么？", "text-en": "What?", "accepted-zh": "甲", "accepted-en": "a"}), ("cloze", GAPS)],
)
def test_it_is_written_stored_and_sent_by_the_page(app, client, kind, own):
    make_post()
    sign_in(client, make_person(Role.TRAINER))
    client.post("/studio/questions", data={"kind": kind})
    draft = session().scalars(select(Draft)).one()
    page = client.post(
        f"/studio/drafts/{draft.id}", data=COMMON | own | {"version": "1", "go": "send"}, follow_redirects=True
    )
    session().expire_all()
    assert (page.status_code, session().get(Draft, draft.id).state) == (200, "review")


def test_a_closed_gap_says_what_was_given_and_why_that_is_wrong(app):
    content = KEYS_OF_KINDS["cloze"] | {"kind": "cloze"}
    mine, theirs = {"1": "oil", "2": 230.0, "3": "b"}, {"1": "制动液", "2": 100.0, "3": "a"}
    with app.test_request_context(headers={"Accept-Language": "en"}):
        one, two, three = rows(content, 1, mine, theirs, "Wang")
        assert words(content) == "It needs [brake fluid] that boils at [230 °C] or [above]."
    assert (one.text, one.state, one.why) == ("1. brake fluid", "wrong", "No oil")
    assert [mark.said for mark in one.marks] == ["You had: oil", "Wang"]
    assert (two.text, two.state, [mark.said for mark in two.marks]) == ("2. 230 °C (± 5)", "right", ["Wang: 100 °C"])
    assert (three.state, [mark.said for mark in three.marks]) == ("wrong", ["You had: below", "Wang"])


def test_a_closed_short_answer_shows_all_that_counts_once(app):
    content = KEYS_OF_KINDS["short"] | {"kind": "short"}
    with app.test_request_context(headers={"Accept-Language": "en"}):
        right, mine, theirs = rows(content, 1, "spanner", "hammer", "Wang")
    assert (right.text, right.why) == ("torque wrench", "Also right: torque spanner / 扭力扳手")
    assert (mine.text, mine.state) == ("spanner", "wrong")
    assert (theirs.text, [mark.said for mark in theirs.marks]) == ("hammer", ["Wang"])
