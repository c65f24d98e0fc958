"""What the page "today" shows: the one next step, how far, and who is near."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.duels import challenges
from app.duels import queries as duels
from app.home import road
from app.kit import clock
from app.kit.i18n import pick
from app.lessons import queries as lessons
from app.lessons.queries import SectionCard
from app.people.models import Person


@dataclass(frozen=True)
class Step:
    """The one thing to do next."""

    above: str
    title: str
    label: str
    url: str


@dataclass(frozen=True)
class Way:
    """How far a person is on the road: classes completed, and the sections as stops."""

    done: int
    all: int
    stops: tuple[SectionCard, ...]

    @property
    def share(self) -> float:
        """From 0 (Beijing) to 1 (Munich)."""
        return self.done / self.all if self.all else 0.0

    @property
    def percent(self) -> int:
        return round(100 * self.share)


@dataclass(frozen=True)
class Today:
    step: Step
    second: Step | None
    way: Way


def today(person: Person) -> Today:
    """All that the page needs, for one person."""
    sections = lessons.sections_for(person)
    learn, play = _learn(sections), _play(person)
    first, second = (play, learn) if duels.running(person) or learn is None else (learn, play)
    way = Way(
        sum(section.completed for section in sections),
        sum(len(section.classes) for section in sections),
        tuple(sections),
    )
    return Today(first, second, way)


def stops(way: Way) -> list[road.Point]:
    """Where the sections end on the drawn road."""
    count = len(way.stops)
    return [
        road.at((index + 1) / count, done=bool(stop.classes) and stop.completed == len(stop.classes))
        for index, stop in enumerate(way.stops)
    ]


def _learn(sections: list[SectionCard]) -> Step | None:
    card = lessons.next_of(sections)
    if card is None:
        return None
    above = _("Go on where you were") if card.opened else _("Next for you")
    minutes = ngettext("%(num)d minute", "%(num)d minutes", card.minutes)
    return Step(
        f"{above} · {minutes}", pick(card.title), _("Take this class"), url_for("lessons.micro_class", key=card.key)
    )


def _play(person: Person) -> Step:
    running = duels.running(person)
    if running is not None:
        return Step(
            _("Your PK is running"), _("Five questions, two seats"), _("Back to the PK"),
            url_for("duels.show", duel_id=running.id),
        )  # fmt: skip
    waiting = next((one for one in challenges.for_person(person, clock.now()) if not one.is_open), None)
    if waiting is not None:
        title = _("%(name)s challenges you", name=waiting.person.name)
        url = url_for("duels.show", duel_id=waiting.duel_id)
        return Step(_("The very same five questions"), title, _("Take the challenge"), url)
    return Step(
        _("About two minutes"), _("A PK with a colleague or the machine"), _("Play a PK"), url_for("duels.lobby")
    )
