"""Certificates: issued once for each award and each finalist, verified by anybody, taken back with a reason.

Callers open the transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import lazy_gettext as _

from app.audit.services import note
from app.awards import queries
from app.awards.models import AwardGrant, Certificate
from app.finals.models import Final, Finalist
from app.kit.database import session
from app.kit.errors import Conflict, Invalid
from app.kit.upsert import insert
from app.people.models import Person

NOTHING = _("Audiences see no results yet. Certificates follow from what they see.")
REASON = _("Say why, in a sentence: everybody who checks the certificate reads it.")
Words = dict[str, str]


def issue(final_id: int, by: Person, now: datetime) -> int:
    """Issue what is not issued yet: for each award that stands, and for everybody who competed; how many that were.

    Who asks at the same time issues nothing twice. Raises Conflict where audiences see nothing.
    """
    final, results = queries.final(final_id), queries.results(final_id)
    if not results:
        raise Conflict(NOTHING, code="unpublished")
    day = now.astimezone(ZoneInfo(final.time_zone)).date().isoformat()
    rows = [*_of_grants(final, queries.grants(final_id), day)]
    rows += [_of_finalist(final, one.finalist, day) for one in results]
    known = queries.certificates(final_id)
    had = {(one.grant_id, one.finalist_id) for one in known}
    rows = [one | {"issued_at": now} for one in rows if (one["grant_id"], one["finalist_id"]) not in had]
    if rows:
        session().execute(insert(Certificate).on_conflict_do_nothing(), rows)
        session().flush()
    made = len(queries.certificates(final_id)) - len(known)
    if made:
        note(by, "certificates.issue", f"final:{final_id}", {"count": made}, now)
    return made


def revoke(final_id: int, certificate_id: int, reason: str, by: Person, now: datetime) -> Certificate:
    """Take a certificate back. Raises NotFound, Invalid without a reason, Conflict where it is taken back already."""
    found = queries.certificate(final_id, certificate_id)
    session().refresh(found, with_for_update={"of": Certificate})
    reason = " ".join(reason.split())[:500]
    if len(reason) < 5:
        raise Invalid(REASON)
    if found.revoked_at is not None:
        raise Conflict(_("This certificate is taken back already."), code="revoked")
    found.revoked_at, found.revoked_by_id, found.revoke_reason = now, by.id, reason
    note(by, "certificate.revoke", f"certificate:{found.id}", {"reason": reason}, now)
    return found


def address(one: Certificate) -> str:
    """Where anybody can verify it: what its QR code holds."""
    base: str = current_app.config["SETTINGS"].public_url
    return f"{base}/certificates/{one.token}"


# What is printed ------------------------------------------------------------------------------------------------


def _of_grants(final: Final, grants: Sequence[AwardGrant], day: str) -> Iterator[dict[str, Any]]:
    posts = {one.finalist.person_id: one.finalist for one in queries.results(final.id)}
    for one in grants:
        award = {"zh": one.award.name_zh, "en": one.award.name_en}
        if one.person:
            seat = posts.get(one.person.id)
            winner, of = person_words(one.person), of_words(seat) if seat else _both(one.person.dealer)
        else:
            group = one.dealer or one.region
            winner, of = _both(group), _both(one.dealer.region) if one.dealer else {"zh": "", "en": ""}
        yield _row(final, winner, of, award, day) | {"grant_id": one.id, "person_id": one.person_id}


def _of_finalist(final: Final, seat: Finalist, day: str) -> dict[str, Any]:
    award = {"zh": f"入围选手 · {seat.post.name_zh}", "en": f"Finalist, {seat.post.name_en}"}
    row = _row(final, person_words(seat.person), of_words(seat), award, day)
    return row | {"finalist_id": seat.id, "person_id": seat.person_id}


def _row(final: Final, winner: Words, of: Words, award: Words, day: str) -> dict[str, Any]:
    printed = {
        "winner": winner,
        "of": of,
        "award": award,
        "final": {"zh": final.name_zh, "en": final.name_en},
        "venue": {"zh": final.venue_zh, "en": final.venue_en},
        "day": day,
    }
    token = secrets.token_urlsafe(16)
    return {"token": token, "final_id": final.id, "grant_id": None, "finalist_id": None, "printed": printed}


def person_words(person: Person) -> Words:
    """The name in Chinese, and in Latin letters where it is known."""
    return {"zh": person.name, "en": person.name_latin or ""}


def of_words(seat: Finalist) -> Words:
    """Dealer and region, as they were when the finalists were chosen."""
    dealer, region = _both(seat.dealer), _both(seat.region)
    return {"zh": f"{dealer['zh']} · {region['zh']}", "en": f"{dealer['en']} · {region['en']}"}


def _both(thing: Any) -> Words:
    return {"zh": thing.name_zh, "en": thing.name_en}
