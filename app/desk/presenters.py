"""What the overview of a final shows: what needs somebody now, the way so far, the marking, the judges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_datetime

from app.desk import alarms, progress, steps, watching
from app.desk.alarms import Alarm
from app.desk.progress import PostLine
from app.desk.steps import Step
from app.desk.watching import JudgeLine, Line, Standing, Watch
from app.finals import venue
from app.finals.models import Final, FinalStation
from app.judging.models import Appeal


@dataclass(frozen=True)
class StationLine:
    """How many sheets of a station are how far; `late`: how many, `worst`: the most minutes."""

    station: FinalStation
    counts: Mapping[Standing, int]
    late: int
    worst: int


@dataclass(frozen=True)
class Page:
    final: Final
    now: datetime
    alarms: Sequence[Alarm]
    steps: Sequence[Step]
    stations: Sequence[StationLine]
    judges: Sequence[JudgeLine]
    posts: Sequence[PostLine]
    appeals: Sequence[Appeal]

    @property
    def shown(self) -> list[Standing]:
        """The columns of the table: those of paper and talk only where there is something in them."""
        rare = (Standing.TALK, Standing.PAPER, Standing.SETTLE, Standing.VOID)
        return [one for one in Standing if one not in rare or any(line.counts.get(one) for line in self.stations)]

    @property
    def zone(self) -> str:
        return venue.zone_of(self.final, self.now)

    def clock(self, when: datetime | None) -> str:
        return clock_of(self.final, when, self.now)


def clock_of(final: Final, when: datetime | None, now: datetime) -> str:
    """By the clock of the venue; with the day where that is not today."""
    if when is None:
        return ""
    here, is_today = venue.local(final, when), venue.local(final, when).date() == venue.local(final, now).date()
    return str(format_datetime(here, "HH:mm" if is_today else "MM-dd HH:mm", rebase=False))


def overview(final: Final, now: datetime) -> Page:
    seen, signed = watching.watch(final, now), progress.signatures(final)
    posts = progress.posts(final, seen, signed)
    facts = steps.Facts(
        final,
        now,
        seen,
        signed,
        posts,
        progress.people(final),
        progress.rule_sets(final),
        progress.timetable(final),
        progress.hall(final),
        progress.appeals(final),
        progress.honours(final),
    )
    return Page(
        final,
        now,
        list(alarms.alarms(facts)),
        list(steps.steps(facts)),
        list(_stations(seen)),
        seen.judges,
        posts,
        facts.appeals,
    )


def _stations(seen: Watch) -> Iterator[StationLine]:
    for station in seen.stations:
        lines = [one for one in seen.lines if one.station.id == station.id]
        late = [one.late for one in lines if one.late]
        yield StationLine(station, Counter(one.standing for one in lines), len(late), max(late, default=0))


def listed(seen: Watch, show: str, station_id: int | None, post: str, judge_id: int | None) -> list[Line]:
    """The sheets that a number on the desk counts: the latest first, then by the timetable. Void ones only by name."""
    found = [one for one in [*seen.lines, *seen.void] if _is_shown(one, show)]
    found = [one for one in found if station_id in (None, one.station.id) and post in ("", one.station.post.code)]
    if judge_id is not None:
        found = [one for one in found if judge_id in [each.id for each in one.waits_for]]
    return sorted(found, key=lambda one: -one.late)


def _is_shown(one: Line, show: str) -> bool:
    if one.standing is Standing.VOID:
        return show == Standing.VOID
    plain = {"": True, "late": one.late > 0, "open": not one.is_done, "clash": one.clash, "elsewhere": one.elsewhere}
    return plain.get(show, one.standing == show)
