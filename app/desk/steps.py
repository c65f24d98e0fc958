"""The way of a final, step by step: how far each is, in figures that open the list they count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _

from app.desk.progress import Hall, Honours, People, PostLine, Timetable
from app.desk.watching import Standing, Watch
from app.finals import venue
from app.finals.models import Final, FinalistState, FinalState, StationKind, TwoSignatures
from app.judging.models import Appeal


@dataclass(frozen=True)
class Facts:
    """Everything that the desk knows of a final at a moment."""

    final: Final
    now: datetime
    seen: Watch
    signed: Sequence[TwoSignatures]
    posts: Sequence[PostLine]
    people: People
    rule_sets: int
    timetable: Timetable
    hall: Hall
    appeals: Sequence[Appeal]
    honours: Honours

    def url(self, endpoint: str, **values: Any) -> str:
        return url_for(endpoint, final_id=self.final.id, **values)

    def when(self, moment: datetime) -> str:
        return str(format_datetime(venue.local(self.final, moment), "MM-dd HH:mm", rebase=False))


@dataclass(frozen=True)
class Figure:
    words: str
    url: str


@dataclass(frozen=True)
class Step:
    """`state`: done, now, bad, todo."""

    title: str
    url: str
    state: str
    figures: Sequence[Figure]


def steps(facts: Facts) -> Iterator[Step]:
    for one in (_selection, _invitations, _numbers, _timetable, _hall, _marking, _results, _appeals, _awards):
        if found := one(facts):
            yield found


def _selection(facts: Facts) -> Step:
    url, is_open = facts.url("finals.selection"), facts.final.state == FinalState.PLANNING
    found = []
    if is_open:
        found.append(ngettext("%(num)d set of rules", "%(num)d sets of rules", facts.rule_sets))
        at = facts.final.snapshot_at
        found.append(_("snapshot of %(when)s", when=facts.when(at)) if at else _("no snapshot yet"))
    done = next((one for one in facts.signed if one.deed == "selection" and one.signed_at), None)
    if done and done.signed_at and done.signed_by:
        names = {"one": done.proposed_by.name, "other": done.signed_by.name}
        found.append(_("signed by %(one)s and %(other)s, %(when)s", when=facts.when(done.signed_at), **names))
    return Step(_("Selection"), url, "now" if is_open else "done", [Figure(words, url) for words in found])


def _invitations(facts: Facts) -> Step:
    people, url = facts.people, facts.url("finals.invitations")

    def of(state: FinalistState) -> str:
        return facts.url("finals.invitations", state=state.value)

    found = []
    if people.unanswered and people.waiting_since:
        words = ngettext(
            "%(num)d has not answered, since %(when)s",
            "%(num)d have not answered, the first since %(when)s",
            people.unanswered,
            when=facts.when(people.waiting_since),
        )
        found.append(Figure(words, of(FinalistState.INVITED)))
    for answer, words in ((FinalistState.ACCEPTED, _("come")), (FinalistState.DECLINED, _("declined")),
                         (FinalistState.WITHDRAWN, _("withdrew"))):  # fmt: skip
        if count := people.counts.get(answer, 0):
            found.append(Figure(f"{count} {words}", of(answer)))
    state = "todo" if not people.counts else "now" if people.unanswered else "done"
    return Step(_("Invitations"), url, state, found)


def _numbers(facts: Facts) -> Step:
    people, url = facts.people, facts.url("finals.numbers")
    words = _("%(done)d of %(all)d drawn", done=people.numbered, all=people.coming)
    is_done = people.coming and people.numbered == people.coming
    state = "done" if is_done else "now" if people.numbered else "todo"
    return Step(_("Drawn numbers"), url, state, [Figure(words, url)] if people.coming else [])


def _timetable(facts: Facts) -> Step:
    table, url = facts.timetable, facts.url("finals.timetable")
    found = []
    if table.lacks:
        words = ngettext("%(num)d thing to be set up", "%(num)d things to be set up", len(table.lacks))
        found.append(Figure(words, facts.url("finals.event")))
    if table.is_under_way:
        found.append(Figure(_("is being made"), url))
    if table.has_failed:
        found.append(Figure(_("the last one could not be made"), url))
    if table.stored and table.stored.ended_at:
        found.append(Figure(_("stored %(when)s", when=facts.when(table.stored.ended_at)), url))
    closed = [place.room for one in facts.seen.stations for place in one.rooms if place.room.closed]
    if closed:
        count = len({room.id for room in closed})
        stations = len({one.id for one in facts.seen.stations if any(place.room.closed for place in one.rooms)})
        words = ngettext("%(num)d room failed", "%(num)d rooms failed", count)
        words += " (" + ngettext("%(num)d station", "%(num)d stations", stations) + ")"
        found.append(Figure(words, f"{facts.url('finals.event')}#rooms"))
    state = "bad" if table.has_failed else "done" if table.stored else "now" if facts.people.numbered else "todo"
    return Step(_("Timetable"), url, state, found)


def _hall(facts: Facts) -> Step | None:
    """Of stations whose values the server measures, and none where there is no such station."""
    lines = [one for one in facts.seen.lines if one.measured is not None]
    if not lines and not facts.hall.papers:
        return None
    url, found = facts.url("hall.desk"), []
    if facts.hall.on_stage:
        found.append(ngettext("%(num)d PK on stage now", "%(num)d PKs on stage now", facts.hall.on_stage))
    for kind, words in (
        (StationKind.STAGE_PK, _("%(done)d of %(all)d have played on stage")),
        (StationKind.KNOWLEDGE, _("%(done)d of %(all)d have written the test")),
    ):
        if mine := [one for one in lines if one.station.kind == kind]:
            found.append(words % {"done": sum(bool(one.measured) for one in mine), "all": len(mine)})
    if open_ := facts.hall.papers - facts.hall.closed:
        found.append(ngettext("%(num)d test to be closed", "%(num)d tests to be closed", open_))
    is_done = all(one.measured for one in lines) and not open_
    has_begun = facts.hall.on_stage or facts.hall.papers or any(one.measured for one in lines)
    state = "done" if is_done else "now" if has_begun else "todo"
    return Step(_("In the hall"), url, state, [Figure(words, url) for words in found])


def _marking(facts: Facts) -> Step:
    lines, url = facts.seen.lines, facts.url("judging.sheets")
    done = sum(one.is_done for one in lines)
    found = []
    if lines:
        words = _("%(done)d of %(all)d sheets done", done=done, all=len(lines))
        found.append(Figure(words, facts.url("desk.sheets", show=Standing.CLOSED.value)))
    if late := [one.late for one in lines if one.late]:
        words = ngettext("%(num)d late, by %(most)d min", "%(num)d late, up to %(most)d min", len(late), most=max(late))
        found.append(Figure(words, facts.url("desk.sheets", show="late")))
    if facts.seen.void:
        words = ngettext("%(num)d void", "%(num)d void", len(facts.seen.void))
        found.append(Figure(words, facts.url("desk.sheets", show=Standing.VOID.value)))
    state = "todo" if not lines else "done" if done == len(lines) else "bad" if late else "now"
    return Step(_("Score sheets"), url, state, found)


def _results(facts: Facts) -> Step:
    posts, url = facts.posts, facts.url("judging.results")
    published = sum(bool(one.edition) for one in posts)
    ready = [one for one in posts if not one.edition and not one.blocks]
    found = [Figure(_("%(done)d of %(all)d posts published", done=published, all=len(posts)), url)] if posts else []
    if ready:
        words = ngettext("%(num)d can be published", "%(num)d can be published", len(ready))
        found.append(Figure(words, "#posts"))
    if facts.final.frozen_at:
        found.append(Figure(_("frozen for audiences since %(when)s", when=facts.when(facts.final.frozen_at)), url))
    is_done = posts and published == len(posts)
    state = "done" if is_done else "now" if ready or published else "todo"
    return Step(_("Results"), url, state, found)


def _appeals(facts: Facts) -> Step:
    url, found, state = facts.url("judging.appeals"), [], "todo"
    if facts.appeals:
        words = ngettext("%(num)d to be decided", "%(num)d to be decided", len(facts.appeals))
        words += " · " + _("the next by %(when)s", when=facts.when(facts.appeals[0].due_at))
        found, state = [Figure(words, url)], "bad" if facts.appeals[0].due_at < facts.now else "now"
    elif any(one.edition for one in facts.posts):
        found, state = [Figure(_("none is open"), url)], "done"
    return Step(_("Appeals"), url, state, found)


def _awards(facts: Facts) -> Step:
    own, url = facts.honours, facts.url("awards.desk")
    found = []
    if own.awards:
        found.append(Figure(ngettext("%(num)d award", "%(num)d awards", own.awards), f"{url}#list"))
        found.append(Figure(_("%(num)d given", num=own.grants), f"{url}#list"))
    if own.certificates:
        words = ngettext("%(num)d certificate", "%(num)d certificates", own.certificates)
        found.append(Figure(words, f"{url}#papers"))
    if own.printing:
        words = _("%(done)d of %(all)d drawn", done=own.printing.done, all=own.printing.count)
        found.append(Figure(words, f"{url}#papers"))
    state = "done" if own.certificates else "now" if own.grants else "todo"
    return Step(_("Awards"), url, state, found)
