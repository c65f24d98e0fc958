"""notices, the outbox, group chats, and the record of jobs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "2c3cf4b45c0b"
down_revision = "a1d0f6c3b7e2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("url", sa.String(length=200), nullable=False),
        sa.Column("created_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("last_person_id", sa.Integer(), nullable=False),
        sa.Column("done_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_announcements_season_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sa.UniqueConstraint("key", name=op.f("uq_announcements_key")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("url", sa.String(length=200), nullable=False),
        sa.Column("created_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("read_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("spread_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_notices_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_notices_person_id_key")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_digest_id"), ["digest_id"], unique=False)
        batch_op.create_index("ix_notices_of_person", ["person_id", "id"], unique=False)
        batch_op.create_index(
            "ix_notices_to_spread",
            ["id"],
            unique=False,
            sqlite_where=sa.text("spread_at is null"),
            postgresql_where=sa.text("spread_at is null"),
        )
        batch_op.create_index(
            "ix_notices_unread",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("read_at is null"),
            postgresql_where=sa.text("read_at is null"),
        )

    op.create_table(
        "notification_wishes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("digest_hour", sa.Integer(), nullable=True),
        sa.CheckConstraint("(quiet_from is null) = (quiet_to is null)", name=op.f("ck_notification_wishes_quiet")),
        sa.CheckConstraint("digest_hour between 0 and 23", name=op.f("ck_notification_wishes_digest_hour")),
        sa.CheckConstraint(
            "quiet_from between 0 and 23 and quiet_to between 0 and 23", name=op.f("ck_notification_wishes_quiet_hours")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_notification_wishes_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notification_wishes")),
    )
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(length=500), nullable=False),
        sa.Column("p256dh", sa.String(length=120), nullable=False),
        sa.Column("auth", sa.String(length=60), nullable=False),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("created_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_push_subscriptions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_subscriptions_endpoint")),
    )
    with op.batch_alter_table("push_subscriptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_push_subscriptions_person_id"), ["person_id"], unique=False)

    op.create_table(
        "webhooks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("vendor", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("dealer_id", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("wants", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("sent_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=300), nullable=False),
        sa.Column("failed_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("locale in ('en', 'zh')", name=op.f("ck_webhooks_locale")),
        sa.CheckConstraint("vendor in ('wecom', 'dingtalk', 'feishu', 'generic')", name=op.f("ck_webhooks_vendor")),
        sa.CheckConstraint("region_id is null or dealer_id is null", name=op.f("ck_webhooks_scope")),
        sa.ForeignKeyConstraint(["by_person_id"], ["persons.id"], name=op.f("fk_webhooks_by_person_id")),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_webhooks_dealer_id")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_webhooks_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.drop_table("job_runs")  # the last run of each job: the scheduler writes it anew
    op.create_table(
        "job_runs",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("at", sa.String(length=5), nullable=True),
        sa.Column("weekday", sa.String(length=3), nullable=True),
        sa.Column("known_since", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("started_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("succeeded_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failures_in_row", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=300), nullable=False),
        sa.Column("running_since", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("running_by", sa.String(length=80), nullable=True),
        sa.Column("requested_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("next_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_runs")),
    )
    _grow_messages()


def _grow_messages() -> None:
    """What waits goes on waiting: they are letters with a link that somebody asked for."""
    with op.batch_alter_table("messages", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index("ix_messages_waiting")
        batch_op.add_column(sa.Column("channel", sa.String(length=10), nullable=False, server_default="email"))
        batch_op.add_column(sa.Column("rank", sa.SmallInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("key", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("notice_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("subscription_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("webhook_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("expires_at", app.kit.database.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_at", app.kit.database.Instant(timezone=True), nullable=True))
        batch_op.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_unique_constraint(op.f("uq_messages_key"), ["key"])
        batch_op.create_check_constraint(
            op.f("ck_messages_channel"), "channel in ('email', 'digest', 'push', 'webhook')"
        )
        batch_op.create_foreign_key(op.f("fk_messages_notice_id"), "notices", ["notice_id"], ["id"])
        batch_op.create_foreign_key(
            op.f("fk_messages_subscription_id"), "push_subscriptions", ["subscription_id"], ["id"]
        )
        batch_op.create_foreign_key(
            op.f("fk_messages_webhook_id"), "webhooks", ["webhook_id"], ["id"], ondelete="CASCADE"
        )
    op.execute("update messages set ended_at = coalesce(sent_at, try_at) where sent_at is not null or tries >= 12")
    with op.batch_alter_table("messages", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.alter_column("channel", existing_type=sa.String(length=10), server_default=None)
        batch_op.alter_column("rank", existing_type=sa.SmallInteger(), server_default=None)
        batch_op.create_index("ix_messages_notice_id", ["notice_id"], unique=False)
        batch_op.create_index("ix_messages_subscription_id", ["subscription_id"], unique=False)
        batch_op.create_index("ix_messages_webhook_id", ["webhook_id"], unique=False)
        batch_op.create_index(
            "ix_messages_waiting",
            ["rank", "try_at", "id"],
            unique=False,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )


def downgrade() -> None:
    _shrink_messages()
    op.drop_table("job_runs")
    op.create_table(
        "job_runs",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_runs")),
    )
    for table in ("webhooks", "push_subscriptions", "notification_wishes", "notices", "announcements"):
        op.drop_table(table)


def _shrink_messages() -> None:
    """Back to letters with words of their own."""
    op.execute("delete from messages where channel <> 'email' or notice_id is not null or person_id is null")
    for index in ("waiting", "notice_id", "subscription_id", "webhook_id"):
        op.drop_index(f"ix_messages_{index}", "messages")
    with op.batch_alter_table("messages") as batch_op:
        for table in ("notice", "subscription", "webhook"):
            batch_op.drop_constraint(op.f(f"fk_messages_{table}_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_messages_channel"), type_="check")
        batch_op.drop_constraint(op.f("uq_messages_key"), type_="unique")
        for column in (
            "channel",
            "rank",
            "key",
            "notice_id",
            "subscription_id",
            "webhook_id",
            "expires_at",
            "ended_at",
        ):
            batch_op.drop_column(column)
        batch_op.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_index(
            "ix_messages_waiting",
            ["try_at"],
            unique=False,
            sqlite_where=sa.text("sent_at is null"),
            postgresql_where=sa.text("sent_at is null"),
        )
