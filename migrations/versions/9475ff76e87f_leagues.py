"""leagues: weeks, groups, gears, who stays out"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "9475ff76e87f"
down_revision = "c4f81a2e6d37"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "league_weeks",
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("made_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("closed_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_league_weeks_season_id")),
        sa.PrimaryKeyConstraint("season_id", "week", name=op.f("pk_league_weeks")),
    )
    op.create_table(
        "league_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("tier between 1 and 5", name=op.f("ck_league_groups_tier")),
        sa.ForeignKeyConstraint(
            ["season_id", "week"],
            ["league_weeks.season_id", "league_weeks.week"],
            name=op.f("fk_league_groups_season_id_week"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_league_groups")),
        sa.UniqueConstraint(
            "season_id",
            "week",
            "family",
            "tier",
            "number",
            name=op.f("uq_league_groups_season_id_week_family_tier_number"),
        ),
    )
    op.create_table(
        "league_members",
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("mastered", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("moved", sa.String(length=8), nullable=True),
        sa.CheckConstraint("moved in ('up', 'stayed', 'down', 'rested', 'out')", name=op.f("ck_league_members_moved")),
        sa.CheckConstraint(
            "place is null or (place > 0 and moved in ('up', 'stayed', 'down'))", name=op.f("ck_league_members_place")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["league_groups.id"], name=op.f("fk_league_members_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_league_members_person_id")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_league_members_season_id")),
        sa.PrimaryKeyConstraint("season_id", "week", "person_id", name=op.f("pk_league_members")),
    )
    with op.batch_alter_table("league_members", schema=None) as batch_op:
        batch_op.create_index("ix_league_members_group_id", ["group_id"], unique=False)

    op.create_table(
        "league_opt_outs",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_league_opt_outs_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_league_opt_outs")),
    )
    op.create_table(
        "league_players",
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("best", sa.Integer(), nullable=False),
        sa.Column("active_week", sa.Integer(), nullable=False),
        sa.CheckConstraint("1 <= tier and tier <= best and best <= 5", name=op.f("ck_league_players_tier")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_league_players_person_id")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_league_players_season_id")),
        sa.PrimaryKeyConstraint("season_id", "person_id", name=op.f("pk_league_players")),
    )


def downgrade() -> None:
    op.drop_table("league_players")
    op.drop_table("league_opt_outs")
    with op.batch_alter_table("league_members", schema=None) as batch_op:
        batch_op.drop_index("ix_league_members_group_id")

    op.drop_table("league_members")
    op.drop_table("league_groups")
    op.drop_table("league_weeks")
