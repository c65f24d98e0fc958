"""Between a stored season and its plan; and what a plan may name here."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.kit.database import session
from app.lessons.models import Section
from app.people.models import Brand, Post, Region
from app.seasons.models import Season, Stage
from app.seasons.queries import PUBLIC
from quizzes.formats.route import route
from quizzes.rules.points import PointsRules
from quizzes.rules.seasonchecks import Known, OtherSeason
from quizzes.rules.seasonplan import (
    Audience,
    LegPlan,
    Name,
    SeasonPlan,
    StagePlan,
    begins,
    ends,
    instant,
    local,
)

KINDS = ("posts", "regions", "brands")


def known() -> Known:
    """What a plan may name: the sections and stops, the codes of people, the seasons that have their days."""
    here = session()
    others = here.scalars(select(Season).where(Season.status.in_(PUBLIC)).order_by(Season.id))
    return Known(
        sections=here.scalars(select(Section.key).order_by(Section.number)).all(),
        stops=route().keys,
        posts=set(here.scalars(select(Post.code))),
        regions=set(here.scalars(select(Region.code))),
        brands=set(here.scalars(select(Brand.code))),
        others=[
            OtherSeason(
                one.key,
                Name(one.name_en, one.name_zh),
                begins(one.first_day, one.time_zone),
                ends(one.last_day, one.time_zone),
            )
            for one in others
        ],
    )


def plan_of(season: Season) -> SeasonPlan:
    """The season as it was planned."""
    return SeasonPlan(
        key=season.key,
        name=Name(season.name_en, season.name_zh),
        first_day=season.first_day,
        last_day=season.last_day,
        time_zone=season.time_zone,
        languages=tuple(season.languages),
        stages=tuple(_stage_plan(stage, season.time_zone) for stage in season.stages),
        points=PointsRules.from_json(season.rules),
        audience=Audience(*(tuple(season.audience.get(kind) or ()) for kind in KINDS)),
        legs=tuple(LegPlan(leg["section"], leg["until"], _day(leg.get("opens_on"))) for leg in season.legs),
    )


def _stage_plan(stage: Stage, zone: str) -> StagePlan:
    name = Name(stage.name_en, stage.name_zh)
    return StagePlan(stage.kind, name, local(stage.opens_at, zone), local(stage.closes_at, zone))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def store(plan: SeasonPlan, season: Season) -> None:
    """Let the season be as planned. Stages keep their ids by their places."""
    season.key, season.name_en, season.name_zh = plan.key, plan.name.en, plan.name.zh
    season.first_day, season.last_day, season.time_zone = plan.first_day, plan.last_day, plan.time_zone
    season.languages = list(plan.languages)
    season.rules = plan.points.to_json()
    season.audience = {kind: list(getattr(plan.audience, kind)) for kind in KINDS}
    season.legs = [
        {"section": leg.section, "until": leg.until, "opens_on": leg.opens_on.isoformat() if leg.opens_on else None}
        for leg in plan.legs
    ]
    _store_stages(plan, season)


def _store_stages(plan: SeasonPlan, season: Season) -> None:
    del season.stages[len(plan.stages) :]
    for place, planned in enumerate(plan.stages):
        if place == len(season.stages):
            season.stages.append(Stage(position=place))
        stage = season.stages[place]
        stage.kind, stage.name_en, stage.name_zh = planned.kind, planned.name.en, planned.name.zh
        stage.opens_at = instant(planned.opens, plan.time_zone)
        stage.closes_at = instant(planned.closes, plan.time_zone)


def proposed_legs() -> tuple[LegPlan, ...]:
    """The route's own legs, as far as there are such sections."""
    sections = set(session().scalars(select(Section.key)))
    return tuple(LegPlan(section, until) for section, until in route().legs if section in sections)
