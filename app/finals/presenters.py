"""What the pages of a selection show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.finals import fixing, queries, ruleforms, rulesets, selecting, signatures
from app.finals.models import Final, RuleSet, TwoSignatures
from app.finals.reasons import why
from app.finals.selecting import Run, Scarce
from app.finals.wording import BARS, FATE_TAGS, FATES, TIES, WAYS, message, where
from app.kit.database import session
from app.kit.i18n import pick
from app.people.models import Brand, Post, Region
from quizzes.formats.planfile import Fault
from quizzes.rules.selection import Candidate, Decision, Difference, Fate, Shortfall, compare
from quizzes.rules.selectiontrace import TieBreak

PAGE = 100
AROUND = 4
SORTS = ("place", "points", "name")


@dataclass(frozen=True)
class Names:
    """Regions and posts by their codes, in the order of pages."""

    regions: Mapping[str, str]
    posts: Mapping[str, str]

    def cell(self, region: str, post: str) -> str:
        if post and not region:
            return _("%(post)s, in the nation", post=self.posts.get(post, post))
        return " · ".join(filter(None, (self.regions.get(region, region), self.posts.get(post, post))))


def names() -> Names:
    regions = session().scalars(select(Region).order_by(Region.code))
    posts = session().scalars(select(Post).order_by(Post.position, Post.code))
    return Names({one.code: pick(one) for one in regions}, {one.code: pick(one) for one in posts})


@dataclass(frozen=True)
class Look:
    """What of the people is looked at."""

    fate: str = ""
    region: str = ""
    post: str = ""
    words: str = ""
    sort: str = "place"
    page: int = 1

    @classmethod
    def of_args(cls, args: Mapping[str, Any]) -> Look:
        page, sort, fate = str(args.get("page", "")), args.get("sort", ""), args.get("fate", "")
        return cls(
            fate=fate if fate in set(Fate) else "",
            region=str(args.get("region", ""))[:40],
            post=str(args.get("post", ""))[:40],
            words=str(args.get("words", "")).strip()[:80],
            sort=sort if sort in SORTS else SORTS[0],
            page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 and int(page) else 1,
        )

    def args(self) -> dict[str, str]:
        given = {name: getattr(self, name) for name in ("fate", "region", "post", "words", "sort")}
        return {name: value for name, value in given.items() if value and (name, value) != ("sort", SORTS[0])}


@dataclass(frozen=True)
class Line:
    """A person of a run."""

    person_id: int
    number: str
    name: str
    cell: str
    points: int
    place: int
    fate: str
    tag: str
    way: str
    why: str
    dealer: str


@dataclass(frozen=True)
class Ran:
    """A page of a run. `short`: what could not be given, in words."""

    run: Run
    lines: list[Line]
    count: int
    more: bool
    fates: Mapping[str, int]
    short: list[str]
    names: Names


def ran(run: Run, look: Look, *, whole: bool = False) -> Ran:
    known, people = names(), queries.all_names()
    found = [_line(one, run, known, people) for one in _chosen(run, look, people)]
    found.sort(key=_order(look.sort))
    start = 0 if whole else (look.page - 1) * PAGE
    shown = found if whole else found[start : start + PAGE]
    fates = {fate.value: sum(one.fate is fate for one in run.selection.decisions) for fate in Fate}
    short = [shortfall(one, known) for one in run.selection.shortfalls]
    return Ran(run, shown, len(found), len(found) > start + len(shown), fates, short, known)


def _chosen(run: Run, look: Look, people: Mapping[int, tuple[str, str]]) -> Iterable[Decision]:
    words = look.words.casefold()
    for one in run.selection.decisions:
        person = run.candidates[one.person_id]
        if look.fate and one.fate != look.fate:
            continue
        if (look.region and person.region != look.region) or (look.post and person.post != look.post):
            continue
        if words and words not in " ".join(people[one.person_id]).casefold():
            continue
        yield one


def _order(sort: str) -> Any:
    if sort == "points":
        return lambda line: -line.points
    return (lambda line: line.name) if sort == "name" else (lambda line: (not line.place, line.cell, line.place))


def _line(one: Decision, run: Run, known: Names, people: Mapping[int, tuple[str, str]]) -> Line:
    person = run.candidates[one.person_id]
    number, name = people[one.person_id]
    fate = str(FATES[one.fate])
    return Line(
        person_id=one.person_id,
        number=number,
        name=name,
        cell=known.cell(person.region, person.post),
        points=person.points,
        place=one.place,
        fate=f"{fate} ({one.reserve})" if one.reserve else fate,
        tag=FATE_TAGS.get(one.fate, ""),
        way=str(WAYS[one.way]) if one.way else "",
        why=why(one, people[one.cut.other_id][1] if one.cut else ""),
        dealer=run.dealers[one.person_id],
    )


def shortfall(one: Shortfall, known: Names) -> str:
    what = known.cell(one.region, one.post) or _("Wild cards")
    return _("%(what)s: %(given)d of %(seats)d seats", what=what, given=one.given, seats=one.seats)


def scarcity(one: Scarce, known: Names) -> str:
    what = known.cell(one.region, one.post)
    return _("%(what)s: %(seats)d seats for %(people)d people", what=what, seats=one.seats, people=one.people)


@dataclass(frozen=True)
class Why:
    """Why somebody is in or out. `around`: those who stand next to them, and the last one in."""

    line: Line
    decision: Decision
    facts: list[tuple[str, Any]]
    bars: list[str]
    around: list[Line]


def why_of(run: Run, person_id: int) -> Why | None:
    decision = run.of(person_id)
    if decision is None:
        return None
    known, people = names(), queries.all_names()
    person = run.candidates[person_id]
    bars = [str(BARS[bar]) for bar in decision.bars]
    near = [_line(one, run, known, people) for one in _around(run, person, decision)]
    return Why(_line(decision, run, known, people), decision, _facts(run, person), bars, near)


def _facts(run: Run, person: Candidate) -> list[tuple[str, Any]]:
    ties = [(str(TIES[name]), person.measures.get(name, 0)) for name in run.rules.tie_breaks]
    return [(_("Points that count"), person.points), *ties]


def _around(run: Run, person: Candidate, decision: Decision) -> list[Decision]:
    cell = [one for one in run.selection.decisions if one.place and _is_near(run.candidates[one.person_id], person)]
    last = decision.cut.other_id if decision.cut else person.person_id
    return [one for one in cell if abs(one.place - decision.place) <= AROUND or one.person_id == last]


def _is_near(one: Candidate, other: Candidate) -> bool:
    return (one.region, one.post) == (other.region, other.post)


@dataclass(frozen=True)
class Hub:
    """The selection of a final on one page."""

    final: Final
    people: int
    rule_sets: Sequence[RuleSet]
    waiting: TwoSignatures | None
    signed: TwoSignatures | None
    waits_for: RuleSet | None
    is_changed: bool


def hub(final: Final) -> Hub:
    waiting = signatures.waiting(final.id, fixing.DEED)
    signed = signatures.signed(final.id, fixing.DEED)
    shown = waiting or signed
    rule_set = rulesets.get(final.id, int(shown.facts["rules"])) if shown else None
    changed = bool(waiting and rule_set and selecting.run(final, rule_set).digest != waiting.digest)
    people = queries.people_of(final.id)
    return Hub(final, people, rulesets.of(final.id), waiting, signed, rule_set, changed)


@dataclass
class RulesPage:
    """The form of rules."""

    final: Final
    data: dict[str, Any]
    order: list[str]
    name: str
    faults: Sequence[Fault] = ()
    told: Sequence[Any] = ()
    names: Names = field(default_factory=names)

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(where(fault), message(fault)) for fault in self.faults]

    def wrong(self, name: str) -> str:
        """What is wrong with a whole field."""
        return " ".join(message(one) for one in self.faults if one.steps and one.steps[0] == name)

    def seats(self, region: str, post: str) -> Any:
        cells = (one["seats"] for one in self.data["quotas"] if (one["region"], one["post"]) == (region, post))
        return next(cells, 0)

    def sum_of(self, region: str = "", post: str = "") -> int:
        """Of a row, a column, or of all."""
        return sum(
            one["seats"]
            for one in self.data["quotas"]
            if isinstance(one["seats"], int) and region in ("", one["region"]) and post in ("", one["post"])
        )

    def card(self, place: int) -> dict[str, Any]:
        cards = self.data["wild_cards"]
        return cards[place] if place < len(cards) else {"seats": 0, "post": ""}

    @property
    def brands(self) -> list[tuple[str, str]]:
        return [(one.code, pick(one)) for one in session().scalars(select(Brand).order_by(Brand.code))]

    @property
    def ties(self) -> list[tuple[str, str, bool]]:
        used = set(self.data["tie_breaks"])
        return [(one, str(TIES[TieBreak(one)]), one in used) for one in self.order]

    @property
    def cards(self) -> int:
        return ruleforms.CARDS


@dataclass(frozen=True)
class Compared:
    """Whom other rules would treat otherwise."""

    before: RuleSet
    after: RuleSet
    enter: list[Line]
    leave: list[Line]
    others: int


def compared(before: tuple[RuleSet, Run], after: tuple[RuleSet, Run]) -> Compared:
    differences = compare(before[1].selection, after[1].selection)
    entering = {one.person_id for one in differences if one.after is Fate.IN}
    leaving = {one.person_id for one in differences if one.before is Fate.IN}
    known, people = names(), queries.all_names()

    def lines(run: Run, ids: set[int]) -> list[Line]:
        return [_line(one, run, known, people) for one in run.selection.decisions if one.person_id in ids]

    others = sum(not _moves(one) for one in differences)
    return Compared(before[0], after[0], lines(after[1], entering), lines(after[1], leaving), others)


def _moves(one: Difference) -> bool:
    return Fate.IN in (one.before, one.after)
