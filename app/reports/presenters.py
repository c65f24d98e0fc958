"""The season in figures: each with its definition, charts by day, and tables by region, post, dealer and decade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import format_date
from flask_babel import gettext as _

from app.kit.i18n import pick
from app.people.models import Dealer, Post, Region
from app.reports import charts, queries
from app.reports.figures import PKS, Figure, Sums, figures
from app.reports.models import What
from app.reports.queries import Narrowed
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


def report(season: Season, narrowed: Narrowed, now: datetime) -> Report:
    """All of it, in about a dozen statements over small tables."""
    by_day = queries.by_day(season, narrowed)
    today = min(day_of(season, now), season.last_day.toordinal())
    passed = max(1, today - season.first_day.toordinal() + 1)
    size = queries.size_of_network(narrowed, date.fromordinal(today))
    dealers = {one.id: pick(one) for one in queries.named(Dealer).values()}
    tables = _tables(season, narrowed, dealers)
    part = tables["post_id"] if narrowed.post_id is None else tables["region_id"]
    sums = Sums(
        passed=passed,
        counts=Counter({what: sum(days.values()) for what, days in by_day.items()}),
        taking_part=sum(line.taking_part for line in part),
        nineties=_of_decade(tables["birth_decade"], 1990),
        known_decade=sum(line.people for line in tables["birth_decade"] if line.name != _unknown()),
        dealers_taking_part=sum(line.taking_part > 0 for line in tables["dealer_id"]),
        size=size,
    )
    return Report(
        season, passed, season.last_day.toordinal() - season.first_day.toordinal() + 1, tuple(figures(season, sums)),
        tuple(_charts(season, by_day, today)), tables, tuple(_sections(season)),
        tuple(_late(season, tables["dealer_id"], dealers, today)),
        narrowed,
    )  # fmt: skip


def _of_decade(lines: tuple[Line, ...], decade: int) -> int:
    return next((line.people for line in lines if line.name == _decade(decade)), 0)


def _charts(season: Season, by_day: dict[str, dict[int, int]], today: int) -> list[charts.Chart]:
    span = range(season.first_day.toordinal(), today + 1)
    pks_by_day = {day: sum(by_day[what].get(day, 0) for what in PKS) for day in span}
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


def _tables(season: Season, narrowed: Narrowed, dealers: dict[int, str]) -> dict[str, tuple[Line, ...]]:
    region, post = queries.named(Region), queries.named(Post)
    named: dict[str, Callable[[int], str]] = {
        "region_id": lambda key: pick(region[key]),
        "post_id": lambda key: pick(post[key]),
        "dealer_id": lambda key: dealers[key],
        "birth_decade": _decade,
    }
    counts = {
        "region_id": queries.by_place(season, "region_id", narrowed),
        "post_id": queries.by_place(season, "post_id", narrowed),
        "dealer_id": queries.by_group(season, "dealer"),
        "birth_decade": queries.by_group(season, "decade"),
    }
    return {key: _lines(season, key, narrowed, named[key], counts[key]) for key in named}


def _lines(
    season: Season, key: str, narrowed: Narrowed, name: Callable[[int], str], counts: dict[int, Counter[str]]
) -> tuple[Line, ...]:
    people, part = queries.people_by(key, narrowed), queries.taking_part_by(season, key, narrowed)
    keys = sorted({*people, *part})
    lines = [Line(name(one), people.get(one, 0), part.get(one, 0), counts.get(one, Counter())) for one in keys]
    if key == "birth_decade":
        return tuple(lines)
    return tuple(sorted(lines, key=lambda line: -line.share))  # of equals in a fixed order, in any language


def _decade(decade: int) -> str:
    return _("Born in the %(decade)ds", decade=decade) if decade else _unknown()


def _unknown() -> str:
    return _("Not known")


def _sections(season: Season) -> list[tuple[str, int]]:
    counts = queries.by_group(season, "section")
    return [(pick(one.title), counts.get(one.id, Counter())[What.CLASSES]) for one in queries.sections()]


def _late(season: Season, lines: tuple[Line, ...], names: dict[int, str], today: int) -> list[Late]:
    """The dealers whose people did least in the last weeks."""
    lately = queries.by_group(season, "dealer", max(1, week_of(season, today) - LAST_WEEKS + 1))
    done = {names[key]: counts.total() for key, counts in lately.items()}
    late = [
        Late(line.name, line.people, done.get(line.name, 0) / line.people) for line in lines if line.people >= SMALL
    ]
    return sorted(late, key=lambda one: (one.each, one.name))[:BEHIND]
