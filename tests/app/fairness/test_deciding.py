"""Looking, deciding and undoing: flags once, points replayed in order, everything restored."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.duels.events import Against, DuelFinished, SeatResult
from app.duels.models import Duel, Kind, Status
from app.duels.rerating import differences as wrong_ratings
from app.fairness import jobs, queries, services
from app.fairness.models import Decision, FairnessFlag
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Forbidden, Invalid
from app.kit.events import publish
from app.people.models import Role
from app.points import ledger
from app.points.models import Entry, PkDay, Reason, Standing
from quizzes.rules import duel as rules
from tests.conftest import NOON, sign_in
from tests.factories import make_person, make_post, make_question, make_season

WHY = "Both told us so themselves."


def given(right, used_ms):
    return tuple(
        rules.Given("a" if one < right else "b", one < right, used_ms, 110 * (one < right)) for one in range(5)
    )


def make_duel(versions, one, other, rights, at, used_ms=(9_000, 9_000)):
    """A finished live PK between two people, stated as the game states it."""
    outcomes = ("won", "lost") if rights[0] > rights[1] else ("lost", "won")
    limits = (20_000,) * 5
    seats = tuple(
        rules.Seat(rules.Kind.HUMAN, limits, given(right, used)) for right, used in zip(rights, used_ms, strict=True)
    )
    state = rules.State(rules.Rules(), seats, rules.Phase.FINISHED, 4, 0, 1)
    with transaction() as here:
        duel = Duel(
            kind=Kind.LIVE,
            status=Status.FINISHED,
            post_id=one.post_id,
            level=None,
            seed=1,
            version_ids=versions,
            state=rules.to_json(state),
            started_at=at,
            touched_at=at,
            finished_at=at,
            outcome=outcomes[0],
            first_person_id=one.id,
            second_person_id=other.id,
            first_score=110 * rights[0],
            second_score=110 * rights[1],
        )
        here.add(duel)
        here.flush()
        results = tuple(
            SeatResult(person.id, outcomes[side], 110 * rights[side], rights[side], Against.PERSON)
            for side, person in enumerate((one, other))
        )
        publish(DuelFinished(duel.id, at, results, one.post.family))
    return duel.id


@pytest.fixture
def house(app):
    """A farmer who beat a puppet fifteen times on five days, and met an honest person in between each day."""
    make_season()
    farmer, puppet, honest, organizer = make_person(), make_person(), make_person(), make_person(Role.ORGANIZER)
    versions = [make_question().current_id for _ in range(5)]
    for number in range(15):
        at = NOON - timedelta(days=5 - number // 3, minutes=-10 * (number % 3))
        make_duel(versions, farmer, puppet, (4, 0), at, (9_000, 500))
        if number % 3 == 1:
            make_duel(versions, honest, farmer, (2, 4), at + timedelta(minutes=1))
            make_duel(versions, honest, organizer, (4, 2), at + timedelta(minutes=2))
    return farmer, puppet, honest, organizer


def rows(model):
    return session().execute(select(model.__table__).order_by(*model.__table__.primary_key)).all()


def kept():
    session().rollback()
    zeros = [row for row in rows(Standing) if row.points or row.mastered]
    return zeros, rows(PkDay), [(one.id, one.voided_at) for one in session().scalars(select(Duel).order_by(Duel.id))]


def points_of(person):
    session().rollback()
    return session().scalar(select(func.sum(Entry.points)).where(Entry.person_id == person.id))


def is_clean(now=NOON):
    return list(ledger.differences(now)) == [] and list(wrong_ratings()) == []


def only_flag():
    session().rollback()
    return session().scalars(select(FairnessFlag)).one()


def disqualify(flag, people, by):
    with transaction():
        services.disqualify(flag.id, [one.id for one in people], WHY, by, NOON)
    jobs.rate_again(NOON)


def test_people_of_different_posts_are_looked_at_together(house):
    farmer, puppet, _honest, _organizer = house
    puppet.post_id = make_post("parts-advisor", "parts").id
    for duel in session().scalars(select(Duel).order_by(Duel.id).limit(5)):
        duel.post_id = puppet.post_id
    session().commit()
    assert jobs.look(NOON) == 1
    assert (only_flag().person_id, only_flag().other_id, only_flag().evidence["games"]) == (farmer.id, puppet.id, 15)


def test_a_flag_appears_once_however_often_one_looks(house):
    farmer, puppet, _honest, _organizer = house
    assert jobs.look(NOON) == 1
    assert jobs.look(NOON + timedelta(hours=1)) == 1
    flag = only_flag()
    assert (flag.kind, flag.person_id, flag.other_id) == ("farming", farmer.id, puppet.id)
    assert (flag.evidence["games"], flag.created_at) == (15, NOON)


def test_what_is_decided_stays_as_it_was_decided(house):
    jobs.look(NOON)
    with transaction():
        services.dismiss(only_flag().id, WHY, house[-1], NOON)
    jobs.look(NOON + timedelta(hours=1))
    assert (only_flag().status, only_flag().seen_at) == ("dismissed", NOON)


def test_a_disqualification_pays_the_opponents_days_again_and_undoing_restores_everything(house):
    farmer, puppet, honest, organizer = house
    jobs.look(NOON)
    before = kept()
    had = [points_of(person) for person in house]
    assert is_clean()
    disqualify(only_flag(), [farmer, puppet], organizer)
    assert is_clean()
    assert [points_of(person) for person in (farmer, puppet, organizer)] == [0, 0, had[3]]
    assert points_of(honest) == had[2] - 5 * 4  # five PKs lost to the farmer: they paid 4 each
    assert all(one.voided_at for one in session().scalars(select(Duel)) if farmer.id in players(one))
    with transaction():
        services.undo(only_flag().id, WHY, organizer, NOON)
    jobs.rate_again(NOON)
    assert is_clean()
    assert kept() == before
    assert [points_of(person) for person in house] == had


def players(duel):
    return [seat.person_id for seat in duel.seats]


def test_pks_after_those_that_count_no_more_are_paid_as_if_those_had_never_been(app):
    """Four PKs a day: the fourth paid half, and pays in full when the first counts no more."""
    make_season()
    cheat, honest, other, organizer = make_person(), make_person(), make_person(), make_person(Role.ORGANIZER)
    versions = [make_question().current_id for _ in range(5)]
    first = make_duel(versions, cheat, honest, (4, 3), NOON)
    for number in range(1, 4):
        make_duel(versions, honest, other, (4, 3), NOON + timedelta(minutes=number))
    assert points_of(honest) == 4 + 12 + 12 + 6
    flag = FairnessFlag(
        key="x", kind="too-fast", person_id=cheat.id, evidence={"duels": [first]}, score=9.0,
        status="open", created_at=NOON, seen_at=NOON,
    )  # fmt: skip
    with transaction() as here:
        here.add(flag)
    disqualify(flag, [cheat], organizer)
    assert points_of(honest) == 12 + 12 + 12
    corrections = session().scalars(select(Entry).where(Entry.reason == Reason.CORRECTION.value)).all()
    assert sorted((entry.person_id, entry.points) for entry in corrections) == [(cheat.id, -12), (honest.id, 2)]
    assert is_clean()
    with transaction():
        ledger.rebuild(NOON)
    assert is_clean()


def test_undoing_one_of_two_disqualifications_leaves_the_other(house):
    farmer, puppet, _honest, organizer = house
    jobs.look(NOON)
    first = only_flag()
    second = FairnessFlag(
        key="x", kind="too-fast", person_id=puppet.id, evidence=first.evidence, score=9.0,
        status="open", created_at=NOON, seen_at=NOON,
    )  # fmt: skip
    with transaction() as here:
        here.add(second)
    disqualify(first, [farmer], organizer)
    disqualify(second, [puppet], organizer)
    with transaction():
        services.undo(first.id, WHY, organizer, NOON)
    met = [one for one in session().scalars(select(Duel)) if farmer.id in players(one)]
    assert {puppet.id in players(one) for one in met if one.voided_at} == {True}
    assert {puppet.id in players(one) for one in met if not one.voided_at} == {False}
    jobs.rate_again(NOON)
    assert is_clean()


def test_decisions_need_a_reason_somebody_concerned_an_open_flag_and_another_organizer(house):
    farmer, puppet, honest, organizer = house
    jobs.look(NOON)
    flag_id = only_flag().id
    for people, why, refusal in (([farmer], "no", Invalid), ([honest], WHY, Invalid), ([], WHY, Invalid)):
        with pytest.raises(refusal), transaction():
            services.disqualify(flag_id, [one.id for one in people], why, organizer, NOON)
    with pytest.raises(Forbidden), transaction():
        services.dismiss(flag_id, WHY, puppet, NOON)
    with pytest.raises(Conflict), transaction():
        services.undo(flag_id, WHY, organizer, NOON)
    with transaction():
        services.dismiss(flag_id, WHY, organizer, NOON)
    with pytest.raises(Conflict), transaction():
        services.disqualify(flag_id, [farmer.id], WHY, organizer, NOON)
    assert session().scalar(select(func.count()).select_from(Decision)) == 1


def test_the_organizer_opens_the_evidence_decides_and_undoes_on_the_pages(app, house):
    farmer, puppet, _honest, organizer = house
    jobs.look(NOON)
    flag_id = only_flag().id
    client = sign_in(app.test_client(), organizer)
    assert farmer.name in client.get("/desk/fairness?kind=farming").get_data(as_text=True)
    assert farmer.name not in client.get("/desk/fairness?kind=too-fast&status=nonsense").get_data(as_text=True)
    page = client.get(f"/desk/fairness/{flag_id}").get_data(as_text=True)
    assert page.count("<details") == 15
    assert "too fast to read" in page
    answer = client.post(
        f"/desk/fairness/{flag_id}/decide", data={"verdict": "disqualify", "person_ids": puppet.id, "reason": "?"}
    )
    assert answer.status_code == 422
    good = {"verdict": "disqualify", "person_ids": [farmer.id, puppet.id], "reason": WHY}
    assert client.post(f"/desk/fairness/{flag_id}/decide", data=good).status_code == 303
    assert client.post(f"/desk/fairness/{flag_id}/decide", data=good).status_code == 409
    assert WHY in client.get(f"/desk/fairness/{flag_id}").get_data(as_text=True)
    assert client.get("/desk/fairness?status=upheld").get_data(as_text=True).count(farmer.name) == 1
    assert client.post(f"/desk/fairness/{flag_id}/undo", data={"reason": WHY}).status_code == 303
    assert queries.standing() == []


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.MANAGER, Role.JUDGE, Role.OPERATOR])
def test_only_organizers_see_flags(app, role):
    client = sign_in(app.test_client(), make_person(*filter(None, [role])))
    assert client.get("/desk/fairness").status_code == 403
    assert client.get("/desk/fairness/1").status_code == 403
    assert client.post("/desk/fairness/1/decide").status_code == 403


def test_a_corrected_day_is_said_in_words_on_the_page_of_points(app, house):
    farmer, _puppet, honest, organizer = house
    jobs.look(NOON)
    disqualify(only_flag(), [farmer], organizer)
    page = sign_in(app.test_client(), honest).get("/points").get_data(as_text=True)
    assert "Correction of the day" in page
    assert "+-" not in page
