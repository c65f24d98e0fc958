"""What follows from what: one table, fact -> listeners. They run in the transaction of the fact."""

from __future__ import annotations

from app.awards.events import AwardsGranted
from app.badges import listeners as badges
from app.corrections.events import PeopleCorrected
from app.days import listeners as days
from app.days.events import DaySetCompleted
from app.duels import listeners as duels
from app.duels import ratings
from app.duels.events import (
    ChallengeRemembered,
    ChallengeSent,
    CountingChanged,
    DuelChanged,
    DuelFinished,
    Paired,
    PersonInvited,
)
from app.finals.events import FinalistLeft, FinalistsTold, TimetableStored
from app.hall import listeners as hall
from app.hall.events import StagePkChanged
from app.items.events import FlagsAnswered, QuestionQuarantined
from app.judging import following
from app.judging import listeners as judging
from app.judging.events import ResultsTold
from app.kit.events import Effects
from app.leagues.events import LeagueWeekTurned
from app.lessons.events import CheckFinished, MicroClassCompleted, QuestionAnswered, QuestionMastered
from app.notifications import listeners as notifications
from app.people.events import LinkRequested, PeopleMoved, SignedIn
from app.points import listeners as points
from app.points import replay
from app.reports import listeners as reports
from app.seasons.events import SeasonStatusChanged, StageOpened
from app.stories import listeners as stories
from app.stories.events import StoryMoved
from app.streaks import listeners as streaks
from app.studio.events import PlanBroke, QuestionPublished
from app.teams import listeners as teams
from app.teams.events import BadgeAwarded, KudosGiven
from app.tour import listeners as tour
from app.tour.events import StopReached

EFFECTS: Effects = {
    QuestionAnswered: (duels.keep_key, hall.keep_key),
    QuestionMastered: (tour.drive, points.pay_mastery),
    MicroClassCompleted: (days.note_class, points.pay_class, teams.remember_class, badges.after_class),
    CheckFinished: (days.note_check,),
    DuelFinished: (ratings.rate, days.note_pk, points.pay_pk, badges.after_pk),
    DuelChanged: (duels.tell_players,),
    StagePkChanged: (hall.tell_hall,),
    Paired: (duels.tell_paired,),
    PersonInvited: (duels.tell_invited,),
    ChallengeSent: (days.note_challenge, duels.tell_challenged, notifications.tell_challenge),
    ChallengeRemembered: (notifications.tell_reminder,),
    CountingChanged: (replay.replay,),
    PeopleMoved: (points.follow_people, streaks.keep_holidays),
    QuestionPublished: (stories.note_published,),
    StoryMoved: (notifications.tell_story,),
    PlanBroke: (notifications.tell_plan_broke,),
    StopReached: (teams.remember_stop, badges.after_stop, notifications.tell_stop),
    DaySetCompleted: (points.pay_day, teams.remember_day, badges.after_day, notifications.drop_reminder),
    KudosGiven: (badges.after_kudos, notifications.tell_kudos),
    LeagueWeekTurned: (notifications.tell_shifts,),
    BadgeAwarded: (teams.remember_badge, notifications.tell_badge),
    SeasonStatusChanged: (notifications.tell_season,),
    StageOpened: (notifications.tell_stage,),
    PeopleCorrected: (notifications.tell_corrected,),
    QuestionQuarantined: (notifications.tell_trainers,),
    FlagsAnswered: (notifications.tell_flagged,),
    FinalistLeft: (judging.void_sheets,),
    TimetableStored: (following.on_timetable,),
    FinalistsTold: (notifications.tell_finalists,),
    ResultsTold: (notifications.tell_results,),
    AwardsGranted: (notifications.tell_awards,),
    SignedIn: (reports.count_sign_in,),
    LinkRequested: (notifications.write_link,),
}
