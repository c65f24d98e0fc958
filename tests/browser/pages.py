"""Every page that can be opened by its address alone, and who opens it. What comes up on the way is in `stages.py`.

Names in braces in an address stand for what `finalhouse.py` has built.
"""

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
    Page("class", "DEMO-TECH", "/class/torque-and-stretch"),
    Page("class-closed", "DEMO-TECH", "/class/hv-voltage-free"),
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
    Page("sections", "DEMO-TRAINER", "/studio/sections"),
    Page("section-to-change", "DEMO-TRAINER", "/studio/sections/1"),
    Page("bring-a-folder", "DEMO-TRAINER", "/studio/folder"),
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
ONE, TWO, THREE = "/desk/finals/{one}", "/desk/finals/{two}", "/desk/finals/{three}"
FINALS: tuple[Page, ...] = (
    Page("final-selection", "DEMO-ORGANIZER", f"{ONE}/selection"),
    Page("final-rules-new", "DEMO-ORGANIZER", f"{ONE}/rules/new"),
    Page("final-rules-file", "DEMO-ORGANIZER", f"{ONE}/rules/file"),
    Page("final-run", "DEMO-ORGANIZER", f"{ONE}/rules/{{rules}}"),
    Page("final-why", "DEMO-ORGANIZER", f"{ONE}/rules/{{rules}}/people/{{why}}"),
    Page("final-compare", "DEMO-ORGANIZER", f"{ONE}/selection/compare?one={{rules}}&other={{other}}"),
    Page("final-invitations", "DEMO-ORGANIZER", f"{ONE}/invitations"),
    Page("final-event", "DEMO-ORGANIZER", f"{ONE}/event"),
    Page("final-station", "DEMO-ORGANIZER", f"{ONE}/event/station?key=brakes"),
    Page("final-numbers", "DEMO-ORGANIZER", f"{ONE}/numbers"),
    Page("final-timetable", "DEMO-ORGANIZER", f"{ONE}/timetable"),
    Page("final-timetable-judges", "DEMO-ORGANIZER", f"{ONE}/timetable?by=judges"),
    Page("final-timetable-people", "DEMO-ORGANIZER", f"{ONE}/timetable?by=people"),
    Page("final-sheets", "DEMO-ORGANIZER", f"{ONE}/sheets"),
    Page("final-sheets-of-station", "DEMO-ORGANIZER", f"{ONE}/sheets?station={{station}}"),
    Page("final-paper", "DEMO-ORGANIZER", f"{ONE}/stations/{{station}}/paper"),
    Page("final-paper-typed", "DEMO-ORGANIZER", "/desk/score-sheets/{sheet}/paper"),
    Page("final-results", "DEMO-ORGANIZER", f"{TWO}/results"),
    Page("final-results-of-post", "DEMO-ORGANIZER", f"{TWO}/results/posts/{{post}}"),
    Page("final-result-steps", "DEMO-ORGANIZER", f"{TWO}/results/posts/{{post}}/{{number}}"),
    Page("final-appeals", "DEMO-ORGANIZER", f"{TWO}/appeals"),
    Page("final-appeal", "DEMO-ORGANIZER", "/desk/appeals/{appeal}"),
    Page("final-awards-none", "DEMO-ORGANIZER", f"{ONE}/awards"),
    Page("final-awards", "DEMO-ORGANIZER", f"{TWO}/awards"),
    Page("final-ceremony", "DEMO-ORGANIZER", f"{TWO}/ceremony"),
    Page("final-ceremony-rehearsed", "DEMO-ORGANIZER", f"{TWO}/ceremony/rehearsal"),
    Page("final-sheet-written", "DEMO-TRAINER", f"{ONE}/stations/{{station}}/sheet"),
    Page("final-hall", "DEMO-ORGANIZER", f"{THREE}/hall"),
    Page("final-hall-screen", "DEMO-ORGANIZER", "/hall/{pk}"),
    Page("final-on-stage", "DEMO-MANAGER", "/hall/{pk}/play"),
    Page("final-test-question", "DEMO-MANAGER", "/final/test/1"),
    Page("final-test-end", "DEMO-MANAGER", "/final/test/end"),
    Page("final-test-to-begin", "DEMO-ADVISOR", "/final/test"),
    Page("final-tests-in-my-rooms", "DEMO-JUDGE", "/judge/hall"),
    Page("final-paper-to-settle", "DEMO-JUDGE", "/judge/sheets/{read}/paper"),
    Page("final-rounds", "DEMO-JUDGE", "/judge"),
    Page("final-sheet", "DEMO-JUDGE", "/judge/sheets/{sheet}"),
    Page("final-mine", "DEMO-ADVISOR", "/final"),
    Page("final-my-timetable", "DEMO-ADVISOR", "/final/timetable"),
    Page("final-my-result", "DEMO-ADVISOR", "/final/result"),
    Page("final-my-certificates", "DEMO-ADVISOR", "/me/certificates"),
    Page("final-published", "", "/finals/{two}/results"),
    Page("certificate", "", "/certificates/{good}"),
    Page("certificate-gone", "", "/certificates/{gone}"),
    Page("certificate-unknown", "", "/certificates/nothing-of-the-kind", 404),
)
FINALISTS = sorted({page.who for page in FINALS})
READERS = sorted({page.who for page in PAGES})


def pages_of(who: str) -> list[Page]:
    return [page for page in PAGES if page.who == who]


def pages_of_finals(who: str, built: dict[str, object]) -> list[Page]:
    """The pages of finals that somebody opens, with what was built in their addresses."""
    return [page._replace(url=page.url.format(**built)) for page in FINALS if page.who == who]
