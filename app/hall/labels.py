"""How a side is called: by its drawn number as long as the numbers of the post are closed, to everybody."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.hall.models import StageSeat
from app.judging import audiences


@dataclass(frozen=True)
class Label:
    """`big`: the number (a letter in a practice). `words`: in a sentence. `name`: once it is opened, by consent."""

    big: str
    words: str
    name: str = ""


def label(seat: StageSeat) -> Label:
    finalist = seat.finalist
    if finalist is None:
        letter = "AB"[seat.side]
        return Label(letter, _("side %(letter)s", letter=letter))
    number = str(finalist.number)
    is_open = finalist.shows_name and audiences.is_open(finalist)
    return Label(number, _("number %(number)s", number=number), finalist.person.name if is_open else "")
