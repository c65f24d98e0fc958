"""What an organizer sends to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from app.fairness.models import Verdict
from app.kit.errors import Invalid

NO_VERDICT = _("Choose what you decide. Nothing was changed.")


@dataclass(frozen=True)
class DecideForm:
    verdict: Verdict
    person_ids: frozenset[int]
    reason: str

    @classmethod
    def of(cls, form: Any) -> DecideForm:
        """Raises Invalid for a verdict that does not exist."""
        verdict = str(form.get("verdict", ""))
        if verdict not in (Verdict.DISQUALIFY, Verdict.DISMISS):
            raise Invalid(NO_VERDICT, code="verdict")
        ids = {int(one) for one in form.getlist("person_ids") if one.isdecimal() and len(one) < 10}
        return cls(Verdict(verdict), frozenset(ids), reason_of(form))


def reason_of(form: Mapping[str, Any]) -> str:
    return str(form.get("reason", ""))
