"""Looking into the library."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.kit.database import session
from app.kit.errors import NotFound
from app.media.keys import KEY
from app.media.models import Medium, MediumKind, MediumUse, What
from app.media.services import ORIGINAL, stored_name
from app.media.stores import store

PAGE = 24
KINDS = tuple(kind.value for kind in MediumKind)


@dataclass(frozen=True)
class Look:
    """What the library is narrowed to. `lack`: only what has no words yet; `free`: only what nothing uses."""

    kind: str = ""
    words: str = ""
    lack: bool = False
    free: bool = False
    page: int = 1

    @classmethod
    def of_args(cls, args: Mapping[str, str]) -> Self:
        page = args.get("page", "1")
        return cls(
            kind=args["kind"] if args.get("kind") in KINDS else "",
            words=args.get("words", "").strip()[:100],
            lack=args.get("only") == "lack",
            free=args.get("only") == "free",
            page=int(page) if page.isascii() and page.isdigit() and 0 < int(page) < 10_000 else 1,
        )

    @property
    def only(self) -> str:
        return "lack" if self.lack else "free" if self.free else ""

    @property
    def args(self) -> dict[str, str]:
        given = {"kind": self.kind, "words": self.words, "only": self.only}
        return {name: value for name, value in given.items() if value}

    def on(self, page: int) -> Look:
        return replace(self, page=page)


def find(key: str, *, published: bool = False) -> Medium:
    """By its address; `published`: only what a question or class shows, or showed. Raises NotFound."""
    query = select(Medium).filter_by(key=key)
    if published:
        uses = select(MediumUse).where(MediumUse.medium_id == Medium.id, MediumUse.what != What.DRAFT.value)
        query = query.where(uses.exists())
    found = session().scalar(query) if KEY.fullmatch(key) else None
    if found is None:
        raise NotFound
    return found


def medium(medium_id: int) -> Medium:
    """Raises NotFound."""
    found = session().get(Medium, medium_id)
    if found is None:
        raise NotFound
    return found


def plates(keys: Collection[str]) -> dict[str, dict[str, Any]]:
    """What is shown of these media, by key; without those that are gone or not described yet."""
    rows = session().scalars(select(Medium).where(Medium.key.in_(keys))) if keys else ()
    return {one.key: one.plate() for one in rows if one.is_described}


def library(look: Look) -> tuple[Sequence[Medium], bool]:
    """A page of what there is, the newest first; and whether there is more."""
    query = _narrowed(look).options(joinedload(Medium.by)).order_by(Medium.id.desc())
    rows = session().scalars(query.limit(PAGE + 1).offset(PAGE * (look.page - 1))).all()
    return rows[:PAGE], len(rows) > PAGE


def to_choose(look: Look) -> tuple[Sequence[Medium], bool]:
    """The same of what may be used: what is described in both languages."""
    query = _narrowed(look).where(Medium.alt_en != "", Medium.alt_zh != "").order_by(Medium.id.desc())
    rows = session().scalars(query.limit(PAGE + 1).offset(PAGE * (look.page - 1))).all()
    return rows[:PAGE], len(rows) > PAGE


def _narrowed(look: Look) -> Select[Medium]:
    query = select(Medium)
    if look.kind:
        query = query.where(Medium.kind == look.kind)
    if look.words:
        places = (Medium.name, Medium.alt_en, Medium.alt_zh)
        query = query.where(or_(*(one.icontains(look.words, autoescape=True) for one in places)))
    if look.lack:
        query = query.where(or_(Medium.alt_en == "", Medium.alt_zh == ""))
    if look.free:
        query = query.where(Medium.id.not_in(select(MediumUse.medium_id)))
    return query


def uses_of(ids: Collection[int]) -> dict[int, list[tuple[str, int]]]:
    """(what, its id) of everything that shows each of these media."""
    found: dict[int, list[tuple[str, int]]] = {one: [] for one in ids}
    query = select(MediumUse).where(MediumUse.medium_id.in_(ids)).order_by(MediumUse.what, MediumUse.what_id)
    for use in session().scalars(query):
        found[use.medium_id].append((use.what, use.what_id))
    return found


def original(medium: Medium) -> tuple[str, bytes]:
    """(name, bytes) to write into a folder of files: the file that came where it was kept (files of the curriculum),
    else what we made of it. Brought in again, it is the same medium.
    """
    part = ORIGINAL if medium.original else str(medium.width) if medium.kind == MediumKind.PICTURE else "clip"
    files, name = store(), stored_name(medium.hash, part)
    data = b"".join(files.read(name, 0, 2**40))
    if medium.original:
        return medium.name, data
    stem = medium.name.rpartition(".")[0] or medium.name
    return f"{stem}.{ENDINGS[medium.type]}", data


ENDINGS = {"image/webp": "webp", "audio/mpeg": "mp3", "audio/wav": "wav", "audio/mp4": "m4a", "video/mp4": "mp4"}
