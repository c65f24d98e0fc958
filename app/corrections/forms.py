"""What a trainer sends to propose a correction, and how it is decided."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from app.corrections.models import Kind
from app.corrections.services import Proposal
from app.kit.errors import Invalid
from app.kit.intake import LARGEST_ID
from app.questions.forms import raw_answer
from quizzes.rules.grading import BadResponse, parse_number

Form = MultiDict[str, str]
DEEDS = ("key", "current", "withdraw")
WHAT = _("Choose what is to be done with it. Nothing was changed.")
TOLERANCE = _("The tolerance is a number that is not below nought, such as 0.5. Nothing was changed.")


def proposal(form: Form) -> Proposal:
    """Raises Invalid for a deed that there is not, and for a tolerance that is no number."""
    deed = form.get("deed", "")
    if deed not in DEEDS:
        raise Invalid(WHAT, code="what")
    by_key = deed == "key"
    return Proposal(
        kind=Kind.WITHDRAW if deed == "withdraw" else Kind.CORRECT,
        version_ids=[int(one) for one in form.getlist("versions") if _is_id(one)],
        reason=reason(form),
        right=raw_answer(form) if by_key else None,
        tolerance=_tolerance(form) if by_key else None,
        by_current=deed == "current",
    )


def reason(form: Form) -> dict[str, str]:
    return {tag: form.get(f"reason-{tag}", "") for tag in ("en", "zh")}


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 11 and int(text) <= LARGEST_ID


def _tolerance(form: Form) -> float | None:
    typed: Any = form.get("tolerance", "").strip()
    if not typed:
        return None
    try:
        found = parse_number(typed)
    except BadResponse:
        raise Invalid(TOLERANCE, code="tolerance") from None
    if found < 0:
        raise Invalid(TOLERANCE, code="tolerance")
    return found
