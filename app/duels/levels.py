"""The five machines, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class Level:
    """How strong a machine is: a name, and one line on what to expect."""

    number: int
    name: Any
    line: Any


LEVELS = (
    Level(1, _("Newcomer"), _("Still learning. Good for a warm-up.")),
    Level(2, _("Steady hand"), _("Knows the basics and takes its time.")),
    Level(3, _("Specialist"), _("Rarely slips on everyday work.")),
    Level(4, _("Master"), _("Knows the hard ones too, and is quick.")),
    Level(5, _("Champion"), _("Hardly ever wrong. For a big day.")),
)
