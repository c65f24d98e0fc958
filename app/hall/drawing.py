"""Which questions are asked in the hall: new ones for each PK on stage, one paper for a whole post."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from random import Random

from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.finals.models import FinalStation
from app.hall.models import SpotPaper, StagePk
from app.kit.database import session
from app.kit.errors import Conflict
from app.questions.queries import Version, pool, versions
from quizzes.rules.choosing import PoolTooSmall, choose

TOO_FEW = _("There are not enough questions for this post. Publish more of them, or ask fewer on the score sheet.")


def draw(station: FinalStation, count: int, seed: int) -> list[Version]:
    """So many questions of the post, spread over the difficulties; what this final has asked the post comes last.

    Raises Conflict where there are too few.
    """
    asked_now = pool(station.post_id)
    asked = _asked(station)
    try:
        chosen = choose([(one, hard) for one, _version, hard in asked_now], asked, count, Random(seed))
    except PoolTooSmall:
        raise Conflict(TOO_FEW, code="too-few") from None
    current = {question_id: version_id for question_id, version_id, _hard in asked_now}
    return versions([current[one] for one in chosen])


def _asked(station: FinalStation) -> list[int]:
    """Question ids that people of this post have met in the hall of this final, the latest first."""
    mine = (FinalStation.final_id == station.final_id, FinalStation.post_id == station.post_id)
    pks = select(StagePk.version_ids).join(StagePk.station).where(*mine).order_by(StagePk.id.desc())
    papers = select(SpotPaper.version_ids).join(SpotPaper.station).where(*mine)
    ids = [one for query in (pks, papers) for some in session().scalars(query) for one in some]
    return [one.question_id for one in versions(ids)]


def seed_of(station: FinalStation) -> int:
    """What a station's paper is drawn with: the words of the final's lot, and the secret of the service.

    The words alone are public: who knew the way could reckon the paper out.
    """
    words = f"paper:{station.final_id}:{station.final.lot}:{station.key}"
    secret = current_app.config["SETTINGS"].secret_key
    return int.from_bytes(hmac.new(secret.encode(), words.encode(), "sha256").digest()[:7], "big")


def ids(drawn: Sequence[Version]) -> list[int]:
    return [one.id for one in drawn]
