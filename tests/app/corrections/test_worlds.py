"""A corrected world is the one in which the right key was there from the beginning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from app.duels.models import Duel, Rating
from app.duels.sides import plays
from app.items import counting, gathering
from app.items.rebuilding import differences as wrong_figures
from app.kit.database import session
from app.lessons.models import Mastery, Memory
from app.people.models import Role
from app.points.models import Entry, PkDay
from tests.conftest import NOON
from tests.correcting import check, duel, is_clean, points_of, propose, reckon, sign
from tests.factories import KEYS_OF_KINDS, make_person, make_post, make_question, make_season, make_section

HOUR = timedelta(hours=1)
RIGHT_B = {"options": [one | {"right": one["id"] == "b"} for one in KEYS_OF_KINDS["single"]["options"]]}


@dataclass
class World:
    """A question, the class that asks it, and people who learn and play."""

    question: object
    micro_class: object
    people: list


def make_worlds(sections=("new-energy", "chassis")):
    """One whose key says a, and its twin whose key says b, as is right."""
    post, made = make_post(), []
    for key, content in zip(sections, ({}, RIGHT_B), strict=True):
        question, never = make_question(**content), make_question()
        micro_class = make_section(key, 1, post, asks=[question, never])[0]
        made.append(World(question, micro_class, [make_person(post=post) for _ in range(4)]))
    return made


def live(worlds, seed, events=16):
    """The same days in each world: checks and PKs, each answered at random, in the order of time."""
    rng, fillers = Random(seed), [make_question().current_id for _ in range(4)]
    for number in range(events):
        at, one, other = NOON + (number - events) * 5 * HOUR, *rng.sample(range(4), 2)
        response, is_check = rng.choice("abbac"), rng.random() < 0.5
        sides = [[rng.choice("ab"), *(rng.choice("aab") for _ in range(4))] for _ in range(2)]
        for step, world in enumerate(worlds):
            now = at + timedelta(seconds=step)
            if is_check:
                check(world.people[one], world.micro_class, world.question, response, now)
            else:
                two = world.people[one], world.people[other]
                duel(*two, [world.question.current_id, *fillers], (sides[0], sides[1]), now)


def standing(world, *, question_id):
    """What the world has come to, without ids that differ."""
    session().rollback()
    session().expire_all()
    return [_of_person(person, question_id) for person in world.people]


def _of_person(person, question_id):
    mastery = session().get(Mastery, (person.id, question_id))
    memory = session().get(Memory, (person.id, question_id))
    days = session().scalars(select(PkDay).filter_by(person_id=person.id).order_by(PkDay.day))
    rating = session().scalars(select(Rating).filter_by(person_id=person.id)).one_or_none()
    duels = session().scalars(select(Duel).where(plays(person.id)).order_by(Duel.id))
    seats = [seat for duel in duels for seat in duel.seats if seat.person_id == person.id]
    return {
        "points": points_of(person),
        "mastery": mastery and (mastery.level, mastery.best, mastery.attempts, mastery.day),
        "memory": memory and (memory.due, memory.right, memory.stability, memory.place),
        "days": [(one.day, one.finished, one.points) for one in days],
        "rating": rating and (rating.mu, rating.sigma, rating.games),
        "seats": [(one.outcome, one.score) for one in seats],
    }


def correct(world, right="b"):
    signers = make_person(Role.TRAINER), make_person(Role.ORGANIZER)
    question_id = world.question.id
    sign(propose(world.question, signers[0], NOON, right), signers[1], NOON)
    return question_id


@pytest.mark.parametrize("seed", range(3))
def test_a_corrected_world_is_the_one_that_was_right_from_the_beginning(app, seed):
    make_season()
    wrong, right = make_worlds()
    live((wrong, right), seed)
    gathering.gather()
    before = standing(wrong, question_id=wrong.question.id)
    correct(wrong)
    reckon(NOON)
    after = standing(wrong, question_id=wrong.question.id)
    assert after == standing(right, question_id=right.question.id)
    assert after != before
    assert is_clean(NOON)
    counting.count()
    assert list(wrong_figures()) == []


def test_a_second_run_writes_nothing(app):
    make_season()
    worlds = make_worlds()
    live(worlds, 1)
    correct(worlds[0])
    reckon(NOON)
    before = session().scalars(select(Entry.id)).all()
    assert reckon(NOON) == 0
    assert session().scalars(select(Entry.id)).all() == before


def test_it_is_asked_and_answered_while_the_job_works(app):
    """An answer that comes after the second signature is graded by the right key at once."""
    make_season()
    wrong, _right = make_worlds()
    person = wrong.people[0]
    version_id = wrong.question.current_id
    correct(wrong)
    session().refresh(wrong.question)
    wrong.question.current_id = version_id
    session().commit()
    check(person, wrong.micro_class, wrong.question, "b", NOON)
    assert points_of(person) == 10
    reckon(NOON)
    assert points_of(person) == 10


def test_a_pk_that_is_not_over_yet_is_scored_again_when_it_is(app):
    make_season()
    wrong, _right = make_worlds()
    one, other = wrong.people[:2]
    fillers = [make_question().current_id for _ in range(4)]
    answers = (["b", "a", "b", "b", "b"], ["a", "b", "b", "b", "b"])
    duel_id = duel(one, other, [wrong.question.current_id, *fillers], answers, NOON - HOUR, (9_000, 1_000))
    found = session().get(Duel, duel_id)
    found.status, found.finished_at = "running", None
    session().commit()
    correct(wrong)
    reckon(NOON)
    assert outcome(duel_id) == "lost"
    found = session().get(Duel, duel_id, populate_existing=True)
    found.status, found.finished_at = "finished", NOON
    session().commit()
    assert reckon(NOON) == 0
    assert outcome(duel_id) == "won"
    assert is_clean(NOON)


def outcome(duel_id):
    session().rollback()
    return session().get(Duel, duel_id, populate_existing=True).outcome
