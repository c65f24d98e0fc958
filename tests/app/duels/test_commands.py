"""The commands about ratings."""

from __future__ import annotations

from app.duels.models import Rating
from app.kit.database import session
from tests.conftest import sign_in
from tests.factories import make_person
from tests.playing import make_pool, play, start


def test_verify_finds_a_wrong_rating_and_rebuild_puts_it_right(app, client):
    make_pool()
    sign_in(client, make_person())
    play(client, start(client))
    run = app.test_cli_runner().invoke
    assert run(args=["ratings", "verify"]).exit_code == 0
    session().query(Rating).update({"mu": 40.0})
    session().commit()
    found = run(args=["ratings", "verify"])
    assert found.exit_code == 1
    assert "should be" in found.output
    assert run(args=["ratings", "rebuild"]).exit_code == 0
    session().expire_all()
    assert run(args=["ratings", "verify"]).exit_code == 0
