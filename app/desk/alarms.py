"""What needs somebody now, the worst first. Where there is nothing, the desk is calm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.desk.steps import Facts
from app.desk.watching import Standing
from app.finals import eventwords
from app.finals.models import FinalState, TwoSignatures
from app.kit.i18n import pick


@dataclass(frozen=True)
class Alarm:
    words: str
    url: str
    is_bad: bool = True


def alarms(facts: Facts) -> Iterator[Alarm]:
    yield from _of_timetable(facts)
    yield from _of_judges(facts)
    yield from _of_sheets(facts)
    yield from _of_appeals(facts)
    yield from _of_people(facts)
    for one in facts.signed:
        if one.signed_at is None:
            yield _signature(facts, one)


def _of_timetable(facts: Facts) -> Iterator[Alarm]:
    last = facts.timetable.last
    if last is not None and facts.timetable.has_failed:
        words = _("No timetable could be made.")
        yield Alarm(f"{words} {eventwords.obstacle(last.obstacle)}", facts.url("finals.timetable"))
    if facts.seen.unopened and facts.final.state == FinalState.JUDGING:
        words = ngettext(
            "%(num)d line of the timetable has no score sheet. Open the sheets once more.",
            "%(num)d lines of the timetable have no score sheet. Open the sheets once more.",
            facts.seen.unopened,
        )
        yield Alarm(words, facts.url("judging.sheets"))


def _of_judges(facts: Facts) -> Iterator[Alarm]:
    if stuck := [one for one in facts.seen.judges if one.stuck_since]:
        words = ngettext(
            "From %(num)d judge nothing has come since the work began.",
            "From %(num)d judges nothing has come since the work began.",
            len(stuck),
        )
        yield Alarm(words, "#judges")
    if kept := sum(one.kept for one in facts.seen.judges):
        words = ngettext("%(num)d mark waits on a judge's device.", "%(num)d marks wait on judges' devices.", kept)
        yield Alarm(words, "#judges", is_bad=False)


def _of_sheets(facts: Facts) -> Iterator[Alarm]:
    lines = facts.seen.lines
    if late := [one.late for one in lines if one.late]:
        words = ngettext(
            "%(num)d sheet is late by %(most)d minutes.",
            "%(num)d sheets are late, the longest by %(most)d minutes.",
            len(late),
            most=max(late),
        )
        yield Alarm(words, facts.url("desk.sheets", show="late"))
    counts = {one: sum(line.standing is one for line in lines) for one in Standing}
    for show, count, words in (
        (Standing.TALK, counts[Standing.TALK], _("Panels that have to talk")),
        (Standing.PAPER, counts[Standing.PAPER], _("Papers that wait for their second entry")),
        (Standing.SETTLE, counts[Standing.SETTLE], _("Papers that two people read differently")),
        ("clash", sum(line.clash for line in lines), _("Sheets on which two devices of a judge differ")),
        ("elsewhere", sum(line.elsewhere for line in lines if not line.is_done),
         _("Sheets that are marked in another room than the timetable says")),
    ):  # fmt: skip
        if count:
            yield Alarm(f"{words}: {count}", facts.url("desk.sheets", show=str(show)), is_bad=False)


def _of_appeals(facts: Facts) -> Iterator[Alarm]:
    if late := [one for one in facts.appeals if one.due_at < facts.now]:
        minutes = (facts.now - late[0].due_at).total_seconds() // 60
        words = ngettext(
            "%(num)d appeal should have been decided %(minutes)d minutes ago.",
            "%(num)d appeals should have been decided, the first %(minutes)d minutes ago.",
            len(late),
            minutes=minutes,
        )
        yield Alarm(words, facts.url("judging.appeals"))


def _of_people(facts: Facts) -> Iterator[Alarm]:
    until = facts.final.answer_by
    if until and until < facts.now and facts.people.unanswered:
        words = ngettext(
            "%(num)d person has not answered, and the time to answer is over.",
            "%(num)d people have not answered, and the time to answer is over.",
            facts.people.unanswered,
        )
        yield Alarm(words, facts.url("finals.invitations", state="invited"), is_bad=False)


def _signature(facts: Facts, one: TwoSignatures) -> Alarm:
    kind, _colon, about = one.deed.partition(":")
    given = {"name": one.proposed_by.name, "when": facts.when(one.proposed_at)}
    if kind == "results":
        posts = {line.post.code: line.post for line in facts.posts}
        post = pick(posts[about]) if about in posts else about
        words = _("The results of %(post)s wait for the second signature (%(name)s, %(when)s).", post=post, **given)
        return Alarm(words, facts.url("judging.results_of", code=about), is_bad=False)
    if kind == "appeal" and about.isdigit():
        words = _("A decision on an appeal waits for the second signature (%(name)s, %(when)s).", **given)
        return Alarm(words, url_for("judging.appeal", appeal_id=int(about)), is_bad=False)
    words = _("The selection waits for the second signature (%(name)s, %(when)s).", **given)
    return Alarm(words, facts.url("finals.selection"), is_bad=False)
