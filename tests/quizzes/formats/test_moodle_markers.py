"""Moodle's drag and drop of markers: taken where it asks for one place on a picture, refused with the reason else."""

from __future__ import annotations

import base64

import pytest

from quizzes.formats import itemdrafts, moodle
from quizzes.formats.exchange import Area, Choice, Kind, Medium, Picture
from tests.app.media import files

BAY = files.picture(200, 100, "PNG")
ZONE = "<shape>rectangle</shape><coords>20,10;60,50</coords><choice>1</choice>"


def markers(*zones: str, drags: tuple[str, ...] = ("Battery",), data: bytes = BAY, file: bool = True) -> bytes:
    """As Moodle 4 exports it: the picture stands beside the texts, markers and zones follow."""
    shown = f'<file name="bay.png" encoding="base64">{base64.b64encode(data).decode()}</file>' if file else ""
    named = "".join(
        f"<drag><no>{number}</no><text>{said}</text><noofdrags>1</noofdrags></drag>"
        for number, said in enumerate(drags, start=1)
    )
    found = "".join(f"<drop><no>{number}</no>{zone}</drop>" for number, zone in enumerate(zones, start=1))
    return (
        '<quiz>\n<question type="ddmarker"><name><text>Battery</text></name><questiontext format="html">'
        "<text>Where is the battery?</text></questiontext><generalfeedback><text>On the left.</text></generalfeedback>"
        f"<defaultgrade>1.0000000</defaultgrade><showmisplaced/>{shown}{named}{found}</question></quiz>"
    ).encode()


def test_one_marker_is_a_place_on_the_picture_that_stands_beside_the_texts():
    (item,) = moodle.read(markers(ZONE)).items
    assert (item.kind, item.text, item.feedback) == (Kind.HOTSPOT, "Where is the battery?", "On the left.")
    assert item.choices == (Choice("Battery", 1.0),)
    assert item.areas == (Area("rect", (0.1, 0.1, 0.3, 0.5)),)
    assert item.picture == Picture("bay.png", "", 200, 100)
    assert item.media == (Medium("bay.png", BAY, "image/png"),)


@pytest.mark.parametrize(
    ("shape", "coords", "area"),
    [
        ("circle", "100,50;20", Area("circle", (0.5, 0.5, 0.1))),
        ("polygon", "0,0;100,0;100,100", Area("polygon", (0.0, 0.0, 0.5, 0.0, 0.5, 1.0))),
        ("rectangle", "150,50;90,50", Area("rect", (0.75, 0.5, 0.25, 0.5))),
    ],
)
def test_each_shape_of_moodle_is_read(shape, coords, area):
    zone = f"<shape>{shape}</shape><coords>{coords}</coords><choice>1</choice>"
    (item,) = moodle.read(markers(zone)).items
    assert item.areas == (area,)


def test_the_draft_has_the_right_region_and_waits_for_wrong_ones():
    (item,) = moodle.read(markers(ZONE)).items
    kind, content, notes = itemdrafts.of_item(item, "en")
    assert (kind, notes) == ("hotspot", [])
    assert [(one["right"], one["name"]["en"]) for one in content["regions"]] == [(True, "Battery")]


def test_markers_that_belong_nowhere_are_left_out_and_said():
    reading = moodle.read(markers(ZONE, drags=("Battery", "Tank")))
    assert len(reading.items) == 1
    assert [note.line for note in reading.notes] == [2]
    assert reading.notes[0].reason.startswith("Markers that belong nowhere are left out")


REFUSED = [
    (markers(ZONE, ZONE.replace(">1<", ">2<"), drags=("Battery", "Tank")), "Several places have to be found at once."),
    (markers(ZONE, ZONE), "Several places have to be found at once."),
    (markers(), "There is no answer marked as right."),
    (markers(ZONE.replace(">1<", ">7<")), "There is no answer marked as right."),
    (markers(ZONE.replace("rectangle", "star")), "A place encloses nothing on its picture"),
    (markers(ZONE.replace("20,10;60,50", "20")), "A place encloses nothing on its picture"),
    (markers(ZONE, file=False), "The places lie on no picture."),
    (markers(ZONE, data=b"<svg/>"), "How large a picture is, cannot be read"),
]


@pytest.mark.parametrize(("data", "why"), REFUSED)
def test_what_asks_for_more_or_cannot_be_found_is_refused_with_line_and_reason(data, why):
    (refused,) = moodle.read(data).refused
    assert refused.line == 2
    assert refused.reason.startswith(why), refused.reason
