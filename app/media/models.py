"""The library's table of media, and what uses them. The files themselves lie in a store (app/media/stores.py)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant
from app.people.models import Person


class MediumKind(StrEnum):
    PICTURE = "picture"
    AUDIO = "audio"
    VIDEO = "video"


class What(StrEnum):
    """What can use a medium."""

    DRAFT = "draft"
    QUESTION = "question"  # any version of it: what was answered can be looked at again
    CLASS = "class"


class Medium(Base):
    """A picture, sound or film. `key` is its address; `hash` is that of the file we made of it: the same file is there
    once.

    `source_hash`: of the file that came, by which it is known again. `widths`: the sizes in which a picture lies in the
    store, the largest last. `original`: the type of the file that came, where that is kept as well (files of the
    curriculum). `alt_en` and `alt_zh` say what it shows to people who do not see or hear it; without both nothing may
    use it.
    """

    __tablename__ = "media"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    source_hash: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    type: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    alt_en: Mapped[str] = mapped_column(String(300), default="")
    alt_zh: Mapped[str] = mapped_column(String(300), default="")
    width: Mapped[int | None]
    height: Mapped[int | None]
    seconds: Mapped[float | None]
    widths: Mapped[list[int]] = mapped_column(JSON)
    size: Mapped[int]
    original: Mapped[str] = mapped_column(String(20), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[Person | None] = relationship()
    __table_args__ = (
        CheckConstraint("kind in ('picture', 'audio', 'video')", name="kind"),
        CheckConstraint("kind <> 'picture' or (width is not null and height is not null)", name="picture_has_a_size"),
    )

    @property
    def alt(self) -> dict[str, str]:
        return {"en": self.alt_en, "zh": self.alt_zh}

    @property
    def is_described(self) -> bool:
        return bool(self.alt_en and self.alt_zh)

    def plate(self) -> dict[str, Any]:
        """What a question or class keeps of it: enough to show it without asking the library."""
        found: dict[str, Any] = {"key": self.key, "kind": self.kind, "alt": self.alt}
        if self.kind == MediumKind.PICTURE:
            return found | {"width": self.width, "height": self.height, "widths": self.widths}
        return found | {"width": self.width, "height": self.height, "seconds": self.seconds}


class MediumUse(Base):
    """Something that shows a medium: while it does, the database lets nobody throw the medium away."""

    __tablename__ = "medium_uses"
    medium_id: Mapped[int] = mapped_column(ForeignKey("media.id"), primary_key=True)
    what: Mapped[str] = mapped_column(String(8), primary_key=True)
    what_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    __table_args__ = (CheckConstraint("what in ('draft', 'question', 'class')", name="what"),)
