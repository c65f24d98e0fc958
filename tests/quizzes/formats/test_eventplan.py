"""The file of an event comes back as it was, and every fault stands at its line and column."""

from __future__ import annotations

import pytest

from quizzes.formats.eventplan import Known, read, read_file, write

KNOWN = Known(posts={"me-technician"}, judges={"J1", "J2", "J3"})
PANEL = {"room": "a", "panel": ["J1", "J2"], "chief": "J1"}
STATION = {"key": "brakes", "post": "me-technician", "kind": "practical", "name_zh": "制动", "minutes": 30,
           "weight": 100, "judges": 2, "rooms": [PANEL]}  # fmt: skip
EVENT = {
    "windows": ["2026-11-05 09:00-12:00", "2026-11-05 13:00-17:00"],
    "stock": {"lift": 1},
    "rooms": [{"key": "a", "name_zh": "甲"}, {"key": "b", "name_zh": "乙"}],
    "stations": [STATION],
}


def station(**changes):
    return EVENT | {"stations": [STATION | changes]}


def codes(data, known=KNOWN):
    return [one.code for one in read(data, known, whole=True).faults]


def test_what_is_written_reads_back_as_the_same():
    content = read(EVENT, KNOWN).content
    assert read_file(write(content).encode(), KNOWN).content == content


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (station(weight=99), "weights"),
        (station(rooms=[]), "no-rooms"),
        (station(rooms=[PANEL | {"chief": ""}]), "no-chief"),
        (station(rooms=[PANEL | {"chief": "J3"}]), "chief-outside"),
        (station(rooms=[PANEL | {"panel": ["J1", "J1"]}]), "judge-twice"),
        (station(rooms=[PANEL | {"panel": ["J1", "X9"]}]), "judge-unknown"),
        (station(rooms=[PANEL, PANEL]), "room-twice"),
        (station(rooms=[PANEL | {"room": "z"}]), "room-unknown"),
        (station(kind="stage-pk"), "room-small"),
        (station(judges=3), "panel-small"),
        (station(equipment={"lift": 2}), "stock"),
        (station(post="pilot"), "post-unknown"),
        (station(kind="dance"), "no-kind"),
        (EVENT | {"windows": EVENT["windows"][::-1]}, "window-order"),
        (EVENT | {"windows": ["2026-11-05 12:00-09:00"]}, "no-window"),
        (EVENT | {"windows": ["2026-02-30 09:00-12:00"]}, "no-window"),
        (EVENT | {"windows": []}, "no-windows"),
        (EVENT | {"stations": []}, "no-stations"),
        (EVENT | {"rooms": [EVENT["rooms"][0]] * 2}, "key-twice"),
        (EVENT | {"rooms": [{"key": "a", "name_zh": "甲", "places": 0}]}, "too-small"),
        (EVENT | {"odd": 1}, "unknown-key"),
        ([], "not-a-mapping"),
    ],
)
def test_what_cannot_be_is_told(data, code):
    assert code in codes(data)


def test_a_fault_stands_at_its_line_and_column():
    text = write(read(EVENT, KNOWN).content).replace("weight: 100", "weight: 99")
    told = read_file(text.encode(), KNOWN).told
    assert [one.fault.code for one in told] == ["weights"]
    line = text.split("\n")[told[0].place.line - 1]
    assert line[told[0].place.column - 1 :] == "99"


def test_a_form_may_store_what_still_lacks_something():
    assert read(station(weight=60), KNOWN).content is not None


@pytest.mark.parametrize("data", [b"\xff\xfe", b"windows: [", b"x" * 1_000_001, b"- a\n\tb"])
def test_what_is_no_file_of_an_event_is_told_and_not_raised(data):
    found = read_file(data, KNOWN)
    assert found.content is None
    assert found.told
