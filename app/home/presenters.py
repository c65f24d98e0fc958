"""What the page "today" shows: the one next step, how far, and who is near."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.duels import challenges
from app.duels import queries as duels
from app.kit import clock
from app.kit.i18n import pick
from app.lessons import queries as lessons
from app.lessons.queries import SectionCard
from app.people.models import Person
from app.seasons.models import Season
from app.seasons.queries import shown


@dataclass(frozen=True)
class Step:
    """The one thing to do next."""

    above: str
    title: str
    label: str
    url: str


@dataclass(frozen=True)
class Way:
    """How far a person is: classes completed, of all for the post."""

    done: int
    all: int


@dataclass(frozen=True)
class Today:
    """`running`: a PK that waits for its person, before everything else. `first`: the next step where no day is set."""

    season: Season | None
    running: Step | None
    first: Step
    others: tuple[Step, ...]
    way: Way


def today(person: Person) -> Today:
    """All that the page needs besides the cards of the features, for one person."""
    sections = lessons.sections_for(person)
    way = Way(sum(section.completed for section in sections), sum(len(section.classes) for section in sections))
    learn, running = _learn(sections), _running(person)
    play = _challenge(person) or _play()
    first = learn or play
    others = tuple(step for step in (learn, play) if step is not None and step is not first)
    return Today(shown(clock.now()), running, first, others, way)


def _learn(sections: list[SectionCard]) -> Step | None:
    card = lessons.next_of(sections)
    if card is None:
        return None
    above = _("Go on where you were") if card.opened else _("Next for you")
    minutes = ngettext("%(num)d minute", "%(num)d minutes", card.minutes)
    return Step(
        f"{above} · {minutes}", pick(card.title), _("Take this class"), url_for("lessons.micro_class", key=card.key)
    )


def _running(person: Person) -> Step | None:
    running = duels.running(person)
    if running is None:
        return None
    url = url_for("duels.show", duel_id=running.id)
    return Step(_("Your PK is running"), _("Five questions, two seats"), _("Back to the PK"), url)


def _challenge(person: Person) -> Step | None:
    waiting = next((one for one in challenges.for_person(person, clock.now()) if not one.is_open), None)
    if waiting is None:
        return None
    title = _("%(name)s challenges you", name=waiting.person.name)
    url = url_for("duels.show", duel_id=waiting.duel_id)
    return Step(_("The very same five questions"), title, _("Take the challenge"), url)


def _play() -> Step:
    title = _("A PK with a colleague or the machine")
    return Step(_("About two minutes"), title, _("Play a PK"), url_for("duels.lobby"))
