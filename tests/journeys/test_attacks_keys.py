"""Law 1 for what is typed, pointed at and played: nothing of the key leaves the server before the close."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.api import services as tokens
from app.days import services as days
from app.kit import clock as house_clock
from app.kit.database import session, transaction
from app.lessons import services as lessons
from app.lessons.models import Check
from app.lessons.remembering import Place
from app.questions.models import Question
from quizzes.rules.duel import Phase
from quizzes.rules.grading import key, mask, shown
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_question, make_season, make_section
from tests.playing import HTMX, answer, go_on, live_form, meet, rivals, start, state


def both(words: str) -> dict[str, str]:
    return {"en": words, "zh": f"中{words}"}


def region(name: str, right: bool, shape: str, at: list[float]) -> dict[str, Any]:
    why = None if right else both("Marigold")
    return {"id": "a" if right else "b", "shape": shape, "at": at, "name": both(name), "right": right, "why": why}


def decision(letter: str, points: int, to: str | None = None, *, critical: bool = False) -> dict[str, Any]:
    words = {"text": both(f"Decide {letter}"), "consequence": both(f"Thistle {letter}")}
    return {"id": letter, **words, "points": {"care": points}, "critical": critical, "next": to}


CLOSED = {"explanation": both("Yarrow"), "source": "Foxglove manual", "why": both("Bluebell")}
WORDS = ("Yarrow", "Foxglove", "Bluebell")
CONTENTS: dict[str, dict[str, Any]] = {
    "short": {"accepted": {"en": ["dandelion", "lion tooth"], "zh": ["蒲公英"]}, "case_matters": False},
    "cloze": {
        "text": both("Use {{1}} below {{2}}, then {{3}}."),
        "gaps": [
            {"id": "1", "kind": "short", "accepted": {"en": ["snowdrop"], "zh": ["雪滴花"]}, "why": both("Hawthorn")},
            {"id": "2", "kind": "number", "answer": 231.25, "tolerance": 4.75, "unit": "°C", "why": None},
            {"id": "3", "kind": "choice", "why": both("Primrose"), "options": [
                {"id": one, "text": both(words), "right": one == "a"} for one, words in (("a", "wait"), ("b", "go"))
            ]},
        ],
    },
    "hotspot": {
        "regions": [
            region("Oleander", True, "rect", [0.1371, 0.1433, 0.2117, 0.4219]),
            region("Zinnia", False, "circle", [0.7, 0.5, 0.1013]),
        ],
    },
    "case": {
        "pass_mark": 83,
        "criteria": [{"id": "care", "name": both("Peony"), "competency": "care"}],
        "scenes": [
            {"id": "one", "text": both("Scene one"), "decisions": [
                decision("1a", 2, "two"), decision("1b", 0), decision("1c", 0, critical=True),
            ]},
            {"id": "two", "text": both("Lavender"), "decisions": [decision("2a", 2), decision("2b", 0)]},
        ],
    },
}  # fmt: skip
SECRETS: dict[str, tuple[str, ...]] = {
    "short": ("dandelion", "lion tooth", "蒲公英", "accepted"),
    "cloze": ("snowdrop", "雪滴花", "231.25", "226.5", "4.75", "236", "Hawthorn", "Primrose", "accepted", "tolerance"),
    # names, and how far a region reaches: as shares, and in the picture's 400 × 200
    "hotspot": ("Oleander", "Zinnia", "Marigold", "0.1371", "0.2117", "0.4219", "0.1013", "54.8", "84.7", "40.5",
                "regions", "region--"),
    "case": ("Thistle", "Lavender", "Peony", "83", "pass_mark", "critical", "consequence", "Decide 2"),
}  # fmt: skip
SECRETS = {kind: (*WORDS, '"right"', *some) for kind, some in SECRETS.items()}
NONSENSE = ({"words": ""}, {"choice": "zz"}, {"point": "9 9"}, {"choices": "zz"}, {})
UNREADABLE = {"short": ({"words": ""}, {})}  # whatever has letters is a short answer
ELSE = {  # sent by one side; says nothing of the key
    "short": {"words": "nettle"},
    "cloze": {"gap.1": "nettle", "gap.2": "1", "gap.3": "a"},
    "hotspot": {"point": "0.99 0.01"},
}


def ask(kind: str, count: int = 1) -> list[Question]:
    return [make_question(kind=kind, **CLOSED | CONTENTS[kind]) for _ in range(count)]


def told(reply: Any, kind: str) -> list[str]:
    """The secrets that an answer of the server holds. Version numbers in addresses of files are none, nor is the name
    of the request, which an error page shows.
    """
    text = reply.get_data(as_text=True).replace(reply.headers.get("X-Request-ID", ""), "")
    return [one for one in SECRETS[kind] if one in (text if not one.isdigit() else _words_of(text))]


def _words_of(page: str) -> str:
    """What a reader reads: ids and hashes in attributes hold any two digits, as do the names that the tests number."""
    words = "".join(part.rpartition(">")[2] for part in page.split("<")) if "<" in page else page
    return re.sub(r"(王|Question |Because )\d+", r"\1", words)


# classes and reviews -------------------------------------------------------------------------------------------------


def begin_check(person: Any, question: Question) -> str:
    found = make_section("new-energy", 1, make_post(), asks=[question])[0]
    with transaction():
        return f"/check/{lessons.start_check(found, person, house_clock.now(), 7).id}"


def begin_review(person: Any, question: Question, season: Any, clock: Any) -> str:
    with transaction():
        lessons.learn(person, question.id, False, house_clock.now(), Place.CHECK)
    clock.move(days=1)
    with transaction():
        return f"/day/{days.open_day(person, season, house_clock.now(), 7).id}"


def open_replies(client: Any, place: str, kind: str) -> Iterator[Any]:
    """Every way to the open question: the page, a swap, feedback that is not there yet, refused answers."""
    page = place if place.startswith("/check") else f"{place}/review"
    yield from (client.get(page), client.get(page, headers=HTMX), client.get("/day"), client.get("/learn"))
    yield from (client.get(f"{page}?seen={number}") for number in (-1, 0, 1, 99))
    for sent in UNREADABLE.get(kind, NONSENSE):
        yield client.post(f"{place}/answers/0", data=sent)
        yield client.post(f"{place}/answers/1", data=sent)
        yield client.post(f"{place}/answers/0", data=sent | {"step": "1"})


@pytest.mark.parametrize("kind", CONTENTS)
@pytest.mark.parametrize("place", ["check", "review"])
def test_an_open_question_of_a_class_or_a_review_tells_nothing_of_its_key(app, client, clock, place, kind):
    season, person, (question,) = make_season(), make_person(), ask(kind)
    client = sign_in(client, person)
    where = begin_check(person, question) if place == "check" else begin_review(person, question, season, clock)
    replies = list(open_replies(client, where, kind))
    assert [found for reply in replies if (found := told(reply, kind))] == []
    assert question.current.content["text"]["en"].partition("{")[0] in replies[0].text


def test_a_case_tells_of_a_decision_only_what_followed_from_it(app, client):
    make_season()
    person, (question,) = make_person(), ask("case")
    client, where = sign_in(client, person), begin_check(person, question)
    check = session().query(Check).one()
    first = mask(question.current.content, lessons.question_seed(check, 0), ["1a"])
    client.post(f"{where}/answers/0", data={"choice": first[0], "step": "0"})
    page = client.get(where)
    assert "Thistle 1a" in page.text
    assert "Lavender" in page.text
    assert not set(told(page, "case")) - {"Thistle", "Lavender", "Decide 2", "consequence"}
    for other in ("Thistle 1b", "Thistle 1c", "Thistle 2a", "Thistle 2b"):
        assert other not in page.text


# PKs ------------------------------------------------------------------------------------------------------------------


def program(person: Any) -> dict[str, str]:
    with transaction():
        return {"Authorization": f"Bearer {tokens.make(person, 'test', house_clock.now())}"}


def pk_replies(client: Any, by_token: Any, headers: dict[str, str], duel_id: int, kind: str) -> Iterator[Any]:
    """The same in a PK, by the pages and by the API."""
    page, api, index = f"/pk/{duel_id}", f"/api/v1/pks/{duel_id}", state(duel_id).index
    yield from (client.get(page), client.get(page, headers=HTMX), client.get("/pk"))
    yield from (client.get(f"{page}?at={at}") for at in range(-1, 6))
    yield from (client.post(f"{page}/answer", data={"index": index} | sent) for sent in UNREADABLE.get(kind, NONSENSE))
    yield by_token.get(api, headers=headers)
    for response in ("", [9, 9], {"1": ""}, None):
        yield by_token.post(f"{api}/answers", json={"index": index, "response": response}, headers=headers)


@pytest.mark.parametrize("kind", ["short", "cloze", "hotspot"])
def test_an_open_question_of_a_pk_with_the_machine_tells_nothing_of_its_key(app, client, kind):
    make_season()
    ask(kind, 5)
    person = make_person()
    sign_in(client, person)
    headers, duel_id = program(person), start(client)
    replies = list(pk_replies(client, app.test_client(), headers, duel_id, kind))
    assert [found for reply in replies if (found := told(reply, kind))] == []
    assert replies[-5].json["open"]["question"]["kind"] == kind
    answer(client, duel_id, 0, right=False)
    assert told(client.get(f"/pk/{duel_id}"), kind)  # closed: now it is told
    go_on(client, duel_id, 0)
    assert told(client.get(f"/pk/{duel_id}"), kind) == []


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("kind", ["short", "cloze", "hotspot"])
def test_whoever_still_thinks_in_a_live_pk_and_whoever_waits_learn_nothing(app, clock, kind, right):
    make_season()
    ask(kind, 5)
    two = rivals(app)
    duel_id = meet(app, two, clock)
    sent = live_form(duel_id, 0, 0) if right else ELSE[kind] | {"index": 0}
    two[0][0].post(f"/pk/{duel_id}/answer", data=sent)
    assert state(duel_id).seats[0].answers[0].correct is right
    for client, person in two[1:] if right else two:  # whoever was right knows the key
        replies = list(pk_replies(client, app.test_client(), program(person), duel_id, kind))
        assert [found for reply in replies if (found := told(reply, kind))] == []
        assert replies[-5].status_code == 200
    assert state(duel_id).phase is Phase.QUESTION


@pytest.mark.parametrize("kind", ["hotspot", "case"])
def test_neither_the_shown_id_nor_the_order_says_what_is_right(app, kind):
    content = ask(kind)[0].current.content
    ids, places = set(), set()
    for seed in range(40):
        right = mask(content, seed, key(content))
        ids.add(right if isinstance(right, str) else right[0])
        if kind == "hotspot":
            seen = shown(content, seed)["places"]
            places.add(min(range(2), key=lambda at: seen[at]["x"]))  # the right one lies to the left
    assert len(ids) > 1
    assert kind == "case" or places == {0, 1}
