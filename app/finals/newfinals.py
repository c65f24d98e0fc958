"""A new final: proposals for everything, and what is typed in their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.finals.models import Final
from app.kit.database import session
from app.seasons.models import Season
from quizzes.rules.seasonplan import Kind, instant, local

TEXTS = {"name_zh": 120, "name_en": 120, "venue_zh": 200, "venue_en": 200}
MOST_DAYS = 14
HOURS = (("08:30", "12:00"), ("13:00", "17:30"))
AFTER = timedelta(days=18)  # the final comes so long after the season
TO_ANSWER = timedelta(days=14)
NO_NAME = _("Write the name in at least one language.")
NO_DAY = _("Write a day like 2026-11-21.")
NO_DAYS = _("Choose 1 to 14 days.")
NO_TIME = _("Write a time like 2026-11-07 18:00.")
NO_SEASON = _("Choose the season that it belongs to.")
TOO_LATE = _("This is later than the first day of the final.")


@dataclass
class Page:
    """What stands in the form; `wrong`: field -> what is wrong."""

    data: dict[str, str]
    wrong: dict[str, Any] = field(default_factory=dict)


def proposed(season: Season | None, now: datetime) -> Page:
    """The venue is that of the final before; the days are those of the season's stage for it, or two and a half weeks
    after its last day."""
    last = session().scalar(select(Final).order_by(Final.id.desc()).limit(1))
    if season is None:
        return Page(dict.fromkeys((*TEXTS, "season", "first_day", "days", "answer_by"), ""))
    first, days = _days(season)
    year = first.year
    answer = max(first - TO_ANSWER, now.date() + timedelta(days=3))
    return Page(
        {
            "season": str(season.id),
            "name_zh": f"{year} 年全国总决赛",
            "name_en": f"National final {year}",
            "venue_zh": last.venue_zh if last else "西安培训中心",
            "venue_en": last.venue_en if last else "Training centre, Xi'an",
            "first_day": first.isoformat(),
            "days": str(days),
            "answer_by": f"{min(answer, first).isoformat()}T18:00",
        }
    )


def _days(season: Season) -> tuple[date, int]:
    stage = next((one for one in season.stages if one.kind == Kind.NATIONAL_FINAL), None)
    if stage is None:
        return season.last_day + AFTER, 3
    first = local(stage.opens_at, season.time_zone).date()
    last = local(stage.closes_at - timedelta(microseconds=1), season.time_zone).date()
    return first, min(MOST_DAYS, (last - first).days + 1)


def read(typed: Mapping[str, str], seasons: Mapping[int, Season]) -> tuple[Page, dict[str, Any]]:
    """The form again, and the values of the model where nothing is wrong."""
    page = Page(
        {name: (typed.get(name) or "").strip() for name in (*TEXTS, "season", "first_day", "days", "answer_by")}
    )
    for name, most in TEXTS.items():
        page.data[name] = page.data[name][:most]
    number = page.data["season"]
    season = seasons.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
    first, days, until = _read_days(page)
    if season is None:
        page.wrong["season"] = NO_SEASON
    if not (page.data["name_zh"] or page.data["name_en"]):
        page.wrong["name_zh"] = NO_NAME
    if page.wrong or season is None or first is None or until is None:
        return page, {}
    texts = {name: page.data[name] for name in TEXTS}
    zone = season.time_zone
    windows = [
        [f"{first + timedelta(days=day)}T{begins}", f"{first + timedelta(days=day)}T{ends}"]
        for day in range(days)
        for begins, ends in HOURS
    ]
    return page, texts | {
        "season_id": season.id,
        "time_zone": zone,
        "windows": windows,
        "answer_by": instant(until, zone),
    }


def _read_days(page: Page) -> tuple[date | None, int, datetime | None]:
    first, until, days = None, None, 0
    try:
        first = date.fromisoformat(page.data["first_day"])
        if not 2000 <= first.year <= 2200:
            raise ValueError
    except ValueError:
        page.wrong["first_day"] = NO_DAY
    number = page.data["days"]
    if number.isascii() and number.isdigit() and len(number) < 4 and 1 <= int(number) <= MOST_DAYS:
        days = int(number)
    else:
        page.wrong["days"] = NO_DAYS
    until = moment(page.data["answer_by"])
    if until is None:
        page.wrong["answer_by"] = NO_TIME
    elif first and until > datetime.combine(first, time()):
        page.wrong["answer_by"] = TOO_LATE
    return first, days, until


def moment(text: str) -> datetime | None:
    """A local time as a form has it."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=None) if 2000 <= found.year <= 2200 else None
