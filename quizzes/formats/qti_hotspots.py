"""A place to be found on a picture: hotspotInteraction of QTI, read."""

from __future__ import annotations

import re
from html import unescape

from quizzes.formats import areas, picturesize
from quizzes.formats.exchange import Area, Choice, Item, Kind, Picture
from quizzes.formats.gathering import Refused
from quizzes.formats.qti_answers import FEW_CHOICES, Asked, Found, shares
from quizzes.formats.reasons import Reason
from quizzes.formats.xmltree import Node

SOURCE = re.compile(r'\b(?:src|data)="([^"]*)"')
LENGTH = re.compile(r"(\d{1,6})(?:\.\d{0,9})?(?:px)?")
PLACED = re.compile(r"choice-(\d{1,3})")
MARKED, UNMARKED = "paddock-numbered", "qti-unselected-hidden"  # classes; the second is one of QTI 3's own

NO_PICTURE = Reason("The places lie on no picture.")
NO_SIZE = Reason("How large the picture is, is not said, so its places cannot be found. Send the whole package.")
NO_AREA = Reason("A place encloses nothing on its picture, or is of an unknown shape: ")
SEVERAL_WANTED = Reason("Several places have to be found at once. Make a question of each.")


def places(asked: Asked, text: str) -> Found:
    """The regions in the order in which they were, where we have written them; the smaller one was written first."""
    offered = sorted(asked.node.children("hotspotChoice"), key=_place)
    if len(offered) < 2:
        raise Refused(FEW_CHOICES)
    values = tuple(each.get("identifier") for each in offered)
    is_single = asked.response.cardinality == "single" or asked.node.get("maxChoices") == "1"
    points = asked.points()
    if not is_single and sum(points.get(value, 0.0) > 0 for value in values) > 1:
        raise Refused(SEVERAL_WANTED)
    picture = _picture(asked)
    regions = tuple(_area(each, (picture.width, picture.height)) for each in offered)
    fractions = shares(asked, values, is_single=True)
    names = [" ".join((each.get("hotspotLabel") or each.words()).split()) for each in offered]
    choices = tuple(Choice(name, share) for name, share in zip(names, fractions, strict=True))
    return Item(Kind.HOTSPOT, text, choices=choices, areas=regions, picture=picture), values


def _place(choice: Node) -> int:
    found = PLACED.fullmatch(choice.get("identifier"))
    return int(found[1]) if found else 0


def _area(choice: Node, size: areas.Size) -> Area:
    found = areas.of_qti(choice.get("shape"), choice.get("coords"), size)
    if found is None:
        raise Refused(NO_AREA + choice.get("identifier")[:40])
    return areas.as_written(found, choice.get("label"), size)


def _picture(asked: Asked) -> Picture:
    node = next(asked.node.all("object", "img"), None)
    if node is None:
        raise Refused(NO_PICTURE)
    name = _name(asked, node)
    size = _said(node) or next(
        (picturesize.size_of(one.data) for one in asked.body.bag.media() if one.name == name), None
    )
    if size is None:
        raise Refused(NO_SIZE)
    alt = " ".join((node.get("alt") or node.words()).split())
    return Picture(name, alt, *size, is_marked=MARKED in asked.node.get("class").split())


def _name(asked: Asked, node: Node) -> str:
    """What its file is called from now on; it lies in the bag."""
    shown = SOURCE.search(asked.body.html(Node("div", {}, node.line, (node,))))
    return unescape(shown[1]) if shown else ""


def _said(node: Node) -> areas.Size | None:
    sides = [LENGTH.fullmatch(node.get(name).strip()) for name in ("width", "height")]
    width, height = (int(side[1]) if side else 0 for side in sides)
    return (width, height) if width and height else None
