"""The report of a season that was tried out: one page with plots, each under a title that says what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from app.reports.charts import HEIGHT, WIDTH, columns
from app.trials.houses import FIRST_DAY

BAR, LABEL = 22, 150
PAGE = Markup(
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title><style>body{{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;"
    "padding:0 1rem;color:#1d2530;background:#fff}}svg{{width:100%;height:auto;font-size:12px}}rect{{fill:#7f95ad}}"
    ".most{{fill:#b3541e}}li.broken{{color:#a3160f;font-weight:600}}h2{{font-size:1.1rem;margin:2rem 0 .5rem}}"
    "@media(prefers-color-scheme:dark){{body{{color:#e4e8ee;background:#14181e}}text{{fill:#e4e8ee}}"
    "li.broken{{color:#ff9a90}}}}</style>"
    "<h1>{title}</h1><p>{asked}</p><h2>{verdict}</h2><ul>{laws}</ul>{plots}</html>\n"
)


def page(found: Mapping[str, Any]) -> str:
    """The page as HTML, complete in itself."""
    asked, laws, figures = found["asked"], found["laws"], found["figures"]
    broken = [law for law in laws if not law["holds"]]
    return PAGE.format(
        title="A season, tried out",
        asked=f"{asked['people']:,} people, {asked['days']} days, {asked['duels']:,} PKs, seed {asked['seed']}.",
        verdict=f"{len(broken)} of {len(laws)} laws are broken" if broken else f"All {len(laws)} laws hold",
        laws=Markup().join(map(_law, laws)),
        plots=Markup().join(_plots(figures)),
    )


def _law(law: Mapping[str, Any]) -> Markup:
    kind, word = ("", "Holds") if law["holds"] else ("broken", "Broken")
    return Markup('<li class="{}">{}: {} ({}).</li>').format(kind, word, law["name"], law["found"])


def _plots(figures: Mapping[str, Any]) -> Iterator[Markup]:
    points, came = figures["points_by_day"], figures["came_by_day"]
    yield _by_day(f"Points: {_busiest(points)} brought the most, {max(points):,}", points)
    yield _by_day(
        f"People: {max(came):,} came on {_busiest(came)}, {sum(came) / len(came):,.0f} on an average day", came
    )
    paid = figures["points_by_reason"]
    most = max(paid, key=lambda reason: (paid[reason], reason))
    yield _bars(f"{paid[most] / max(1, sum(paid.values())):.0%} of all points are for {most}", paid)
    regions = {name: round(spread["median"]) for name, spread in figures["regions"].items()}
    ahead, behind = (pick(regions, key=lambda name: (regions[name], name)) for pick in (max, min))
    yield _bars(f"In {ahead} half have {regions[ahead]} points or more, in {behind} {regions[behind]}", regions)
    habits = {name: round(one["mean"]) for name, one in figures["habits"].items()}
    best = max(habits, key=lambda name: (habits[name], name))
    yield _bars(f"{best.capitalize()} people have the most points on average", habits)
    yield _near(figures)


def _near(figures: Mapping[str, Any]) -> Markup:
    chosen = figures["selection"]
    return Markup("<h2>{}</h2><p>{}</p>").format(
        f"{chosen['near_a_tie']} quotas and {figures['champions_near_a_tie']} first places are near a tie",
        "There whoever is in and whoever is out, or first and second, lie within one hundredth of the points.",
    )


def _busiest(counts: Sequence[int]) -> str:
    return f"{FIRST_DAY + timedelta(days=counts.index(max(counts))):%d %B}"


def _by_day(title: str, counts: Sequence[int]) -> Markup:
    days: list[tuple[date, int]] = [(FIRST_DAY + timedelta(days=place), count) for place, count in enumerate(counts)]
    drawn = Markup().join(
        Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>').format(
            one.x, one.y, one.width, one.height, "most" if one.is_highest else ""
        )
        for one in columns(title, days).columns
    )
    return _plot(title, HEIGHT, drawn)


def _bars(title: str, values: Mapping[str, int]) -> Markup:
    most = max(values.values(), default=0) or 1
    drawn = Markup()
    for place, (name, value) in enumerate(sorted(values.items(), key=lambda one: (-one[1], one[0]))):
        top, width = place * BAR, round(max(0, value) / most * (WIDTH - LABEL - 80), 1)
        drawn += Markup('<text x="0" y="{}">{}</text>').format(top + 15, name)
        drawn += Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>').format(
            LABEL, top + 3, width, BAR - 6, "" if place else "most"
        )
        drawn += Markup('<text x="{}" y="{}">{}</text>').format(LABEL + width + 6, top + 15, f"{value:,}")
    return _plot(title, BAR * len(values), drawn)


def _plot(title: str, height: int, drawn: Markup) -> Markup:
    shape = Markup('<h2>{}</h2><svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>')
    return shape.format(title, WIDTH, height, title, drawn)
