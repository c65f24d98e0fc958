"""What the lobby, the list of colleagues and the list of a person's PKs show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_datetime
from flask_babel import gettext as _

from app.duels import avoiding, challenges, finding, invitations, queries, ratings
from app.duels.levels import LEVELS, Level
from app.duels.models import Duel, Kind
from app.duels.opponents import Opponent, opponent_of, shows_name
from app.people.models import Person
from quizzes.rules import duel as rules
from quizzes.rules.pairing import OFFER_AFTER_MS
from quizzes.rules.rating import Rating, level_of

SHORT_LIST = 3
SUGGESTED = 2  # the level for a first PK


@dataclass(frozen=True)
class LineView:
    duel_id: int
    who: str
    icon: str
    outcome: str
    said: str
    score: int
    their_score: int
    at: datetime
    when: str


@dataclass(frozen=True)
class Resume:
    duel_id: int
    number: int
    opponent: Opponent


@dataclass(frozen=True)
class Offer:
    """Somebody invites or challenges the person. `token`: of an invitation to play now."""

    name: str
    dealer: object
    token: str | None
    duel_id: int | None
    until: str
    is_open: bool = False


@dataclass(frozen=True)
class LobbyPage:
    resume: Resume | None
    offers: list[Offer]
    rating: Rating
    sent: int
    levels: tuple[Level, ...]
    suggested: int
    has_best: bool
    lines: list[LineView]


@dataclass(frozen=True)
class HistoryPage:
    lines: list[LineView]
    older: int | None


@dataclass(frozen=True)
class WaitingPage:
    """`offer_ms`: when the page offers something else to do; `level`: the machine of one's own level."""

    waited_ms: int
    offer_ms: int
    level: Level
    others: int
    friendly: bool

    @property
    def offers(self) -> bool:
        return self.waited_ms >= self.offer_ms


@dataclass(frozen=True)
class Colleague:
    id: int
    name: str
    dealer: object
    rating: Rating
    recorded: bool


@dataclass(frozen=True)
class ColleaguesPage:
    text: str
    found: list[Colleague]
    avoided: Sequence[Person]


def lobby_page(person: Person, now: datetime) -> LobbyPage:
    running = queries.running(person)
    lines = queries.history(person, count=SHORT_LIST).lines
    rating = ratings.of(person.id, person.post.family)
    last = next((line.level for line in lines if line.level), None)
    suggested = last or (level_of(rating) if rating.games else SUGGESTED)
    return LobbyPage(
        resume=_resume(running, person) if running else None,
        offers=_offers(person, now),
        rating=rating,
        sent=len(challenges.sent_by(person, now)),
        levels=LEVELS,
        suggested=suggested,
        has_best=bool(lines),
        lines=_lines(lines),
    )


def history_page(person: Person, before: int | None) -> HistoryPage:
    page = queries.history(person, before)
    return HistoryPage(_lines(page.lines), page.older)


def waiting_page(person: Person, now: datetime) -> WaitingPage | None:
    """None where the person does not look for an opponent."""
    ticket = finding.ticket_of(person)
    if ticket is None:
        return None
    waited = max(0, round((now - ticket.joined_at).total_seconds() * 1000))
    level = LEVELS[level_of(ratings.of(person.id, person.post.family)) - 1]
    return WaitingPage(waited, OFFER_AFTER_MS, level, finding.others_waiting(person, now), ticket.friendly)


def colleagues_page(person: Person, text: str) -> ColleaguesPage:
    found = queries.colleagues(person, text)
    rated = ratings.of_many([one.id for one in found], person.post.family)
    shown = [
        Colleague(one.id, one.name, one.dealer, rated[one.id], shows_name(one, person) and rated[one.id].games > 0)
        for one in found
    ]
    return ColleaguesPage(text, shown, avoiding.asked_by(person))


def _offers(person: Person, now: datetime) -> list[Offer]:
    invited = [
        Offer(host.name, host.dealer, invitation.token, None, "")
        for invitation, host in invitations.for_person(person, now)
    ]
    challenged = [
        Offer(one.person.name, one.person.dealer, None, one.duel_id, format_datetime(one.until, "short"), one.is_open)
        for one in challenges.for_person(person, now)
    ]
    return invited + challenged


def _resume(duel: Duel, person: Person) -> Resume:
    side = queries.side_of(duel, person)
    assert side is not None
    return Resume(duel.id, max(1, rules.from_json(duel.state).index + 1), opponent_of(duel, side))


def _lines(lines: Iterable[queries.Line]) -> list[LineView]:
    return [
        LineView(
            duel_id=line.duel_id,
            who=_who(line),
            icon={"won": "trophy", "lost": "route", "drawn": "heart-handshake"}[line.outcome],
            outcome=line.outcome,
            said={"won": _("You won"), "lost": _said_lost(line), "drawn": _("A draw")}[line.outcome],
            score=line.score,
            their_score=line.their_score,
            at=line.at,
            when=format_datetime(line.at, "short"),
        )
        for line in lines
    ]


def _who(line: queries.Line) -> str:
    if line.level is not None:
        return f"{_('Machine')} · {LEVELS[line.level - 1].name}"
    labels = {Kind.LIVE: _("Live"), Kind.CHALLENGE: _("Challenge"), Kind.GHOST: _("Recorded PK")}
    return f"{labels[Kind(line.kind)]} · {line.name}"


def _said_lost(line: queries.Line) -> str:
    if line.level is not None:
        return _("The machine won this one")
    return _("%(name)s won this one", name=line.name)
