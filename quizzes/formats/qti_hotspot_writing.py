"""A place to be found on a picture, as a hotspotInteraction of QTI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quizzes.formats import areas
from quizzes.formats.exchange import Item, Kind, Medium, Picture
from quizzes.formats.qti_hotspots import MARKED, UNMARKED
from quizzes.formats.xmlwriting import Dialect, element, said
from quizzes.rules import hotspot


def is_whole(item: Item) -> bool:
    """Whether it can be written: places lie on a picture that comes along."""
    return item.kind is not Kind.HOTSPOT or _file(item) is not None


def interaction(item: Item, tag: Dialect, links: Mapping[str, str], attrs: dict[str, str]) -> str:
    """The smaller places first: the first one counts where two lie on one another, and with us the smaller one does."""
    picture, file = item.picture, _file(item)
    assert picture is not None
    assert file is not None
    more = {"class": MARKED if picture.is_marked else UNMARKED, "maxChoices": "1"}
    return tag(
        "hotspotInteraction", {**attrs, **more}, _shown(picture, file, tag, links), *_choices(item, picture, tag)
    )


def _shown(picture: Picture, file: Medium, tag: Dialect, links: Mapping[str, str]) -> str:
    """An <img> in 3.0, an <object> before."""
    size, link = {"width": str(picture.width), "height": str(picture.height)}, links[file.name]
    if tag.is_new:
        return element("img", {"src": link, "alt": picture.alt, **size})
    return element("object", {"type": file.type, "data": link, **size}, said(picture.alt))


def _choices(item: Item, picture: Picture, tag: Dialect) -> Iterator[str]:
    size, high = (picture.width, picture.height), picture.height / picture.width
    room = [hotspot.area({"shape": area.shape, "at": area.at}, high) for area in item.areas]
    for place in sorted(range(len(room)), key=lambda place: room[place]):
        shape, coords = areas.to_qti(item.areas[place], size)
        attrs = {"identifier": f"choice-{place}", "shape": shape, "coords": coords}
        attrs |= {"hotspotLabel": item.choices[place].text, "label": areas.written(item.areas[place])}
        yield tag("hotspotChoice", attrs)


def _file(item: Item) -> Medium | None:
    picture = item.picture
    if picture is None or not picture.width or not picture.height:
        return None
    return next((one for one in item.media if one.name == picture.name), None)
