"""All certificates of a final as one PDF and as a ZIP: asked for once, drawn by a job, the progress on the page."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import or_, select, update

from app.awards import certificates, queries
from app.awards.lettering import FontMissing
from app.awards.models import Certificate, CertificatePrint
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import NotFound
from app.kit.upsert import insert
from app.people.models import Person

KINDS = ("zip", "pdf")
AT_ONCE = 20  # certificates between two looks at the progress
LOST = timedelta(minutes=1)  # whoever has shown no progress for so long is gone


def ask(final_id: int, by: Person, now: datetime) -> CertificatePrint:
    """Issue what is missing and ask for the files. Who asks while they are being made gets those."""
    certificates.issue(final_id, by, now)
    row = {"final_id": final_id, "by_id": by.id, "asked_at": now, "count": 0, "done": 0, "missing": {}, "failure": ""}
    session().execute(insert(CertificatePrint).values(row).on_conflict_do_nothing())
    found = queries.latest_print(final_id)
    if found is None:
        raise NotFound
    return found


def path(one: CertificatePrint, kind: str) -> Path:
    """Of these kinds."""
    home: Path = current_app.config["SETTINGS"].home
    return home / "certificates" / f"final-{one.final_id}-{one.id}.{kind}"


def draw_all() -> int:
    """Draw all that was asked for; how many times. What a process that is gone had begun is drawn again."""
    count = 0
    while (one := _take(clock.now())) is not None:
        _draw(one)
        count += 1
    return count


def _take(now: datetime) -> CertificatePrint | None:
    """The next one to be drawn, for this process alone."""
    free = or_(CertificatePrint.taken_at.is_(None), CertificatePrint.taken_at < now - LOST)
    with transaction() as here:
        query = select(CertificatePrint.id).where(CertificatePrint.finished_at.is_(None), free)
        found = here.scalar(query.order_by(CertificatePrint.id).limit(1))
        if found is None:
            return None
        taken = here.execute(update(CertificatePrint).where(CertificatePrint.id == found, free).values(taken_at=now))
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            return None
    return session().get_one(CertificatePrint, found, populate_existing=True)


def _draw(one: CertificatePrint) -> None:
    print_id, good = one.id, [each for each in queries.certificates(one.final_id) if each.is_good]
    _progress(print_id, count=len(good), done=0)
    targets = [path(one, kind) for kind in KINDS]
    targets[0].parent.mkdir(parents=True, exist_ok=True)
    halves = [target.with_suffix(f"{target.suffix}.half") for target in targets]
    try:
        missing = _write(print_id, good, *halves)
    except FontMissing:
        _progress(print_id, failure="font", finished_at=clock.now())
        return
    for half, target in zip(halves, targets, strict=True):
        half.replace(target)
    _progress(print_id, done=len(good), missing=missing, finished_at=clock.now())


def _write(print_id: int, good: Sequence[Certificate], single: Path, book: Path) -> dict[str, list[str]]:
    """The certificates, each as a file of its own and all as one; those with signs that no font has are told."""
    from app.awards import drawing  # the PDF writer takes long to import, and few processes need it

    missing = {str(one.id): signs for one in good if (signs := drawing.missing_signs(one.printed))}
    papers = {one.id: drawing.Paper(one.printed, certificates.address(one)) for one in good}
    with drawing.Press(list(papers.values())) as press, zipfile.ZipFile(single, "w") as file:
        for start in range(0, len(good), AT_ONCE):
            some = [
                (place, one)
                for place, one in enumerate(good[start : start + AT_ONCE], start + 1)
                if str(one.id) not in missing
            ]
            sheets = press.sheets([papers[one.id] for _place, one in some])
            for (place, one), data in zip(some, sheets, strict=True):
                file.writestr(_name(place, one), data)
            _progress(print_id, done=min(start + AT_ONCE, len(good)), taken_at=clock.now())
        book.write_bytes(press.book())
    return missing


def _name(place: int, one: Certificate) -> str:
    """Such as 0012-王伟-机电技师冠军.pdf"""
    words = f"{one.printed['winner']['zh']}-{one.printed['award']['zh']}"
    return f"{place:04d}-{''.join(sign if sign.isalnum() or sign in '-·（）' else '_' for sign in words)[:80]}.pdf"


def _progress(print_id: int, **values: object) -> None:
    with transaction() as here:
        here.execute(update(CertificatePrint).where(CertificatePrint.id == print_id).values(**values))
