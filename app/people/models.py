"""Who there is: the network of dealers, its people, and how they sign in."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_login import UserMixin
from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant


class Role(StrEnum):
    """What an account may do. Every active person is a learner; the others are granted."""

    LEARNER = "learner"
    TRAINER = "trainer"
    ORGANIZER = "organizer"
    JUDGE = "judge"
    MANAGER = "manager"
    OPERATOR = "operator"


class Purpose(StrEnum):
    """What a sign-in link is for."""

    ACTIVATION = "activation"
    RESET = "reset"


class Region(Base):
    __tablename__ = "regions"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(80))
    name_zh: Mapped[str] = mapped_column(String(80))


class Brand(Base):
    __tablename__ = "brands"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(80))
    name_zh: Mapped[str] = mapped_column(String(80))


dealer_brands = Table(
    "dealer_brands",
    Base.metadata,
    Column("dealer_id", ForeignKey("dealers.id"), primary_key=True),
    Column("brand_id", ForeignKey("brands.id"), primary_key=True),
)


class Dealer(Base):
    __tablename__ = "dealers"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), index=True)
    opened_on: Mapped[date | None]
    region: Mapped[Region] = relationship(lazy="joined", innerjoin=True)
    brands: Mapped[list[Brand]] = relationship(secondary=dealer_brands, order_by=Brand.code)


class Post(Base):
    """A job role. `family` groups posts that can be compared (rating, leagues)."""

    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(80))
    name_zh: Mapped[str] = mapped_column(String(80))
    family: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]


class Person(UserMixin, Base):
    """A member of staff. A roster never deletes one: who leaves is no longer active."""

    __tablename__ = "persons"
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_number: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_latin: Mapped[str | None] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(160), unique=True)  # lower case
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    hired_on: Mapped[date | None]
    birth_decade: Mapped[int | None]  # 1990 for 1990 to 1999; for statistics only
    active: Mapped[bool] = mapped_column(default=True)
    locale: Mapped[str] = mapped_column(String(2), default="zh")
    theme: Mapped[str] = mapped_column(String(5), default="auto")
    shows_name: Mapped[bool] = mapped_column(default=False)  # consent: name below the top ten of a board
    plain: Mapped[bool] = mapped_column(default=False)  # plain mode: no leagues, flames or fanfares; credit is equal
    extra_time: Mapped[float] = mapped_column(default=0.0)  # share of more time for questions
    password_hash: Mapped[str | None] = mapped_column(String(160))
    activated_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    post: Mapped[Post] = relationship(lazy="joined", innerjoin=True)
    dealer: Mapped[Dealer] = relationship(lazy="joined", innerjoin=True)
    grants: Mapped[list[Grant]] = relationship(back_populates="person", order_by="Grant.role")

    __table_args__ = (
        CheckConstraint("locale in ('en', 'zh')", name="locale"),
        CheckConstraint("theme in ('auto', 'light', 'dark')", name="theme"),
        CheckConstraint("extra_time >= 0 and extra_time <= 1", name="extra_time"),
        CheckConstraint("birth_decade is null or birth_decade % 10 = 0", name="birth_decade"),
    )

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset({Role.LEARNER, *(Role(grant.role) for grant in self.grants)})


class Grant(Base):
    """A role given to a person, beyond learner."""

    __tablename__ = "grants"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(10), primary_key=True)
    person: Mapped[Person] = relationship(back_populates="grants")
    __table_args__ = (CheckConstraint("role in ('trainer', 'organizer', 'judge', 'manager', 'operator')", name="role"),)


class SignIn(Base):
    """A browser that is signed in. Deleting the row signs it out."""

    __tablename__ = "sign_ins"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(Instant)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class SignInLink(Base):
    """A link that lets a person choose a password: once, for a while. Only the token's hash is kept."""

    __tablename__ = "sign_in_links"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (CheckConstraint("purpose in ('activation', 'reset')", name="purpose"),)


class RosterImport(Base):
    """What a roster changed, and who brought it."""

    __tablename__ = "roster_imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
