"""What pages show of awards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_login import current_user

from app.awards import queries
from app.awards.models import AwardGrant, Certificate


def why_not(one: Certificate) -> Any:
    """Why a certificate holds no more; nothing where it does."""
    if one.revoked_at is not None:
        return one.revoke_reason
    if not one.is_good:
        return _("The results were corrected in a later edition; the award is somebody else's now.")
    return ""


def my_awards() -> Sequence[AwardGrant]:
    """The awards of the person of this request, for pages of other features."""
    return queries.won(current_user)
