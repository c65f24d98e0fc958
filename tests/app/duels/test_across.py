"""PKs of people whose posts differ: what they are asked, who meets, and what moves."""

from __future__ import annotations

import pytest

from app.duels import finding, jobs, queries, ratings, rerating, services, starting
from app.duels.models import Duel, Ticket
from app.kit.database import session, transaction
from app.points.models import Entry
from app.questions.models import question_posts
from app.questions.queries import in_common, pool, versions
from app.seasons.seeding import seed_demo_season
from tests.conftest import NOON, sign_in
from tests.factories import make_dealer, make_person, make_post
from tests.playing import duel, live_answer, make_pool, meet, play, rated

STAY = "Different families of posts: points count, ratings stay."
SHARED = 10


@pytest.fixture
def posts(app):
    """Two posts of a family and one of another; they share ten questions, and each has five of its own."""
    made = make_post("me-advisor", "service"), make_post("bp-advisor", "service"), make_post("parts-advisor", "parts")
    make_pool(*made, kinds=("single",) * SHARED)
    for post in made:
        make_pool(post)
    return made


def rivals_of(app, *posts):
    """A person of each post at a dealer of their own, each with a browser."""
    people = [make_person(post=post, dealer=make_dealer(f"D0{number}")) for number, post in enumerate(posts)]
    return [(sign_in(app.test_client(), person), person) for person in people]


def play_live(two, duel_id: int) -> None:
    """The first is right five times, the second wrong."""
    for index in range(5):
        for side, (client, _person) in enumerate(two):
            live_answer(client, duel_id, side, index, right=side == 0)
        for client, _person in two:
            client.post(f"/pk/{duel_id}/next", data={"index": index})


def common_to(*posts) -> set[int]:
    return {question_id for question_id, _version_id, _difficulty in pool(*(post.id for post in posts))}


def asked(duel_id: int) -> set[int]:
    return {one.question_id for one in versions(duel(duel_id).version_ids)}


def games(person) -> int:
    session().expire_all()
    return ratings.of(person.id, person.post.family).games


def test_what_posts_share_is_counted_in_one_statement_and_without_what_is_no_longer_asked(posts):
    first, second, third = (post.id for post in posts)
    assert in_common([first, second, third]) == {(first, second): 10, (first, third): 10, (second, third): 10}
    assert in_common([first]) == {}
    assert len(pool(first)) == 15
    assert len(common_to(*posts)) == SHARED
    drop_one(posts)
    assert in_common([first, third]) == {(first, third): 9}


def drop_one(posts) -> None:
    """One of the questions that all share is not asked of the last post any more."""
    gone = min(common_to(*posts))
    with transaction() as here:
        here.execute(
            question_posts.delete().where(
                question_posts.c.question_id == gone, question_posts.c.post_id == posts[-1].id
            )
        )


def wait(two, clock, seconds: float) -> int:
    """All look for an opponent and wait so long; how many pairs the waves made meanwhile."""
    for client, _person in two:
        client.post("/pk/find")
    began = jobs.move_on()
    clock.move(milliseconds=round(1000 * seconds))
    for client, _person in two:
        client.get("/pk/waiting")
    return began + jobs.move_on()


@pytest.mark.parametrize(
    ("one", "other", "seconds", "pairs"), [(0, 0, 0, 1), (0, 1, 2, 0), (0, 1, 3, 1), (0, 2, 4, 0), (0, 2, 5, 1)]
)
def test_first_the_own_post_then_its_family_then_anybody(app, posts, clock, one, other, seconds, pairs):
    assert wait(rivals_of(app, posts[one], posts[other]), clock, seconds) == pairs


def test_posts_that_share_nine_questions_do_not_meet(app, posts, clock):
    drop_one(posts)
    two = rivals_of(app, posts[0], posts[2])
    assert wait(two, clock, 12) == 0
    (first, _one), (second, other) = two
    refused = first.post("/pk/invite", data={"person_id": other.id})
    assert refused.status_code == 409
    assert "share too few questions" in refused.get_data(as_text=True)
    assert first.post("/pk/challenge", data={"person_id": other.id}).status_code == 409
    assert second.post(first.post("/pk/invite").location).status_code == 409
    assert session().query(Duel).count() == 0
    assert session().query(Ticket).count() == 2


def test_nothing_is_asked_about_posts_while_nobody_could_meet_another_one(app, posts, monkeypatch: pytest.MonkeyPatch):
    asked_for: list[object] = []
    monkeypatch.setattr(starting, "in_common", lambda ids: asked_for.append(ids) or {})
    for _client, person in rivals_of(app, posts[0], posts[0], posts[2]):
        with transaction():
            finding.join(person, NOON)
    assert finding.wave(NOON) == 1
    assert asked_for == []


def test_two_posts_of_a_family_are_asked_what_both_are_and_move_the_familys_rating(app, posts, clock):
    two = rivals_of(app, posts[0], posts[1])
    duel_id = meet(app, two, clock)
    assert asked(duel_id) <= common_to(posts[0], posts[1])
    play_live(two, duel_id)
    assert [games(person) for _client, person in two] == [1, 1]
    assert STAY not in two[0][0].get(f"/pk/{duel_id}").get_data(as_text=True)
    assert list(rerating.differences()) == []


def test_across_families_points_count_and_ratings_stay(app, posts, clock):
    seed_demo_season(NOON.date())
    two = rivals_of(app, posts[0], posts[2])
    duel_id = meet(app, two, clock, counted_down=False)
    for client, _person in two:
        page = client.get(f"/pk/{duel_id}").get_data(as_text=True)
        assert STAY in page
        assert "for both your posts" in page
    clock.move(milliseconds=starting.COUNTDOWN_MS)
    jobs.move_on()
    assert asked(duel_id) <= common_to(posts[0], posts[2])
    play_live(two, duel_id)
    assert STAY in two[1][0].get(f"/pk/{duel_id}").get_data(as_text=True)
    assert not duel(duel_id).rated
    assert {entry.person_id for entry in session().query(Entry).filter_by(reason="pk")} == {one.id for _, one in two}
    assert [games(person) for _client, person in two] == [0, 0]
    rerating.rebuild()
    assert list(rerating.differences()) == []
    assert rated() == []


def test_two_who_met_across_posts_may_play_again(app, posts, clock):
    two = rivals_of(app, posts[0], posts[2])
    duel_id = meet(app, two, clock)
    play_live(two, duel_id)
    for client, _person in two:
        client.get(f"/pk/{duel_id}/state")
        client.get(f"/pk/{duel_id}")
        again = client.post(f"/pk/{duel_id}/rematch").location
    found = duel(int(again.rsplit("/", 1)[1]))
    assert found.rematch_of_id == duel_id
    assert not found.rated
    assert asked(found.id) <= common_to(posts[0], posts[2])


def test_somebody_of_another_post_may_open_the_link_and_be_asked_not_to_meet_again(app, posts, clock):
    (first, _one), (second, other) = rivals_of(app, posts[0], posts[2])
    begun = second.post(first.post("/pk/invite").location).location
    assert duel(int(begun.rsplit("/", 1)[1])).kind == "live"
    assert first.post("/pk/avoid", data={"person_id": other.id}).status_code == 303


def test_a_challenge_to_another_post_asks_what_both_posts_are_asked(app, posts):
    (first, _one), (second, other) = two = rivals_of(app, posts[0], posts[2])
    duel_id = int(first.post("/pk/challenge", data={"person_id": other.id}).location.rsplit("/", 1)[1])
    play(first, duel_id)
    assert "challenges you" in second.get("/pk").get_data(as_text=True)
    assert STAY in second.get(f"/pk/{duel_id}").get_data(as_text=True)
    assert second.post(f"/pk/{duel_id}/take").status_code == 303
    assert asked(duel_id) <= common_to(posts[0], posts[2])
    with transaction():
        services.give_up(duel_id, other, NOON)
    assert [games(person) for _client, person in two] == [0, 0]


def test_an_open_challenge_stays_with_the_own_post(app, posts):
    (first, _one), (second, _other) = rivals_of(app, posts[0], posts[1])
    duel_id = int(first.post("/pk/challenge").location.rsplit("/", 1)[1])
    play(first, duel_id)
    assert "open challenge" not in second.get("/pk").get_data(as_text=True)
    assert second.post(f"/pk/{duel_id}/take").status_code == 404


def test_what_was_played_across_posts_is_a_recorded_pk_for_the_post_of_the_first_seat_only(app, posts, clock):
    two = (_first, one), (_second, other) = rivals_of(app, posts[0], posts[2])
    duel_id = meet(app, two, clock)
    play_live(two, duel_id)
    near, far = make_person(post=posts[0], dealer=one.dealer), make_person(post=posts[2], dealer=other.dealer)
    assert queries.recorded(near, one)[0].id == duel_id
    assert queries.recorded(near, other)[0].id == duel_id
    assert queries.recorded(far, other) is None
    assert queries.recorded(far, one) is None
    assert queries.best_of(other.id, other.post_id) is None
    assert asked(duel_id) <= {question_id for question_id, *_rest in pool(near.post_id)}
