"""My points: what pays, and why each point came."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask_login import login_user

from app.duels.events import Against, DuelFinished, SeatResult
from app.duels.models import Duel
from app.kit.database import session, transaction
from app.kit.events import publish
from app.lessons.events import MicroClassCompleted, QuestionMastered
from app.lessons.models import MicroClass, MicroClassVersion, Section
from app.points import presenters
from app.points.listeners import pay_pk
from app.points.models import Reason
from app.questions.models import Question, QuestionVersion
from tests.conftest import NOON, sign_in
from tests.factories import give_points, make_person, make_season
from tests.statements import counted


@pytest.fixture
def me(client):
    person = make_person()
    sign_in(client, person)
    return person


def say(*facts):
    with transaction():
        for fact in facts:
            (pay_pk if isinstance(fact, DuelFinished) else publish)(fact)


def stored(thing):
    with transaction() as here:
        here.add(thing)
        here.flush()
    return thing


def make_class(title):
    section = stored(Section(key="s", number=1, title={"en": "S", "zh": "S"}, summary={"en": "", "zh": ""}))
    found = stored(MicroClass(key="warm-handover", section_id=section.id, position=1))
    content = {"title": {"en": title, "zh": "交车"}}
    stored(MicroClassVersion(micro_class_id=found.id, number=1, content=content, fingerprint="x", created_at=NOON))
    return found


def make_text(text):
    question = stored(Question(key="warm-handover-1", kind="single", difficulty=1))
    content = {"text": {"en": text, "zh": "问题"}}
    stored(QuestionVersion(question_id=question.id, number=1, content=content, fingerprint="x", created_at=NOON))
    return question


def make_duel(person):
    duel = Duel(
        kind="machine", status="finished", post_id=person.post_id, level=3, seed=1, version_ids=[], state={},
        started_at=NOON, touched_at=NOON, finished_at=NOON, first_person_id=person.id, outcome="won", first_score=431,
        second_score=212,
    )  # fmt: skip
    return stored(duel)


def won(person, duel_id, right=4):
    return DuelFinished(duel_id, NOON, (SeatResult(person.id, "won", 431, right, Against.MACHINE, 3),))


def test_each_entry_says_what_it_was_for_and_why(client, me):
    make_season()
    question, micro_class, duel = make_text("Which way?"), make_class("A warm handover"), make_duel(me)
    say(
        QuestionMastered(me.id, question.id, 1, False, NOON),
        MicroClassCompleted(me.id, micro_class.id, NOON),
        won(me, duel.id),
    )
    page = client.get("/points").text
    for words in (
        "Which way?", "Right after an earlier miss", "+6",
        "A warm handover", "Micro-class completed", "+20", 'href="/class/warm-handover"',
        "431 : 212", "Won", "Half against the machine", "Machine opponent, level 3",
    ):  # fmt: skip
        assert words in page


def test_the_sums_of_the_season_and_of_the_week_stand_on_top(client, me, clock):
    season = make_season()
    give_points(me, 40, season)
    clock.move(days=7)
    give_points(me, 2, season)
    page = client.get("/points").text
    assert '<dd class="num sums__big">42</dd>' in page
    assert '<dd class="num sums__big">2</dd>' in page


def test_entries_are_grouped_by_day_the_newest_first(client, me, clock):
    season = make_season()
    give_points(me, 1, season)
    clock.move(days=1)
    give_points(me, 2, season)
    page = client.get("/points").text
    assert page.index("June 2, 2026") < page.index("+2") < page.index("June 1, 2026") < page.index("+1")


def test_long_lists_go_on_on_older_pages_and_every_entry_is_shown_once(client, me):
    season = make_season()
    with transaction():
        for number in range(1, 66):
            give_points(me, number + 100, season)
    seen, address = [], "/points"
    while address:
        page = client.get(address).text
        seen += [int(amount) for amount in re.findall(r">\+(\d+)<", page)]
        older = re.search(r'href="(/points\?upto=\d+)"', page)
        address = older and older[1]
    assert seen == list(range(165, 100, -1))


def test_asking_for_one_thing_opens_at_its_entry(client, me):
    season = make_season()
    source = give_points(me, 7, season)
    for _ in range(40):
        give_points(me, 9, season)
    assert "+7" not in client.get("/points").text
    page = client.get(f"/points?reason=class&source={source}").text
    assert "You asked about this" in page
    assert "+7" in page


def test_asking_for_what_was_not_paid_says_so(client, me):
    season = make_season()
    source = give_points(make_person(), 7, season)
    page = client.get(f"/points?reason=class&source={source}").text
    assert "There is no entry for this" in page
    assert "+7" not in page


@pytest.mark.parametrize(
    "query",
    [
        "upto=x",
        "upto=-1",
        "upto=99999999999999999999",
        "reason=x&source=1",
        "reason=pk",
        "source=9",
        "reason=pk&source=x",
    ],
)
def test_an_odd_address_shows_a_page(client, me, query):
    make_season()
    assert client.get(f"/points?{query}").status_code == 200


def test_an_older_page_cannot_begin_at_somebody_elses_entry(client, me):
    season = make_season()
    give_points(make_person(), 7, season)
    assert client.get("/points?upto=1").status_code == 404


def test_before_the_first_points_the_page_says_what_to_do(client, me):
    make_season()
    page = client.get("/points").text
    assert "No points yet" in page
    assert 'href="/learn"' in page


def test_without_a_season_the_page_says_so(client, me):
    assert "No season is running" in client.get("/points").text


def test_the_page_takes_few_statements(client, me):
    season = make_season()
    for _ in range(30):
        give_points(me, 9, season)
    client.get("/points")
    with counted() as seen:
        client.get("/points")
    assert len([one for one in seen if "entries" in one or "standings" in one or "seasons" in one]) <= 6, seen


def test_points_of_a_pk_that_paid_nothing_say_why(app, client, me):
    make_season()
    say(won(me, 1, right=0))
    with as_person(app, me):
        paid = presenters.points_of("pk", 1)
        assert (paid.points, paid.words) == (0, ["Won", "Machine opponent, level 3", "No right answer, so no points"])
        assert paid.link == "/points?reason=pk&source=1"


def test_points_of_several_questions_are_added_up(app, me):
    make_season()
    say(*(QuestionMastered(me.id, number, 1, number < 3, NOON) for number in range(1, 4)))
    with as_person(app, me):
        paid = presenters.points_of("mastery", [1, 2, 3])
        assert (paid.points, paid.words) == (26, ["Right at the first attempt × 2", "Right after an earlier miss"])


def test_points_of_can_leave_out_what_was_paid_before(app, me):
    make_season()
    later = NOON + timedelta(days=2)
    say(QuestionMastered(me.id, 1, 1, True, NOON), QuestionMastered(me.id, 1, 2, False, later))
    with as_person(app, me):
        assert presenters.points_of("mastery", 1).points == 15
        assert presenters.points_of("mastery", 1, since=later).points == 5


def test_points_of_nothing_without_a_season_say_that_none_is_running(app, me):
    with as_person(app, me):
        paid = presenters.points_of("pk", 1)
        assert paid.points == 0
        assert "No season is running" in paid.words[0]


def test_my_points_are_nothing_without_a_season(app, me):
    with as_person(app, me):
        assert presenters.my_points() == (0, 0)


def test_every_reason_code_has_words():
    assert {reason.value for reason in Reason} <= presenters.GROUPS.keys()


@contextmanager
def as_person(app, person):
    """A request of that person."""
    with app.test_request_context():
        login_user(session().merge(person))
        yield
