"""What people are told, by which way, and what waits to be sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.database import Base, Instant
from app.kit.partial import where


class Notice(Base):
    """Something a person is told, once for person and `key`. Its words are made when it is read, of kind and params.

    `spread_at`: when it was looked at for the ways out of the house (e-mail, push); `digest_id`: it waits for that
    e-mail. After `expires_at` it is worth nothing out there.
    """

    __tablename__ = "notices"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    url: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    spread_at: Mapped[datetime | None] = mapped_column(Instant)
    digest_id: Mapped[int | None] = mapped_column(index=True)  # of messages, which in turn point here
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_notices_of_person", "person_id", "id"),
        Index("ix_notices_unread", "person_id", **where("read_at is null")),
        Index("ix_notices_to_spread", "id", **where("spread_at is null")),
    )  # fmt: skip


class Announcement(Base):
    """A notice for everybody of a season; a job gives it to them in portions, by person id up to `last_person_id`."""

    __tablename__ = "announcements"
    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80), unique=True)
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    url: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    last_person_id: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(Instant)


class Message(Base):
    """The outbox: one thing to be sent one way to one place. `key` says what for: nothing is written twice.

    What a notice says is put into words when it is sent; `subject` and `body` hold the words of all others. The lowest
    `rank` goes first (0: somebody waits for it, 1: urgent, 2: the rest). It is over (`ended_at`) when it was sent, when
    it expired, or after too many tries.
    """

    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), default="email")
    rank: Mapped[int] = mapped_column(SmallInteger, default=2)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id"), index=True)
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("push_subscriptions.id"))
    webhook_id: Mapped[int | None] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    to: Mapped[str] = mapped_column(String(160), default="")
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    try_at: Mapped[datetime] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    failure: Mapped[str | None] = mapped_column(String(300))
    __table_args__ = (
        CheckConstraint("channel in ('email', 'digest', 'push', 'webhook')", name="channel"),
        Index("ix_messages_waiting", "rank", "try_at", "id", **where("ended_at is null")),
        Index("ix_messages_subscription_id", "subscription_id"),
        Index("ix_messages_webhook_id", "webhook_id"),
        {"sqlite_autoincrement": True},  # a number is a letter's Message-ID and a digest's: never given twice
    )  # fmt: skip


class Wishes(Base):
    """What a person wants to be told, and how; who has no row wants what app/notifications/kinds.py says.

    `ways`: by kind the ways that are wanted. From `quiet_from` to `quiet_to` (hours of the day) nothing is sent out of
    the house; both None: never quiet. `digest_hour`: e-mails of a day are one e-mail, sent at that hour.
    """

    __tablename__ = "notification_wishes"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    ways: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    digest_hour: Mapped[int | None]
    __table_args__ = (
        CheckConstraint("(quiet_from is null) = (quiet_to is null)", name="quiet"),
        CheckConstraint("quiet_from between 0 and 23 and quiet_to between 0 and 23", name="quiet_hours"),
        CheckConstraint("digest_hour between 0 and 23", name="digest_hour"),
    )


class PushSubscription(Base):
    """A browser that a person allowed to show notices (https://www.w3.org/TR/push-api/)."""

    __tablename__ = "push_subscriptions"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    endpoint: Mapped[str] = mapped_column(String(500), unique=True)
    p256dh: Mapped[str] = mapped_column(String(120))
    auth: Mapped[str] = mapped_column(String(60))
    device: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(Instant)


class Webhook(Base):
    """A robot in a group chat. `address` and `secret` let anybody write there: no page shows them again.

    It is told of its region or dealer, or of the whole season. `wants`: of day, stage.
    """

    __tablename__ = "webhooks"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    vendor: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(500))
    secret: Mapped[str] = mapped_column(String(200), default="")
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"))
    locale: Mapped[str] = mapped_column(String(2))
    wants: Mapped[list[str]] = mapped_column(JSON)
    active: Mapped[bool] = mapped_column(default=True)
    by_person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    failure: Mapped[str] = mapped_column(String(300), default="")
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (
        CheckConstraint("vendor in ('wecom', 'dingtalk', 'feishu', 'generic')", name="vendor"),
        CheckConstraint("region_id is null or dealer_id is null", name="scope"),
        CheckConstraint("locale in ('en', 'zh')", name="locale"),
    )
