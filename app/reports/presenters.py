"""The season in figures: each with its definition, charts by day, and tables by region, post, dealer and decade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import format_date
from flask_babel import gettext as _

from app.kit.i18n import pick
from app.reports import charts, queries
from app.reports.figures import PKS, Figure, Sums, figures, pks
from app.reports.models import What
from app.reports.queries import Counted, Narrowed
from app.seasons.models import Season
from app.seasons.queries import day_of, week_of

BEHIND = 10  # rows of what is falling behind
LAST_WEEKS = 2
SMALL = 3  # dealers with fewer people are not compared


@dataclass(frozen=True)
class Line:
    """A row of a table: who, how many people there are, how many take part, and what they did."""

    name: str
    people: int
    taking_part: int
    counts: Counter[str]

    @property
    def share(self) -> float:
        return self.taking_part / self.people if self.people else 0.0

    @property
    def pks(self) -> int:
        return sum(self.counts[what] for what in PKS)


@dataclass(frozen=True)
class Late:
    """A dealer of which little was heard lately: things done for each of its people in the last weeks."""

    name: str
    people: int
    each: float


@dataclass(frozen=True)
class Report:
    season: Season
    day: int  # of the season, counted from 1; the last one when it is over
    days: int
    figures: tuple[Figure, ...]
    charts: tuple[charts.Chart, ...]
    tables: Mapping[str, tuple[Line, ...]]
    sections: tuple[tuple[str, int], ...]
    late: tuple[Late, ...]
    narrowed: Narrowed

    @property
    def shown(self) -> dict[str, tuple[Line, ...]]:
        """The tables whose counts are those of the people that the report is narrowed to."""
        whole = self.narrowed == Narrowed()
        return {key: lines for key, lines in self.tables.items() if whole or key in ("region_id", "post_id")}


def read(season: Season, narrowed: Narrowed, now: datetime) -> Counted:
    """The figures of a season, in about a dozen statements over small tables."""
    today = min(day_of(season, now), season.last_day.toordinal())
    return queries.read(season, narrowed, today, max(1, week_of(season, today) - LAST_WEEKS + 1))


def report(counted: Counted) -> Report:
    """What was counted, told in the language of the moment."""
    season, today = counted.season, counted.today
    passed = max(1, today - season.first_day.toordinal() + 1)
    tables = _tables(counted)
    part = tables["post_id"] if counted.narrowed.post_id is None else tables["region_id"]
    sums = Sums(
        passed=passed,
        counts=Counter({what: sum(days.values()) for what, days in counted.by_day.items()}),
        taking_part=sum(line.taking_part for line in part),
        nineties=_of_decade(tables["birth_decade"], 1990),
        known_decade=sum(line.people for line in tables["birth_decade"] if line.name != _unknown()),
        dealers_taking_part=sum(line.taking_part > 0 for line in tables["dealer_id"]),
        size=counted.size,
    )
    return Report(
        season, passed, season.last_day.toordinal() - season.first_day.toordinal() + 1, tuple(figures(season, sums)),
        tuple(_charts(season, counted.by_day, today)), tables, tuple(_sections(counted)), tuple(_late(counted)),
        counted.narrowed,
    )  # fmt: skip


def _of_decade(lines: tuple[Line, ...], decade: int) -> int:
    return next((line.people for line in lines if line.name == _decade(decade)), 0)


def _charts(season: Season, by_day: dict[str, dict[int, int]], today: int) -> list[charts.Chart]:
    span = range(season.first_day.toordinal(), today + 1)
    pks_by_day = {day: pks({what: by_day[what].get(day, 0) for what in PKS}) for day in span}
    return [
        _chart(span, by_day[What.ACTIVE], _("Most people were there on %(day)s: %(count)s"), _("Nobody was there yet")),
        _chart(
            span, by_day[What.DAY_SETS], _("Most daily sets were completed on %(day)s: %(count)s"),
            _("No daily set was completed yet"),
        ),
        _chart(span, pks_by_day, _("Most PKs were played on %(day)s: %(count)s"), _("No PK was played yet")),
    ]  # fmt: skip


def _chart(span: range, counts: dict[int, int], finding: str, nothing: str) -> charts.Chart:
    rows = [(date.fromordinal(day), counts.get(day, 0)) for day in span]
    best = max(rows, key=lambda row: row[1], default=None)
    if best is None or not best[1]:
        return charts.columns(nothing, rows)
    return charts.columns(finding % {"day": format_date(best[0], "medium"), "count": f"{best[1]:,}"}, rows)


def _tables(counted: Counted) -> dict[str, tuple[Line, ...]]:
    return {key: _lines(counted, key) for key in ("region_id", "post_id", "dealer_id", "birth_decade")}


def _lines(counted: Counted, key: str) -> tuple[Line, ...]:
    people, part, counts = counted.people[key], counted.taking_part[key], counted.counts[key]
    keys = sorted({*people, *part})
    lines = [Line(_name(counted, key, one), people[one], part[one], counts.get(one, Counter())) for one in keys]
    if key == "birth_decade":
        return tuple(lines)
    return tuple(sorted(lines, key=lambda line: -line.share))  # of equals in a fixed order, in any language


def _name(counted: Counted, key: str, one: int) -> str:
    return _decade(one) if key == "birth_decade" else pick(counted.names[key][one])


def _decade(decade: int) -> str:
    return _("Born in the %(decade)ds", decade=decade) if decade else _unknown()


def _unknown() -> str:
    return _("Not known")


def _sections(counted: Counted) -> list[tuple[str, int]]:
    counts = counted.counts["section"]
    return [(pick(one.title), counts.get(one.id, Counter())[What.CLASSES]) for one in counted.sections]


def _late(counted: Counted) -> list[Late]:
    """The dealers whose people did least in the last weeks."""
    people, names = counted.people["dealer_id"], counted.names["dealer_id"]
    late = [
        Late(pick(names[key]), people[key], counted.lately.get(key, Counter()).total() / people[key])
        for key in sorted(people)
        if people[key] >= SMALL
    ]
    return sorted(late, key=lambda one: one.each)[:BEHIND]  # of equals in a fixed order, in any language
