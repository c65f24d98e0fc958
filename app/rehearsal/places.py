"""Where a practice final is held: rooms, stations and how many judges they need, for a large one and a small one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from quizzes.formats import scoresheets
from quizzes.formats.posts import POSTS

HOURS = ("08:30-12:00", "13:00-17:30")


@dataclass(frozen=True)
class Workshop:
    """A room for the practical work of these posts: so many of them, each with `places` and a panel of `judges`."""

    key: str
    zh: str
    en: str
    posts: tuple[str, ...]
    rooms: int = 1
    places: int = 1
    judges: int = 3

    def numbered(self) -> list[str]:
        return [f"{self.key}-{number}" for number in range(1, self.rooms + 1)]


@dataclass(frozen=True)
class Site:
    """All posts come to the hall for the knowledge test and to the stage; one judge's marks are enough there."""

    days: int
    workshops: tuple[Workshop, ...]
    hall_places: int
    hall_judges: int
    stage_places: int

    @property
    def posts(self) -> tuple[str, ...]:
        mine = {post for one in self.workshops for post in one.posts}
        return tuple(post for post in POSTS if post in mine)


LARGE = Site(
    3,
    (
        Workshop("hv", "高压工位", "High-voltage bay", ("me-technician",), rooms=2, places=2, judges=5),
        Workshop("reception", "接待区", "Reception", ("me-service-advisor",), rooms=2),
        Workshop("body", "钣金车间", "Body shop", ("body-technician",), places=2),
        Workshop("paint", "喷漆车间", "Paint shop", ("painting-technician",), places=4),
        Workshop("estimate", "定损区", "Estimating", ("bp-service-advisor", "customer-relations-officer")),
        Workshop("counter", "备件柜台", "Parts counter", ("parts-advisor", "warranty-specialist")),
        Workshop("office", "办公室", "Office", ("parts-manager",)),
        Workshop("board", "会议室", "Meeting room", ("aftersales-service-manager",)),
        Workshop("dispatch", "调度室", "Dispatch", ("workshop-manager",)),
    ),
    hall_places=60,
    hall_judges=2,
    stage_places=4,
)
SMALL = Site(
    1,
    (
        Workshop("hv", "高压工位", "High-voltage bay", ("me-technician",), rooms=2, places=2, judges=5),
        Workshop("reception", "接待区", "Reception", ("me-service-advisor",)),
    ),
    hall_places=40,
    hall_judges=1,
    stage_places=4,
)
TASKS = {
    "me-technician": ("高压断电与绝缘故障", "High voltage made safe; an insulation fault"),
    "me-service-advisor": ("预约客户接待", "Reception of a customer with an appointment"),
    "body-technician": ("前纵梁局部更换", "Sectional repair of a side member"),
    "painting-technician": ("车门三工序修补", "Three-layer repair of a door"),
    "bp-service-advisor": ("事故车接待与定损", "An accident car and its estimate"),
    "warranty-specialist": ("保修索赔审核", "Judging warranty claims"),
    "parts-advisor": ("备件查询与出库", "The right part for the right car"),
    "customer-relations-officer": ("投诉处理", "A complaint on the telephone"),
    "parts-manager": ("库存与召回", "Stock and a recall"),
    "aftersales-service-manager": ("经营分析与改进", "Figures, a decision, and the talk"),
    "workshop-manager": ("派工与调度", "A day planned, then disturbed"),
}
Panels = dict[str, list[str]]  # room -> staff numbers, the chief first


def event(site: Site, first_day: date, panels: Panels) -> dict[str, Any]:
    """The event as organizers store it."""
    days = [first_day + timedelta(days=day) for day in range(site.days)]
    return {
        "windows": [f"{day} {hours}" for day in days for hours in HOURS],
        "rest_minutes": 10,
        "stock": {"绝缘测试仪": 4},
        "rooms": [*_rooms(site)],
        "stations": [station for post in site.posts for station in _stations(site, post, panels)],
    }


def _rooms(site: Site) -> list[dict[str, Any]]:
    shops = [_room(key, one, number) for one in site.workshops for number, key in enumerate(one.numbered(), 1)]
    hall = {"key": "hall", "name_zh": "笔试大厅", "name_en": "Examination hall", "places": site.hall_places}
    stage = {"key": "stage", "name_zh": "舞台", "name_en": "Stage", "places": site.stage_places}
    return [*shops, hall, stage]


def _room(key: str, one: Workshop, number: int) -> dict[str, Any]:
    more = f" {number}" if one.rooms > 1 else ""
    return {"key": key, "name_zh": f"{one.zh}{more}", "name_en": f"{one.en}{more}", "places": one.places}


def _stations(site: Site, post: str, panels: Panels) -> list[dict[str, Any]]:
    shop = next(one for one in site.workshops if post in one.posts)
    zh, en = TASKS[post]
    sheet = scoresheets.example(post) or {}
    practical = {"minutes": sheet["timing"]["minutes"], "turnover": 10 if shop.places > 1 else 5, "weight": 60}
    practical |= {"judges": shop.judges, "rooms": [_place(key, panels) for key in shop.numbered()]}
    practical |= {"equipment": {"绝缘测试仪": 1} if shop.key == "hv" else {}}
    knowledge = {"minutes": 40, "turnover": 20, "weight": 25, "judges": 1, "rooms": [_place("hall", panels)]}
    stage = {"minutes": 10, "turnover": 5, "weight": 15, "judges": 1, "rooms": [_place("stage", panels)]}
    common = {"post": post, "together": True}
    return [
        {**common, **practical, "key": _key(post, "work"), "kind": "practical", "name_zh": zh, "name_en": en},
        {**common, **knowledge, "key": _key(post, "test"), "kind": "knowledge", **_named("现场笔试", "Knowledge test")},
        {**common, **stage, "key": _key(post, "pk"), "kind": "stage-pk", **_named("舞台 PK", "PK on stage")},
    ]


def _key(post: str, what: str) -> str:
    return f"{post}-{what}"


def _named(zh: str, en: str) -> dict[str, str]:
    return {"name_zh": zh, "name_en": en}


def _place(room: str, panels: Panels) -> dict[str, Any]:
    return {"room": room, "panel": sorted(panels[room]), "chief": panels[room][0]}
