"""Every table, in one import: for migrations and for tests that make a schema."""

from app.api import models as api
from app.audit import models as audit
from app.awards import models as awards
from app.badges import models as badges
from app.corrections import models as corrections
from app.days import models as days
from app.duels import models as duels
from app.fairness import models as fairness
from app.finals import models as finals
from app.hall import models as hall
from app.items import models as items
from app.judging import models as judging
from app.kit.database import Base
from app.leaderboards import models as leaderboards
from app.leagues import models as leagues
from app.lessons import models as lessons
from app.media import models as media
from app.notifications import models as notifications
from app.operations import models as operations
from app.people import models as people
from app.points import models as points
from app.questions import models as questions
from app.reports import models as reports
from app.seasons import models as seasons
from app.stories import models as stories
from app.streaks import models as streaks
from app.studio import models as studio
from app.teams import models as teams
from app.tour import models as tour

__all__ = [
    "Base",
    "api",
    "audit",
    "awards",
    "badges",
    "corrections",
    "days",
    "duels",
    "fairness",
    "finals",
    "hall",
    "items",
    "judging",
    "leaderboards",
    "leagues",
    "lessons",
    "media",
    "notifications",
    "operations",
    "people",
    "points",
    "questions",
    "reports",
    "seasons",
    "stories",
    "streaks",
    "studio",
    "teams",
    "tour",
]
