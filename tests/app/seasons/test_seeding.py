from datetime import date

from sqlalchemy import func, select

from app.kit.database import session
from app.seasons.models import Season
from app.seasons.queries import rules_of, week_of
from app.seasons.seeding import seed_demo_season
from quizzes.rules.points import PointsRules
from tests.factories import make_season

TODAY = date(2026, 6, 3)


def test_the_demo_season_is_in_its_fourth_week_and_lasts_184_days(app):
    season = seed_demo_season(TODAY)
    assert week_of(season, TODAY.toordinal()) == 4
    assert (season.last_day - season.first_day).days + 1 == 184
    assert rules_of(season) == PointsRules()


def test_seeding_twice_makes_one_season(app):
    assert seed_demo_season(TODAY).id == seed_demo_season(date(2027, 1, 1)).id
    assert session().scalar(select(func.count()).select_from(Season)) == 1


def test_where_there_is_a_season_none_is_added(app):
    own = make_season()
    assert seed_demo_season(TODAY) == own
