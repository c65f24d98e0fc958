"""What is read once and kept."""

from __future__ import annotations

from app.kit.shelf import Shelf


def test_what_was_read_is_not_read_again_and_what_is_not_there_is_asked_for_each_time():
    asked: list[list[int]] = []

    def read(ids):
        asked.append(list(ids))
        return {one: f"number {one}" for one in ids if one < 10}

    shelf = Shelf(room=5)
    assert shelf.get([3, 1, 3], read) == {1: "number 1", 3: "number 3"}
    assert shelf.get([1, 2, 12], read) == {1: "number 1", 2: "number 2"}
    assert shelf.get([12], read) == {}
    assert asked == [[1, 3], [2, 12], [12]]


def test_what_was_not_asked_for_longest_makes_room():
    asked: list[int] = []

    def read(ids):
        asked.extend(ids)
        return dict.fromkeys(ids, "kept")

    shelf = Shelf(room=2)
    for one in (1, 2, 1, 3, 1, 2):
        shelf.get([one], read)
    assert asked == [1, 2, 3, 2]
