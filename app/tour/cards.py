"""The picture to share: how far somebody is, drawn for people who do not know the platform."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.kit.i18n import pick
from app.tour import maps
from app.tour.presenters import Mine, km

WIDTH, HEIGHT = 1200, 630
# A picture leaves the house: it names its colours, those of the light theme's tokens.
COLOURS = {
    "paper": "#f5f4ef",
    "sea": "#ecebe4",
    "land": "#ffffff",
    "coast": "#d3d2c8",
    "ink": "#161c20",
    "soft": "#4a545b",
    "road": "#c96a00",
    "ahead": "#767c78",
    "car": "#0b565e",
}


@dataclass(frozen=True)
class Card:
    """What the picture says, line by line."""

    season: str
    km: str
    of_km: str
    name: str
    where: str
    words: str
    drawing: maps.Drawing


def card(mine: Mine, *, named: bool) -> Card:
    """The picture with the person's name, or without."""
    return Card(
        pick(mine.season) if mine.season else "",
        _("%(km)s kilometres", km=km(mine.metres)),
        _("of %(km)s km from Beijing to Munich", km=km(mine.plan.metres)),
        mine.person.name if named else _("A colleague of the aftersales team"),
        _where(mine),
        _("Every kilometre is something learned."),
        maps.whole(mine.plan, mine.legs, maps.Cars(mine.metres, None, {})),
    )


def _where(mine: Mine) -> str:
    place = f"{pick(mine.here.name)}, {pick(mine.here.country)}"
    if mine.next is None or mine.metres == mine.here.metres:
        return _("Now in %(place)s", place=place)
    return _("Last stop: %(place)s", place=place)


def file_name(mine: Mine) -> str:
    return f"paddock-{mine.here.key}.svg"
