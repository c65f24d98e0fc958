"""Who is told what, which way and when."""

from __future__ import annotations

from collections import namedtuple
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.days.events import DaySetCompleted
from app.kit.database import session, transaction
from app.kit.events import publish
from app.notifications import spreading, wishes
from app.notifications.jobs import look_back, remind_streaks, send_messages, tell_earn_backs
from app.notifications.kinds import DEFAULTS, Kind, Way
from app.notifications.listeners import tell_shifts
from app.notifications.models import Message, Notice
from app.notifications.services import read, tell
from app.notifications.wishes import Wanted, is_quiet, next_hour
from app.seasons.events import SeasonStatusChanged
from app.seasons.queries import day_of
from app.teams.events import BadgeAwarded, KudosGiven
from app.tour.events import StopReached
from tests.conftest import sign_in
from tests.factories import give_points, make_person, make_season

Move = namedtuple("Move", "person_id tier moved")
WeekTurned = namedtuple("WeekTurned", "season_id week moves at")
EVENING = datetime(2026, 6, 1, 11, 0, tzinfo=UTC)  # 19:00 in Beijing
ALL = {kind: tuple(Way) for kind in DEFAULTS}


def person_with_mail(name: str = "li", **fields):
    return make_person(email=f"{name}@example.com", **fields)


def wish(person, **wanted) -> None:
    with transaction():
        wishes.keep(person.id, Wanted(**({"ways": ALL} | wanted)))


def tell_now(person, clock, key: str = "x", kind: Kind = Kind.SEASON, **more) -> None:
    params = {"what": "stage", "name": {"en": "Online tour", "zh": "线上旅程"}}
    with transaction():
        tell([person.id], kind, key, clock.now(), url="/", params=params, **more)


def notices(person) -> list[Notice]:
    return list(session().scalars(select(Notice).filter_by(person_id=person.id).order_by(Notice.id)))


@pytest.mark.parametrize(
    ("begin", "end", "quiet"),
    [(22, 7, {22, 23, 0, 6}), (1, 3, {1, 2}), (5, 5, set(range(24))), (0, 23, set(range(23)))],
)
def test_quiet_hours_go_over_midnight(begin, end, quiet):
    found = {hour for hour in range(24) if is_quiet(begin, end, hour)}
    assert quiet <= found
    assert len(found) == (end - begin) % 24 or begin == end


def test_the_same_is_told_once_and_sent_once(mail, clock):
    person = person_with_mail()
    for _time in range(2):
        tell_now(person, clock)
        send_messages()
    assert len(notices(person)) == 1
    assert [letter["Subject"] for letter in mail.letters] == ["“Online tour” has opened"]
    assert "http://127.0.0.1:8000/me/notifications" in mail.letters[0].get_content()


def test_a_letter_is_in_the_language_of_its_reader(mail, clock):
    tell_now(person_with_mail(locale="zh"), clock)
    send_messages()
    assert mail.letters[0]["Subject"] == "“线上旅程”已开启"


def test_who_wants_no_letters_gets_none(mail, clock):
    person = person_with_mail()
    wish(person, ways=dict.fromkeys(DEFAULTS, ()))
    tell_now(person, clock)
    assert send_messages() == 0
    assert len(notices(person)) == 1


def test_at_night_it_waits_for_the_morning(mail, clock):
    person = person_with_mail()
    clock.move(hours=12)  # midnight
    tell_now(person, clock)
    assert send_messages() == 0
    clock.move(hours=6, minutes=59)
    assert send_messages() == 0
    clock.move(minutes=1)
    assert send_messages() == 1


def test_what_is_worth_nothing_in_the_morning_is_not_sent_at_all(mail, clock):
    clock.move(hours=12)
    tell_now(person_with_mail(), clock, expires_at=clock.now() + timedelta(hours=5))
    send_messages()
    assert session().query(Message).count() == 0


def test_a_day_is_one_letter_for_those_who_want_that(mail, clock):
    person = person_with_mail()
    wish(person, digest_hour=18)
    for key in ("a", "b", "c"):
        tell_now(person, clock, key)
        send_messages()
        clock.move(hours=1)
    with transaction():
        read(notices(person)[1].id, person, clock.now())
    clock.move(hours=3)  # 18:00
    assert send_messages() == 1
    assert send_messages() == 0
    (letter,) = mail.letters
    assert letter["Subject"] == "Paddock: 2 things that are new"
    tell_now(person, clock, "d")
    send_messages()
    clock.move(days=1)
    assert send_messages() == 1
    assert mail.letters[1]["Subject"] == "Paddock: one thing that is new"


def test_a_challenge_does_not_wait_for_the_days_letter(mail, clock):
    person = person_with_mail()
    wish(person, digest_hour=18)
    with transaction():
        params = {"name": "王", "until": clock.now().timestamp()}
        tell([person.id], Kind.CHALLENGE, "x", clock.now(), url="/pk/1", params=params)
    assert send_messages() == 1


def test_what_was_read_in_the_app_or_is_for_nobody_is_not_sent(mail, clock):
    person, gone = person_with_mail(), person_with_mail("gone")
    clock.move(hours=12)
    tell_now(person, clock)
    tell_now(gone, clock)
    send_messages()
    with transaction():
        read(notices(person)[0].id, person, clock.now())
        gone.active = False
    clock.move(hours=8)
    assert send_messages() == 0
    assert session().query(Message).filter(Message.ended_at.is_(None)).count() == 0


def test_everybody_of_a_season_is_told_portion_by_portion(mail, clock, monkeypatch):
    """A portion that was given stays given: whoever dies in between goes on behind it."""
    monkeypatch.setattr(spreading, "AT_ONCE", 2)
    season, people = make_season(), [make_person() for _number in range(5)]
    with transaction():
        publish(SeasonStatusChanged(season.id, "running", clock.now()))
        publish(SeasonStatusChanged(season.id, "running", clock.now()))
    assert spreading._announce_some(clock.now()) == 2
    assert spreading.announce(clock.now()) == 3
    assert [len(notices(one)) for one in people] == [1] * 5
    assert spreading.announce(clock.now()) == 0


def at_risk(*people):
    return lambda _season, _now: [person.id for person in people]


def test_one_reminder_in_the_evening_and_none_tomorrow(mail, clock):
    make_season()
    person = person_with_mail()
    clock.moment = EVENING
    for _time in range(2):
        assert remind_streaks(at_risk(person)) == 1
        send_messages()
    (letter,) = mail.letters
    assert letter["Subject"] == "Your streak ends tonight"
    assert notices(person)[0].expires_at == datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
    clock.move(days=1)
    remind_streaks(at_risk(person))
    clock.move(hours=6)
    assert send_messages() == 0  # its midnight is over
    assert len(mail.letters) == 1


def test_a_reminder_made_up_after_midnight_speaks_of_no_other_day(mail, clock):
    make_season()
    person = make_person()
    for moment in (EVENING.replace(hour=8), EVENING + timedelta(hours=6)):
        clock.moment = moment
        assert remind_streaks(at_risk(person)) == 0
    assert not notices(person)


def test_who_does_the_day_in_time_is_not_reminded_of_it(mail, clock):
    season, person = make_season(), person_with_mail()
    clock.moment = EVENING
    remind_streaks(at_risk(person))
    with transaction():
        publish(DaySetCompleted(person.id, season.id, day_of(season, clock.now()), clock.now(), False, 1))
    assert send_messages() == 0


@pytest.mark.parametrize(
    ("locale", "title", "text"),
    [
        ("en", "You can earn your streak back", "You missed May 31, 2026. Do today's set, then make up that day: your"
         " streak is 12 days long again."),
        ("zh", "你的连续天数还能补回来", "2026年5月31日的任务没有完成。先做完今天的每日任务，再补上那一天，"
         "连续天数就恢复到 12 天。"),
    ],
)  # fmt: skip
def test_a_streak_that_can_be_earned_back_is_told_once_in_the_morning(mail, clock, locale, title, text):
    season, person = make_season(), person_with_mail(locale=locale)
    yesterday = day_of(season, EVENING) - 1
    broken = lambda _season, _now: [(person.id, yesterday, 12)]  # noqa: E731
    clock.moment = EVENING - timedelta(hours=17)  # 02:00: yesterday can still be done
    assert tell_earn_backs(broken) == 0
    clock.moment = EVENING - timedelta(hours=11)
    for _time in range(2):
        assert tell_earn_backs(broken) == 1
        send_messages()
    clock.move(days=1)
    tell_earn_backs(broken)  # the second day on which it can be made up
    send_messages()
    (letter,) = mail.letters
    assert (letter["Subject"], len(notices(person))) == (title, 1)
    assert text in letter.get_content()
    assert "/streak" in notices(person)[0].url


def test_who_makes_the_day_up_need_not_hear_of_it(mail, clock):
    season, person = make_season(), person_with_mail()
    clock.moment = EVENING
    today = day_of(season, clock.now())
    tell_earn_backs(lambda _season, _now: [(person.id, today - 1, 5)])
    with transaction():
        publish(DaySetCompleted(person.id, season.id, today - 1, clock.now(), True, 1))
    assert send_messages() == 0
    assert notices(person)[0].read_at is not None


def test_who_wants_no_letter_of_the_streak_gets_none_of_its_earning_back(mail, clock):
    make_season()
    person = person_with_mail()
    wish(person, ways={Kind.STREAK: ()})
    clock.moment = EVENING
    tell_earn_backs(lambda season, now: [(person.id, day_of(season, now) - 1, 5)])
    assert (send_messages(), len(notices(person))) == (0, 1)


def test_in_a_demo_the_evening_is_whenever_somebody_wants_it(app, clock):
    make_season()
    person = make_person()
    clock.moment = EVENING.replace(hour=1)
    assert remind_streaks(at_risk(person)) == 1


def test_nobody_is_reminded_in_quiet_hours(mail, clock):
    make_season()
    person = person_with_mail()
    wish(person, quiet=(18, 7))
    clock.moment = EVENING
    remind_streaks(at_risk(person))
    assert send_messages() == 0
    assert len(notices(person)) == 1


@pytest.mark.parametrize(
    ("hour", "now", "then"),
    [
        (7, "2026-06-01T23:30", "2026-06-02T07:00+02:00"),
        (7, "2026-06-02T06:59", "2026-06-02T07:00+02:00"),
        (7, "2026-06-02T07:00", "2026-06-03T07:00+02:00"),
        (7, "2026-03-28T22:00", "2026-03-29T07:00+02:00"),  # a night of eight hours
        (2, "2026-03-29T01:30", "2026-03-29T03:00+02:00"),  # two o'clock is left out
        (7, "2026-10-24T22:00", "2026-10-25T07:00+01:00"),  # a night of ten hours
        (3, "2026-10-25T02:30", "2026-10-25T03:00+01:00"),
    ],
)
def test_quiet_hours_end_by_the_clock_on_the_wall_when_clocks_change(hour, now, then):
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    assert next_hour(hour, moment.astimezone(UTC), "Europe/Berlin") == datetime.fromisoformat(then)


def test_quiet_hours_are_those_of_the_season(mail, clock):
    """Noon in Beijing is six in the morning in Munich."""
    make_season(time_zone="Europe/Berlin")
    tell_now(person_with_mail(), clock)
    assert send_messages() == 0
    clock.move(hours=1)
    assert send_messages() == 1


def test_those_who_shifted_are_told_the_gear(app, client, clock):
    """By the shape of the fact alone: leagues are on the same floor."""
    season, up, down = make_season(), make_person(), make_person()
    moves = (Move(up.id, 3, "up"), Move(down.id, 1, "down"))
    for _time in range(2):
        with transaction():
            tell_shifts(WeekTurned(season.id, 4, moves, clock.now()))
    assert [notices(person)[0].params for person in (up, down)] == [
        {"moved": "up", "gear": 3},
        {"moved": "down", "gear": 1},
    ]
    assert "You shift up: gear 3" in sign_in(client, up).get("/notices").get_data(as_text=True)


def test_monday_looks_back_once(mail, clock):
    season, person = make_season(), make_person()
    give_points(person, 30, season, mastered=2)
    clock.move(days=7)
    assert look_back() == look_back() == 1
    assert [notice.params for notice in notices(person)] == [{"points": 30, "mastered": 2}]


def test_the_plain_view_is_told_of_badges_and_of_no_arrival(app, clock):
    season, person = make_season(), make_person(plain=True)
    with transaction():
        publish(StopReached(person.id, season.id, "almaty", clock.now()))
        publish(BadgeAwarded(person.id, "classes-1", clock.now()))
    assert [notice.kind for notice in notices(person)] == ["badge"]


def test_facts_of_others_are_told_in_words(app, client, clock):
    season, person, other = make_season(), make_person(), make_person(name="陈静")
    with transaction():
        publish(StopReached(person.id, season.id, "almaty", clock.now()))
        publish(KudosGiven(other.id, person.id, "stop:almaty", clock.now()))
        publish(BadgeAwarded(person.id, "classes-1", clock.now()))
    page = sign_in(client, person).get("/notices").get_data(as_text=True)
    for words in ("You have arrived in Almaty.", "Kudos from 陈静", "For arriving in Almaty.", "First class"):
        assert words in page
