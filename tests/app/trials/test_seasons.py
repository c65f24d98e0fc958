"""A season written in bulk is, row for row, what the services write when the same people do the same things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import accumulate, count
from typing import Any, NamedTuple

import pytest
from flask_babel import force_locale
from sqlalchemy import delete, select, text, update

from app.badges.jobs import renew
from app.badges.models import BadgeAward
from app.days import services as days
from app.days.models import DaySet, ReviewAnswer
from app.duels import services as duels
from app.duels import starting
from app.duels.models import Duel, Rating
from app.kit.clock import moment
from app.kit.database import engine, session, transaction
from app.lessons import services as lessons
from app.lessons.models import Attempt, Check, Mastery, Memory, MicroClass, Progress
from app.models import Base
from app.people.models import Person
from app.points.models import Entry, PkDay, Standing
from app.questions.queries import version
from app.seasons.models import Season
from app.tour.models import Journey
from app.trials import figures, houses, laws, report, seasons, sizes
from app.trials.lots import Told
from app.trials.playing import Played
from app.trials.seasons import Verified
from app.trials.writing import device
from quizzes.rules import cohort
from quizzes.rules.grading import mask
from tests.factories import make_dealer, make_person, make_post, make_question, make_region, make_section
from tests.playing import KINDS

DAYS, DUELS = 3, 7
COMPARED = (Duel, Rating, Entry, Standing, PkDay, DaySet, ReviewAnswer, Check, Attempt, Mastery,
            Memory, Progress, Journey, BadgeAward)  # fmt: skip


class Event(NamedTuple):
    at: datetime
    order: int
    number: int
    happens: Callable[[], Any]


@pytest.fixture
def season(app) -> Season:
    """Six people of two posts, two classes, questions of every kind."""
    posts = make_post(), make_post("parts-manager", "parts")
    asked = [make_question(*posts, kind=kind, difficulty=1 + place % 5) for place, kind in enumerate(KINDS)]
    make_section("engine", 2, *posts, asks=asked[:4])
    for number in range(6):
        dealer = make_dealer(f"D{number % 3}", make_region("south" if number % 3 else "north"))
        make_person(post=posts[number > 4], dealer=dealer)
    with transaction() as here:
        made = houses.season_of(DAYS)
        here.add(made)
    app.extensions["clock"].moment = houses.evening(DAYS)
    return made


@pytest.fixture(autouse=True)
def eager(monkeypatch) -> None:
    """Everybody comes nearly every day."""
    monkeypatch.setattr(cohort, "ZEAL", (20, 1))
    monkeypatch.setattr(cohort, "FARMERS", 0.1)


def play(season: Season, seed: int = 1, processes: int = 1, say: seasons.Say = print) -> tuple[Told, list[Played]]:
    seen: list[Played] = []
    told = seasons.play(season, DUELS, seed, say, seen.append, processes)
    return told, seen


def test_the_rows_in_bulk_are_those_that_the_services_write(app, season):
    _told, seen = play(season)
    bulk = rows()
    assert {name for name, some in bulk.items() if not some} == set()
    events = sorted([*of_pks(seen), *of_days(season), *of_checks(), *of_reviews()], key=lambda one: one[:3])
    wipe()
    for one in events:
        with transaction():
            one.happens()
    renew()
    written = rows()
    for name, some in bulk.items():
        assert written[name] == some, name


def test_the_commands_that_compare_find_nothing_wrong(app, season):
    told, _seen = play(season)
    assert seasons.verify() == Verified(0, 0, 0)
    assert told.rows["duels"] == DUELS
    with transaction() as here:
        here.execute(update(Duel).values(first_games=None, second_games=None))
        here.scalars(select(Standing).limit(1)).one().points += 1
        here.scalars(select(Rating).limit(1)).one().mu += 1
    assert seasons.verify() == Verified(1, 1, 0)


def test_the_same_seed_gives_the_same_season_in_one_process_and_in_two_and_another_seed_another(app, season):
    asked = {"people": 6, "days": DAYS, "duels": DUELS, "seed": 1}
    found, kept, said = [], [], []
    for seed, processes in ((2, 1), (1, 1), (1, 2)):
        said.clear()
        told, _seen = play(season, seed, processes, said.append)
        found.append(laws.look(season, told, asked))
        kept.append(rows())
        wipe()
    assert found[0] != found[1] == found[2]
    assert kept[0] != kept[1] == kept[2]
    assert not {law["law"] for law in found[1]["laws"] if not law["holds"]}
    days = zip(count(1), accumulate(told.duels), told.came, strict=False)
    assert said[:DAYS] == [f"day {day} of {DAYS}: {upto} PKs, {came} people came" for day, upto, came in days]


def test_after_a_season_in_bulk_the_services_go_on(app, season):
    play(season)
    person = session().scalars(select(Person).order_by(Person.id)).first()
    last = max(session().scalars(select(Duel.id)))
    with transaction():
        assert starting.start(person, 1, houses.evening(DAYS), 5).id == last + 1


def test_the_report_is_in_one_language_and_the_size_is_what_the_engine_counts(app, season):
    told, _seen = play(season)
    asked = {"people": 6, "days": DAYS, "duels": DUELS, "seed": 1}
    found = laws.look(season, told, asked)
    found["laws"][0] |= {"holds": False, "found": {"rows": 1}}
    with app.test_request_context(), force_locale("en"):
        english = report.page(found)
    with app.test_request_context(), force_locale("zh"):
        chinese = report.page(found)
    assert "Laws of the contest that are broken: 1 of 9" in english
    assert "rows that differ: 1" in english
    assert not re.search("[\u4e00-\u9fff]", english.split("<body>")[1])
    assert "9 条铁律中有 1 条被打破" in chinese
    assert "刷分划算吗？" in chinese
    assert english.count("<svg") == chinese.count("<svg") > 5
    size = sizes.told(DUELS, figures.share_of_pk_lines(season))
    pages = sum(sizes.by_table().values())
    assert size["whole_database_a_duel"] == round(pages / DUELS, 1)
    assert 0 < size["bytes_a_duel"] < size["whole_database_a_duel"]
    assert pages >= 4096 * len(sizes.OF_PKS)


# what happened, as events --------------------------------------------------------------------------------------------


def person(person_id: int) -> Person:
    return session().get_one(Person, person_id)


def masked(version_id: int, seed: int, response: Any) -> Any:
    return mask(version(version_id).content, seed, response)


def of_pks(seen: list[Played]) -> Iterator[Event]:
    ids: dict[int, int] = {}
    for one in seen:
        numbers = count()

        def event(ms: int, happens: Callable[[], Any], one: Played = one, numbers: Any = numbers) -> Event:
            return Event(moment(ms), 5, one.duel_id * 1000 + next(numbers), happens)

        yield event(round(one.began.timestamp() * 1000), lambda one=one: ids.__setitem__(one.duel_id, start(one)))
        if one.level is None:
            yield event(one.bout.opened[0], lambda one=one: duels.move_on(ids[one.duel_id], moment(one.bout.opened[0])))
        for index in range(len(one.asked)):
            for side in range(len(one.people)):
                used = one.bout.state.seats[side].answers[index].used_ms
                at = one.bout.opened[index] + used
                yield event(at, lambda one=one, side=side, index=index, at=at: answer(ids, one, side, index, at))
            for side in range(len(one.people)) if index else ():
                at = one.bout.opened[index]
                yield event(at, lambda one=one, side=side, index=index, at=at: duels.go_on(
                    ids[one.duel_id], person(one.people[side].member.person_id), index - 1, moment(at)))  # fmt: skip


def start(one: Played) -> int:
    people = [person(each.member.person_id) for each in one.people]
    if one.level is not None:
        return starting.start(people[0], one.level, one.began, one.seed).id
    return starting.start_live(*people, one.began, one.seed).id


def answer(ids: dict[int, int], one: Played, side: int, index: int, at: int) -> None:
    duel = session().get_one(Duel, ids[one.duel_id])
    given = one.bout.state.seats[side].answers[index].response
    raw = masked(duel.version_ids[index], duels.question_seed(duel, side, index), given)
    person_id = one.people[side].member.person_id
    duels.answer(duel.id, person(person_id), index, raw, moment(at), device=device(person_id))


def of_days(season: Season) -> Iterator[Event]:
    for one in session().scalars(select(DaySet).order_by(DaySet.id)).all():
        what = (one.person_id, one.begun_at, one.seed)
        yield Event(one.begun_at, 0, one.id, lambda what=what: days.open_day(person(what[0]), season, *what[1:]))
    for one in session().scalars(select(Progress)).all():
        what = (one.micro_class_id, one.person_id, one.opened_at)
        yield Event(
            one.opened_at, 1, one.person_id,
            lambda what=what: lessons.open_class(session().get_one(MicroClass, what[0]), person(what[1]), what[2]),
        )  # fmt: skip


def of_checks() -> Iterator[Event]:
    ids: dict[int, int] = {}
    for one in session().scalars(select(Check).order_by(Check.id)).all():
        what = (one.id, one.micro_class_id, one.person_id, one.started_at, one.seed)
        yield Event(one.started_at, 2, one.id, lambda what=what: ids.__setitem__(what[0], sit(*what[1:])))
        for each in one.attempts:
            given = (one.id, one.person_id, each.position, each.response, each.at)
            yield Event(each.at, 3, one.id, lambda given=given: attempt(ids, *given))


def sit(class_id: int, person_id: int, at: datetime, seed: int) -> int:
    return lessons.start_check(session().get_one(MicroClass, class_id), person(person_id), at, seed).id


def attempt(ids: dict[int, int], number: int, person_id: int, position: int, response: Any, at: datetime) -> None:
    check = session().get_one(Check, ids[number])
    raw = masked(check.version_ids[position], lessons.question_seed(check, position), response)
    lessons.answer(check.id, person(person_id), position, raw, at)


def of_reviews() -> Iterator[Event]:
    for one in session().scalars(select(DaySet).order_by(DaySet.id)).all():
        for each in one.answers:
            given = (one.person_id, one.day, each.position, each.response, each.at)
            yield Event(each.at, 4, one.id, lambda given=given: review(*given))


def review(person_id: int, day: int, position: int, response: Any, at: datetime) -> None:
    found = session().scalars(select(DaySet).filter_by(person_id=person_id, day=day)).one()
    raw = masked(found.version_ids[position], days.question_seed(found, position), response)
    days.answer_review(found.id, person(person_id), position, raw, at)


# rows ----------------------------------------------------------------------------------------------------------------


def rows() -> dict[str, list[str]]:
    """Every row of what is compared, without its number; what names another row by number says what that is."""
    session().expire_all()
    found = session().scalars(select(Duel)).unique()
    pks = {one.id: (one.started_at, [seat.person_id for seat in one.seats]) for one in found}
    sets = {one.id: (one.person_id, one.day) for one in session().scalars(select(DaySet))}
    checks = {one.id: (one.person_id, one.started_at) for one in session().scalars(select(Check))}
    kept = {}
    for model in COMPARED:
        table = model.__table__
        some = [dict(row) for row in session().execute(select(table)).mappings()]
        for row in some:
            row.pop("id", None)
            if table.name == "entries" and row["reason"] == "pk":
                row["source_id"] = pks[row["source_id"]]
            if "duel_id" in row:
                row["duel_id"] = pks[row["duel_id"]]
            if table.name == "entries" and row["reason"] == "day":
                row["source_id"] = sets[row["source_id"]]
            if "day_set_id" in row:
                row["day_set_id"] = sets[row["day_set_id"]]
            if "check_id" in row:
                row["check_id"] = checks[row["check_id"]]
            if table.name in ("badge_awards", "journeys"):  # given when the season was over, not as it went on
                row.pop("at", None)
                row.pop("moved_at", None)
                row.pop("greeted", None)
        kept[table.name] = sorted(map(repr, some))
    return kept


def wipe() -> None:
    """Take out what happened; people, questions and the season stay."""
    kept = {"persons", "posts", "dealers", "regions", "grants", "questions", "question_versions", "question_posts",
            "sections", "micro_classes", "micro_class_versions", "micro_class_posts", "micro_class_questions",
            "seasons", "stages"}  # fmt: skip
    with transaction() as here:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in kept:
                here.execute(delete(table))
        if engine().dialect.name == "postgresql":
            here.execute(text("select setval('duels_id_seq', 1, false)"))
    session().expire_all()
