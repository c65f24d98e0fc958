"""Numbers stay closed: no page, stream or program tells anybody who stands on stage under which number.

The attack goes by the table of all addresses, so that a new one is attacked, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from app.hall import conducting
from app.judging.models import PublishedResult
from app.kit import clock as clocks
from app.kit.database import session, transaction
from app.people.models import Person, Role
from app.people.permissions import EVERYBODY, PERMISSIONS
from tests.app.hall.making import FIRST, HTMX, Hall, answer, browser, choice, pk, words
from tests.factories import make_dealer, make_person

BESIDE = (
    *("static", "kit.", "hall.", "judging.", "finals.", "desk.", "awards."),
    *("studio.", "corrections.", "stories.", "media."),
)
ENDS = {"people.sign_out", "people.sign_out_everywhere", "people.use_link"}  # they end the sitting
CHANGING = re.compile(
    r'nonce="[^"]*"|nonce-[\w-]+|(csrf_token|data-csrf)[^>]*|"csrf":"[^"]*"|\d{4}-\d\d-\d\d[T ][\d:.]+'
    r'|<span class="num" translate="no">\w+</span>'  # the name of a request that found nothing
)


@pytest.fixture
def hall(app):
    return Hall(competitors=4)


def gets(client: FlaskClient, *, of_hall: bool) -> Iterator[tuple[str, Rule]]:
    """Every address that can be asked for, of the hall or of what has nothing to do with finals."""
    for rule in sorted(client.application.url_map.iter_rules(), key=lambda one: one.rule):
        mine = rule.endpoint.startswith("hall.") if of_hall else not rule.endpoint.startswith(BESIDE)
        if mine and "GET" in rule.methods and rule.endpoint not in ENDS and not rule.endpoint.endswith("stream"):
            yield rule.endpoint, rule


def address(rule: Rule, hall: Hall, token: str) -> str:
    known = {"token": token, "final_id": hall.final.id}
    values = {name: known.get(name) or (1 if isinstance(rule._converters[name], IntegerConverter) else "nothing")
              for name in rule.arguments}  # fmt: skip
    return str(rule.build(values)[1])


def telling(person: Person) -> set[str]:
    """What tells who somebody is."""
    return {person.name, person.staff_number, person.dealer.name_en, person.dealer.name_zh}


def everybody(hall: Hall) -> dict[str, Person]:
    """Those who may be curious: of other dealers, so that none of the telling words is their own."""
    away = make_dealer("AWAY")
    roles = (Role.ORGANIZER, Role.TRAINER, Role.MANAGER, Role.OPERATOR, Role.LEARNER)
    people = {role.value: make_person(*({role} - {Role.LEARNER}), dealer=away) for role in roles}
    return people | {"judge": hall.panel[0], "host": hall.host, "another finalist": hall.finalists[3].person}


@pytest.fixture
def named(hall):
    """The two on stage, with names that stand nowhere else."""
    dealers = [make_dealer(f"SECRET{place}").id for place in (0, 1)]
    with transaction():
        for place, one in enumerate(hall.finalists[:2]):
            one.person.name, one.shows_name = f"欧阳赛手{place}", True
            one.person.dealer_id = one.dealer_id = dealers[place]
    session().expire_all()
    return [one.person for one in hall.finalists[:2]]


def phases(hall: Hall) -> Iterator[str]:
    """A PK from the call to the result; its address at each phase."""
    token = hall.begin()
    yield token  # the open question
    answer(token, 0, 0)
    yield token
    answer(token, 1, 0, right=False)
    yield token  # the close
    with transaction():
        conducting.pause(token, clocks.now())
    yield token
    hall_go(token, 0)
    hall.play(token, *())
    for index in range(1, 5):
        answer(token, 0, index)
        answer(token, 1, index, right=False)
        hall_go(token, index)
    yield token  # the result


def text_of(reply: TestResponse) -> str:
    """Workbooks carry the second in which they were packed, so they are left out: their pages tell the same."""
    data = reply.get_data()
    return "" if data.startswith(b"PK") else data.decode(errors="replace")


def hall_go(token: str, index: int) -> None:
    with transaction():
        conducting.go_on(token, index, clocks.now())


def test_no_page_of_the_hall_names_who_is_on_stage_to_anybody(app, client, hall, named):
    people = everybody(hall)
    secrets = telling(named[0]) | telling(named[1])
    found, asked = [], 0
    called = hall.call(FIRST + 2, FIRST + 3)
    with transaction():
        conducting.annul(called, "Only to have one of each state", hall.host, clocks.now())
    for token in phases(hall):
        for who, person in people.items():
            visitor = browser(client, person)
            for endpoint, rule in gets(client, of_hall=True):
                for headers in ({}, HTMX):
                    reply = visitor.get(address(rule, hall, token), headers=headers)
                    text = words(reply) + str(reply.headers)
                    found += [(who, endpoint, secret) for secret in secrets if secret in text]
                    asked += 1
    assert asked > 300
    assert found == []


def test_the_two_see_no_name_of_each_other(app, client, hall, named):
    found = []
    for token in phases(hall):
        for me, other in ((0, 1), (1, 0)):
            visitor = browser(client, named[me])
            for endpoint, rule in gets(client, of_hall=True):
                text = words(visitor.get(address(rule, hall, token)))
                found += [(me, endpoint, secret) for secret in telling(named[other]) if secret in text]
    assert found == []


def test_no_deed_of_the_hall_is_answered_with_a_name(app, client, hall, named):
    """What players and the host send, rightly and wrongly."""
    token = hall.begin()
    secrets = telling(named[0]) | telling(named[1])
    player, host = browser(client, named[0]), browser(client, hall.host)
    again = {"station": hall.station.id, "first": FIRST, "second": FIRST + 1}
    sent = [
        player.post(f"/hall/{token}/ready", headers=HTMX),
        player.post(f"/hall/{token}/answer", data={"index": 0, "choice": "zz"}),
        player.post(f"/hall/{token}/answer", data={"index": 3, "choice": "a"}),
        player.post(f"/hall/{token}/answer", data={"index": 0, "choice": choice(token, 0, 0)}, headers=HTMX),
        host.post(f"/hall/{token}/conduct", data={"deed": "pause"}),
        host.post(f"/hall/{token}/conduct", data={"deed": "next", "index": 0}, headers=HTMX),
        host.post(f"/desk/finals/{hall.final.id}/hall/pk", data=again),
        host.post(f"/desk/hall/pk/{token}/annul", data={"reason": ""}),
    ]
    assert [one.status_code for one in sent] == [200, 422, 422, 200, 409, 200, 409, 422]
    assert [secret for reply in sent for secret in secrets - {named[0].name} if secret in words(reply)] == []
    assert [reply.status for reply in sent[4:] if named[0].name in words(reply)] == []


@pytest.mark.parametrize("way", ["stream", "play/stream"])
def test_a_stream_says_versions_and_moments_only(app, client, hall, named, way):
    token = hall.begin()
    visitor = browser(client, named[0])
    reply = visitor.get(f"/hall/{token}/{way}", buffered=False)
    events = next(iter(reply.response)).decode() if not isinstance(reply.response, str) else ""
    reply.close()
    assert f"id: {pk(token).version}\nevent: state\ndata: {pk(token).version}\n" in events
    assert not [secret for one in named for secret in telling(one) if secret in events]
    assert str(FIRST) not in re.sub(r"data: .*", "", events)


def test_every_other_page_reads_as_if_no_pk_had_been_played(client, hall, named, clock):
    """Lists of PKs, boards, points, notices, statistics, the API: nothing anywhere knows of it."""
    people = {"organizer": make_person(Role.ORGANIZER), "learner": make_person(), "player": named[0]}
    visitors = {who: browser(client, person) for who, person in people.items()}

    def all_pages() -> dict[tuple[str, str], str]:
        return {
            (who, endpoint): CHANGING.sub("", text_of(visitor.get(address(rule, hall, "nothing"))))
            for who, visitor in visitors.items()
            for endpoint, rule in gets(client, of_hall=False)
        }

    all_pages()  # what a first look makes (a card of a board, a read mark) is made
    before = all_pages()
    hall.play(hall.begin(), *((True, False),) * 5)
    clock.move(seconds=-4)  # what the countdown took: pages say when they were made
    after = all_pages()
    assert len(before) > 150
    assert [key for key in before if before[key] != after[key]] == []


def test_nobody_plays_leads_or_annuls_who_may_not(app, client, hall, named):
    token = hall.begin()
    stranger, player = browser(client, make_person()), browser(client, named[0])
    assert stranger.get(f"/hall/{token}/play").location == f"/hall/{token}"
    for path in ("ready", "answer", "pong"):
        assert stranger.post(f"/hall/{token}/{path}", data={"index": 0, "choice": "a"}).status_code == 404
    assert stranger.get(f"/hall/{token}/play/stream").status_code == 404
    for visitor in (stranger, player):
        assert visitor.post(f"/hall/{token}/conduct", data={"deed": "next", "index": 0}).status_code == 403
        assert visitor.post(f"/desk/hall/pk/{token}/annul", data={"reason": "x"}).status_code == 403
    assert browser(client, hall.host).get("/hall/guessed").status_code == 404
    assert {name for name, who in PERMISSIONS.items() if name.startswith("hall.") and who is EVERYBODY} == set()


def test_no_answer_leaves_the_server_before_the_close(app, client, hall, named):
    """On the screen and on both devices; the score does not move either."""
    token = hall.begin()
    visitors = [browser(client, one) for one in (*named, hall.host)]
    paths = (f"/hall/{token}/play", f"/hall/{token}/play", f"/hall/{token}")
    answer(token, 0, 0)
    for visitor, path in zip(visitors, paths, strict=True):
        page = words(visitor.get(path))
        assert "Because" not in page
        assert "Not b" not in page
        assert str(pk(token).seed) not in page
    answer(token, 1, 0)
    for visitor, path in zip(visitors, paths, strict=True):
        assert "Because" in words(visitor.get(path))


def open_numbers(hall: Hall) -> None:
    with transaction() as here:
        for one in hall.finalists[:2]:
            given = {"edition": 1, "place": 1, "total": 0, "by": "", "mine": 0, "theirs": 0, "stations": {}}
            shown = {"at": clocks.now(), "shown_at": clocks.now()}
            here.add(PublishedResult(finalist_id=one.id, post_id=one.post_id, **given, **shown))
    session().expire_all()


def test_once_the_numbers_are_opened_the_screen_shows_names_by_consent(app, client, hall, named):
    token = hall.begin()
    hall.play(token, *((True, False),) * 5)
    with transaction():
        hall.finalists[1].shows_name = False
    open_numbers(hall)
    page = words(browser(client, hall.host).get(f"/hall/{token}"))
    assert named[0].name in page
    assert named[1].name not in page
