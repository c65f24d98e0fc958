"""The demo's accounts: one click signs in, in demo mode only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class DemoAccount:
    staff_number: str
    label: str
    name: Any


DEMO_ACCOUNTS = (
    DemoAccount("DEMO-TECH", "technician", _("Technician")),
    DemoAccount("DEMO-ADVISOR", "advisor", _("Advisor")),
    DemoAccount("DEMO-TRAINER", "trainer", _("Trainer")),
    DemoAccount("DEMO-ORGANIZER", "organizer", _("Organizer")),
    DemoAccount("DEMO-ORGANIZER-2", "second organizer", _("Second organizer")),
    DemoAccount("DEMO-JUDGE", "judge", _("Judge")),
    DemoAccount("DEMO-MANAGER", "dealer manager", _("Dealer manager")),
    DemoAccount("DEMO-OPERATOR", "operator", _("Operator")),
)
