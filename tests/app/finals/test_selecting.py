"""Who comes is decided by the snapshot and the rules, and stands when two people have signed the very same result."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.audit import queries as audit
from app.fairness.models import Decision, FairnessFlag
from app.finals import fixing, queries, rulesets, selecting, services, signatures, snapshots
from app.finals.models import CandidateRow, Finalist, TwoSignatures
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Forbidden
from app.notifications.models import Notice
from app.people.models import Role
from app.seasons.models import Stage
from quizzes.rules.selection import Bar, Fate, Way
from quizzes.rules.selectiontrace import TieBreak
from tests.app.finals.selection import keep, make_final, make_people, take
from tests.conftest import NOON
from tests.factories import give_points, make_person, make_season


def organizer():
    return make_person(Role.ORGANIZER)


def run(final, rules):
    return selecting.run(final, rules)


def propose(final, rules, by=None):
    by, digest = by or organizer(), run(final, rules).digest
    with transaction():
        return fixing.propose(final.id, rules.id, digest, by, clock.now())


def sign(final, seen, by=None):
    by = by or organizer()
    with transaction():
        return fixing.sign(final.id, seen, by, clock.now())


def test_the_best_of_a_quota_come_and_the_next_stand_by(app):
    final = make_final()
    people = make_people(final, 30, 10, 20, 0)
    take(final)
    found = run(final, keep(final, reserves=1))
    assert found.seats() == [people[0].id, people[2].id]
    assert found.of(people[1].id).fate is Fate.RESERVE
    assert found.of(people[1].id).cut.mine == 10
    assert found.of(people[1].id).cut.other_id == people[2].id
    assert Bar.POINTS in found.of(people[3].id).bars


def test_the_snapshot_stays_as_it_was_until_it_is_taken_again(app):
    final = make_final()
    people = make_people(final, 30, 20, 10)
    rules = keep(final)
    take(final)
    before = run(final, rules)
    give_points(people[2], 100, final.season)
    assert run(final, rules).digest == before.digest
    take(final)
    assert run(final, rules).seats() == [people[2].id, people[0].id]


def test_without_a_snapshot_nothing_is_run(app):
    final = make_final()
    with pytest.raises(Conflict):
        run(final, keep(final))


def test_who_left_or_was_disqualified_is_not_eligible_and_the_page_can_say_why(app):
    final = make_final()
    left, cheat, fair = make_people(final, 30, 20, 10)
    with transaction() as here:
        left.active = False
        here.add(left)
        flag = FairnessFlag(key="k", kind="speed", person_id=cheat.id, evidence={}, score=1.0, status="upheld",
                            created_at=NOON, seen_at=NOON)  # fmt: skip
        here.add(flag)
        here.flush()
        here.add(Decision(flag_id=flag.id, verdict="disqualify", person_ids=[cheat.id], since=NOON - timedelta(days=3),
                          reason="Both told us.", by_person_id=fair.id, at=NOON))  # fmt: skip
    take(final)
    found = run(final, keep(final))
    assert found.seats() == [fair.id]
    assert found.of(left.id).bars == (Bar.NOT_EMPLOYED,)
    assert found.of(cheat.id).bars == (Bar.DISQUALIFIED,)


def stage(position, opens, closes):
    return Stage(position=position, kind="online-tour", name_en="S", name_zh="段", opens_at=opens, closes_at=closes)


def test_only_points_of_the_stages_that_count_count(app, clock):
    season = make_season(stages=[
        stage(1, NOON - timedelta(days=10), NOON + timedelta(days=2)),
        stage(2, NOON + timedelta(days=2), NOON + timedelta(days=20)),
    ])  # fmt: skip
    final = make_final(season=season)
    early, late = make_people(final, 30, 5)
    clock.move(days=5)
    give_points(late, 20, season)
    take(final)
    both, second = run(final, keep(final)), run(final, keep(final, stages=[2]))
    assert [both.candidates[one.id].points for one in (early, late)] == [30, 25]
    assert [second.candidates[one.id].points for one in (early, late)] == [0, 20]
    assert second.candidates[late.id].measures[TieBreak.EARLY] == timedelta(days=15).total_seconds()


def test_a_day_on_which_stages_meet_is_counted_once(app):
    season = make_season(stages=[
        stage(1, NOON - timedelta(days=10), NOON),
        stage(2, NOON, NOON + timedelta(days=20)),
    ])  # fmt: skip
    final = make_final(season=season)
    make_people(final, 30)
    assert [(one.first, one.last) for one in snapshots.spans(season)] == [
        (date(2026, 5, 22).toordinal(), date(2026, 6, 1).toordinal()),
        (date(2026, 6, 2).toordinal(), date(2026, 6, 21).toordinal()),
    ]
    take(final)
    assert [one.points for one in run(final, keep(final)).candidates.values() if one.points] == [30]


def test_rules_are_never_changed_another_of_the_same_name_gets_a_number(app):
    final = make_final()
    assert [keep(final).name, keep(final).name, keep(final).name] == ["First", "First (2)", "First (3)"]


def test_two_people_fix_the_selection_and_the_finalists_are_told(app):
    final = make_final()
    people = make_people(final, 30, 20, 10)
    take(final)
    waiting = propose(final, keep(final))
    assert sign(final, waiting.digest) == 2
    found = queries.finalists(final.id)
    assert {(one.person_id, one.way, one.state) for one in found} == {
        (people[0].id, Way.QUOTA, "invited"),
        (people[1].id, Way.QUOTA, "invited"),
    }
    told = session().scalars(select(Notice.person_id).where(Notice.kind == "final")).all()
    assert sorted(told) == [people[0].id, people[1].id]
    deeds = [one.deed for one in audit.of(services.subject(final))]
    assert deeds[:3] == ["selection-fixed", "lot-sealed", "selection-proposed"]
    assert list(audit.faults()) == []


def test_nobody_signs_twice(app):
    final = make_final()
    make_people(final, 30)
    take(final)
    by = organizer()
    waiting = propose(final, keep(final), by)
    with pytest.raises(Forbidden):
        sign(final, waiting.digest, by)
    assert queries.finalists(final.id) == []


def test_what_changed_since_the_proposal_is_not_signed(app):
    final = make_final()
    people = make_people(final, 30, 20, 10)
    take(final)
    rules = keep(final)
    waiting = propose(final, rules)
    give_points(people[2], 100, final.season)
    take(final)
    with pytest.raises(Conflict):
        sign(final, waiting.digest)
    with pytest.raises(Conflict):
        sign(final, run(final, rules).digest)
    assert queries.finalists(final.id) == []


def test_what_changed_since_it_was_looked_at_is_not_proposed(app):
    final = make_final()
    make_people(final, 30)
    take(final)
    rules, by = keep(final), organizer()
    with pytest.raises(Conflict), transaction():
        fixing.propose(final.id, rules.id, "0" * 64, by, clock.now())


def test_one_proposal_waits_at_a_time_and_can_be_withdrawn(app):
    final = make_final()
    make_people(final, 30)
    take(final)
    rules = keep(final)
    propose(final, rules)
    with pytest.raises(Conflict):
        propose(final, rules)
    by = organizer()
    with transaction():
        fixing.withdraw(final.id, by, clock.now())
    propose(final, rules)


@pytest.mark.parametrize("deed", ["snapshot", "rules", "propose"])
def test_once_fixed_nothing_can_be_run_again(app, deed):
    final = make_final()
    make_people(final, 30)
    take(final)
    rules = keep(final)
    sign(final, propose(final, rules).digest)
    with pytest.raises(Conflict):
        {"snapshot": lambda: take(final), "rules": lambda: keep(final), "propose": lambda: propose(final, rules)}[
            deed
        ]()


def test_of_two_who_sign_at_once_one_wins_and_the_other_is_told(app):
    final = make_final()
    make_people(final, 30, 20)
    take(final)
    digest = propose(final, keep(final)).digest
    signers = [organizer(), organizer()]
    outcomes = at_once(app, [lambda one=one: sign(final, digest, one) for one in signers])
    assert sorted(outcomes, key=str) == [2, "selection-fixed"]
    assert len(session().scalars(select(TwoSignatures).where(TwoSignatures.signed_at.is_not(None))).all()) == 1
    assert len(session().scalars(select(Finalist)).all()) == 2


def at_once(app, deeds):
    """What each of the deeds gave, done by threads that start together."""
    start, outcomes = threading.Barrier(len(deeds)), []
    session().commit()

    def work(deed):
        with app.app_context():
            start.wait()
            try:
                outcomes.append(deed())
            except Conflict as conflict:
                outcomes.append(conflict.code)
            finally:
                session().close()

    threads = [threading.Thread(target=work, args=(deed,)) for deed in deeds]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    session().expire_all()
    return outcomes


def test_quotas_that_cannot_be_met_are_said_before_and_after(app):
    final = make_final()
    make_people(final, 30)
    take(final)
    quotas = [{"region": "north", "post": "me-technician", "seats": 9}]
    rules = keep(final, quotas=quotas)
    people = session().scalars(select(CandidateRow)).all()
    assert [(one.seats, one.people) for one in selecting.scarce(final, rules.rules)] == [(9, len(people))]
    assert [(one.seats, one.given) for one in run(final, rules).selection.shortfalls] == [(9, 1)]


@pytest.mark.parametrize("more", [{"quotas": [{"region": "north", "post": "me-technician", "seats": 9}]},
                                  {"minimums": {"me-technician": 9}}])  # fmt: skip
def test_what_cannot_be_met_is_not_proposed(app, more):
    """Else two would sign seats that nobody can have."""
    final = make_final()
    make_people(final, 30)
    take(final)
    rules = keep(final, **more)
    with pytest.raises(Conflict) as refused:
        propose(final, rules)
    assert refused.value.code == "quotas"
    assert signatures.waiting(final.id, fixing.DEED) is None


def test_the_command_prints_who_comes(app):
    final = make_final()
    people = make_people(final, 30)
    keep(final)
    reply = app.test_cli_runner().invoke(args=["finals", "select", str(final.id), "--snapshot"])
    assert people[0].staff_number in reply.output
    assert "1 of" in reply.output
    reply = app.test_cli_runner().invoke(args=["finals", "select", str(final.id), "--rules", "no such"])
    assert reply.exit_code == 1
    reply = app.test_cli_runner().invoke(args=["finals", "select", str(final.id), "--json"])
    assert f'"person": {people[0].id}' in reply.output


def test_a_final_that_is_nowhere_has_no_rules(app):
    with pytest.raises(Exception, match="not-found"):
        rulesets.get(1, 1)
