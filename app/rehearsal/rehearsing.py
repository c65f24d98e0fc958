"""A rehearsal: a final is played from its open sheets to its certificates, in a house of its own.

The same house and the same seed give the same files, byte by byte; the clock is the rehearsal's own.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from sqlalchemy import func, select

from app.audit import queries as audit
from app.audit.models import AuditLine
from app.awards import printing, queries
from app.finals.models import Final, Finalist, FinalSlot, FinalState
from app.judging import exporting, publishing, results
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict
from app.rehearsal import making, marking_days, results_days
from app.rehearsal.marking_days import MarkingDays
from app.rehearsal.results_days import ResultsDays

FIRST_DAY = date(2026, 11, 21)  # of a final in an empty house
MADE_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOT_READY = "There is no final whose sheets are open. Name one with --final, or rehearse one of its own with --people."
XLSX, JSON, PRINTED = "results.xlsx", "results.json", "certificates.zip"


@dataclass(frozen=True)
class Played:
    """`files`: name -> SHA-256. `faults`: where the log does not hold."""

    final: str
    told: Counter[str]
    digests: dict[str, str]
    files: dict[str, str]
    head: tuple[int, str] | None
    faults: int


def made(people: int) -> Final:
    """A final of so many people in a house without anybody."""
    return making.in_empty_house(FIRST_DAY, people, MADE_AT)


def found(final_id: int | None) -> Final:
    """This one, else the newest whose sheets are open. Raises Conflict."""
    query = select(Final).where(Final.state == FinalState.JUDGING).order_by(Final.id.desc()).limit(1)
    final = session().scalar(query.where(Final.id == final_id) if final_id else query)
    if final is None:
        raise Conflict(NOT_READY, code="not-ready")
    return final


def play(final: Final, seed: int, out: Path, *, certificates: bool = False) -> Played:
    """Play it through in the house of now; the results are in the files of `out`. Raises Conflict."""
    signers = results_days.organizers(final)
    with clock.standing(_begin(final)) as here:
        days = MarkingDays(final, seed, here, signers[0])
        days.play()
        after = ResultsDays(session().get_one(Final, final.id, populate_existing=True), seed, here, signers)
        after.play()
        told = days.told + after.told
        files = _write(after.final, seed, told, out)
        if certificates:
            files[PRINTED] = _print(after, out)
        digests = {post.code: results.reckon(after.final, post).digest for post in after.posts}
    return Played(final.name_zh or final.name_en, told, digests, files, audit.head(), len(list(audit.faults())))


def _begin(final: Final) -> datetime:
    """When the timetable begins, yet not before the last line of the log."""
    first = select(func.min(FinalSlot.begins_at)).join(Finalist, Finalist.id == FinalSlot.finalist_id)
    begins = session().scalar(first.where(Finalist.final_id == final.id))
    last = session().scalar(select(func.max(AuditLine.at)))
    if begins is None:
        raise Conflict(marking_days.NO_SHEETS, code="no-sheets")
    return max(begins, datetime.fromisoformat(last)) if last else begins


def _write(final: Final, seed: int, told: Counter[str], out: Path) -> dict[str, str]:
    out.mkdir(parents=True, exist_ok=True)
    with force_locale("en"):
        data = {XLSX: exporting.workbook(final)}
    data[JSON] = json.dumps(_facts(final, seed, told), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    for name, some in data.items():
        (out / name).write_bytes(some)
    return {name: sha256(some).hexdigest() for name, some in data.items()}


def _facts(final: Final, seed: int, told: Counter[str]) -> dict[str, Any]:
    posts = [_post(final, results.reckon(final, post)) for post in exporting.posts(final)]
    return {
        "final": {"id": final.id, "zh": final.name_zh, "en": final.name_en},
        "seed": seed,
        "told": dict(told),
        "posts": posts,
        "awards": [_award(one) for one in queries.grants(final.id)],
        "log": list(audit.head() or ()),
    }


def _post(final: Final, one: results.Reckoning) -> dict[str, Any]:
    ranking = [[row.number, row.place, row.total, row.by] for row in one.placed]
    edition = publishing.edition(final.id, one.post.id)
    return {"post": one.post.code, "edition": edition, "digest": one.digest, "ranking": ranking}


def _award(one: Any) -> dict[str, Any]:
    group = one.dealer or one.region
    winner = one.person.staff_number if one.person else group.code
    return {"award": one.award.key, "zh": one.award.name_zh, "winner": winner, "value": one.value}


def _print(after: ResultsDays, out: Path) -> str:
    """All certificates as PDF. Their codes come by chance, so that these files are others each time."""
    with transaction():
        asked = printing.ask(after.final.id, after.first, after.here.now())
    printing.draw_all()
    data = printing.path(asked, "zip").read_bytes()
    (out / PRINTED).write_bytes(data)
    return sha256(data).hexdigest()
