"""Taking files into the library, describing them, noting what uses them, throwing them away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.upsert import insert
from app.media import recognising
from app.media.keys import KEY_SIGNS
from app.media.models import Medium, MediumUse, What
from app.media.recognising import Taken
from app.media.stores import Store, store
from quizzes.formats.media import safe_name, type_of

LONGEST_ALT = 300
ORIGINAL = "original"

IN_USE = _("It is used. Take it out of what shows it first; then it can be thrown away.")
GONE = _("A picture or recording that was chosen is not in the library any more. Choose another one.")
ALT_MISSING = _("Say in both languages what it shows: those who do not see or hear it depend on these words.")


@dataclass(frozen=True)
class Prepared:
    """A file that was made safe and lies in the store. It is in the library once `keep` has said so."""

    name: str
    hash: str
    source: bytes
    taken: Taken
    keeps_original: bool = False

    def files(self) -> Iterator[tuple[str, bytes, str]]:
        """(name in the store, data, type) of all that belongs to it."""
        for part, data in self.taken.files.items():
            yield stored_name(self.hash, part), data, self.taken.type
        if self.keeps_original:
            yield stored_name(self.hash, ORIGINAL), self.source, type_of(self.name)


def stored_name(hash: str, part: str) -> str:
    return f"{hash}-{part}"


def known(data: bytes) -> Medium | None:
    """The medium that this file became before, or that it is."""
    mark = sha256(data).hexdigest()
    query = select(Medium).where(or_(Medium.source_hash == mark, Medium.hash == mark)).order_by(Medium.id).limit(1)
    return session().scalar(query)


def prepare(data: bytes, name: str, *, keeps_original: bool = False) -> Prepared:
    """Check a file, make it safe and put it into the store; call it outside of a transaction, for it takes time.

    Raises Invalid with the reason why it is not taken.
    """
    taken = recognising.take(data)
    mark = sha256(taken.files[taken.main]).hexdigest()
    found = Prepared(safe_name(name), mark, data, taken, keeps_original)
    _put(found, store())
    return found


def _put(prepared: Prepared, into: Store) -> None:
    for name, data, type in prepared.files():
        into.put(name, data, type)


def keep(prepared: Prepared, by_id: int | None, now: datetime, alt: dict[str, str] | None = None) -> Medium:
    """The medium in the library; the one that is there where the same was brought before. Within a transaction."""
    session().execute(insert(Medium).values(_row(prepared, by_id, now)).on_conflict_do_nothing())
    medium = session().scalars(select(Medium).filter_by(hash=prepared.hash)).one()
    files = store()
    for name, data, type in prepared.files():
        if not files.has(name):  # thrown away by somebody since it was prepared
            files.put(name, data, type)
    if prepared.keeps_original and not medium.original:
        medium.original = type_of(prepared.name)
    if alt and not medium.is_described:
        _set_alt(medium, alt)
    session().flush()
    return medium


def _row(prepared: Prepared, by_id: int | None, now: datetime) -> dict[str, Any]:
    taken = prepared.taken
    return {
        "key": prepared.hash[:KEY_SIGNS],
        "hash": prepared.hash,
        "source_hash": sha256(prepared.source).hexdigest(),
        "kind": taken.kind,
        "type": taken.type,
        "name": prepared.name,
        "alt_en": "",
        "alt_zh": "",
        "width": taken.width,
        "height": taken.height,
        "seconds": taken.seconds,
        "widths": list(taken.widths),
        "size": len(taken.files[taken.main]),
        "original": type_of(prepared.name) if prepared.keeps_original else "",
        "by_id": by_id,
        "at": now,
    }


def describe(medium_id: int, alt: dict[str, str]) -> Medium:
    """Say what it shows, in both languages. Raises NotFound, Invalid."""
    medium = session().get(Medium, medium_id, with_for_update=True, populate_existing=True)
    if medium is None:
        raise NotFound
    _set_alt(medium, alt)
    if not medium.is_described:
        raise Invalid(ALT_MISSING)
    return medium


def say(medium: Medium, words: dict[str, str]) -> None:
    """Words for the languages in which nobody has said yet what it shows."""
    _set_alt(medium, {tag: medium.alt[tag] or said for tag, said in words.items()})


def _set_alt(medium: Medium, alt: dict[str, str]) -> None:
    medium.alt_en, medium.alt_zh = (" ".join(alt.get(tag, "").split())[:LONGEST_ALT] for tag in ("en", "zh"))


def throw_away(medium_id: int) -> None:
    """Gone with all its files. Raises NotFound, and Conflict while something uses it: the database sees to that."""
    medium = session().get(Medium, medium_id, with_for_update=True, populate_existing=True)
    if medium is None:
        raise NotFound
    names = [stored_name(medium.hash, part) for part in _parts(medium)]
    try:
        session().execute(delete(Medium).where(Medium.id == medium_id))
    except IntegrityError:
        raise Conflict(IN_USE) from None
    for name in names:  # before the commit: whoever brings the same file meanwhile waits for it, and puts it back
        store().remove(name)


def stored_files(media: Iterable[Medium]) -> Iterator[tuple[str, str]]:
    """(name in the store, type) of every file of these media."""
    for medium in media:
        for part in _parts(medium):
            yield stored_name(medium.hash, part), type_of(medium.name) if part == ORIGINAL else medium.type


def _parts(medium: Medium) -> list[str]:
    parts = [str(width) for width in medium.widths] or ["clip"]
    return [*parts, ORIGINAL] if medium.original else parts


def throw_away_unused(ids: Collection[int]) -> int:
    """Of these media those that nothing uses; how many they were."""
    used = select(MediumUse.medium_id).where(MediumUse.medium_id.in_(ids))
    free = session().scalars(select(Medium.id).where(Medium.id.in_(ids), Medium.id.not_in(used)).order_by(Medium.id))
    found = free.all()
    for one in found:
        throw_away(one)
    return len(found)


def note_uses(what: What, what_id: int, keys: Collection[str]) -> None:
    """This draft, question or class shows just these media now; a question goes on using what it showed before.

    Raises Invalid where one of them is not there any more.
    """
    ids = session().scalars(select(Medium.id).where(Medium.key.in_(keys))).all() if keys else []
    if len(ids) < len(set(keys)):
        raise Invalid(GONE)
    if what is not What.QUESTION:
        gone = delete(MediumUse).where(MediumUse.what == what.value, MediumUse.what_id == what_id)
        session().execute(gone.where(MediumUse.medium_id.not_in(ids)))
    if ids:
        rows = [{"medium_id": one, "what": what.value, "what_id": what_id} for one in ids]
        session().execute(insert(MediumUse).values(rows).on_conflict_do_nothing())
