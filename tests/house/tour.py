"""A walk through every page of the house and every state it has, in one language."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from werkzeug.test import TestResponse

from app.days.models import DaySet
from app.days.services import question_seed as day_seed
from app.duels import starting
from app.duels.models import Duel
from app.fairness.models import FairnessFlag
from app.items.models import QuestionFlag
from app.kit import clock
from app.kit.database import session, transaction
from app.lessons import services as lessons
from app.lessons.models import Check, MicroClass, Progress
from app.notifications import services as notices
from app.notifications.kinds import Kind
from app.notifications.models import Notice, Webhook
from app.operations import services as operations
from app.operations.plans import Plan
from app.people import links
from app.people.models import Person, Role
from app.people.roster_sample import sample
from app.questions.queries import version
from app.seasons.models import Season
from quizzes.formats.route import route
from quizzes.rules.casework import worst_path
from quizzes.rules.classhealth import SAFETY
from quizzes.rules.grading import key, mask
from tests import playing
from tests.conftest import sign_in
from tests.house.awards_tour import awarding
from tests.house.corrections_tour import corrections
from tests.house.event_tour import arranging
from tests.house.finals_tour import answering, choosing
from tests.house.hall_tour import at_the_test, on_stage
from tests.house.judging_tour import judging
from tests.house.stories_tour import deciding, telling
from tests.house.studio_tour import studio

Stop = tuple[str, TestResponse]
NAME = {"en": "Name", "zh": "名称"}
TOLD = {
    Kind.CHALLENGE: {"name": "王", "until": 1_780_000_000},
    Kind.REMINDER: {"name": "王", "until": 1_780_000_000},
    Kind.STREAK: {},
    Kind.STOP: {"stop": "xian"},
    Kind.LEAGUE: {"moved": "up", "gear": 2},
    Kind.KUDOS: {"name": "王", "what": "badge:classes-1"},
    Kind.BADGE: {"badge": "classes-1"},
    Kind.SEASON: {"what": "announced", "name": NAME},
    Kind.LOOK: {"title": {"en": "A question", "zh": "一道题"}},
    Kind.FLAG: {"title": {"en": "A question", "zh": "一道题"}, "outcome": "stays"},
    Kind.WEEK: {"points": 1, "mastered": 2},
    Kind.FINAL: {"what": "invited", "name": NAME, "until": 1_780_000_000},
    Kind.STORY: {"what": "published"},
    Kind.PIECE: {"title": NAME},
    Kind.CORRECTION: {
        "question": NAME,
        "withdrawn": False,
        "undone": False,
        "points": 8,
        "pks": 2,
        "outcome": "won",
        "name": "王",
    },
}
EVERY_ROLE = set(Role) - {Role.LEARNER}


def tour(app: Flask, language: str) -> Iterator[Stop]:
    """Every page with what it answers. The database has people, a curriculum and a season in it."""
    yield from _stranger(_speaking(app, language))
    yield from _learner(_speaking(app, language))
    yield from _newcomer(_speaking(app, language))
    yield from _two(_speaking(app, language), _speaking(app, language))
    yield from _desks(_speaking(app, language))


def _speaking(app: Flask, language: str) -> FlaskClient:
    client = app.test_client()
    client.post("/language", data={"language": language})
    return client


def _person(number: str) -> Person:
    return session().scalars(select(Person).filter_by(staff_number=number)).one()


def _as(client: FlaskClient, number: str) -> Person:
    language = _language(client)
    sign_in(client, _person(number))
    client.post("/language", data={"language": language})
    return _person(number)


def _language(client: FlaskClient) -> str:
    with client.session_transaction() as cookie:
        return cookie["language"]


def _stranger(client: FlaskClient) -> Iterator[Stop]:
    yield "sign in", client.get("/sign-in")
    yield "sign in, wrong", client.post("/sign-in", data={"login": "DEMO-TECH", "password": "wrong"})
    yield "sign in, empty", client.post("/sign-in", data={})
    yield "ask for a link", client.get("/sign-in/link")
    yield "link asked for", client.post("/sign-in/link", data={"login": "nobody@example.com"})
    yield "a link that is gone", client.get("/welcome/nothing")
    with transaction():
        token = links.issue(_person("DEMO-JUDGE"), clock.now()).token
    yield "choose a password", client.get(f"/welcome/{token}")
    yield "choose a password, too short", client.post(f"/welcome/{token}", data={"password": "a", "again": "b"})
    yield "nothing here", client.get("/nothing/here")
    yield "no line", client.get("/offline")
    yield "not so", client.get("/language")


def _learner(client: FlaskClient) -> Iterator[Stop]:
    """A person with a past: points, mastered questions, finished PKs."""
    person = _as(client, "DEMO-ADVISOR")
    yield "learn", client.get("/learn")
    for number, section in enumerate(sorted(set(re.findall(r"/learn/([\w-]+)", client.get("/learn").text))), 1):
        yield f"section {number}", client.get(f"/learn/{section}")
    yield "class, closed", client.get("/class/hv-voltage-free")
    _master(person, SAFETY)
    for found in session().scalars(select(MicroClass).order_by(MicroClass.key)).all():
        yield f"class {found.key}", client.get(f"/class/{found.key}")
    yield from _check(client, person, right=False)
    yield from _check(client, person, right=True)
    yield from _case(client, person)
    yield "lobby, first time", client.get("/pk")
    yield "no PK yet", client.get("/pk/history")
    for outcome in (True, False):
        yield from _pk(client, outcome)
    yield "lobby", client.get("/pk")
    yield "history", client.get("/pk/history")
    yield "no such level", client.post("/pk", data={"level": "9"})
    for scope in ("post", "region", "post-region", "dealer", "nation"):
        for period in ("week", "season"):
            yield f"board {scope} {period}", client.get(f"/board?scope={scope}&period={period}")
    yield "points", client.get("/points")
    yield "today", client.get("/")
    yield "me", client.get("/me")
    yield "me, saved", client.post("/me", data={"theme": "dark", "shows_name": "y"}, follow_redirects=True)
    yield "password", client.get("/me/password")
    yield "password, wrong", client.post("/me/password", data={"current": "x", "password": "y", "again": "z"})
    yield from _road(client)
    yield from _day(client)
    yield from _streak(client)
    yield from _together(client)
    yield from telling(client)
    yield "no token", client.get("/me/tokens")
    yield "a token without a name", client.post("/me/tokens", data={"name": ""})
    for number in range(11):
        yield f"token {number}", client.post("/me/tokens", data={"name": f"T{number}"})
    yield from _told(client, person)
    yield "not for learners", client.get("/desk/people")


def _road(client: FlaskClient) -> Iterator[Stop]:
    """The tour, of somebody whose car is on the road."""
    yield "tour", client.get("/tour")
    for number in range(1, 7):
        yield f"leg {number}", client.get(f"/tour/leg/{number}")
    for stop in route().stops:
        yield f"stop {stop.key}", client.get(f"/tour/stop/{stop.key}")
    yield "share picture, not asked for", client.get("/tour/card")
    yield "share picture, wished", client.post("/tour/card", data={"card": "named"}, follow_redirects=True)
    yield "no such choice", client.post("/tour/card", data={"card": "maybe"})
    yield "no such leg", client.get("/tour/leg/99")


def _day(client: FlaskClient) -> Iterator[Stop]:
    """The daily set: its parts, a review with a wrong and a right answer, a missed day, the page to take along."""
    yield "day", client.get("/day")
    found = session().scalars(select(DaySet).order_by(DaySet.id.desc()).limit(1)).one()
    yield "a missed day, too early", client.post("/day/make-up", data={"day": "2026-05-30"}, follow_redirects=True)
    yield "no such day", client.post("/day/make-up", data={"day": "never"}, follow_redirects=True)
    yield "review along", client.get("/day/practice")
    last = len(found.version_ids) - 1
    for position, version_id in enumerate(found.version_ids):
        content, seed = version(version_id).content, day_seed(found, position)
        answer = mask(content, seed, wrong_answer(content) if position else key(content))
        sent = playing.FIELDS[content["kind"]](answer)
        yield f"review {position}", client.get(f"/day/{found.id}/review")
        if position == last:
            along = {f"{version_id}.{name}": value for name, value in sent.items()}
            yield "sent along", client.post("/day/practice", data={"set": found.id} | along, follow_redirects=True)
            break
        address = f"/day/{found.id}/answers/{position}"
        yield f"review {position}, no answer", client.post(address)
        yield f"reviewed {position}", client.post(address, data=sent, follow_redirects=True)
    yield "review done", client.get(f"/day/{found.id}/review")
    yield "day, reviewed", client.get("/day")


def _streak(client: FlaskClient) -> Iterator[Stop]:
    """The streak, rest days and leave, also such as cannot be."""
    ahead = {"first": "2026-06-10", "last": "2026-06-12"}
    yield "streak", client.get("/streak")
    yield "rest days", client.post("/streak/rest", data={"weekdays": ["5", "6"]}, follow_redirects=True)
    yield "three rest days", client.post("/streak/rest", data={"weekdays": ["4", "5", "6"]})
    yield "a single rest day", client.post("/streak/rest-days", data={"day": "2026-06-04"}, follow_redirects=True)
    yield "a rest day too late", client.post("/streak/rest-days", data={"day": "2026-05-04"})
    yield "leave", client.post("/streak/leave", data=ahead, follow_redirects=True)
    yield "leave twice", client.post("/streak/leave", data=ahead)
    yield "leave on no day", client.post("/streak/leave", data={"first": "soon"})


def _seasons(client: FlaskClient) -> Iterator[Stop]:
    """The season as learners read it; a new one set up, led and copied by an organizer, also wrongly; its file."""
    yield "season", client.get("/season")
    running = session().scalars(select(Season).limit(1)).one()
    yield "season, by its number", client.get(f"/season/{running.id}")
    yield "no such season", client.get("/season/9999")
    yield "seasons", client.get("/desk/seasons")
    yield "new season", client.get("/desk/seasons/new")
    yield "new season, nothing typed", client.post("/desk/seasons/new", data={})
    basics = {"key": "next", "name_en": "Next 下一季", "name_zh": "下一季 Next", "first_day": "2027-05-06",
              "last_day": "2027-11-05", "time_zone": "Asia/Shanghai", "languages": ["zh", "en"]}  # fmt: skip
    yield "new season, stored", client.post("/desk/seasons/new", data=basics, follow_redirects=True)
    made = session().scalars(select(Season).filter_by(key="next")).one()
    one = f"/desk/seasons/{made.id}"
    for step in ("basics", "stages", "points", "audience", "legs"):
        yield f"season, {step}", client.get(f"{one}/{step}")
        yield f"season, {step}, nothing typed", client.post(f"{one}/{step}", data={}, follow_redirects=True)
    yield "season, overview", client.get(one)
    yield "season, copy", client.get(f"{one}/copy")
    yield "season, copy without a key", client.post(f"{one}/copy", data={"how": "days", "days": "364"})
    for way in ("announced", "running", "closed", "deleted"):
        yield f"season, to {way}", client.get(f"{one}/to/{way}")
    yield "season, led too far", client.post(f"{one}/to/closed")
    yield "season, announced", client.post(f"{one}/to/announced", follow_redirects=True)
    text = client.get(f"{one}/season.yaml").get_data()
    yield "season file", client.get("/desk/seasons/file")
    for name, data in (("changed", text.replace(b"2027-11-05", b"2027-11-06")), ("faults", text + b"\nodd: 1\n")):
        file = (io.BytesIO(data), "season.yaml")
        yield f"season file, {name}", client.post("/desk/seasons/file", data={"file": file})
    yield "season file, stored", client.post("/desk/seasons/file/store", data={"text": text}, follow_redirects=True)


def _calendars(client: FlaskClient) -> Iterator[Stop]:
    """Holidays of a dealer, outages of the service."""
    ahead = {"first": "2026-06-19", "last": "2026-06-21", "name": "端午节 Dragon Boat"}
    behind = {"first": "2026-05-20", "last": "2026-05-20", "name": "断电 Power cut"}
    for who, path, days in (("DEMO-MANAGER", "/desk/holidays", ahead), ("DEMO-OPERATOR", "/desk/outages", behind)):
        _as(client, who)
        yield f"{path}, empty", client.get(path)
        yield f"{path}, nothing said", client.post(path, data={"first": "2026-06-19"})
        yield f"{path}, entered", client.post(path, data=days, follow_redirects=True)
        yield f"{path}, entered twice", client.post(path, data=days)
    _as(client, "DEMO-ORGANIZER")
    yield "holidays of dealers", client.get("/desk/holidays")
    yield "holidays, no such dealer", client.post("/desk/holidays", data=ahead | {"scope": "one", "dealer": "?"})
    yield "holiday of all", client.post("/desk/holidays", data=ahead | {"scope": "all"}, follow_redirects=True)


def _together(client: FlaskClient) -> Iterator[Stop]:
    """The dealer as a team, the table of dealers, badges."""
    yield "team", client.get("/team")
    yield "dealers", client.get("/team/table")
    yield "dealers of a region, all", client.get("/team/table?all=yes&region=north")
    yield "badges", client.get("/badges")
    yield "league", client.get("/league")
    yield "league, out", client.post("/league/choice", data={"takes_part": "no"}, follow_redirects=True)
    yield "league, in again", client.post("/league/choice", data={"takes_part": "yes"}, follow_redirects=True)


def _told(client: FlaskClient, person: Person) -> Iterator[Stop]:
    """Each kind of notice, and what one chooses to be told."""
    with transaction() as here:
        here.execute(delete(Notice).filter_by(person_id=person.id))
    yield "no notice", client.get("/notices")
    with transaction():
        for kind, params in TOLD.items():
            notices.tell([person.id], kind, kind, clock.now(), url="/points", params=params)
    yield "notices", client.get("/notices")
    number = session().scalars(select(Notice.id).filter_by(person_id=person.id)).first()
    yield "a notice", client.get(f"/notices/{number}", follow_redirects=True)
    yield "notices, one read", client.get("/notices")
    yield "notices, all read", client.post("/notices/read", data={"upto": "999999999"}, follow_redirects=True)
    yield "what to be told", client.get("/me/notifications")
    keys = {"p256dh": "B" + "A" * 86, "auth": "A" * 22}
    client.post("/me/push", json={"endpoint": "https://fcm.googleapis.com/fcm/send/1", "keys": keys})
    yield "what to be told, one browser", client.get("/me/notifications")
    yield "what to be told, wrong", client.post("/me/notifications", data={"digest": "noon"})


def _group_chats(client: FlaskClient) -> Iterator[Stop]:
    yield "no group chat", client.get("/desk/webhooks")
    form = {"name": "N", "vendor": "wecom", "address": "https://qyapi.weixin.qq.com/x", "locale": "zh", "wants": "day"}
    yield "group chat, wrong", client.post("/desk/webhooks", data=form | {"address": "https://example.com/"})
    yield "group chat, added", client.post("/desk/webhooks", data=form, follow_redirects=True)
    with transaction() as here:
        here.execute(update(Webhook).values(failure="404", failed_at=clock.now(), active=False))
    yield "group chat, paused and failed", client.get("/desk/webhooks")


def _master(person: Person, keys: Collection[str]) -> None:
    now = clock.now()
    with transaction() as here:
        for one in here.scalars(select(MicroClass.id).where(MicroClass.key.in_(keys))):
            here.add(Progress(person_id=person.id, micro_class_id=one, opened_at=now, completed_at=now))


def _check(client: FlaskClient, person: Person, *, right: bool) -> Iterator[Stop]:
    """The check of a class, each question of it and each feedback, and how it went."""
    said = "right" if right else "wrong"
    client.post("/class/hv-voltage-free/checks")
    check = session().scalars(select(Check).filter_by(person_id=person.id, finished_at=None)).one()
    for position, version_id in enumerate(check.version_ids):
        content = version(version_id).content
        answer = key(content) if right else wrong_answer(content)
        shown = mask(content, lessons.question_seed(check, position), answer)
        yield f"check, {content['kind']}", client.get(f"/check/{check.id}")
        url = f"/check/{check.id}/answers/{position}"
        yield f"check, {content['kind']}, no answer", client.post(url, data={})
        client.post(url, data=playing.FIELDS[content["kind"]](shown))
        yield f"feedback, {content['kind']}, {said}", client.get(f"/check/{check.id}?seen={position}")
    yield f"check done, {said}", client.get(f"/check/{check.id}")
    if not right:
        yield from _flags(client, check)


def _flags(client: FlaskClient, check: Check) -> Iterator[Stop]:
    """Something is wrong with a question: two taps, with scripting and without."""
    yield "nothing flagged", client.get("/flags")
    sent = {"version": check.version_ids[0], "at": f"check-{check.id}"}
    yield "flagged without a reason", client.post("/flags", data=sent)
    for reason in ("wrong-key", "typo"):
        yield f"flagged, {reason}", client.post("/flags", data=sent | {"reason": reason}, follow_redirects=True)
    number = session().scalars(select(QuestionFlag.id).order_by(QuestionFlag.id.desc()).limit(1)).one()
    said = {"words": "哪一侧？ Which side?"}
    yield "flagged, in words", client.post(f"/flags/{number}", data=said, follow_redirects=True)


def _case(client: FlaskClient, person: Person) -> Iterator[Stop]:
    """A service case, played until a critical fault ends it."""
    client.post("/class/goodwill-decision/checks")
    check = session().scalars(select(Check).filter_by(person_id=person.id, finished_at=None)).one()
    for position, version_id in enumerate(check.version_ids):
        content, seed = version(version_id).content, lessons.question_seed(check, position)
        url = f"/check/{check.id}/answers/{position}"
        if content["kind"] != "case":
            client.post(url, data=playing.FIELDS[content["kind"]](mask(content, seed, key(content))))
            continue
        yield "case", client.get(f"/check/{check.id}")
        yield "case, nothing decided", client.post(url, data={"step": "0"})
        yield "case, not open", client.post(url, data={"step": "5", "choice": "1a"})
        for step, decision in enumerate(worst_path(content)):
            sent = {"step": step, "choice": mask(content, seed, decision)}
            yield f"case, decided {step}", client.post(url, data=sent, follow_redirects=True)
    yield "case, done", client.get(f"/check/{check.id}")


def wrong_answer(content: dict) -> object:
    """An answer that the question can have and that is not right."""
    right = key(content)
    kind = content["kind"]
    if kind == "single":
        return next(option["id"] for option in content["options"] if option["id"] != right)
    if kind == "case":
        return worst_path(content)
    if kind == "hotspot":
        return next(region["id"] for region in content["regions"] if not region["right"])
    if kind == "several":
        return [option["id"] for option in content["options"] if not option["right"]]
    if kind == "true-false":
        return not right
    if kind == "numeric":
        return float(right) + 1000
    if kind == "ordering":
        return list(reversed(right))
    if kind == "short":
        return "nothing of this"
    if kind == "cloze":
        return right | {gap["id"]: wrong_gap(gap) for gap in content["gaps"]}
    lefts, rights = list(right), list(right.values())
    return dict(zip(lefts, rights[1:] + rights[:1], strict=True))


def wrong_gap(gap: dict) -> object:
    if gap["kind"] == "choice":
        return next(option["id"] for option in gap["options"] if not option["right"])
    return gap["answer"] + 1000 if gap["kind"] == "number" else "nothing of this"


def _pk(client: FlaskClient, won: bool) -> Iterator[Stop]:
    """A PK, won or lost, with what is on the screen in each of its states."""
    said = "won" if won else "lost"
    duel_id = playing.start(client, level=3)
    playing.plan(duel_id, *[(not won, 0 if won else 140)] * 5)
    for index in range(5):
        content = version(playing.duel(duel_id).version_ids[index]).content
        yield f"PK, question, {content['kind']}", client.get(f"/pk/{duel_id}")
        yield f"PK, no answer, {content['kind']}", client.post(f"/pk/{duel_id}/answer", data={"index": index})
        if index == 1:
            yield "lobby, one is running", client.get("/pk")
            yield "PK, not this one", client.post(f"/pk/{duel_id}/answer", data={"index": 4, "choice": "a"})
        given = key(content) if won else wrong_answer(content)
        shown = mask(content, playing.question_seed(playing.duel(duel_id), 0, index), given)
        form = {"index": index} | playing.FIELDS[content["kind"]](shown)
        client.post(f"/pk/{duel_id}/answer", data=form)
        yield f"PK, close, {content['kind']}, {said}", client.get(f"/pk/{duel_id}?at={index}")
        playing.go_on(client, duel_id, index)
    yield f"PK, {said}", client.get(f"/pk/{duel_id}")


def _newcomer(client: FlaskClient) -> Iterator[Stop]:
    """Somebody for whom everything is still empty, or late, or given up."""
    _as(client, "DEMO-JUDGE")
    pages = (("today", "/"), ("points", "/points"), ("board", "/board"), ("learn", "/learn"))
    more = (("tour", "/tour"), ("share picture", "/tour/card"), ("badges", "/badges"), ("league", "/league"))
    for name, path in (*pages, *more):
        yield f"{name}, first day", client.get(path)
    duel_id = playing.start(client, level=5)
    client.application.extensions["clock"].move(minutes=3)
    yield "PK, too late", client.get(f"/pk/{duel_id}?at=0")
    client.post(f"/pk/{duel_id}/give-up")
    yield "PK, given up", client.get(f"/pk/{duel_id}")


def _two(client: FlaskClient, rival: FlaskClient) -> Iterator[Stop]:
    """Two people meet: by looking for each other, by invitation, by challenge, and by what was recorded."""
    person, other = _as(client, "DEMO-TECH"), _as(rival, "DEMO-TRAINER")
    clock = client.application.extensions["clock"]
    yield "colleagues", client.get("/pk/colleagues")
    yield "colleagues, nobody", client.get("/pk/colleagues?text=nobody-at-all")
    client.post("/pk/find", data={"friendly": "yes"})
    yield "waiting", client.get("/pk/waiting")
    clock.move(seconds=11)
    rival.post("/pk/find")
    yield "waiting, with an offer", client.get("/pk/waiting")
    rival.post("/pk/leave")
    client.post("/pk/leave")
    duel_id = playing.meet(client.application, ((client, person), (rival, other)), clock, counted_down=False)
    yield "versus", client.get(f"/pk/{duel_id}")
    organizer = _speaking(client.application, _language(client))
    _as(organizer, "DEMO-ORGANIZER")
    yield "live PKs", organizer.get("/desk/pk")
    screen = re.findall(r"/pk/watch/[^\"]+", organizer.get("/desk/pk").text)[0]
    yield "big screen, countdown", organizer.get(screen)
    clock.move(seconds=starting.COUNTDOWN_MS / 1000)
    playing.live_answer(client, duel_id, 0, 0)
    yield "live, answered", client.get(f"/pk/{duel_id}")
    yield "live, the other has answered", rival.get(f"/pk/{duel_id}")
    yield "big screen, question", organizer.get(screen)
    playing.live_answer(rival, duel_id, 1, 0)
    yield "live, close", client.get(f"/pk/{duel_id}")
    yield "big screen, close", organizer.get(screen)
    playing.go_on(client, duel_id, 0)
    yield "live, ready", client.get(f"/pk/{duel_id}")
    client.post(f"/pk/{duel_id}/give-up")
    yield "live, given up", client.get(f"/pk/{duel_id}")
    yield "live, the other gave up", rival.get(f"/pk/{duel_id}")
    yield "big screen, result", organizer.get(screen)
    rival.get(f"/pk/{duel_id}")
    client.post(f"/pk/{duel_id}/rematch")
    yield "rematch, wanted", rival.get(f"/pk/{duel_id}")
    rival.post("/pk/avoid", data={"person_id": person.id})
    yield "colleagues, one avoided", rival.get("/pk/colleagues")
    yield "challenge, avoided", client.post("/pk/challenge", data={"person_id": other.id})
    rival.post("/pk/meet-again", data={"person_id": person.id})
    yield from _invited(client, rival, other)
    yield from _challenged(client, rival, other)


def _invited(client: FlaskClient, rival: FlaskClient, other: Person) -> Iterator[Stop]:
    address = client.post("/pk/invite", data={"person_id": other.id}).location
    yield "invited, host", client.get(address)
    yield "invited, guest", rival.get(address)
    yield "lobby, invited", rival.get("/pk")
    by_link = client.post("/pk/invite", data={"friendly": "yes"}).location
    yield "invited, over", rival.get(address)
    yield "invited by link, host", client.get(by_link)
    client.application.extensions["clock"].move(minutes=1)
    yield "invited, host has left", rival.post(by_link)


def _challenged(client: FlaskClient, rival: FlaskClient, other: Person) -> Iterator[Stop]:
    sent = client.post("/pk/challenge", data={"person_id": other.id})
    assert sent.status_code == 303, sent.text
    duel_id = int(sent.location.rsplit("/", 1)[1])
    yield "challenge, first half", client.get(f"/pk/{duel_id}")
    yield "challenge, in the making", rival.get(f"/pk/{duel_id}")
    for index in range(5):
        playing.live_answer(client, duel_id, 0, index, right=index > 0)
        playing.go_on(client, duel_id, index)
    yield "challenge, sent", client.get(f"/pk/{duel_id}")
    yield "lobby, one sent", client.get("/pk")
    yield "lobby, challenged", rival.get("/pk")
    yield "today, challenged", rival.get("/")
    yield "challenge, to be taken", rival.get(f"/pk/{duel_id}")
    rival.post(f"/pk/{duel_id}/take")
    yield "challenge, being played", client.get(f"/pk/{duel_id}")
    for index in range(5):
        playing.live_answer(rival, duel_id, 1, index, right=index > 1)
        playing.go_on(rival, duel_id, index)
    yield "challenge, won", client.get(f"/pk/{duel_id}")
    yield "challenge, lost", rival.get(f"/pk/{duel_id}")
    ghost_id = int(client.post("/pk/ghost").location.rsplit("/", 1)[1])
    yield "ghost", client.get(f"/pk/{ghost_id}")
    client.post(f"/pk/{ghost_id}/give-up")
    yield "ghost, given up", client.get(f"/pk/{ghost_id}")
    yield "history, of all kinds", client.get("/pk/history")
    yield "points, of all kinds", client.get("/points")


def _fairness(client: FlaskClient) -> Iterator[Stop]:
    yield "fairness, nothing", client.get("/desk/fairness")
    with transaction() as here:
        duels = here.scalars(select(Duel.id).order_by(Duel.id)).all()
        one, other = _person("DEMO-TECH").id, _person("DEMO-TRAINER").id
        here.add(
            FairnessFlag(
                key=f"farming:{one}:{other}",
                kind="farming",
                person_id=one,
                other_id=other,
                evidence={"duels": list(duels), "games": len(duels), "won": 1, "lost": 0},
                score=1.0,
                status="open",
                created_at=clock.now(),
                seen_at=clock.now(),
            )
        )
    yield "fairness, one", client.get("/desk/fairness")
    flag_id = session().scalars(select(FairnessFlag.id)).one()
    yield "a flag", client.get(f"/desk/fairness/{flag_id}")


def _desks(client: FlaskClient) -> Iterator[Stop]:
    yield from _calendars(client)
    _as(client, "DEMO-ORGANIZER")
    yield from _fairness(client)
    yield from _seasons(client)
    yield from _group_chats(client)
    yield "report", client.get("/desk/report", follow_redirects=True)
    season_id = session().scalar(select(Season.id))
    yield "report of a region", client.get(f"/desk/report/{season_id}?region=1")
    yield "report on paper", client.get(f"/desk/report/{season_id}/print")
    yield "people", client.get("/desk/people")
    yield "people, found", client.get("/desk/people?text=P0")
    yield "people, nobody", client.get("/desk/people?text=nobody-at-all")
    person_id = _person("DEMO-TECH").id
    yield "person", client.get(f"/desk/people/{person_id}")
    yield "person, with a link", client.post(f"/desk/people/{person_id}/link")
    yield "roster", client.get("/desk/roster")
    yield from _roster(client)
    yield "curriculum, by an organizer", client.get("/desk/curriculum")
    _as(client, "DEMO-TRAINER")
    yield "curriculum", client.get("/desk/curriculum")
    yield from studio(client)
    yield from corrections(client, _person("DEMO-TRAINER"), _person("DEMO-TECH"))
    yield from deciding(client)
    yield from judging(client)
    yield from on_stage(client, _person("DEMO-ORGANIZER"), _language(client))
    yield from at_the_test(client, _person("DEMO-ORGANIZER"), _language(client))
    _as(client, "DEMO-ORGANIZER")
    yield from choosing(client, _speaking(client.application, _language(client)))
    yield from answering(_speaking(client.application, _language(client)))
    yield from arranging(client)
    _as(client, "DEMO-ORGANIZER")
    yield from awarding(client)
    _as(client, "DEMO-MANAGER")
    yield "my dealer", client.get("/my-dealer")
    _as(client, "DEMO-OPERATOR")
    yield "operations, before the first run", client.get("/desk/operations")
    plans = {
        "nightly": Plan(at="00:10"),
        "weekly": Plan(at="00:10", weekday="mon"),
        "often": Plan(30),
        "busy": Plan(600),
    }
    with transaction():
        operations.take_over(plans | {"hourly": Plan(3600)}, "Asia/Shanghai", clock.now())
        for name, failure in (("nightly", "OSError: no line"), ("often", "")):
            operations.begin(name, plans[name], "here 1", clock.now())
            operations.end(name, "here 1", 12, failure, "Asia/Shanghai")
        operations.begin("busy", plans["busy"], "here 1", clock.now())
    yield "operations", client.get("/desk/operations")
    asked = client.post("/desk/operations/run", data={"job": "weekly"}, follow_redirects=True)
    yield "operations, asked for a run", asked


def _roster(client: FlaskClient) -> Iterator[Stop]:
    rows = list(sample(20, 3, seed=5))
    good = "\n".join(",".join(row) for row in rows)
    for name, text in (("preview", good), ("faults", good.replace(rows[1][0], "")), ("no file", "")):
        file = (io.BytesIO(text.encode()), "roster.csv")
        yield f"roster, {name}", client.post("/desk/roster/preview", data={"file": file, "complete": "yes"})
