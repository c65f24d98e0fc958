"""The demo's PKs are PKs like others: paid, rated and shown."""

from __future__ import annotations

from datetime import timedelta

from app.duels import queries, rerating
from app.duels.models import Duel, Kind
from app.duels.seeding import Played, seed_demo
from app.kit.database import session, transaction
from quizzes.rules.duel import from_json
from tests.conftest import NOON, sign_in
from tests.factories import make_person, make_post, make_question


def test_a_demo_s_pks_end_when_they_should_and_hold_what_was_missed(app, client):
    post = make_post()
    asked = [make_question(post) for _ in range(12)]
    people = [make_person() for _ in range(12)]
    missed = tuple(question.current_id for question in asked[:3])
    played = [Played(one.id, post.id, NOON - timedelta(days=day)) for one in people for day in (1, 2)]
    with transaction():
        seed_demo([*played, Played(people[0].id, post.id, NOON, missed)])
    rerating.rebuild()
    assert list(rerating.differences()) == []
    duels = session().query(Duel).order_by(Duel.id).all()
    assert {duel.kind for duel in duels} == {Kind.MACHINE, Kind.LIVE}
    assert [duel.finished_at for duel in duels] == sorted(duel.finished_at for duel in duels)
    last = duels[-1]
    mine = from_json(last.state).seats[0]
    assert [mine.answers[last.version_ids.index(one)].correct for one in missed] == [False] * 3
    assert session().query(Duel).filter(Duel.outcome.is_(None)).count() == 0
    assert queries.running(people[0]) is None
    sign_in(client, people[0])
    assert client.get(f"/pk/{last.id}", follow_redirects=True).status_code == 200
