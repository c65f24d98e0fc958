"""The figures of questions at full size: 3,000 questions, a million answers: half in PKs, half in classes.

`python -m tests.benches.items [postgresql] [answers]` prints for each step the seconds, how many of them this process
was at work (else it waited: for PostgreSQL, or for its turn on a busy machine) and the largest memory: reading all
answers, counting and reckoning, a run that finds nothing new, `verify`. It takes some minutes, in folders that it
removes.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from app.duels.models import Duel, Kind, Status
from app.factory import create_app
from app.items import counting, gathering, jobs, quarantine, rebuilding, reckoning
from app.kit import clock as time_of
from app.kit.clock import HandClock, milliseconds
from app.kit.database import engine, session, transaction
from app.lessons.models import Attempt, Check
from app.models import Base
from app.people.models import Person
from app.questions.models import Question, QuestionVersion
from config import Settings
from quizzes.rules import duel as rules
from tests.benches.house import house
from tests.conftest import NOON
from tests.factories import KEYS_OF_KINDS, make_dealer, make_post, make_section

QUESTIONS, PEOPLE, EACH = 3_000, 20_000, 5
TEXTS = {"text": {"en": "Why?", "zh": "为何？"}, "explanation": {"en": "So.", "zh": "如此。"}, "source": "", "tags": []}


def fill(answers: int) -> None:
    post, dealer, rng = make_post(), make_dealer(), Random(1)
    content = TEXTS | {"kind": "single", "difficulty": 3} | KEYS_OF_KINDS["single"]
    (one,) = make_section("new-energy", 1)
    with transaction() as here:
        rows: list[dict[str, Any]] = [
            {"id": n, "key": f"q-{n}", "kind": "single", "difficulty": 3, "in_studio": False}
            for n in range(1, QUESTIONS + 1)
        ]
        here.execute(insert(Question), rows)
        here.execute(
            insert(QuestionVersion),
            [
                {"id": n, "question_id": n, "number": 1, "content": content, "fingerprint": "", "created_at": NOON}
                for n in range(1, QUESTIONS + 1)
            ],
        )
        same = {"post_id": post.id, "dealer_id": dealer.id, "created_at": NOON, "locale": "en"}
        people = [same | {"id": n, "staff_number": f"B{n}", "name": "王"} for n in range(1, PEOPLE + 1)]
        here.execute(insert(Person), people)
    strength = [rng.gauss(0, 1) for _person in range(PEOPLE + 1)]
    sittings = answers // 2 // EACH
    for start in range(1, sittings + 1, 5_000):
        with transaction():
            _sit(range(start, min(start + 5_000, sittings + 1)), one.id, post.id, strength, rng)


def _sit(numbers: range, micro_class_id: int, post_id: int, strength: list[float], rng: Random) -> None:
    checks, attempts, duels = [], [], []
    limits = (30_000,) * EACH
    for number in numbers:
        person, asked, at = (
            1 + number % PEOPLE,
            rng.sample(range(1, QUESTIONS + 1), EACH),
            NOON + timedelta(seconds=number),
        )
        rights = [rng.random() < 0.5 + 0.2 * max(-2, min(2, strength[person])) for _one in asked]
        checks.append(
            {"id": number, "person_id": person, "micro_class_id": micro_class_id, "seed": 1, "version_ids": asked}
            | {"started_at": at, "finished_at": at}
        )
        attempts += [
            {"check_id": number, "position": place, "question_version_id": one, "response": "a" if right else "b"}
            | {"correct": right, "at": at}
            for place, (one, right) in enumerate(zip(asked, rights, strict=True))
        ]
        given = tuple(rules.Given("a" if right else "b", right, 8_000, 100 if right else 0) for right in rights)
        both = (
            rules.Seat(rules.Kind.HUMAN, limits, answers=given),
            rules.Seat(rules.Kind.MACHINE, limits, answers=given, planned=given),
        )
        moment = milliseconds(at)
        state = rules.State(rules.Rules(EACH), both, rules.Phase.FINISHED, EACH - 1, moment, moment, EACH)
        duels.append(
            {"id": number, "kind": Kind.MACHINE, "status": Status.FINISHED, "post_id": post_id, "level": 1, "seed": 1}
            | {"version_ids": asked, "state": rules.to_json(state), "started_at": at, "touched_at": at}
            | {"finished_at": at, "first_person_id": person}
        )
    for model, rows in ((Check, checks), (Attempt, attempts), (Duel, duels)):
        session().execute(insert(model), rows)


def timed(name: str, deed: Callable[[], object]) -> None:
    began, worked = time.perf_counter(), time.process_time()
    found = deed()
    took, own = time.perf_counter() - began, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name}: {took:.1f} s, {own:.1f} s at work ({found}); largest memory so far {memory:.0f} MB", flush=True)


def main() -> None:
    answers = next((int(one) for one in sys.argv[1:] if one.isdecimal()), 1_000_000)
    sys.argv = [one for one in sys.argv if not one.isdecimal()]
    clock = HandClock(NOON)
    with house() as given:
        app = create_app(Settings.of_environment(given | {"SECRET_KEY": "bench " * 8}), clock)
        with app.app_context():
            Base.metadata.create_all(engine())
            timed(f"made {answers} answers", lambda: fill(answers))
            clock.move(days=10)
            timed("read all answers", gathering.gather)
            timed("count all versions", counting.count)
            timed("reckon", lambda: reckoning.reckon(time_of.now()))
            timed("look for what is to rest", lambda: quarantine.look(time_of.now()))
            timed("count with nothing new", jobs.count)
            timed("verify", lambda: sum(1 for _one in rebuilding.differences()))
            session().close()
            engine().dispose()


if __name__ == "__main__":
    main()
