"""A question that 20,000 people have answered turns out to be wrong: its preview, and the job that reckons it again.

`python -m tests.benches.corrections [postgresql] [people]`: each has answered it once in a class (half of them by the
wrong key) and met it in every fourth PK of theirs, four each against the machine. Printed are the seconds, those at
work in this process, and the statements, for the preview and for each phase of the job.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import event, insert

from app.corrections import jobs, queries, reckoning, services
from app.corrections.models import Correction, Kind, Phase
from app.corrections.services import Proposal
from app.duels.models import Duel, Status
from app.duels.models import Kind as DuelKind
from app.factory import create_app
from app.kit import clock as time_of
from app.kit.clock import HandClock, milliseconds
from app.kit.database import engine, session, transaction
from app.lessons.models import Attempt, Check, Mastery
from app.models import Base
from app.people.models import Person, Role
from app.questions.models import Question
from config import Settings
from quizzes.rules import duel as rules
from tests.benches.house import house
from tests.conftest import NOON
from tests.factories import make_dealer, make_person, make_post, make_question, make_season, make_section

PEOPLE, PKS, LIMIT = 20_000, 4, 30_000
FIRST = 100  # the people before are those who sign
WHY = {"en": "The workshop manual says otherwise.", "zh": ""}
statements = Counter[str]()


def fill(people: int) -> Question:
    make_season()
    post, dealer = make_post(), make_dealer()
    asked = [make_question(post) for _number in range(1 + 4 * PKS)]
    micro_class = make_section("new-energy", 1, post, asks=asked)[0]
    same = {"post_id": post.id, "dealer_id": dealer.id, "created_at": NOON, "locale": "zh"}
    everybody = range(FIRST, FIRST + people)
    with transaction() as here:
        here.execute(insert(Person), [same | {"id": n, "staff_number": f"B{n}", "name": "王"} for n in everybody])
    for start in range(0, people, 2_000):
        with transaction():
            for model, rows in _rows(everybody[start : start + 2_000], asked, micro_class.id, post.id).items():
                session().execute(insert(model), rows)
    return asked[0]


def _rows(some: range, asked: list[Question], micro_class_id: int, post_id: int) -> dict[Any, list[dict[str, Any]]]:
    rows: dict[Any, list[dict[str, Any]]] = {Check: [], Attempt: [], Mastery: [], Duel: []}
    wrong, versions = asked[0], [one.current_id for one in asked]
    for n in some:
        at, right = NOON - timedelta(days=1, seconds=n), n % 2 == 0
        sitting = {"id": n, "person_id": n, "micro_class_id": micro_class_id, "seed": 1, "version_ids": versions[:1]}
        rows[Check].append(sitting | {"started_at": at, "finished_at": at})
        attempt = {"check_id": n, "position": 0, "question_version_id": versions[0], "correct": right, "at": at}
        rows[Attempt].append(attempt | {"response": "a" if right else "b"})
        known = {"level": int(right), "best": int(right), "attempts": 1, "day": at.toordinal() if right else None}
        rows[Mastery].append({"person_id": n, "question_id": wrong.id} | known)
        for number in range(PKS):
            met = ([versions[0]] if number == 0 else [versions[number]]) + versions[1 + 4 * number : 5 + 4 * number]
            _pk(rows, n * PKS + number, n, met, post_id, right)
    return rows


def _pk(rows: dict[Any, list[dict[str, Any]]], number: int, n: int, met: list[Any], post_id: int, right: bool) -> None:
    at, limits = NOON - timedelta(hours=1, seconds=n % 3_000), (LIMIT,) * len(met)
    given = tuple(rules.Given("a" if right else "b", right, 8_000, 100 if right else 0) for _one in met)
    both = (
        rules.Seat(rules.Kind.HUMAN, limits, answers=given),
        rules.Seat(rules.Kind.MACHINE, limits, answers=given, planned=given),
    )
    moment, last = milliseconds(at), len(met) - 1
    state = rules.State(rules.Rules(len(met)), both, rules.Phase.FINISHED, last, moment, moment, len(met))
    duel = {"id": number, "kind": DuelKind.MACHINE, "status": Status.FINISHED, "post_id": post_id, "level": 1}
    duel |= {"seed": 1, "version_ids": met, "state": rules.to_json(state)}
    score = both[0].total()
    duel |= {"first_person_id": n, "outcome": "drawn", "first_score": score, "second_score": score}
    rows[Duel].append(duel | {"started_at": at, "touched_at": at, "finished_at": at})


def timed(name: str, deed: Callable[[], Any]) -> Any:
    statements.clear()
    began, worked = time.perf_counter(), time.process_time()
    found = deed()
    took, own = time.perf_counter() - began, time.process_time() - worked
    print(f"{name}: {took:.1f} s, {own:.1f} s at work, {statements.total()} statements", flush=True)
    for words, count in statements.most_common(6) if "-v" in sys.argv else ():
        print(f"    {count} {words}")
    return found


def run(people: int) -> None:
    question = timed(f"made {people} people", lambda: fill(people))
    by, other = make_person(Role.TRAINER), make_person(Role.ORGANIZER)
    proposal = Proposal(Kind.CORRECT, [question.current_id or 0], WHY, right="b")
    with transaction():
        found: Correction = timed("proposal", lambda: services.propose(question, proposal, by, NOON))
    timed("job, preview", lambda: jobs.foresee(NOON))
    print(f"    {found.preview}")
    with transaction():
        services.approve(found.id, other, NOON)
    for phase in (Phase.PEOPLE, Phase.PKS, Phase.RATINGS, Phase.NOTICES):
        timed(f"job, {phase.value}", lambda phase=phase: _through(found.id, phase))


def _through(correction_id: int, phase: Phase) -> None:
    while queries.get(correction_id).phase == phase:
        reckoning.step(correction_id, time_of.now())


def main() -> None:
    people = next((int(one) for one in sys.argv[1:] if one.isdecimal()), PEOPLE)
    wordy = "-v" in sys.argv
    sys.argv = [one for one in sys.argv if not one.isdecimal() and one != "-v"]
    with house() as given:
        sys.argv += ["-v"] if wordy else []
        app = create_app(Settings.of_environment(given | {"SECRET_KEY": "bench " * 8}), HandClock(NOON))
        with app.app_context():
            Base.metadata.create_all(engine())
            event.listen(engine(), "before_cursor_execute", lambda _c, _k, words, *_m: statements.update([words[:90]]))
            run(people)
            session().close()
            engine().dispose()


if __name__ == "__main__":
    main()
