"""Notices in words, in the language that is set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import format_date, format_time, ngettext
from flask_babel import gettext as _

from app.kit.i18n import pick, tag
from app.notifications.kinds import Kind
from app.notifications.models import Notice
from quizzes.formats.route import route
from quizzes.rules.badges import BY_KEY

Params = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """A title of one line, and a sentence or two."""

    title: str
    text: str


def said(notice: Notice) -> Said:
    """What a notice says; a kind that is no longer known says nothing more than that there is something."""
    speak = SPEAKERS.get(notice.kind)
    return speak(notice.params) if speak else Said(_("Something new"), "")


def _challenge(params: Params) -> Said:
    return Said(_("%(name)s challenges you to a PK", name=params["name"]), _until(params))


def _reminder(params: Params) -> Said:
    return Said(_("The challenge of %(name)s still waits", name=params["name"]), _until(params))


def _until(params: Params) -> str:
    at = datetime.fromtimestamp(params["until"], UTC)
    until = f"{format_date(at, 'medium')} {format_time(at, 'short')}"
    return _(
        "The very same five questions wait for you until %(until)s. If you let it pass, nothing is lost.", until=until
    )


def _streak(_params: Params) -> Said:
    text = _("It ends tonight unless you do today's set: about ten minutes, all at your own pace.")
    return Said(_("Your streak ends tonight"), text)


def _earn_back(params: Params) -> Said:
    day = format_date(date.fromordinal(params["day"]), "medium")
    text = _(
        "You missed %(day)s. Do today's set, then make up that day: your streak is %(days)d days long again.",
        day=day,
        days=params["days"],
    )
    return Said(_("You can earn your streak back"), text)


def _stop(params: Params) -> Said:
    stop = next((stop for stop in route().stops if stop.key == params["stop"]), None)
    place = pick(stop.name) if stop else params["stop"]
    return Said(_("You have arrived in %(place)s.", place=place), _("Have a look at the place and at what comes next."))


def _league(params: Params) -> Said:
    gear = params["gear"]
    if params["moved"] == "up":
        return Said(_("You shift up: gear %(gear)d", gear=gear), _("Last week counted. A new week has begun."))
    return Said(_("This week: gear %(gear)d", gear=gear), _("A new week, a new group. Everybody begins at nought."))


def _kudos(params: Params) -> Said:
    return Said(_("Kudos from %(name)s", name=params["name"]), _about(params["what"]))


def _about(what: str) -> str:
    """What somebody is cheered for: kind and key, such as "stop:almaty"."""
    kind, _colon, key = what.partition(":")
    if kind == "stop":
        stop = next((stop for stop in route().stops if stop.key == key), None)
        return _("For arriving in %(place)s.", place=pick(stop.name)) if stop else ""
    if kind == "badge" and key in BY_KEY:
        return _("For the badge “%(badge)s”.", badge=pick(BY_KEY[key].name))
    return {"day": _("For a day's set."), "class": _("For a class completed.")}.get(kind, "")


def _badge(params: Params) -> Said:
    badge = BY_KEY.get(params["badge"])
    if badge is None:
        return Said(_("A new badge"), "")
    return Said(_("A new badge: %(badge)s", badge=pick(badge.name)), pick(badge.rule))


def _season(params: Params) -> Said:
    name = pick(params["name"])
    if params["what"] == "stage":
        return Said(_("“%(stage)s” has opened", stage=name), _("Have a look at what it asks, and when it closes."))
    if params["what"] == "announced":
        return Said(_("A season is announced: %(season)s", season=name), _("Have a look at its days and stages."))
    return Said(_("The season has begun: %(season)s", season=name), _("The road leads from Beijing to Munich."))


def _week(params: Params) -> Said:
    points = ngettext("one point", "%(num)d points", params["points"])
    mastered = ngettext("One question newly mastered", "%(num)d questions newly mastered", params["mastered"])
    return Said(
        _("Your last week: %(points)s", points=points), _("%(mastered)s. A new week begins.", mastered=mastered)
    )


def _piece(params: Params) -> Said:
    text = _("Its time had come, but something is missing now. It is a draft again; its page says what is missing.")
    return Said(_("Not published: “%(title)s”", title=pick(params["title"])), text)


def _correction(params: Params) -> Said:
    question = pick(params["question"])
    if params["undone"]:
        title = _("A correction was taken back: %(question)s", question=question)
    elif params["withdrawn"]:
        title = _("A question was wrong and counts no more: %(question)s", question=question)
    else:
        title = _("A question was wrong and is put right: %(question)s", question=question)
    return Said(title, _joined(_of_pks(params), _of_points(params["points"])))


def _of_pks(params: Params) -> str:
    """How the last of the PKs ended; a draw is neither."""
    if not params["pks"] and params["withdrawn"]:
        return _("It counts as not asked. What it paid for learning stays yours.")
    if not params["pks"]:
        return _("Your answers are graded again.")
    name = params["name"] or _("the machine")
    told = {
        "won": _("Your PK against %(name)s is now won.", name=name),
        "lost": _("Your PK against %(name)s is now lost.", name=name),
        "drawn": _("Your PK against %(name)s is now a draw.", name=name),
    }[params["outcome"]]
    more = params["pks"] - 1
    others = (
        ngettext("One more PK ended otherwise, too.", "%(num)d more PKs ended otherwise, too.", more) if more else ""
    )
    return _joined(told, others)


def _joined(*sentences: str) -> str:
    """Those that say something, as the reader's language sets them side by side."""
    return ("" if tag() == "zh" else " ").join(one for one in sentences if one)


def _of_points(points: int) -> str:
    return ngettext("%(signed)s point.", "%(signed)s points.", abs(points), signed=f"{points:+d}") if points else ""


def _story(params: Params) -> Said:
    return {
        "returned": Said(
            _("A trainer has a question about your story"), _("Answer it in your story and send it again.")
        ),
        "chosen": Said(_("Your story was chosen"), _("A trainer writes a service case of it.")),
        "published": Said(_("Your story is a service case now"), _("Colleagues learn from it. Thank you.")),
    }.get(params["what"], Said(_("Your story was read"), _("It is not used this time. The reason stands beside it.")))


def _look(params: Params) -> Said:
    text = _("Those who know less are right in it more often than those who know more. Look at key and wording.")
    return Said(_("A question rests: “%(title)s”", title=pick(params["title"])), text)


def _flag(params: Params) -> Said:
    """What came of a flag; the trainer's own words stand on the page it leads to."""
    text = {
        "mended": _("You flagged it, and it is mended. Thank you."),
        "stays": _("You flagged it. It stays as it is; a trainer says why."),
        "withdrawn": _("You flagged it, and it is withdrawn. Thank you."),
    }[params["outcome"]]
    return Said(_("Your flag: “%(title)s”", title=pick(params["title"])), text)


def _results(what: str, name: str) -> Said | None:
    """About results of a final; None for what is about its invitations."""
    if what == "published":
        text = _("With every mark, and until when you can appeal.")
        return Said(_("Your result is there: %(name)s", name=name), text)
    if what == "new-edition":
        text = _("An appeal was decided. Have a look at the new edition.")
        return Said(_("Results have changed: %(name)s", name=name), text)
    if what == "appeal-filed":
        return Said(_("An appeal waits: %(name)s", name=name), _("Two people who are free to decide look at it."))
    if what == "appeal-decided":
        text = _("The decision and its reason stand beside your sheet.")
        return Said(_("Your appeal is decided: %(name)s", name=name), text)
    return None


def _final(params: Params) -> Said:
    name, until = pick(params["name"]), _day_and_time(params["until"])
    if found := _results(params["what"], name):
        return found
    title = {
        "invited": _("You are invited: %(name)s", name=name),
        "moved-up": _("A seat has become free for you: %(name)s", name=name),
        "timetable": _("Your timetable is there: %(name)s", name=name),
        "moved": _("Your timetable has changed: %(name)s", name=name),
    }.get(params["what"], _("Are you coming? %(name)s", name=name))
    if params["what"] in ("timetable", "moved"):
        return Said(title, _("Look up when you are where."))
    text = _("Please answer by %(until)s.", until=until) if until else _("Please answer soon.")
    return Said(title, text)


def _day_and_time(seconds: int | None) -> str:
    if seconds is None:
        return ""
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{format_date(at, 'medium')} {format_time(at, 'short')}"


def _award(params: Params) -> Said:
    name = pick(params["name"])
    if params["withdrawn"]:
        text = _(
            "The results of the final were corrected in a new edition. Your certificate of it does not hold any more."
        )
        return Said(_("Taken back: %(name)s", name=name), text)
    return Said(_("You have won: %(name)s", name=name), _("Congratulations! Your certificate comes to this page."))


SPEAKERS: dict[str, Callable[[Params], Said]] = {
    Kind.CHALLENGE: _challenge,
    Kind.REMINDER: _reminder,
    Kind.STREAK: _streak,
    Kind.EARN_BACK: _earn_back,
    Kind.STOP: _stop,
    Kind.LEAGUE: _league,
    Kind.KUDOS: _kudos,
    Kind.BADGE: _badge,
    Kind.SEASON: _season,
    Kind.WEEK: _week,
    Kind.STORY: _story,
    Kind.PIECE: _piece,
    Kind.CORRECTION: _correction,
    Kind.LOOK: _look,
    Kind.FLAG: _flag,
    Kind.FINAL: _final,
    Kind.AWARD: _award,
}
