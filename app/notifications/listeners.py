"""What people are told when something happens. Each writes a row; jobs do the rest.

Facts of features on the same floor or above are known by what they hold (facts.py), not by their names.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from app.days.events import DaySetCompleted
from app.duels.events import ChallengeRemembered, ChallengeSent
from app.items.events import FlagsAnswered, QuestionQuarantined
from app.kit import clock
from app.kit.database import session
from app.notifications import services, summaries
from app.notifications.facts import Awards, Badge, Corrected, Finalists, Kudos, Results, WeekTurned
from app.notifications.kinds import Kind, earn_back_key, streak_key
from app.notifications.models import Announcement, Message, Notice, Webhook
from app.people import links
from app.people.events import LinkRequested
from app.people.models import Grant, Person, Purpose, Role
from app.questions.models import QuestionVersion
from app.seasons.events import SeasonStatusChanged, StageOpened
from app.seasons.models import Season, Stage
from app.stories.events import StoryMoved
from app.studio.events import PlanBroke
from app.tour.events import StopReached

NEWS = timedelta(days=2)  # that something opened is no news later than this


def write_link(fact: LinkRequested) -> None:
    """An e-mail with a link to choose a password; nothing for people without an address. Whatever they chose."""
    person = session().get_one(Person, fact.person_id)
    if not person.email:
        return
    now = clock.now()
    link = links.issue(person, now)
    with force_locale(person.locale):
        subject, body = _words(person, link)
    session().add(
        Message(
            channel="email",
            rank=0,
            person_id=person.id,
            to=person.email,
            subject=subject,
            body=body,
            created_at=now,
            expires_at=now + links.LIFE[link.purpose],
            try_at=now,
            tries=0,
        )
    )


def _words(person: Person, link: links.Link) -> tuple[str, str]:
    hours = int(links.LIFE[link.purpose].total_seconds() // 3600)
    if link.purpose is Purpose.ACTIVATION:
        subject = _("Welcome to Paddock")
        first = _("choose your password here and you are on the road:")
    else:
        subject = _("A new password for Paddock")
        first = _("choose a new password here:")
    lines = (
        _("Hello %(name)s,", name=person.name),
        f"{first}\n{links.address(link)}",
        _("The link works once, for %(hours)d hours. If you did not ask for it, nothing has changed.", hours=hours),
    )
    return subject, "\n\n".join(lines) + "\n"


def tell_challenge(fact: ChallengeSent) -> None:
    """Whoever was challenged; an open challenge is found in the lobby."""
    if fact.to_person_id is not None:
        _about_challenge(Kind.CHALLENGE, fact.duel_id, fact.person_id, fact.to_person_id, fact.until)


def tell_reminder(fact: ChallengeRemembered) -> None:
    _about_challenge(Kind.REMINDER, fact.duel_id, fact.person_id, fact.to_person_id, fact.until)


def _about_challenge(kind: Kind, duel_id: int, sender_id: int, person_id: int, until: datetime) -> None:
    sender = session().get_one(Person, sender_id)
    params = {"name": sender.name, "until": round(until.timestamp())}
    key, url = f"{kind}:{duel_id}", f"/pk/{duel_id}"
    services.tell([person_id], kind, key, clock.now(), url=url, params=params, expires_at=until)


def tell_stop(fact: StopReached) -> None:
    """Arrivals are no moments to whoever chose the plain view."""
    if session().get_one(Person, fact.person_id).plain:
        return
    key, url = f"stop:{fact.season_id}:{fact.stop_key}", f"/tour/stop/{fact.stop_key}"
    services.tell([fact.person_id], Kind.STOP, key, fact.at, url=url, params={"stop": fact.stop_key})


def drop_reminder(fact: DaySetCompleted) -> None:
    """The day is done, or made up: what was said of it is needless where it waits to be sent, and read in the app."""
    keys = (streak_key(fact.season_id, fact.day), earn_back_key(fact.season_id, fact.day))
    mine = (Notice.person_id == fact.person_id, Notice.key.in_(keys))
    done = update(Notice).where(*mine, Notice.read_at.is_(None)).values(read_at=fact.at)
    session().execute(done, execution_options={"synchronize_session": False})


def tell_kudos(fact: Kudos) -> None:
    sender = session().get_one(Person, fact.from_person_id)
    params = {"name": sender.name, "what": fact.for_what}
    key = f"kudos:{fact.from_person_id}:{fact.for_what}"[:80]
    services.tell([fact.to_person_id], Kind.KUDOS, key, fact.at, url="/team", params=params)


def tell_badge(fact: Badge) -> None:
    key = f"badge:{fact.badge}:{fact.at:%Y%m%d}"
    services.tell([fact.person_id], Kind.BADGE, key, fact.at, url="/badges", params={"badge": fact.badge})


def tell_shifts(fact: WeekTurned) -> None:
    """Those who shifted up or down, all at once."""
    people: list[tuple[int, dict[str, Any]]] = [
        (move.person_id, {"moved": move.moved, "gear": move.tier}) for move in fact.moves
    ]
    key = f"league:{fact.season_id}:{fact.week}"
    services.tell_each(people, Kind.LEAGUE, key, fact.at, url="/league", expires_at=fact.at + NEWS)


def tell_story(fact: StoryMoved) -> None:
    """Its teller: a trainer asks, has chosen it, has not, or colleagues play it as a case."""
    key, url = f"story:{fact.story_id}:{fact.what}:{fact.at:%Y%m%d%H%M%S}", f"/stories/{fact.story_id}"
    services.tell([fact.person_id], Kind.STORY, key, fact.at, url=url, params={"what": fact.what})


def tell_plan_broke(fact: PlanBroke) -> None:
    """Those who wrote, changed, sent or approved it."""
    key, url = f"piece:{fact.draft_id}:{fact.version}", f"/studio/drafts/{fact.draft_id}"
    params = {"title": {language: words[:120] for language, words in fact.title.items()}}
    services.tell(list(fact.person_ids), Kind.PIECE, key, fact.at, url=url, params=params)


def tell_corrected(fact: Corrected) -> None:
    """Whoever is concerned by a question that was wrong."""
    same = {"question": fact.question, "withdrawn": fact.withdrawn, "undone": fact.undone}
    people: list[tuple[int, dict[str, Any]]] = [
        (one.person_id, same | {"points": one.points, "pks": one.pks, "outcome": one.outcome, "name": one.other})
        for one in fact.changes
    ]
    url = f"/corrections/{fact.correction_id}"
    services.tell_each(people, Kind.CORRECTION, f"correction:{fact.correction_id}", fact.at, url=url)


def tell_trainers(fact: QuestionQuarantined) -> None:
    """All of them: any may look."""
    trainers = select(Grant.person_id).join(Person, Person.id == Grant.person_id)
    people = session().scalars(trainers.where(Grant.role == Role.TRAINER.value, Person.active)).all()
    key, url = f"look:{fact.quarantine_id}", f"/studio/statistics/{fact.question_id}"
    services.tell(sorted(people), Kind.LOOK, key, fact.at, url=url, params={"title": _title(fact.question_id)})


def tell_flagged(fact: FlagsAnswered) -> None:
    """Everybody who flagged the question, once."""
    params = {"title": _title(fact.question_id), "outcome": fact.outcome}
    people = {person_id for _flag_id, person_id in fact.flags}
    key = f"flag:{max(flag_id for flag_id, _person_id in fact.flags)}"
    services.tell(sorted(people), Kind.FLAG, key, fact.at, url="/flags", params=params)


def tell_finalists(fact: Finalists) -> None:
    """Who has a seat in the final, has not answered yet (at most once a day), or is told when to be where."""
    until = round(fact.answer_by.timestamp()) if fact.answer_by else None
    again = {"remind": f":{fact.at:%Y%m%d}", "moved": f":{fact.at:%Y%m%d%H%M%S}"}.get(fact.what, "")
    key = f"final:{fact.final_id}:{fact.what}{again}"
    params = {"what": fact.what, "name": fact.name, "until": until}
    url = "/final/timetable" if fact.what in ("timetable", "moved") else "/final"
    services.tell(fact.person_ids, Kind.FINAL, key, fact.at, url=url, params=params)


def tell_results(fact: Results) -> None:
    """Results are shown, or an appeal was filed or decided."""
    key = f"final:{fact.final_id}:{fact.what}:{fact.about}"
    params = {"what": fact.what, "name": fact.name, "until": None}
    services.tell(fact.person_ids, Kind.FINAL, key, fact.at, url=fact.url, params=params)


def tell_awards(fact: Awards) -> None:
    """Who has won an award, and from whom a later edition of the results took one."""
    for is_withdrawn, some in ((False, fact.given), (True, fact.withdrawn)):
        for person_id, grant_id, name in some:
            key = f"award:{grant_id}:{'withdrawn' if is_withdrawn else 'given'}"
            params = {"name": name, "withdrawn": is_withdrawn}
            services.tell([person_id], Kind.AWARD, key, fact.at, url="/me/certificates", params=params)


def _title(question_id: int) -> dict[str, str]:
    """How a question begins, as it reads now or read last."""
    newest = select(QuestionVersion.content["text"]).where(QuestionVersion.question_id == question_id)
    text = session().scalar(newest.order_by(QuestionVersion.number.desc()).limit(1)) or {}
    return {language: words[:120] for language, words in text.items()}


def tell_season(fact: SeasonStatusChanged) -> None:
    """A season that was announced, or has begun; of one that is a draft again nobody else is told."""
    if fact.status == "draft":
        session().execute(delete(Announcement).where(Announcement.season_id == fact.season_id))
    if fact.status in ("announced", "running"):
        season = session().get_one(Season, fact.season_id)
        params = {"what": fact.status, "name": season.names}
        key = f"season:{season.id}:{fact.status}"
        services.announce(season.id, key, fact.at, url="/", params=params, expires_at=fact.at + NEWS)


def tell_stage(fact: StageOpened) -> None:
    """Everybody of the season, and the group chats that want to hear it."""
    stage = session().get_one(Stage, fact.stage_id)
    params = {"what": "stage", "name": stage.names}
    key = f"stage:{stage.id}:{fact.at:%Y%m%d}"
    services.announce(fact.season_id, key, fact.at, url="/", params=params, expires_at=fact.at + NEWS)
    for webhook in session().scalars(select(Webhook).where(Webhook.active)):
        if "stage" in webhook.wants:
            summaries.write(webhook, key, *summaries.stage_opened(stage, webhook), fact.at)
