"""The board as people see it."""

import re
from datetime import timedelta

import pytest

from app.kit.database import transaction
from app.leaderboards import presenters
from app.leaderboards.queries import Scope
from app.points.models import Reason
from tests.conftest import NOON, sign_in
from tests.factories import give_points, make_dealer, make_person, make_post, make_region, make_season
from tests.statements import counted


@pytest.fixture
def season(app):
    return make_season()


def crowd(season, points, **fields):
    """People with these points, in this order."""
    make_post(), make_dealer()
    with transaction() as here:
        people = [make_person(**fields) for _ in points]
        here.flush()
        for person, amount in zip(people, points, strict=True):
            if amount:
                give_points(person, amount, season)
    return people


def page(app, person, scope=Scope.POST_REGION, period="week", now=NOON):
    with app.test_request_context():
        return presenters.page(person, scope, period, now)


def known(person):
    """The person with post, dealer and region at hand, as after signing in."""
    assert person.post
    assert person.dealer.region
    return person


def ranks(rows):
    return [(row.rank, row.points) for row in rows]


def test_the_top_ten_and_then_me_with_three_on_each_side(app, season):
    people = crowd(season, range(300, 270, -1))
    board = page(app, people[19])
    assert ranks(board.top) == [(rank, 301 - rank) for rank in range(1, 11)]
    assert ranks(board.near) == [(rank, 301 - rank) for rank in range(17, 24)]
    assert board.gap
    assert [row.is_me for row in board.near] == [False] * 3 + [True] + [False] * 3
    assert board.size == 30


@pytest.mark.parametrize(
    ("position", "near", "gap"),
    [
        (1, [], False),
        (7, [], False),
        (8, [11], False),
        (10, [11, 12, 13], False),
        (11, [11, 12, 13, 14], False),
        (13, [11, 12, 13, 14, 15, 16], False),
        (14, [11, 12, 13, 14, 15, 16, 17], False),
        (15, [12, 13, 14, 15, 16, 17, 18], True),
        (30, [27, 28, 29, 30], True),
    ],
)
def test_nobody_is_listed_twice_and_gaps_are_marked(app, season, position, near, gap):
    people = crowd(season, range(300, 270, -1))
    board = page(app, people[position - 1])
    assert [row.rank for row in board.near] == near
    assert board.gap == gap
    assert [row.rank for row in (*board.top, *board.near) if row.is_me] == [position]


def test_equals_share_a_rank_and_the_next_ones_are_counted_on(app, season):
    people = crowd(season, [50, 50, 30, 30, 30, 20])
    assert [row.rank for row in page(app, people[0]).top] == [1, 1, 3, 3, 3, 6]


def test_with_equal_points_more_questions_mastered_rank_higher(app, season):
    few, many = make_person(), make_person()
    give_points(few, 20, season, mastered=1, reason=Reason.LEVEL_1)
    give_points(many, 20, season, mastered=2, reason=Reason.LEVEL_1)
    board = page(app, few)
    assert [(row.rank, row.mastered) for row in board.top] == [(1, 2), (2, 1)]
    assert board.place.next.needed == 1


def test_ranks_are_right_wherever_i_stand_among_many_equals(app, season):
    points = [40 - number // 7 * 5 for number in range(40)]  # groups of seven
    for person, mine in zip(crowd(season, points), points, strict=True):
        board = page(app, person)
        for row in (*board.top, *board.near):
            assert row.rank == 1 + sum(amount > row.points for amount in points)
        assert board.place.rank == 1 + sum(amount > mine for amount in points)
        assert sum(row.is_me for row in (*board.top, *board.near)) == 1


def test_a_group_of_equals_that_begins_before_the_window_keeps_its_rank(app, season):
    people = crowd(season, [*range(400, 380, -1), *[100] * 12, 50])
    board = page(app, people[-1])
    assert [row.rank for row in board.near] == [21, 21, 21, 33]
    assert (board.place.next.rank, board.place.next.needed) == (21, 50)


def test_names_below_the_top_ten_show_only_by_consent(app, season):
    people = crowd(season, range(300, 288, -1))
    people += crowd(season, [250], shows_name=True)
    people += crowd(season, [240])
    board = page(app, people[-1])
    assert [row.name for row in board.top] == [person.name for person in people[:10]]
    assert [row.name for row in board.near] == [None, None, people[12].name, people[13].name]
    assert [row.dealer is None for row in board.near] == [True, True, False, False]


def test_a_hidden_colleague_leaves_no_trace_in_the_page(client, season):
    secret = make_dealer("SECRET", make_region())
    people = crowd(season, range(300, 290, -1))
    hidden, me = crowd(season, [200], dealer=secret) + crowd(season, [100])
    html = sign_in(client, me).get("/board").text
    assert "Colleague" in html
    assert hidden.name not in html
    assert hidden.staff_number not in html
    assert "Secret" not in html
    assert people[0].name in html
    assert re.search(r"you</span>", html)


def test_the_next_one_ahead_is_named_only_by_consent(app, season):
    people = crowd(season, range(300, 286, -1))
    assert page(app, people[12]).place.next.name is None
    assert page(app, people[10]).place.next.name == people[9].name  # of the top ten


def test_boards_hold_those_who_share_what_they_are_about(app, season):
    south, other_post = make_region("south"), make_post("painting-technician")
    second = make_dealer("D002")
    far = make_dealer("S001", south)
    me = make_person()
    same_dealer_other_post = make_person(post=other_post)
    same_region = make_person(dealer=second)
    same_post = make_person(dealer=far)
    stranger = make_person(dealer=far, post=other_post)
    for number, person in enumerate([me, same_dealer_other_post, same_region, same_post, stranger]):
        give_points(person, 10 + number, season)
    expected = {
        Scope.POST_REGION: {10, 12},
        Scope.POST: {10, 12, 13},
        Scope.REGION: {10, 11, 12},
        Scope.DEALER: {10, 11},
        Scope.NATION: {10, 11, 12, 13, 14},
    }
    for scope, points in expected.items():
        for period in ("week", "season"):
            board = page(app, me, scope, period)
            assert {row.points for row in board.top} == points, scope
            assert board.size == len(points)


def leave(*people):
    with transaction():
        for person in people:
            person.active = False


@pytest.mark.parametrize("scope", Scope)
def test_who_has_left_takes_no_place_and_shows_no_name(app, season, scope):
    people = crowd(season, range(300, 270, -1), shows_name=True)
    leave(people[0], people[4], people[16], people[29])
    board = page(app, people[19], scope)
    names = [row.name for row in (*board.top, *board.near)]
    assert not {people[place].name for place in (0, 4, 16, 29)} & set(names)
    assert [row.rank for row in board.top] == list(range(1, 11))
    assert [row.name for row in board.top] == [people[place].name for place in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11)]
    assert [(row.rank, row.is_me) for row in board.near] == [(rank, rank == 17) for rank in range(14, 21)]
    assert (board.place.rank, board.place.size, board.size) == (17, 26, 26)
    assert (board.place.next.rank, board.place.next.name) == (16, people[18].name)


def test_the_first_of_those_who_are_left_has_nobody_ahead(app, season):
    gone, me, other = crowd(season, [50, 40, 30])
    leave(gone)
    assert (page(app, me).place.rank, page(app, me).place.next) == (1, None)
    assert page(app, other).place.next.name == me.name


def test_who_comes_back_has_the_place_that_the_points_give(app, season):
    gone, me = crowd(season, [50, 40])
    leave(gone)
    with transaction():
        gone.active = True
    assert ranks(page(app, me).top) == [(1, 50), (2, 40)]


def test_the_week_begins_anew_and_the_season_goes_on(app, season, clock):
    me, other = crowd(season, [50, 40])
    clock.move(weeks=1)
    give_points(other, 5, season)
    assert page(app, me, now=clock.now()).place is None
    assert ranks(page(app, me, now=clock.now()).top) == [(1, 5)]
    assert ranks(page(app, me, period="season", now=clock.now()).top) == [(1, 50), (2, 45)]


def test_sunday_before_midnight_in_beijing_is_still_this_week(app, season, clock):
    clock.move(days=6, hours=11, minutes=59)
    (me,) = crowd(season, [50])
    assert page(app, me, now=clock.now()).size == 1
    clock.move(minutes=2)
    assert page(app, me, now=clock.now()).size == 0


def test_the_page_states_the_dates_the_tie_break_and_the_next_rank(client, season):
    me, _other = crowd(season, [38, 50])
    html = sign_in(client, me).get("/board").text
    assert "Jun 1, 2026 – Jun 7, 2026" in html
    assert "with equal points, more questions mastered" in html
    assert "12 points to rank 1" in html


def test_before_the_first_points_the_board_says_what_to_do(client, season):
    me, _other = crowd(season, [0, 50])
    html = sign_in(client, me).get("/board").text
    assert "You are not on this board yet" in html
    assert 'href="/learn"' in html


def test_an_empty_board_invites(client, season):
    (me,) = crowd(season, [0])
    assert "the first right answer takes rank 1" in sign_in(client, me).get("/board").text


def test_without_a_season_the_page_says_so(client, app):
    assert "No season is running" in sign_in(client, make_person()).get("/board").text


def test_a_season_that_is_over_shows_how_it_ended(client, season, clock):
    (me,) = crowd(season, [70])
    clock.move(days=200)
    html = sign_in(client, me).get("/board?period=week").text
    assert "This season is over" in html
    assert "70 points" in html


@pytest.mark.parametrize("query", ["scope=x", "period=x", "scope=&period=", "scope=post&scope=nation"])
def test_an_odd_address_shows_a_board(client, season, query):
    assert sign_in(client, make_person()).get(f"/board?{query}").status_code == 200


@pytest.mark.parametrize("position", [1, 9, 11, 25])
def test_a_board_takes_few_statements(app, season, position):
    me = known(crowd(season, range(300, 270, -1))[position - 1])
    for scope in Scope:
        with app.test_request_context(), counted() as seen:
            presenters.page(me, scope, "week", NOON + timedelta(minutes=1))
        assert len(seen) <= 7, seen
