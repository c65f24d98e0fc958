"""Every page that can be opened by its address alone, and who opens it. What comes up on the way is in `stages.py`."""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """`who`: the staff number of a demo account; nobody where it is empty."""

    name: str
    who: str
    url: str
    status: int = 200


PAGES: tuple[Page, ...] = (
    Page("sign-in", "", "/sign-in"),
    Page("ask-for-link", "", "/sign-in/link"),
    Page("link-gone", "", "/welcome/nothing", 404),
    Page("no-line", "", "/offline"),
    Page("today", "DEMO-TECH", "/"),
    Page("day", "DEMO-TECH", "/day"),
    Page("review-along", "DEMO-TECH", "/day/practice"),
    Page("learn", "DEMO-TECH", "/learn"),
    Page("section", "DEMO-TECH", "/learn/new-energy"),
    Page("class", "DEMO-TECH", "/class/hv-voltage-free"),
    Page("class-with-a-figure", "DEMO-TECH", "/class/can-bus-60-ohms"),
    Page("lobby", "DEMO-TECH", "/pk"),
    Page("history", "DEMO-TECH", "/pk/history"),
    Page("board", "DEMO-TECH", "/board"),
    Page("board-nation-season", "DEMO-TECH", "/board?scope=nation&period=season"),
    Page("points", "DEMO-TECH", "/points"),
    Page("me", "DEMO-TECH", "/me"),
    Page("password", "DEMO-TECH", "/me/password"),
    Page("tokens", "DEMO-TECH", "/me/tokens"),
    Page("nothing-here", "DEMO-TECH", "/nothing/here", 404),
    Page("not-for-you", "DEMO-TECH", "/desk/people", 403),
    Page("tour", "DEMO-TECH", "/tour"),
    Page("leg", "DEMO-TECH", "/tour/leg/1"),
    Page("stop", "DEMO-TECH", "/tour/stop/xian"),
    Page("streak", "DEMO-TECH", "/streak"),
    Page("league", "DEMO-TECH", "/league"),
    Page("team", "DEMO-TECH", "/team"),
    Page("dealers", "DEMO-TECH", "/team/table"),
    Page("badges", "DEMO-TECH", "/badges"),
    Page("notices", "DEMO-TECH", "/notices"),
    Page("stories", "DEMO-TECH", "/stories"),
    Page("new-story", "DEMO-TECH", "/stories/new"),
    Page("notice-choices", "DEMO-TECH", "/me/notifications"),
    Page("what-i-flagged", "DEMO-TECH", "/flags"),
    Page("season", "DEMO-TECH", "/season"),
    Page("colleagues", "DEMO-TECH", "/pk/colleagues"),
    Page("curriculum", "DEMO-TRAINER", "/desk/curriculum"),
    Page("studio", "DEMO-TRAINER", "/studio"),
    Page("studio-question", "DEMO-TRAINER", "/studio/questions/1"),
    Page("studio-history", "DEMO-TRAINER", "/studio/questions/1/history"),
    Page("item-statistics", "DEMO-TRAINER", "/studio/statistics"),
    Page("flags-of-learners", "DEMO-TRAINER", "/studio/flags"),
    Page("coverage", "DEMO-TRAINER", "/studio/coverage"),
    Page("item-figures", "DEMO-TRAINER", "/studio/statistics/1"),
    Page("wrong-question", "DEMO-TRAINER", "/studio/questions/1/wrong"),
    Page("corrections", "DEMO-ORGANIZER", "/desk/corrections"),
    Page("studio-classes", "DEMO-TRAINER", "/studio/classes"),
    Page("studio-class", "DEMO-TRAINER", "/studio/classes/1"),
    Page("customers-stories", "DEMO-TRAINER", "/studio/stories"),
    Page("customers-story", "DEMO-TRAINER", "/studio/stories/1"),
    Page("bring-questions", "DEMO-TRAINER", "/studio/bring"),
    Page("media", "DEMO-TRAINER", "/studio/media"),
    Page("many-questions", "DEMO-TRAINER", "/studio/many"),
    Page("final-uninvited", "DEMO-TECH", "/final"),
    Page("judging", "DEMO-JUDGE", "/judge"),
    Page("people", "DEMO-ORGANIZER", "/desk/people"),
    Page("person", "DEMO-ORGANIZER", "/desk/people/1"),
    Page("roster", "DEMO-ORGANIZER", "/desk/roster"),
    Page("fairness", "DEMO-ORGANIZER", "/desk/fairness"),
    Page("seasons", "DEMO-ORGANIZER", "/desk/seasons"),
    Page("finals", "DEMO-ORGANIZER", "/desk/finals"),
    Page("new-final", "DEMO-ORGANIZER", "/desk/finals/new"),
    Page("season-desk", "DEMO-ORGANIZER", "/desk/seasons/1"),
    Page("season-stages", "DEMO-ORGANIZER", "/desk/seasons/1/stages"),
    Page("season-legs", "DEMO-ORGANIZER", "/desk/seasons/1/legs"),
    Page("report", "DEMO-ORGANIZER", "/desk/report/1"),
    Page("webhooks", "DEMO-ORGANIZER", "/desk/webhooks"),
    Page("live-pks", "DEMO-ORGANIZER", "/desk/pk"),
    Page("my-dealer", "DEMO-MANAGER", "/my-dealer"),
    Page("holidays", "DEMO-MANAGER", "/desk/holidays"),
    Page("outages", "DEMO-OPERATOR", "/desk/outages"),
    Page("operations", "DEMO-OPERATOR", "/desk/operations"),
)
READERS = sorted({page.who for page in PAGES})


def pages_of(who: str) -> list[Page]:
    return [page for page in PAGES if page.who == who]
