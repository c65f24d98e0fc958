"""What is packed is the same when it is looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats import kept
from quizzes.formats.exchange import Choice, Item, Kind, Medium, Refusal
from quizzes.formats.packing import NoRoom, Room
from quizzes.formats.reasons import Reason
from tests.quizzes.formats.memory import peak
from tests.quizzes.formats.xml_items import items

ONE = Item(Kind.SHORT, "What?", choices=(Choice("a", 1.0),))


@settings(max_examples=40, deadline=None)
@given(st.lists(items(), max_size=4))
def test_items_come_back_the_same(found):
    twins = [replace(item, translation=item, posts=("a",), difficulty=3) for item in found]
    packed = kept.items()
    packed.extend(twins)
    assert list(packed) == twins
    assert packed == twins == packed


def test_they_are_found_by_their_places_whether_they_are_packed_yet_or_not():
    many = [replace(ONE, line=number) for number in range(1_000)]
    packed = kept.items()
    packed.extend(many)
    assert [packed[0], packed[777], packed[-1]] == [many[0], many[777], many[-1]]
    assert packed[5:900:7] == tuple(many[5:900:7])
    assert packed[::-1] == tuple(many[::-1])
    assert len(packed) == 1_000
    assert packed != many[:-1]
    with pytest.raises(IndexError):
        packed[1_000]


def test_a_reason_stays_one_that_can_be_said_in_another_language():
    packed = kept.refusals()
    packed.extend([Refusal(7, Reason("No file: ") + "a.png"), Refusal(8, "plain")])
    assert (packed[0].reason.sentence, packed[0].reason.added) == ("No file: ", "a.png")
    assert type(packed[1].reason) is str


def test_a_file_that_many_items_show_is_kept_once():
    data = bytes(1_000)
    packed = kept.items()
    packed.extend([replace(ONE, media=(Medium("a.png", data),))] * 3)
    assert all(item.media[0].data is data for item in packed)


def test_what_takes_more_room_than_there_is_is_refused():
    packed = kept.items(Room(100))
    with pytest.raises(NoRoom):
        packed.extend([replace(ONE, line=number) for number in range(1_000)])


def test_what_waits_to_be_packed_is_weighed_with_its_objects():
    """Four thousand words of no letter take 40 bytes each until they are packed."""
    packed = kept.words()
    packed.append("")
    took = peak(lambda _data: packed.extend("" for _number in range(4_000)), b"")
    assert took < 100_000  # zlib itself takes half of it
    assert list(packed) == [""] * 4_001
