"""Whatever the line does to messages, the same marks stand in the end: in any order, again and again, late or lost."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from app.judging import queries
from app.judging.models import Mark, MarkClash, MarkSending
from app.kit.database import session, transaction
from tests.app.judging.making import Room, sending

VALUES = st.lists(st.sampled_from(["0", "1", "2", "3"]), min_size=1, max_size=4)
CAREFULLY = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def written(values, device):
    """What a judge typed on a device that heard no answer: in order, each with a key of its own."""
    return [sending("care", value, device=device, number=place) for place, value in enumerate(values, 1)]


def deliver(room, sent, data):
    """The line brings some of it, in some order, some of it twice; then the device sends all that has no answer."""
    for place in data.draw(st.lists(st.integers(0, len(sent) - 1), max_size=10)):
        room.send(room.chief, sent[place])
    for one in sent:
        room.send(room.chief, one)


def clear():
    with transaction() as here:
        for model in (MarkSending, MarkClash, Mark):
            here.execute(delete(model))


def count(model):
    return session().scalar(select(func.count()).select_from(model))


def test_of_one_device_the_last_mark_stands_once(app):
    room = Room()

    @CAREFULLY
    @given(VALUES, st.data())
    def whatever_the_line_does(values, data):
        clear()
        deliver(room, written(values, "a"), data)
        assert room.values() == {("care", room.chief.id): values[-1]}
        assert (count(MarkSending), count(MarkClash)) == (len(values), 0)

    whatever_the_line_does()


def test_of_two_devices_neither_loses_its_last_mark(app):
    room = Room()

    @CAREFULLY
    @given(VALUES, VALUES, st.data())
    def whatever_the_line_does(ones, others, data):
        clear()
        deliver(room, written(ones, "a") + written(others, "b"), data)
        mark = room.values()["care", room.chief.id]
        clashes = [one.value for one in queries.clashes(room.sheet().id)]
        assert {mark, *clashes} == {ones[-1], others[-1]}
        assert mark not in clashes

    whatever_the_line_does()


def test_two_judges_never_touch_each_others_marks(app):
    room = Room()

    @CAREFULLY
    @given(VALUES, VALUES, st.data())
    def whatever_the_line_does(ones, others, data):
        clear()
        sent = [
            *((room.chief, one) for one in written(ones, "a")),
            *((room.panel[1], one) for one in written(others, "b")),
        ]
        for judge, one in [*data.draw(st.permutations(sent)), *sent]:
            room.send(judge, one)
        assert room.values() == {("care", room.chief.id): ones[-1], ("care", room.panel[1].id): others[-1]}

    whatever_the_line_does()
