"""What is awarded, to whom, and the certificates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.finals.models import Final
from app.kit.database import Base, Instant
from app.kit.partial import where
from app.people.models import Dealer, Person, Post, Region


class FinalAward(Base):
    """An award of a final, by its rule (quizzes/rules/awards.py). `position`: the order of the ceremony."""

    __tablename__ = "final_awards"
    id: Mapped[int] = mapped_column(primary_key=True)
    final_id: Mapped[int] = mapped_column(ForeignKey("finals.id"))
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    place: Mapped[int] = mapped_column(default=0)
    least: Mapped[int] = mapped_column(default=1)
    years: Mapped[int] = mapped_column(default=0)
    final: Mapped[Final] = relationship()
    post: Mapped[Post | None] = relationship()
    grants: Mapped[list[AwardGrant]] = relationship(order_by="AwardGrant.id")
    __table_args__ = (
        UniqueConstraint("final_id", "key"),
        CheckConstraint(
            "kind in ('place', 'best-region', 'best-dealer', 'best-newcomer', 'long-service', 'long-service-dealer')",
            name="kind",
        ),
    )


class AwardGrant(Base):
    """Who has it: a person, a dealer or a region. `edition`: of the results that it follows from."""

    __tablename__ = "award_grants"
    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("final_awards.id"), index=True)
    edition: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    value: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    award: Mapped[FinalAward] = relationship(back_populates="grants")
    person: Mapped[Person | None] = relationship()
    dealer: Mapped[Dealer | None] = relationship()
    region: Mapped[Region | None] = relationship()
    __table_args__ = (
        CheckConstraint(
            "(case when person_id is null then 0 else 1 end) + (case when dealer_id is null then 0 else 1 end)"
            " + (case when region_id is null then 0 else 1 end) = 1",
            name="one",
        ),
        *(
            Index(
                f"uq_award_grants_{winner}", "award_id", winner, unique=True,
                **where(f"withdrawn_at is null and {winner} is not null"),
            )
            for winner in ("person_id", "dealer_id", "region_id")
        ),
    )  # fmt: skip


class Certificate(Base):
    """A paper that says what it says: `printed` holds every word on it, in both languages, and is never changed.

    `token`: 128 random bits, on the paper as a QR code; the public page shows no more than is printed.
    """

    __tablename__ = "certificates"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    final_id: Mapped[int] = mapped_column(ForeignKey("finals.id"), index=True)
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("award_grants.id"), unique=True)
    finalist_id: Mapped[int | None] = mapped_column(ForeignKey("finalists.id"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    printed: Mapped[dict[str, Any]] = mapped_column(JSON)
    issued_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    revoke_reason: Mapped[str] = mapped_column(String(500), default="")
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    grant: Mapped[AwardGrant | None] = relationship()
    __table_args__ = (
        CheckConstraint("(grant_id is null) <> (finalist_id is null)", name="of_what"),
        CheckConstraint("(revoked_at is null) = (revoked_by_id is null)", name="revoked"),
    )

    @property
    def is_good(self) -> bool:
        """Not taken back by hand, nor with the award that a later edition of the results gave to somebody else."""
        return self.revoked_at is None and (self.grant is None or self.grant.withdrawn_at is None)


class CertificatePrint(Base):
    """Somebody asked for all certificates of a final as one file. One at a time; a job draws them, `done` counts up.

    `missing`: signs that the font does not have, with the certificates that need them; such a certificate is not drawn.
    """

    __tablename__ = "certificate_prints"
    id: Mapped[int] = mapped_column(primary_key=True)
    final_id: Mapped[int] = mapped_column(ForeignKey("finals.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    count: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    missing: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    failure: Mapped[str] = mapped_column(String(40), default="")
    by: Mapped[Person] = relationship()
    __table_args__ = (
        Index("uq_certificate_prints_open", "final_id", unique=True, **where("finished_at is null")),
        CheckConstraint("done between 0 and count", name="done"),
    )  # fmt: skip
