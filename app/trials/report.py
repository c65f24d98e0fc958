"""The report of a season that was tried out: one page, complete in itself, that answers an organizer's questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import current_app
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from app.kit.assets import STATIC
from app.kit.database import session
from app.kit.i18n import pick
from app.people.models import Post, Region
from app.reports.charts import Chart, columns
from app.trials import words
from app.trials.answers import answers
from app.trials.houses import FIRST_DAY
from quizzes.rules.cohort import Habit

STYLES = ("css/tokens.css", "css/reports.css", "css/trials.css")
DARK = "css/tokens-dark.css"
HEAD_ENDS = "</head>"


@dataclass(frozen=True)
class Bar:
    """A line of a chart. From `low` to `high` of the hundred that the widest has; `mark`: what is picked out in it."""

    name: str
    value: str
    more: str
    low: float
    high: float
    mark: float | None = None


@dataclass(frozen=True)
class Bars:
    title: str
    head: tuple[str, str, str]
    bars: tuple[Bar, ...]


def page(found: Mapping[str, Any]) -> str:
    """The page as HTML in the language of the moment; the names of posts and regions are those of the database."""
    figures = found["figures"]
    names = _names()
    template = current_app.jinja_env.get_template("trials/report.html")
    text = template.render(
        asked=_asked(found["asked"]),
        answers=answers(figures, names),
        laws=[_law(law) for law in found["laws"]],
        broken=sum(not law["holds"] for law in found["laws"]),
        winners=[_winner(one, names) for one in figures["winners"]],
        bars=[_regions(figures["regions"], names), _habits(figures["habits"]), _reasons(figures["points_by_reason"])],
        charts=list(_charts(figures)),
    )
    return text.replace(HEAD_ENDS, _style() + HEAD_ENDS, 1)


def _style() -> str:
    """The house's own style sheets, so that the page can be sent on without them."""
    light = "".join(_sheet(name) for name in STYLES)
    return f"<style>\n{light}@media (prefers-color-scheme: dark) {{\n{_sheet(DARK)}}}\n</style>\n"


def _sheet(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def _names() -> dict[str, str]:
    """Of posts and regions, by code."""
    posts = {one.code: pick(one) for one in session().scalars(select(Post))}
    return posts | {one.code: pick(one) for one in session().scalars(select(Region))}


def _asked(asked: Mapping[str, int]) -> str:
    last = FIRST_DAY + timedelta(days=asked["days"] - 1)
    return _(
        "%(people)s people, %(days)s days (%(first)s to %(last)s), %(duels)s PKs, seed %(seed)s.",
        **words.told(asked) | {"first": format_date(FIRST_DAY), "last": format_date(last), "seed": str(asked["seed"])},
    )


def _law(law: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": words.name(law), "found": words.found(law), "holds": law["holds"]}


def _winner(one: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A first of a post, as the table shows it."""
    return {
        "post": names.get(one["post"], one["post"]),
        "points": words.number(one["points"]),
        "from_pks": _percent(one["pk"], one["points"]),
        "days": words.number(one["days"]),
        "ahead": "–" if one["ahead"] is None else words.number(one["ahead"]),
        "near": one["near_a_tie"],
        "cheat": "" if one["habit"] == Habit.HONEST else str(words.HABITS[one["habit"]]),
    }


def _regions(regions: Mapping[str, Mapping[str, float]], names: Mapping[str, str]) -> Bars:
    most = max((one["high"] for one in regions.values()), default=0) or 1
    drawn = [_region(names.get(code, code), one, most) for code, one in _from_the_top(regions, "median")]
    title = _("Half of a region's people lie in its bar; the line is the middle one")
    return Bars(title, (_("Region"), _("The middle one's points"), _("Half have")), tuple(drawn))


def _region(name: str, one: Mapping[str, float], most: float) -> Bar:
    low, middle, high = (one[each] for each in ("low", "median", "high"))
    half = f"{words.number(round(low))}–{words.number(round(high))}"
    return Bar(
        name, words.number(round(middle)), half, _share(low, most), _share(high, most), mark=_share(middle, most)
    )


def _from_the_top(some: Mapping[str, Mapping[str, float]], by: str) -> list[tuple[str, Mapping[str, float]]]:
    return sorted(some.items(), key=lambda item: (-item[1][by], item[0]))


def _habits(habits: Mapping[str, Mapping[str, float]]) -> Bars:
    most = max((one["a_day"] for one in habits.values()), default=0) or 1
    drawn = [
        Bar(
            str(words.HABITS[name]), words.number(one["a_day"]), words.number(one["people"]), 0,
            _share(one["a_day"], most),
        )
        for name, one in _from_the_top(habits, "a_day")
    ]  # fmt: skip
    honest = habits.get(Habit.HONEST.value, {"a_day": 0.0})["a_day"]
    title = _("An honest day brings %(points)s points", points=words.number(honest))
    return Bars(title, (_("How they play"), _("Points a day"), _("People")), tuple(drawn))


def _reasons(paid: Mapping[str, int]) -> Bars:
    most, whole = max(paid.values(), default=0) or 1, sum(paid.values()) or 1
    learned = sum(points for reason, points in paid.items() if reason not in ("pk", "day"))
    drawn = [
        Bar(
            str(words.REASONS.get(reason, reason)),
            words.number(points),
            _percent(points, whole),
            0,
            _share(points, most),
        )
        for reason, points in sorted(paid.items(), key=lambda item: (-item[1], item[0]))
    ]
    title = _("%(percent)s%% of all points are for what was learned", percent=f"{100 * learned / whole:.0f}")
    return Bars(title, (_("What for"), _("Points"), _("Share")), tuple(drawn))


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / max(1, whole):.0f} %"


def _share(value: float, most: float) -> float:
    return round(100 * max(0, value) / most, 1)


def _charts(figures: Mapping[str, Any]) -> Sequence[Chart]:
    return (
        _by_day(figures["points_by_day"], _("Most points came on %(day)s: %(count)s")),
        _by_day(figures["came_by_day"], _("Most people were there on %(day)s: %(count)s")),
        _by_day(figures["duels_by_day"], _("Most PKs were played on %(day)s: %(count)s")),
    )


def _by_day(counts: Sequence[int], finding: str) -> Chart:
    days: list[tuple[date, int]] = [(FIRST_DAY + timedelta(days=place), count) for place, count in enumerate(counts)]
    day, count = max(days, key=lambda one: one[1])
    return columns(finding % {"day": format_date(day, "medium"), "count": words.number(count)}, days)
