"""A learner flags a closed question in two taps; a trainer answers all who did; each is told what came of it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.items import flagging
from app.items.flagging import Where
from app.items.models import QuestionFlag
from app.kit import clock as time
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid, NotFound, TooMany
from app.lessons.models import Check
from app.notifications.models import Notice
from app.people.models import Role
from app.questions.models import Question, QuestionVersion
from tests import playing
from tests.app.items.crowds import check
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_question, make_section

BECAUSE = {"zh": "标准 2024 版如此规定。", "en": ""}


@pytest.fixture
def post(app):
    return make_post()


@pytest.fixture
def asked(post):
    return [make_question(post) for _number in range(6)]


@pytest.fixture
def micro_class(post, asked):
    return make_section("new-energy", 1, post, asks=asked)[0]


@pytest.fixture
def trainer(post):
    return make_person(Role.TRAINER)


def answered_check(person, micro_class, *questions) -> int:
    check(person, micro_class, dict.fromkeys(questions, False))
    return session().scalars(select(Check.id).order_by(Check.id.desc()).limit(1)).one()


def flag(person, question, check_id, reason="wrong-key"):
    with transaction():
        return flagging.flag(person, question.current_id, Where("check", check_id), reason, time.now())


def answer(question, outcome, by, words=None):
    with transaction():
        return flagging.answer(question.id, outcome, words or BECAUSE, by, time.now())


def test_two_taps_flag_a_question_of_a_check_also_without_scripting(client, asked, micro_class):
    person = make_person()
    number = answered_check(person, micro_class, asked[0])
    sign_in(client, person)
    page = client.get(f"/check/{number}?seen=0").text
    form = re.search(r'<details class="flag">.*?</details>', page, re.DOTALL)[0]
    assert form.count('name="reason"') == 5
    sent = {name: re.search(rf'name="{name}" value="([^"]+)"', form)[1] for name in ("version", "at")}
    done = client.post("/flags", data=sent | {"reason": "unclear"}, follow_redirects=True)
    assert "A trainer has yet to look" in done.text
    assert f"/check/{number}" in done.text  # the way back
    kept = session().scalars(select(QuestionFlag)).one()
    assert (kept.reason, kept.question_version_id) == ("unclear", asked[0].current_id)
    client.post(f"/flags/{kept.id}", data={"words": "Which  side\nis meant?"})
    assert session().get(QuestionFlag, kept.id).words == "Which side is meant?"


def test_with_scripting_the_thanks_stand_in_the_place_of_the_flag(client, asked, micro_class):
    person = make_person()
    number = answered_check(person, micro_class, asked[0])
    sign_in(client, person)
    data = {"version": asked[0].current_id, "at": f"check-{number}", "reason": "typo"}
    answer = client.post("/flags", data=data, headers=playing.HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "you will hear what came of it" in answer.text


def test_what_is_not_closed_for_the_person_cannot_be_flagged(client, asked, micro_class):
    person = make_person()
    number = answered_check(person, micro_class, asked[0])
    for who, question, check_id in (
        (person, asked[1], number),
        (make_person(), asked[0], number),
        (person, asked[0], 99),
    ):
        with pytest.raises(NotFound):
            flag(who, question, check_id)
    sign_in(client, person)
    for at in ("check-", "check-x", "moon-1", f"check-{10**17}", "", "pk-1", "day-1"):
        data = {"version": asked[0].current_id, "at": at, "reason": "typo"}
        assert client.post("/flags", data=data).status_code == 404
    data = {"version": "", "at": f"check-{number}", "reason": "typo"}
    assert client.post("/flags", data=data).status_code == 404
    with pytest.raises(Invalid):
        flag(person, asked[0], number, "because")


def test_in_a_pk_only_what_is_closed_can_be_flagged_and_the_open_one_is_not_betrayed(client, asked):
    person = make_person()
    sign_in(client, person)
    duel_id = playing.start(client)
    versions = playing.duel(duel_id).version_ids

    def flagged(index: int) -> int:
        data = {"version": versions[index], "at": f"pk-{duel_id}", "reason": "wrong-key"}
        return client.post("/flags", data=data, headers=playing.HTMX).status_code

    assert [flagged(index) for index in range(3)] == [404, 404, 404]
    playing.answer(client, duel_id, 0)
    assert 'class="flag"' in client.get(f"/pk/{duel_id}").text
    playing.go_on(client, duel_id, 0)
    assert [flagged(index) for index in range(3)] == [200, 404, 404]
    assert 'class="flag"' not in client.get(f"/pk/{duel_id}").text


def test_whoever_has_yet_to_play_a_challenge_can_flag_nothing_of_it(app, asked):
    (one, _first), (other, second) = playing.rivals(app)
    duel_id = playing.send_challenge(one, second)
    at = {"at": f"pk-{duel_id}", "reason": "typo"}
    for version in playing.duel(duel_id).version_ids:
        assert other.post("/flags", data=at | {"version": version}).status_code == 404
    mine = at | {"version": playing.duel(duel_id).version_ids[0]}
    assert one.post("/flags", data=mine).status_code == 303


def test_one_flag_is_open_for_a_person_and_version_however_often_it_is_sent(asked, micro_class):
    person = make_person()
    number = answered_check(person, micro_class, asked[0])
    first = flag(person, asked[0], number)
    assert flag(person, asked[0], number, "typo").id == first.id
    row = {"question_id": asked[0].id, "question_version_id": asked[0].current_id, "reason": "typo", "answer": {}}
    session().add(QuestionFlag(person_id=person.id, at=time.now(), **row))
    with pytest.raises(IntegrityError):
        session().flush()
    session().rollback()


def test_two_at_once_make_one_flag(app, asked, micro_class):
    person = make_person()
    number = answered_check(person, micro_class, asked[0])
    browsers = [sign_in(app.test_client(), person) for _browser in range(4)]
    session().commit()
    data = {"version": asked[0].current_id, "at": f"check-{number}", "reason": "typo"}
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda browser: browser.post("/flags", data=data).status_code, browsers))
    assert replies == [303] * 4
    assert session().query(QuestionFlag).count() == 1


def test_twenty_a_day_are_enough(monkeypatch, asked, micro_class, clock):
    monkeypatch.setattr(flagging, "MOST_A_DAY", 2)
    person = make_person()
    number = answered_check(person, micro_class, *asked)
    flag(person, asked[0], number)
    flag(person, asked[1], number)
    with pytest.raises(TooMany):
        flag(person, asked[2], number)
    clock.move(days=1)
    flag(person, asked[2], number)


def test_one_answer_reaches_all_who_flagged_it(asked, micro_class, trainer, client):
    people = [make_person(locale=locale) for locale in ("en", "zh")]
    for person in people:
        flag(person, asked[0], answered_check(person, micro_class, asked[0]))
    flag(people[0], asked[1], answered_check(people[0], micro_class, asked[1]))
    assert answer(asked[0], "stays", trainer) == 2
    told = select(Notice.person_id).where(Notice.kind == "flag").order_by(Notice.person_id)
    assert session().scalars(told).all() == [one.id for one in people]
    for person, words in zip(people, ("You flagged it. It stays as it is", "维持原样"), strict=True):
        sign_in(client, person)
        client.post("/language", data={"language": person.locale})
        assert words in client.get("/notices").text
        assert BECAUSE["zh"] in client.get("/flags").text
    with pytest.raises(Conflict):
        answer(asked[0], "stays", trainer)


def test_what_stays_needs_a_word_and_what_is_mended_a_newer_version(asked, micro_class, trainer):
    person = make_person()
    flag(person, asked[0], answered_check(person, micro_class, asked[0]))
    with pytest.raises(Invalid):
        answer(asked[0], "stays", trainer, {"zh": " ", "en": ""})
    with pytest.raises(Conflict):
        answer(asked[0], "mended", trainer)
    with transaction() as here:
        content = asked[0].current.content
        new = QuestionVersion(
            question_id=asked[0].id, number=2, content=content, fingerprint="2", created_at=time.now()
        )
        here.add(new)
        here.flush()
        here.get(Question, asked[0].id).current_id = new.id
    session().expire_all()
    assert answer(asked[0], "mended", trainer) == 1
    kept = session().scalars(select(QuestionFlag)).one()
    assert (kept.outcome, kept.mended_number, kept.answered_by_id) == ("mended", 2, trainer.id)


def test_withdrawn_it_is_asked_no_more(asked, micro_class, trainer):
    person = make_person()
    flag(person, asked[0], answered_check(person, micro_class, asked[0]))
    answer(asked[0], "withdrawn", trainer)
    assert session().get(Question, asked[0].id, populate_existing=True).current_id is None


def test_the_list_counts_by_question_and_raises_what_many_flag_at_once(client, asked, micro_class, trainer, clock):
    for number, question in enumerate((asked[0], asked[1])):
        for _person in range(4 - number):
            person = make_person()
            flag(person, question, answered_check(person, micro_class, question))
        clock.move(days=1, seconds=1)
    assert time.now() - session().scalars(select(QuestionFlag.at)).all()[-1] > timedelta(days=1)
    for _person in range(3):
        person = make_person()
        flag(person, asked[2], answered_check(person, micro_class, asked[2]), "outdated")
    sign_in(client, trainer)
    text = client.get("/studio/flags").text
    places = [text.index(f"/studio/flags/{one.id}") for one in (asked[2], asked[0], asked[1])]
    assert places == sorted(places)
    assert text.count("many in a short time") == 1
    assert "It is outdated (3)" in text
    for look in ("sort=count", "sort=newest", "sort=oldest", "reason=typo", "state=answered", "section=new-energy"):
        assert client.get(f"/studio/flags?post=me-technician&{look}").status_code == 200
    assert client.get(f"/studio/flags/{asked[0].id}").text.count("The right answer is wrong") == 4
    assert client.get(f"/studio/flags/{asked[5].id}").status_code == 404


def test_flags_alone_let_no_question_rest(asked, micro_class):
    for _person in range(5):
        person = make_person()
        flag(person, asked[0], answered_check(person, micro_class, asked[0]))
    assert session().get(Question, asked[0].id, populate_existing=True).quarantined_id is None


def test_a_trainer_answers_on_the_page_and_words_are_kept_where_it_is_refused(client, asked, micro_class, trainer):
    person = make_person()
    flag(person, asked[0], answered_check(person, micro_class, asked[0]))
    sign_in(client, trainer)
    page = f"/studio/flags/{asked[0].id}"
    refused = client.post(page, data={"outcome": "mended", "words-en": "See version two"})
    assert refused.status_code == 409
    assert "See version two" in refused.text
    done = client.post(page, data={"outcome": "stays", "words-en": "<b>ISO 6469</b>"}, follow_redirects=True)
    assert "1 person is told." in done.text
    assert "&lt;b&gt;ISO 6469&lt;/b&gt;" in done.text
