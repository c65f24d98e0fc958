"""What pages show of awards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from app.awards import granting, queries
from app.awards.models import AwardGrant, Certificate
from app.kit.database import session
from app.people.models import Post
from quizzes.formats import awardrules


def why_not(one: Certificate) -> Any:
    """Why a certificate holds no more; nothing where it does."""
    if one.revoked_at is not None:
        return one.revoke_reason
    if not one.is_good:
        return _("The results were corrected in a later edition; the award is somebody else's now.")
    return ""


def as_text(final_id: int) -> str:
    """The awards of a final as a file; where none are set, what is proposed."""
    queries.final(final_id)
    posts = session().scalars(select(Post).order_by(Post.position, Post.code))
    proposed = awardrules.proposals([(one.code, one.name_zh, one.name_en) for one in posts])
    return awardrules.write(granting.as_file(queries.awards(final_id)) or proposed)


def my_awards() -> Sequence[AwardGrant]:
    """The awards of the person of this request, for pages of other features."""
    return queries.won(current_user)
