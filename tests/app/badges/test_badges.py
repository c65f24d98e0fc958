from __future__ import annotations

from datetime import date

from sqlalchemy import delete

from app.badges import counts, jobs
from app.badges.models import BadgeAward
from app.badges.presenters import FAMILIES, Mark
from app.days.models import DaySet, ReviewAnswer
from app.duels import voiding
from app.duels.events import Against, DuelFinished, SeatResult
from app.duels.models import Duel
from app.kit import clock as time
from app.kit.database import session, transaction
from app.kit.events import publish
from app.lessons.events import MicroClassCompleted
from app.lessons.models import MicroClass, Progress, Section
from app.seasons.queries import day_of
from app.teams.models import Moment
from app.tour.events import StopReached
from quizzes.rules.badges import BADGES
from tests.conftest import sign_in
from tests.factories import give_points, make_person, make_question, make_season, make_section
from tests.statements import counted


def had(person, withdrawn: bool = False) -> list[str]:
    session().expire_all()
    rows = session().query(BadgeAward).filter_by(person_id=person.id).order_by(BadgeAward.badge).all()
    return [row.badge for row in rows if withdrawn or row.withdrawn_at is None]


def complete(person, micro_class) -> None:
    now = time.now()
    with transaction() as here:
        here.add(Progress(person_id=person.id, micro_class_id=micro_class.id, opened_at=now, completed_at=now))
        here.flush()
        publish(MicroClassCompleted(person.id, micro_class.id, now))


def win(person, other, score: int = 560) -> int:
    now = time.now()
    with transaction() as here:
        duel = Duel(
            kind="live", status="finished", post_id=person.post_id, seed=1, version_ids=[], state={},
            started_at=now, touched_at=now, finished_at=now, outcome="won", first_person_id=person.id,
            second_person_id=other.id, first_score=score, second_score=0,
        )  # fmt: skip
        here.add(duel)
        here.flush()
        seats = (
            SeatResult(person.id, "won", score, score // 100, Against.PERSON),
            SeatResult(other.id, "lost", 0, 0, Against.PERSON),
        )
        publish(DuelFinished(duel.id, now, seats, "technical"))
    return duel.id


def do_days(person, season, days, rights=()) -> None:
    now = time.now()
    with transaction() as here:
        for day in days:
            one = DaySet(
                person_id=person.id, season_id=season.id, day=day, worked_on=day, version_ids=[], whys=[], minutes=9,
                seed=1, begun_at=now, done_at=now,
            )  # fmt: skip
            here.add(one)
            here.flush()
        if rights:
            version_id = make_question().current_id
            for position, right in enumerate(rights):
                here.add(
                    ReviewAnswer(
                        day_set_id=one.id,
                        position=position,
                        question_version_id=version_id,
                        response="a",
                        correct=right,
                        at=now,
                    )
                )


def test_classes_and_sections_award_at_once_and_once(app):
    make_season()
    person = make_person()
    own, other = make_section("new-energy", 2, person.post), make_section("body-paint", 1)
    complete(person, own[0])
    assert had(person) == ["classes-1"]
    complete(person, other[0])  # not for this post: no badge of its section
    complete(person, own[1])
    assert had(person) == ["classes-1", "section-new-energy"]
    assert session().get(Moment, (person.id, "badge")).key == "section-new-energy"
    assert jobs.renew() == jobs.Found()


def test_the_nightly_job_finds_the_same_badges_that_the_facts_awarded(app, clock):
    season = make_season()
    person, other = make_person(hired_on=date(2011, 6, 1)), make_person()
    complete(person, make_section("new-energy", 1, person.post)[0])
    give_points(person, 10, season, mastered=100)
    win(person, other)
    with transaction():
        publish(StopReached(other.id, season.id, "dunhuang", clock.now()))
    do_days(person, season, range(day_of(season, clock.now()) - 9, day_of(season, clock.now()) + 1), [True] * 10)
    jobs.renew()
    found = had(person)
    assert found == [
        "classes-1", "days-10", "mastered-100", "pk-all-right", "pk-first", "reviews-10", "section-new-energy",
        "streak-7", "years-15", "years-5",
    ]  # fmt: skip
    with transaction() as here:
        here.execute(delete(BadgeAward).where(BadgeAward.person_id == person.id))
    assert jobs.renew().awarded == len(found)
    assert had(person) == found


def test_runs_break_where_a_day_is_missing_or_an_answer_wrong(app, clock):
    season, person = make_season(), make_person()
    today = day_of(season, clock.now())
    do_days(person, season, [today - 9, today - 8, today - 3, today - 2, today - 1], [True, False, True, True])
    found = counts.counts_of(person, season, clock.now(), ("days", "streak", "reviews"))
    assert found == {"days": 5, "streak": 3, "reviews": 2}


def test_a_pk_that_counts_no_more_takes_its_badge_back_and_brings_it_again(app, clock):
    make_season()
    person, other = make_person(), make_person()
    duel_id = win(person, other)
    assert had(person) == ["pk-all-right", "pk-first"]
    with transaction():
        voiding.void([duel_id], clock.now())
    assert jobs.renew() == jobs.Found(withdrawn=2)
    assert had(person) == []
    with transaction():
        voiding.unvoid([duel_id], clock.now())
    assert jobs.renew() == jobs.Found(restored=2)
    assert had(person) == ["pk-all-right", "pk-first"]


def test_a_win_with_two_right_answers_is_a_first_win_and_no_more(app, clock):
    season = make_season()
    person, other = make_person(), make_person()
    win(person, other, score=290)
    assert had(person) == ["pk-first"]
    found = counts.counts_of(person, season, clock.now(), ("pks",))
    assert found == {"pk-won": 1, "pk-won-well": 0, "pk-all-right": 0}


def test_more_classes_later_do_not_take_a_badge_away(app):
    make_season()
    person = make_person()
    complete(person, make_section("new-energy", 1, person.post)[0])
    section_id = session().query(Section.id).scalar()
    make_section("more", 1, person.post)
    with transaction() as here:
        here.query(MicroClass).filter_by(key="more-0").update({"section_id": section_id})
    assert jobs.renew() == jobs.Found()
    assert "section-new-energy" in had(person)


def test_every_badge_has_a_count_and_a_mark(app):
    assert {badge.family for badge in BADGES} == set(FAMILIES)
    assert all(Mark.of(badge) for badge in BADGES)


def test_the_page_shows_mine_and_how_far_the_others_are(app, client):
    make_season()
    person = make_person()
    complete(person, make_section("new-energy", 1, person.post)[0])
    sign_in(client, person)
    page = client.get("/badges").text
    assert "High-voltage safe" in page
    assert "1 of 25" in page
    assert "Smooth as paint" not in page  # no class of it is for this post
    with counted() as statements:
        client.get("/badges")
    assert len(statements) <= 25, statements


def test_without_a_season_the_page_shows_what_one_has(app, client):
    sign_in(client, make_person())
    assert "No badge yet" in client.get("/badges").text
    assert jobs.renew() == jobs.Found()
