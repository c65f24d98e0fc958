"""Places on a picture in QTI: as the specifications and other programs write them, as we do, and what is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from quizzes.formats import catalogue, itemdrafts, qti
from quizzes.formats.exchange import Area, Choice, Item, Kind, Medium, Picture, Refusal
from quizzes.formats.picturesize import size_of
from tests.app.media import files
from tests.quizzes.formats.qti_files import CORRECT, MAPPED, declared, manifest, mapping, resource, xml, zipped

# The example of the implementation guide of QTI 2.1 (hotspot.xml): airports on a map, feedback left out.
AIRPORTS = """
<p>The picture illustrates four of the most popular destinations for air travellers.</p>
<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1">
  <prompt>Which one is Glasgow?</prompt>
  <object type="image/png" width="206" height="280" data="images/ukair.png">UK Map</object>
  <hotspotChoice shape="circle" coords="77,115,8" identifier="A"/>
  <hotspotChoice shape="circle" coords="118,184,8" identifier="B"/>
  <hotspotChoice shape="circle" coords="150,235,8" identifier="C"/>
  <hotspotChoice shape="circle" coords="96,114,8" identifier="D"/>
</hotspotInteraction>"""
CARS = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="h3" title="Cars">
<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
<qti-correct-response><qti-value>H</qti-value></qti-correct-response></qti-response-declaration>
<qti-item-body><p>Look.</p><qti-hotspot-interaction response-identifier="RESPONSE" max-choices="1">
<qti-prompt>Where is the filler cap?</qti-prompt>
<img src="car.png" alt="A car from above"/>
<qti-hotspot-choice identifier="H" shape="rect" coords="30,0,60,45" hotspot-label="Filler cap"/>
<qti-hotspot-choice identifier="N" shape="poly" coords="60,45,120,45,120,90,60,45" hotspot-label="Lamp"/>
<qti-hotspot-choice identifier="E" shape="ellipse" coords="30,60,24,18" hotspot-label="Mirror"/>
<qti-hotspot-choice identifier="Z" shape="default" hotspot-label="Elsewhere"/>
</qti-hotspot-interaction></qti-item-body></qti-assessment-item>"""
MAP = b"a map"
CAR = Medium("car.png", b"a car", "image/png")
PLACES = Item(
    Kind.HOTSPOT,
    "Where is the filler cap?",
    choices=(Choice("Cap", 1.0), Choice("Lamp", 0.0, "That is the lamp."), Choice("Roof", 0.0, "Far too large.")),
    areas=(Area("rect", (0.1, 0.2, 0.3333, 0.1)), Area("circle", (0.5, 0.5, 0.05)), Area("rect", (0.0, 0.0, 1.0, 1.0))),
    feedback="Behind the door.",
    ident="cap-1",
    media=(CAR,),
    picture=Picture("car.png", "A car", 640, 480),
)


def package(item: str | bytes, **shown: bytes) -> bytes:
    members = {name.replace("_", "."): data for name, data in shown.items()}
    return zipped({"imsmanifest.xml": manifest(resource("q.xml")), "q.xml": item, **members})


def airports(right: str = "A", body: str = AIRPORTS, end: str = CORRECT, **more: str) -> bytes:
    item = xml(declared(right, **more), body, end)
    return zipped({"imsmanifest.xml": manifest(resource("q.xml")), "q.xml": item, "images/ukair.png": MAP})


def only(data: bytes) -> Item:
    reading = qti.read(data)
    assert not reading.refused, reading.refused
    return reading.items[0]


def test_the_map_of_the_specification_is_read_with_its_picture():
    item = only(airports())
    assert (item.kind, item.fractions()) == (Kind.HOTSPOT, [1.0, 0.0, 0.0, 0.0])
    assert item.text.endswith("Which one is Glasgow?")
    assert item.picture == Picture("ukair.png", "UK Map", 206, 280)
    assert item.media == (Medium("ukair.png", MAP, "image/png"),)
    assert item.areas[0] == Area("circle", (round(77 / 206, 4), round(115 / 280, 4), round(8 / 206, 4)))


def test_an_item_of_qti_3_takes_the_size_of_its_picture_from_the_picture():
    item = only(package(CARS, car_png=files.picture(120, 90, "PNG")))
    cap, lamp, mirror, elsewhere = item.areas
    assert item.picture == Picture("car.png", "A car from above", 120, 90)
    assert (cap, elsewhere) == (Area("rect", (0.25, 0.0, 0.25, 0.5)), Area("rect", (0.0, 0.0, 1.0, 1.0)))
    assert lamp == Area("polygon", (0.5, 0.5, 1.0, 0.5, 1.0, 1.0))
    assert (mirror.shape, len(mirror.at), mirror.at[:2]) == ("polygon", 32, (0.45, 0.6667))
    assert [choice.text for choice in item.choices] == ["Filler cap", "Lamp", "Mirror", "Elsewhere"]


def test_it_becomes_a_draft_with_its_regions():
    kind, content, notes = itemdrafts.of_item(only(package(CARS, car_png=files.picture(120, 90, "PNG"))), "en")
    assert (kind, notes, len(content["regions"])) == ("hotspot", [], 4)
    assert content["regions"][0] == {
        "shape": "rect",
        "at": [0.25, 0.0, 0.25, 0.5],
        "name": {"en": "Filler cap", "zh": ""},
        "right": True,
        "why": {"en": "", "zh": ""},
    }


def test_what_several_places_give_is_read():
    item = only(airports(end=MAPPED, more=mapping(A=2, D=1)))
    assert item.fractions() == [1.0, 0.0, 0.0, 0.5]
    assert itemdrafts.of_item(item, "en")[2] == ["partial-credit"]


@pytest.mark.parametrize("version", ["2.1", "3.0"])
def test_places_come_back_exactly_though_pixels_are_whole(version):
    written = qti.write([PLACES], version)
    (found,) = qti.read(written.data).items
    assert (found.areas, found.choices, found.picture) == (PLACES.areas, PLACES.choices, PLACES.picture)
    assert (found.feedback, found.media, found.ident) == (PLACES.feedback, PLACES.media, PLACES.ident)


def test_a_place_that_was_moved_in_another_program_is_where_it_was_moved_to():
    written = qti.write([PLACES], "2.1").data
    moved = moved_in(written, b'coords="320,240,32"', b'coords="330,240,32"')
    assert only(moved).areas[1] == Area("circle", (round(330 / 640, 4), 0.5, 0.05))


def moved_in(package: bytes, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as members:
        inside = {name: members.read(name) for name in members.namelist()}
    assert old in inside["items/item-00001.xml"]
    return zipped(inside | {"items/item-00001.xml": inside["items/item-00001.xml"].replace(old, new)})


def test_the_smaller_place_is_written_first_because_the_first_one_counts():
    with zipfile.ZipFile(io.BytesIO(qti.write([PLACES], "2.1").data)) as members:
        body = members.read("items/item-00001.xml").decode().partition("<itemBody>")[2]
    assert body.index('"choice-1"') < body.index('"choice-0"') < body.index('"choice-2"')


MISTAKES = [
    (
        AIRPORTS.replace('coords="77,115,8"', 'coords="77"'),
        "A place encloses nothing on its picture, or is of an unknown shape: A",
    ),
    (
        AIRPORTS.replace("77,115,8", "77,115,nan"),
        "A place encloses nothing on its picture, or is of an unknown shape: A",
    ),
    (
        AIRPORTS.replace("77,115,8", "990,115,8"),
        "A place encloses nothing on its picture, or is of an unknown shape: A",
    ),
    (
        AIRPORTS.replace('shape="circle" coords="77', 'shape="star" coords="77'),
        "A place encloses nothing on its picture, or is of an unknown shape: A",
    ),
    (AIRPORTS.replace('width="206"', ""), "How large the picture is, is not said"),
    (AIRPORTS.replace("object", "p"), "The places lie on no picture."),
    (AIRPORTS.split("<hotspotChoice")[0] + "</hotspotInteraction>", "There are fewer than two answers"),
]


@pytest.mark.parametrize(("body", "why"), MISTAKES)
def test_places_that_cannot_be_found_are_refused_with_line_and_reason(body, why):
    (refused,) = qti.read(airports(body=body)).refused
    assert refused.line == 1
    assert refused.reason.startswith(why), refused.reason


def test_several_places_to_be_found_at_once_are_refused():
    body = AIRPORTS.replace('maxChoices="1"', 'maxChoices="0"')
    (refused,) = qti.read(airports("A|B", body, cardinality="multiple")).refused
    assert refused.reason.startswith("Several places have to be found at once.")
    assert only(airports("B", body, cardinality="multiple")).fractions() == [0.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize("name", sorted(set(catalogue.NAMES) - {"qti"}))
def test_a_format_without_places_says_that_it_leaves_them_out(name):
    writing = catalogue.format_of(name).write([PLACES])
    assert writing.notes[0].line == 1
    assert not catalogue.format_of(name).read(writing.data).items


def test_places_without_their_picture_are_left_out_and_said():
    bare = Item(Kind.HOTSPOT, "Where?", choices=PLACES.choices, areas=PLACES.areas, picture=PLACES.picture)
    writing = qti.write([bare, PLACES])
    assert [note.line for note in writing.notes] == [1]
    assert isinstance(writing.notes[0], Refusal)
    assert [item.ident for item in qti.read(writing.data).items] == ["cap-1"]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_says_how_large_it_is(form):
    assert size_of(files.picture(123, 45, form)) == (123, 45)
    assert size_of(files.picture(123, 45, form)[:9]) is None
