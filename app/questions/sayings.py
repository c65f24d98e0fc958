"""What is said where an answer to a question with a clock cannot be one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

WHY_BAD = {
    "incomplete": _("Something is still missing. Complete your answer; the clock is running."),
    "empty-gap": _("A gap is still empty. Write what you think; the clock is running."),
    "too-long": _("That is too long. A few words are enough; the clock is running."),
    "twice": _("Each one can be used only once. The clock is running."),
    "not-a-number": _("That is not a number we can read, such as 12.6. The clock is running."),
}
NOT_AN_ANSWER = _("That answer does not belong to this question. Choose one of these; the clock is running.")
