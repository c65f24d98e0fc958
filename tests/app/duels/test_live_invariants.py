"""Two people, two tabs each, a clock that jumps and a process that starts anew: what is always true of a live PK."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, g
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from app.duels import jobs, queries, rerating, services, starting
from app.duels.listeners import topic_of_duel
from app.duels.models import Duel, Status
from app.kit import clock as clocks
from app.kit.bus import bus
from app.kit.clock import HandClock, milliseconds
from app.kit.database import engine, session, transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.people.models import Person
from app.points import ledger
from app.points.models import Entry, Reason
from app.questions.queries import version
from quizzes.rules import duel as rules
from quizzes.rules.grading import BadResponse, key, mask
from tests.conftest import NOON, sign_in
from tests.factories import make_person, make_season
from tests.playing import WRONG, make_pool, players, rated

EXAMPLES = {"sqlite": 15, "postgresql": 5}
STEPS = 25
SIDES = st.integers(0, 1)
MOSTLY_OPEN = st.sampled_from([None] * 8 + [-1, 0, 1, 4, 5])  # None: the question that is open
PASSING = st.sampled_from([0, 1, 400, 3_000, 3_000, 7_999, 8_000, 20_000, 20_500, 20_501, 60_000])
JUMPS = st.sampled_from([-3_600_000, -30_000, -1_000, -1, 3_600_000, 86_400_000])


class LivePk(RuleBasedStateMachine):
    """The model knows little: what was acknowledged, and which PKs there were."""

    def __init__(self, app: Flask, clock: HandClock) -> None:
        super().__init__()
        self.app, self.clock = app, clock
        clock.moment = NOON
        people = [make_person(), make_person()]
        self.ids, self.stranger_id = [person.id for person in people], make_person().id
        self.tabs = [sign_in(app.test_client(), person) for person in people]
        self.duel_ids: list[int] = []
        self.acknowledged: dict[tuple[int, int, int], rules.Given] = {}
        self.begin()

    # what people do ------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        with transaction():
            duel = starting.start_live(self.person(0), self.person(1), clocks.now(), seed=len(self.duel_ids))
        self.duel_ids.append(duel.id)
        self.hints = bus().subscribe(topic_of_duel(duel.id))
        self.clock.move(milliseconds=starting.COUNTDOWN_MS)

    def person(self, side: int) -> Person:
        return session().get_one(Person, self.ids[side])

    @property
    def duel_id(self) -> int:
        return self.duel_ids[-1]

    @property
    def duel(self) -> Duel:
        return self.look(self.duel_id)

    def look(self, duel_id: int) -> Duel:
        session().commit()
        return session().get_one(Duel, duel_id, populate_existing=True)

    @property
    def is_over(self) -> bool:
        return self.duel.status != Status.RUNNING

    def do(self, deed: Callable[[], Any]) -> Any:
        with transaction():
            return deed()

    @rule(side=SIDES, at=MOSTLY_OPEN, right=st.booleans(), times=st.sampled_from([1, 1, 2]))
    def answer(self, side: int, at: int | None, right: bool, times: int) -> None:
        """In time it counts as it was sent; any other time nothing but what counted before is told."""
        now, before = clocks.now(), self.as_of(clocks.now())
        index = max(before.index, 0) if at is None else at
        counts = services._awaits(before, side, index)
        raw, response = self.response(side, index, right)
        for _time in range(times):
            try:
                duel = self.do(lambda: services.answer(self.duel_id, self.person(side), index, raw, now))
            except (Invalid, Conflict, BadResponse):
                assert not counts
                return
            given = rules.from_json(duel.state).seats[side].answers[index]
            if counts:
                assert given is not None
                assert (given.response, given.correct) == (response, right)
            if given is not None:
                self.acknowledged.setdefault((duel.id, side, index), given)
                assert self.acknowledged[duel.id, side, index] == given

    def as_of(self, now: Any) -> rules.State:
        """The state as it is at this moment, when what fell due has happened."""
        return rules.step(rules.from_json(self.duel.state), rules.Tick(), milliseconds(now))[0]

    def response(self, side: int, index: int, right: bool) -> tuple[Any, Any]:
        """What the page sends, and what it means."""
        duel = self.duel
        if not 0 <= index < services.QUESTIONS:
            return "a", None
        content = version(duel.version_ids[index]).content
        meant = key(content) if right else WRONG["single"]
        return mask(content, services.question_seed(duel, side, index), meant), meant

    @rule(side=SIDES, old=st.sampled_from([0, 0, 0, 1]))
    def press_next(self, side: int, old: int) -> None:
        index = self.as_of(clocks.now()).index - old
        self.do(lambda: services.go_on(self.duel_id, self.person(side), index, clocks.now()))

    @rule(side=SIDES, sure=st.sampled_from([False, False, True]))
    def give_up(self, side: int, sure: bool) -> None:
        if sure:
            self.do(lambda: services.give_up(self.duel_id, self.person(side), clocks.now()))

    @rule(side=SIDES)
    def look_in_another_tab(self, side: int) -> None:
        assert self.tabs[side].get(f"/pk/{self.duel_id}").status_code == 200

    @rule(index=st.integers(0, 4))
    def meddle(self, index: int) -> None:
        before, stranger = self.duel.version, session().get_one(Person, self.stranger_id)
        with pytest.raises(NotFound):
            self.do(lambda: services.answer(self.duel_id, stranger, index, "a", clocks.now()))
        assert self.duel.version == before

    @precondition(lambda self: self.is_over)
    @rule()
    def play_again(self) -> None:
        self.begin()

    # what happens by itself ----------------------------------------------------------------------------------------

    @rule(passed=PASSING)
    def time_passes(self, passed: int) -> None:
        self.clock.move(milliseconds=passed)

    @rule(jump=JUMPS)
    def the_clock_jumps(self, jump: int) -> None:
        self.clock.move(milliseconds=jump)

    @rule(job=st.sampled_from([jobs.move_on, jobs.move_on, jobs.sweep]))
    def the_scheduler_comes_by(self, job: Callable[[], int]) -> None:
        job()

    @rule()
    def the_process_starts_anew(self) -> None:
        state = self.duel.state
        g.pop("session").close()
        self.app.extensions.pop("question_versions", None)
        assert self.duel.state == state

    # what is always true -------------------------------------------------------------------------------------------

    @invariant()
    def every_promise_is_kept(self) -> None:
        duel = self.duel
        state = rules.from_json(duel.state)
        over = state.phase is rules.Phase.FINISHED
        self.the_row_says_what_the_state_says(duel, state, over)
        self.what_was_acknowledged_stays(duel.id, state)
        self.the_end_comes_once_and_pays_once(duel.id, over)
        assert queries.running_of(self.ids[0]) == queries.running_of(self.ids[1]) == (None if over else duel)
        hint = self.hints.wait(0)
        assert hint is None or hint == {"version": duel.version}

    def the_row_says_what_the_state_says(self, duel: Duel, state: rules.State, over: bool) -> None:
        assert rules.to_json(state) == duel.state
        assert duel.status == (Status.FINISHED if over else Status.RUNNING)
        assert (duel.finished_at is not None) == over
        assert duel.due_at == (None if over else services.due_at(state))
        for seat, kept in zip(state.seats, duel.seats, strict=True):
            assert len(seat.answers) <= services.QUESTIONS
            assert kept.score == (seat.total() if over else None)
        assert players(duel.id) == ([] if over else sorted(self.ids))
        assert tuple(seat.outcome for seat in duel.seats) in (ENDS if over else [(None, None)])

    def what_was_acknowledged_stays(self, duel_id: int, state: rules.State) -> None:
        for (of_duel, side, index), given in self.acknowledged.items():
            assert of_duel != duel_id or state.seats[side].answers[index] == given

    def the_end_comes_once_and_pays_once(self, duel_id: int, over: bool) -> None:
        paid = select(Entry.person_id).where(Entry.reason == Reason.PK.value, Entry.source_id == duel_id)
        both = sorted([*rated(duel_id), *session().scalars(paid)])
        assert both == (sorted(self.ids * 2) if over else [])

    def teardown(self) -> None:
        self.hints.close()
        for duel_id in self.duel_ids:
            state = rules.from_json(self.look(duel_id).state)
            self.what_was_acknowledged_stays(duel_id, state)
            self.the_end_comes_once_and_pays_once(duel_id, state.phase is rules.Phase.FINISHED)


ENDS = [("won", "lost"), ("lost", "won"), ("drawn", "drawn")]


def test_whatever_happens_a_live_pk_keeps_its_promises(app, clock):
    make_season()
    make_pool()
    run_state_machine_as_test(
        lambda: LivePk(app, clock),
        settings=settings(
            max_examples=EXAMPLES[engine().dialect.name],
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert session().query(Duel).filter_by(status=Status.FINISHED).count() > 0
    assert list(ledger.differences(clock.now())) == []
    assert list(rerating.differences()) == []
