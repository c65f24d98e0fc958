"""Live PKs, challenges, ghosts and ratings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "c2912acc58e0"
down_revision = "227265ab7f3b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duel_avoidances",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("person_id <> other_id", name=op.f("ck_duel_avoidances_other")),
        sa.ForeignKeyConstraint(["other_id"], ["persons.id"], name=op.f("fk_duel_avoidances_other_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_duel_avoidances_person_id")),
        sa.PrimaryKeyConstraint("person_id", "other_id", name=op.f("pk_duel_avoidances")),
    )
    with op.batch_alter_table("duel_avoidances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duel_avoidances_other_id"), ["other_id"], unique=False)

    op.create_table(
        "duel_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("to_person_id", sa.Integer(), nullable=True),
        sa.Column("friendly", sa.Boolean(), nullable=False),
        sa.Column("expires_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("seen_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("duel_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("to_person_id is null or to_person_id <> person_id", name=op.f("ck_duel_invitations_other")),
        sa.ForeignKeyConstraint(["duel_id"], ["duels.id"], name=op.f("fk_duel_invitations_duel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_duel_invitations_person_id")),
        sa.ForeignKeyConstraint(["to_person_id"], ["persons.id"], name=op.f("fk_duel_invitations_to_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duel_invitations")),
        sa.UniqueConstraint("token", name=op.f("uq_duel_invitations_token")),
    )
    with op.batch_alter_table("duel_invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duel_invitations_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duel_invitations_to_person_id"), ["to_person_id"], unique=False)

    op.create_table(
        "duel_tickets",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Double(), nullable=False),
        sa.Column("friendly", sa.Boolean(), nullable=False),
        sa.Column("joined_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("seen_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_duel_tickets_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_duel_tickets_post_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_duel_tickets")),
    )
    with op.batch_alter_table("duel_tickets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duel_tickets_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "rating_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duel_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("mu", sa.Double(), nullable=False),
        sa.Column("sigma", sa.Double(), nullable=False),
        sa.Column("games", sa.Integer(), nullable=False),
        sa.Column("shown_change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["duel_id"], ["duels.id"], name=op.f("fk_rating_changes_duel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_rating_changes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_changes")),
        sa.UniqueConstraint("duel_id", "person_id", name=op.f("uq_rating_changes_duel_id_person_id")),
    )
    with op.batch_alter_table("rating_changes", schema=None) as batch_op:
        batch_op.create_index("ix_rating_changes_person_id", ["person_id"], unique=False)

    op.create_table(
        "ratings",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("mu", sa.Double(), nullable=False),
        sa.Column("sigma", sa.Double(), nullable=False),
        sa.Column("games", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_ratings_person_id")),
        sa.PrimaryKeyConstraint("person_id", "family", name=op.f("pk_ratings")),
    )
    with op.batch_alter_table("duel_seats", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ghost_of_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("playing", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("lag_ms", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("seen_at", app.kit.database.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("device", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("wants_rematch", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_foreign_key(batch_op.f("fk_duel_seats_ghost_of_id"), "persons", ["ghost_of_id"], ["id"])
        batch_op.create_check_constraint("ghost", "person_id is null or ghost_of_id is null")

    # whoever plays now keeps the PK that is open; the index comes after that
    op.execute(
        "update duel_seats set playing = true where person_id is not null"
        " and duel_id in (select id from duels where status = 'running')"
    )
    op.create_index(
        "ix_duel_seats_playing",
        "duel_seats",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("playing"),
        postgresql_where=sa.text("playing"),
    )
    with op.batch_alter_table("duel_seats", schema=None) as batch_op:
        batch_op.alter_column("playing", server_default=None)
        batch_op.alter_column("wants_rematch", server_default=None)

    with op.batch_alter_table("duels", schema=None) as batch_op:
        batch_op.add_column(sa.Column("friendly", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("due_at", app.kit.database.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reminded_at", app.kit.database.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("voided_at", app.kit.database.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("rematch_of_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("recorded_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            "ix_duels_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at is not null"),
            postgresql_where=sa.text("due_at is not null"),
        )
        batch_op.create_unique_constraint(batch_op.f("uq_duels_rematch_of_id"), ["rematch_of_id"])
        batch_op.create_foreign_key(batch_op.f("fk_duels_recorded_id"), "duels", ["recorded_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_duels_rematch_of_id"), "duels", ["rematch_of_id"], ["id"])
        batch_op.drop_constraint("status", type_="check")
        batch_op.create_check_constraint("status", "status in ('running', 'waiting', 'finished', 'expired')")
        batch_op.create_check_constraint("kind", "kind in ('machine', 'live', 'challenge', 'ghost')")
    with op.batch_alter_table("duels", schema=None) as batch_op:
        batch_op.alter_column("friendly", server_default=None)


def downgrade() -> None:
    op.execute("delete from duel_seats where duel_id in (select id from duels where kind <> 'machine')")
    op.execute("delete from duels where kind <> 'machine'")
    with op.batch_alter_table("duels", schema=None) as batch_op:
        batch_op.drop_constraint("kind", type_="check")
        batch_op.drop_constraint("status", type_="check")
        batch_op.create_check_constraint("status", "status in ('running', 'finished')")
        batch_op.drop_constraint(batch_op.f("fk_duels_rematch_of_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_duels_recorded_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_duels_rematch_of_id"), type_="unique")
        batch_op.drop_index(
            "ix_duels_due", sqlite_where=sa.text("due_at is not null"), postgresql_where=sa.text("due_at is not null")
        )
        batch_op.drop_column("recorded_id")
        batch_op.drop_column("rematch_of_id")
        batch_op.drop_column("voided_at")
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("due_at")
        batch_op.drop_column("friendly")

    with op.batch_alter_table("duel_seats", schema=None) as batch_op:
        batch_op.drop_constraint("ghost", type_="check")
        batch_op.drop_constraint(batch_op.f("fk_duel_seats_ghost_of_id"), type_="foreignkey")
        batch_op.drop_index(
            "ix_duel_seats_playing", sqlite_where=sa.text("playing"), postgresql_where=sa.text("playing")
        )
        batch_op.drop_column("wants_rematch")
        batch_op.drop_column("device")
        batch_op.drop_column("seen_at")
        batch_op.drop_column("lag_ms")
        batch_op.drop_column("playing")
        batch_op.drop_column("ghost_of_id")

    op.drop_table("ratings")
    with op.batch_alter_table("rating_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_rating_changes_person_id")

    op.drop_table("rating_changes")
    with op.batch_alter_table("duel_tickets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duel_tickets_seen_at"))

    op.drop_table("duel_tickets")
    with op.batch_alter_table("duel_invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duel_invitations_to_person_id"))
        batch_op.drop_index(batch_op.f("ix_duel_invitations_person_id"))

    op.drop_table("duel_invitations")
    with op.batch_alter_table("duel_avoidances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duel_avoidances_other_id"))

    op.drop_table("duel_avoidances")
