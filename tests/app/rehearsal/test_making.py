"""A practice final comes by the services that organizers use: nothing about it could not be on their pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from app.audit import queries as audit
from app.audit.models import AuditLine
from app.finals import plans, signatures
from app.finals.models import Final, Finalist, FinalState, PanelJudge
from app.judging import panels
from app.judging.models import ScoreSheet
from app.kit import clock as time
from app.kit.database import session, transaction
from app.people.models import Dealer, Grant, Person, Role
from app.people.seeding import seed_posts
from app.rehearsal import making, network
from quizzes.rules.timetablelaws import clashes
from tests.factories import make_person

DAY = date(2026, 6, 1)  # of NOON
PEOPLE = 14


@pytest.fixture
def final(app) -> Final:
    return making.in_empty_house(DAY, PEOPLE, time.now())


def test_it_is_ready_to_be_judged_with_everybody_who_was_asked_for(final):
    states = Counter(session().scalars(select(Finalist.state).filter_by(final_id=final.id)))
    numbers = session().scalars(select(Finalist.number).where(Finalist.number.is_not(None))).all()
    assert final.state == FinalState.JUDGING
    assert states["accepted"] == PEOPLE
    assert sorted(numbers) == list(range(1, PEOPLE + 1))
    assert session().scalar(select(func.count(ScoreSheet.id))) == 3 * PEOPLE


def test_its_timetable_keeps_every_law_and_its_selection_has_two_signatures(final):
    given = plans.problem(final, time.now())
    signed = signatures.signed(final.id, "selection")
    assert clashes(given.plan, given.before) == []
    assert signed.proposed_by_id != signed.signed_by_id
    assert list(audit.faults()) == []


def test_no_judge_competes_and_none_has_a_conflict_in_a_room_that_the_timetable_names(final):
    judges = session().scalars(select(Person).join(Grant).where(Grant.role == Role.JUDGE.value)).unique().all()
    finalists = set(session().scalars(select(Finalist.person_id)))
    assert len(judges) == 15 == len(set(session().scalars(select(PanelJudge.person_id))))
    assert finalists.isdisjoint(one.id for one in judges)
    for sheet in session().scalars(select(ScoreSheet)):
        assert len(panels.of(sheet)) == len(
            session().scalars(select(PanelJudge).filter_by(station_id=sheet.station_id, room_id=sheet.room_id)).all()
        )


def test_each_step_has_its_day_and_none_lies_in_the_future(final):
    rows = session().execute(select(AuditLine.deed, AuditLine.at).order_by(AuditLine.number)).all()
    moments = [at for _deed, at in rows]
    assert moments == sorted(moments)
    assert moments[-1] <= time.now().isoformat()
    assert [rows[0][0], rows[-1][0]] == ["final-made", "sheets.opened"]


def test_the_demo_gets_one_final_and_the_second_start_none(app):
    with transaction():
        seed_posts()
        network.extend(120, 12, 3, time.now())
    for number, role in (("ORGANIZER", Role.ORGANIZER), ("TRAINER", Role.TRAINER), ("JUDGE", Role.JUDGE)):
        make_person(role, staff_number=f"DEMO-{number}")
    hero = make_person(staff_number="DEMO-TECH", dealer=session().scalars(select(Dealer).limit(1)).first())
    said = []
    made = making.seed_demo(time.now(), said.append)
    assert made is not None
    assert making.seed_demo(time.now(), said.append) is None
    assert len(said) == 1
    assert session().scalar(select(Finalist.state).filter_by(person_id=hero.id)) == "accepted"


def test_where_this_is_no_demo_or_its_people_are_missing_there_is_no_final_and_nothing_is_left_behind(app):
    for is_demo, words in ((False, "PADDOCK_DEMO"), (True, "Start the demo once")):
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], demo=is_demo)
        found = app.test_cli_runner().invoke(args=["finals", "demo"])
        assert found.exit_code == 1
        assert words in found.output
    assert session().scalar(select(func.count(Person.id))) == 0
