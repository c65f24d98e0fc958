"""A house for benchmarks: the curriculum, a season, and people who have a password. `python -m bench.houses fill 100`,
or `crowd 20000` for people who only stand on the boards.

It runs in a process of its own, so that the generator stays small; where the house is, its settings say.
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from flask import current_app
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import func, insert, select, text

from app.duels import starting
from app.duels.models import Duel, Status
from app.factory import create_app
from app.kit import clock, migrating
from app.kit.database import engine, session, transaction
from app.lessons.commands import import_if_changed
from app.people import passwords, signing_in
from app.people.models import Dealer, Person, Post, Region, SignIn
from app.people.seeding import seed_posts
from app.points import ledger
from app.seasons.seeding import seed_demo_season
from bench import crowds, joining
from bench.people import PASSWORD, login
from config import Settings
from quizzes.rules import duel as rules

NOTING = (
    "create table bench_changes (duel_id integer, version integer)",
    "create function bench_note() returns trigger language plpgsql as"
    " $$ begin insert into bench_changes values (new.id, new.version); return null; end $$",
    "create trigger bench_note after update of version on duels for each row execute function bench_note()",
)
VERIFY = (("ledger", "verify"), ("ratings", "verify"), ("tour", "verify"))


def fill(people: int) -> None:
    migrating.upgrade(engine())
    with transaction() as here:
        seed_posts()
        seed_demo_season(clock.now().date())
        region = Region(code="bench", name_en="Bench", name_zh="测试")
        here.add(region)
        here.flush()
        dealer = Dealer(code="bench", name_en="Bench", name_zh="测试", region_id=region.id)
        here.add(dealer)
        here.flush()
        post_id = here.scalars(select(Post.id).where(Post.code == "me-technician")).one()
        same = {"post_id": post_id, "dealer_id": dealer.id, "password_hash": passwords.hash_of(PASSWORD)}
        same |= {"created_at": clock.now(), "activated_at": clock.now(), "locale": "zh"}
        rows = [same | {"staff_number": login(one), "name": f"王{one}"} for one in range(people)]
        here.execute(insert(Person), rows)
    import_if_changed()


def kept() -> dict[str, int]:
    """What the database holds: PKs that are finished, answers that were given in all PKs, and what is wrong with it."""
    finished = session().scalar(select(func.count()).where(Duel.status == Status.FINISHED.value))
    answers = sum(map(_given, session().scalars(select(Duel.state).execution_options(yield_per=1000))))
    return {"pks": finished or 0, "answers": answers, "wrong": len(list(ledger.differences(clock.now())))}


def proof() -> dict[str, Any]:
    """By PK the indices of the questions that people have answered, and which `flask … verify` finds something."""
    rows = session().execute(select(Duel.id, Duel.state).execution_options(yield_per=1000))
    answers = {duel: sorted(_indices(state)) for duel, state in rows}
    run = current_app.test_cli_runner().invoke
    wrong = [" ".join(words) for words in VERIFY if run(args=list(words)).exit_code]
    return {"answers": answers, "wrong": wrong}


def signed_in(people: int) -> list[str]:
    """The cookies of so many people who have signed in, each on a browser of their own."""
    with transaction() as here:
        ids = here.scalars(
            select(Person.id).where(Person.staff_number.like("B%")).order_by(Person.id).limit(people)
        ).all()
        tokens = {one: secrets.token_urlsafe(32) for one in ids}
        rows = [{"person_id": one, "token_hash": signing_in.hash_of(token)} for one, token in tokens.items()]
        here.execute(insert(SignIn), [row | {"device": "bench", "created_at": clock.now()} for row in rows])
    signer = SecureCookieSessionInterface().get_signing_serializer(current_app)
    assert signer is not None
    return [f"paddock={signer.dumps({'_permanent': True, 'sign_in': token})}" for token in tokens.values()]


def live(pks: int) -> list[int]:
    """So many live PKs that begin now, of the first two people, the next two, and so on. From now on the database notes
    each change of a PK; when it was committed, PostgreSQL knows (`track_commit_timestamp`).
    """
    with engine().begin() as here:
        for statement in NOTING:
            here.execute(text(statement))
    mine = select(Person).where(Person.staff_number.like("B%")).order_by(Person.id).limit(2 * pks)
    everybody = session().scalars(mine).all()
    begun = []
    for first, second in _twos(everybody):
        with transaction():
            begun.append(starting.start_live(first, second, clock.now(), seed=first.id))
    return [one.id for one in begun]


def _twos(people: Sequence[Person]) -> Iterator[tuple[Person, Person]]:
    return zip(people[::2], people[1::2], strict=True)


def _indices(state: dict[str, Any]) -> set[int]:
    people = [seat for seat in rules.from_json(state).seats if seat.kind is rules.Kind.HUMAN]
    return {
        index
        for seat in people
        for index, one in enumerate(seat.answers)
        if one is not None and one.response is not None
    }


def _given(state: dict[str, Any]) -> int:
    people = (seat for seat in rules.from_json(state).seats if seat.kind is rules.Kind.HUMAN)
    return sum(one is not None and one.response is not None for seat in people for one in seat.answers)


FILLING = {"fill": fill, "crowd": crowds.grow, "join": joining.join}


def main() -> None:
    command, *numbers = sys.argv[1:]
    with create_app(Settings.of_environment()).app_context():
        if command in FILLING:
            FILLING[command](int(numbers[0]))
        else:
            asked = {"kept": kept, "proof": proof, "signed-in": signed_in, "live": live, "size": joining.size}
            found: Any = asked[command](*map(int, numbers))
            sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
