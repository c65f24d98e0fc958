"""A question that was found wrong: its figures follow the key that counts now, and its page says by which they are."""

from __future__ import annotations

import pytest

from app.items import jobs
from app.items.models import ItemStatistics
from app.kit.database import session
from app.people.models import Role
from tests.app.items.crowds import check, typed_check
from tests.conftest import NOON, sign_in
from tests.correcting import propose, reckon, sign
from tests.factories import make_person, make_post, make_question, make_section

BY_CORRECTED = "All its figures are by the corrected key"


@pytest.fixture
def trainer(app):
    return make_person(Role.TRAINER)


def correct(question, trainer, right):
    sign(propose(question, trainer, NOON, right), make_person(Role.ORGANIZER), NOON)
    reckon(NOON)
    jobs.reckon()


def page_of(question, trainer, client):
    return sign_in(client, trainer).get(f"/studio/statistics/{question.id}").text


def answered_with(question, *responses):
    micro_class = make_section("new-energy", 1, make_post(), asks=[question])[0]
    for response in responses:
        typed_check(make_person(), micro_class, question, response)
    jobs.reckon()


def test_what_was_typed_counts_by_the_corrected_key(trainer, client):
    question = make_question(kind="short")
    answered_with(question, "hammer", "hammer", "torque wrench", "pliers")
    before = page_of(question, trainer, client)
    assert "right: 25 % of 4 people" in before
    assert BY_CORRECTED not in before
    version_id = question.current_id
    correct(question, trainer, "hammer")
    after = page_of(question, trainer, client)
    assert "right: 75 % of 4 people" in after
    typed = after[after.index("What was typed instead") :]
    assert "pliers" in typed
    assert "hammer" not in typed
    assert BY_CORRECTED in after
    assert session().get(ItemStatistics, (version_id, "class")).right == 3


def test_a_gap_counts_by_the_corrected_key(trainer, client):
    question = make_question(kind="cloze")
    answered_with(question, {"1": "water", "2": 230.0, "3": "b"}, {"1": "water", "2": 230.0, "3": "a"})
    correct(question, trainer, {"1": "water", "2": 230.0, "3": "b"})
    gaps = page_of(question, trainer, client).split("What was typed instead")[1:]
    assert [one.split("right: ")[1].split(" of")[0] for one in gaps] == ["100 %", "100 %", "50 %"]


def test_options_are_marked_and_counted_by_the_corrected_key(trainer, client):
    question = make_question()
    micro_class = make_section("new-energy", 1, make_post(), asks=[question])[0]
    for _person in range(30):  # everybody chose the false key
        check(make_person(), micro_class, {question: True})
    jobs.reckon()
    version_id, options = question.current_id, len(question.current.content["options"])
    assert session().get(ItemStatistics, (version_id, "class")).unused == options - 1
    correct(question, trainer, "b")
    found = session().get(ItemStatistics, (version_id, "class"), populate_existing=True)
    assert (found.people, found.right, found.unused) == (30, 0, options - 2)  # nobody chose b, which is right now
    marks = [one.split("#")[1].split('"')[0] for one in _options(page_of(question, trainer, client))]
    assert marks == ["x", "check", *["x"] * (options - 2)]


def _options(text):
    return text[text.index('<ul class="items-options">') :].split("</ul>")[0].split("<li>")[1:]


def test_of_a_withdrawn_question_the_page_says_that_its_figures_are_by_its_own_key(trainer, client):
    question = make_question(kind="short")
    answered_with(question, "hammer", "torque wrench")
    correct(question, trainer, None)
    text = page_of(question, trainer, client)
    assert "Its figures are by its own key, as they were" in text
    assert "right: 50 % of 2 people" in text
