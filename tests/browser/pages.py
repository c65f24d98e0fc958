"""Every page that people see, and who sees it."""

from __future__ import annotations

PAGES: tuple[tuple[str | None, str], ...] = (
    (None, "/sign-in"),
    (None, "/sign-in/link"),
    (None, "/welcome/nothing"),
    ("DEMO-TECH", "/"),
    ("DEMO-TECH", "/learn"),
    ("DEMO-TECH", "/learn/new-energy"),
    ("DEMO-TECH", "/class/hv-voltage-free"),
    ("DEMO-TECH", "/pk"),
    ("DEMO-TECH", "/pk/history"),
    ("DEMO-TECH", "/board"),
    ("DEMO-TECH", "/board?scope=nation&period=season"),
    ("DEMO-TECH", "/points"),
    ("DEMO-TECH", "/me"),
    ("DEMO-TECH", "/me/password"),
    ("DEMO-TECH", "/nothing/here"),
    ("DEMO-TRAINER", "/desk/curriculum"),
    ("DEMO-ORGANIZER", "/desk/people"),
    ("DEMO-ORGANIZER", "/desk/people/1"),
    ("DEMO-ORGANIZER", "/desk/roster"),
    ("DEMO-MANAGER", "/my-dealer"),
    ("DEMO-OPERATOR", "/desk/operations"),
)
FOUND_MISSING = {"/welcome/nothing", "/nothing/here"}
