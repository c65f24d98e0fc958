"""tour teams badges days memories and reports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "5be5c4a9c00e"
down_revision = "8ce5b862d4b1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counted_days",
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("first_entry_id", sa.Integer(), nullable=False),
        sa.Column("last_entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_counted_days_season_id")),
        sa.PrimaryKeyConstraint("season_id", "day", name=op.f("pk_counted_days")),
    )
    with op.batch_alter_table("counted_days", schema=None) as batch_op:
        batch_op.create_index("ix_counted_days_last_entry_id", ["last_entry_id"], unique=False)

    op.create_table(
        "day_figures",
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_day_figures_post_id")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_day_figures_region_id")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_day_figures_season_id")),
        sa.PrimaryKeyConstraint("season_id", "day", "what", "region_id", "post_id", name=op.f("pk_day_figures")),
    )
    op.create_table(
        "group_figures",
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String(length=8), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_group_figures_season_id")),
        sa.PrimaryKeyConstraint("season_id", "dimension", "week", "what", "key", name=op.f("pk_group_figures")),
    )
    op.create_table(
        "leg_releases",
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_leg_releases_season_id")),
        sa.PrimaryKeyConstraint("season_id", "section", name=op.f("pk_leg_releases")),
    )
    op.create_table(
        "stages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("opens_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("closes_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("opened_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("closed_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('online-tour', 'regional-round', 'national-final')", name=op.f("ck_stages_kind")),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_stages_times")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_stages_season_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stages")),
        sa.UniqueConstraint("season_id", "position", name=op.f("uq_stages_season_id_position")),
    )
    op.create_table(
        "team_weeks",
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("mastered", sa.Double(), nullable=False),
        sa.Column("counted_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("paired_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("closed_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("share > 0 and share <= 1 and mastered > 0", name=op.f("ck_team_weeks_measure")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_team_weeks_season_id")),
        sa.PrimaryKeyConstraint("season_id", "week", name=op.f("pk_team_weeks")),
    )
    op.create_table(
        "dealer_weeks",
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("dealer_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("taking_part", sa.Integer(), nullable=False),
        sa.Column("mastered", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("pair", sa.Integer(), nullable=True),
        sa.CheckConstraint("0 <= taking_part and taking_part <= people", name=op.f("ck_dealer_weeks_taking_part")),
        sa.CheckConstraint("stars between 0 and 3", name=op.f("ck_dealer_weeks_stars")),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_dealer_weeks_dealer_id")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_dealer_weeks_season_id")),
        sa.PrimaryKeyConstraint("season_id", "week", "dealer_id", name=op.f("pk_dealer_weeks")),
    )
    with op.batch_alter_table("dealer_weeks", schema=None) as batch_op:
        batch_op.create_index("ix_dealer_weeks_pair", ["season_id", "week", "pair"], unique=False)

    op.create_table(
        "badge_awards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("badge", sa.String(length=40), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("withdrawn_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_badge_awards_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_awards")),
        sa.UniqueConstraint("person_id", "badge", "period", name=op.f("uq_badge_awards_person_id_badge_period")),
    )
    op.create_table(
        "day_sets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("worked_on", sa.Integer(), nullable=False),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.Column("micro_class_id", sa.Integer(), nullable=True),
        sa.Column("version_ids", sa.JSON(), nullable=False),
        sa.Column("whys", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("class_done_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("review_done_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("pk_done_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("begun_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("done_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("made_up or worked_on = day", name=op.f("ck_day_sets_worked_on")),
        sa.CheckConstraint("worked_on >= day", name=op.f("ck_day_sets_later")),
        sa.ForeignKeyConstraint(["micro_class_id"], ["micro_classes.id"], name=op.f("fk_day_sets_micro_class_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_day_sets_person_id")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_day_sets_season_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_sets")),
        sa.UniqueConstraint("person_id", "season_id", "day", name=op.f("uq_day_sets_person_id_season_id_day")),
    )
    with op.batch_alter_table("day_sets", schema=None) as batch_op:
        batch_op.create_index("ix_day_sets_season_id_day", ["season_id", "day"], unique=False)

    op.create_table(
        "journeys",
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("metres", sa.Integer(), nullable=False),
        sa.Column("stops", sa.Integer(), nullable=False),
        sa.Column("greeted", sa.Integer(), nullable=False),
        sa.Column("card", sa.String(length=9), nullable=True),
        sa.Column("moved_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("card in ('named', 'anonymous')", name=op.f("ck_journeys_card")),
        sa.CheckConstraint("metres >= 0 and stops >= greeted and greeted >= 0", name=op.f("ck_journeys_way")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_journeys_person_id")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_journeys_season_id")),
        sa.PrimaryKeyConstraint("season_id", "person_id", name=op.f("pk_journeys")),
    )
    with op.batch_alter_table("journeys", schema=None) as batch_op:
        batch_op.create_index("ix_journeys_field", ["season_id", "metres", "person_id"], unique=False)

    op.create_table(
        "kudos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("from_person_id", sa.Integer(), nullable=False),
        sa.Column("to_person_id", sa.Integer(), nullable=False),
        sa.Column("for_what", sa.String(length=70), nullable=False),
        sa.Column("cheer", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("cheer in ('bravo', 'thanks', 'go-on')", name=op.f("ck_kudos_cheer")),
        sa.CheckConstraint("from_person_id <> to_person_id", name=op.f("ck_kudos_other")),
        sa.ForeignKeyConstraint(["from_person_id"], ["persons.id"], name=op.f("fk_kudos_from_person_id")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_kudos_season_id")),
        sa.ForeignKeyConstraint(["to_person_id"], ["persons.id"], name=op.f("fk_kudos_to_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos")),
        sa.UniqueConstraint(
            "from_person_id", "to_person_id", "for_what", name=op.f("uq_kudos_from_person_id_to_person_id_for_what")
        ),
    )
    with op.batch_alter_table("kudos", schema=None) as batch_op:
        batch_op.create_index("ix_kudos_given", ["from_person_id", "season_id", "day"], unique=False)
        batch_op.create_index("ix_kudos_received", ["to_person_id", "season_id"], unique=False)

    op.create_table(
        "memories",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("stability", sa.Double(), nullable=False),
        sa.Column("difficulty", sa.Double(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(length=6), nullable=False),
        sa.CheckConstraint("place in ('check', 'review', 'pk')", name=op.f("ck_memories_place")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_memories_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_memories_question_id")),
        sa.PrimaryKeyConstraint("person_id", "question_id", name=op.f("pk_memories")),
    )
    with op.batch_alter_table("memories", schema=None) as batch_op:
        batch_op.create_index("ix_memories_person_id_due", ["person_id", "due"], unique=False)

    op.create_table(
        "moments",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('day', 'badge', 'stop', 'class')", name=op.f("ck_moments_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_moments_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_moments")),
    )
    op.create_table(
        "team_records",
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("goals", sa.Integer(), nullable=False),
        sa.CheckConstraint("0 <= goals and goals <= weeks", name=op.f("ck_team_records_goals")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_team_records_person_id")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_team_records_season_id")),
        sa.PrimaryKeyConstraint("season_id", "person_id", name=op.f("pk_team_records")),
    )
    op.create_table(
        "unpaired_dealers",
        sa.Column("dealer_id", sa.Integer(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_person_id"], ["persons.id"], name=op.f("fk_unpaired_dealers_by_person_id")),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_unpaired_dealers_dealer_id")),
        sa.PrimaryKeyConstraint("dealer_id", name=op.f("pk_unpaired_dealers")),
    )
    op.create_table(
        "review_answers",
        sa.Column("day_set_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("response", sa.JSON(), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["day_set_id"], ["day_sets.id"], name=op.f("fk_review_answers_day_set_id")),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_versions.id"], name=op.f("fk_review_answers_question_version_id")
        ),
        sa.PrimaryKeyConstraint("day_set_id", "position", name=op.f("pk_review_answers")),
    )
    with op.batch_alter_table("review_answers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_review_answers_question_version_id"), ["question_version_id"], unique=False
        )

    with op.batch_alter_table("duels", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rated", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("duels", schema=None) as batch_op:
        batch_op.alter_column("rated", server_default=None)

    with op.batch_alter_table("seasons", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status", sa.String(length=10), nullable=False, server_default="closed"))
        batch_op.add_column(sa.Column("languages", sa.JSON(), nullable=False, server_default='["zh", "en"]'))
        batch_op.add_column(sa.Column("audience", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("legs", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("copied_from_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_seasons_copied_from_id"), "seasons", ["copied_from_id"], ["id"])

    # of the seasons that there are, the one that began last goes on
    op.execute(
        "update seasons set status = 'running'"
        " where id = (select id from seasons order by first_day desc, id desc limit 1)"
    )
    with op.batch_alter_table("seasons", schema=None) as batch_op:
        for name in ("status", "languages", "audience", "legs"):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_check_constraint("status", "status in ('draft', 'announced', 'running', 'frozen', 'closed')")
        batch_op.create_index(
            "uq_seasons_running",
            ["status"],
            unique=True,
            sqlite_where=sa.text("status = 'running'"),
            postgresql_where=sa.text("status = 'running'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("seasons", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_seasons_copied_from_id"), type_="foreignkey")
        batch_op.drop_index(
            "uq_seasons_running",
            sqlite_where=sa.text("status = 'running'"),
            postgresql_where=sa.text("status = 'running'"),
        )
        batch_op.drop_column("copied_from_id")
        batch_op.drop_column("legs")
        batch_op.drop_column("audience")
        batch_op.drop_column("languages")
        batch_op.drop_constraint("status", type_="check")
        batch_op.drop_column("status")

    with op.batch_alter_table("duels", schema=None) as batch_op:
        batch_op.drop_column("rated")

    with op.batch_alter_table("review_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_answers_question_version_id"))

    op.drop_table("review_answers")
    op.drop_table("unpaired_dealers")
    op.drop_table("team_records")
    op.drop_table("moments")
    with op.batch_alter_table("memories", schema=None) as batch_op:
        batch_op.drop_index("ix_memories_person_id_due")

    op.drop_table("memories")
    with op.batch_alter_table("kudos", schema=None) as batch_op:
        batch_op.drop_index("ix_kudos_received")
        batch_op.drop_index("ix_kudos_given")

    op.drop_table("kudos")
    with op.batch_alter_table("journeys", schema=None) as batch_op:
        batch_op.drop_index("ix_journeys_field")

    op.drop_table("journeys")
    with op.batch_alter_table("day_sets", schema=None) as batch_op:
        batch_op.drop_index("ix_day_sets_season_id_day")

    op.drop_table("day_sets")
    op.drop_table("badge_awards")
    with op.batch_alter_table("dealer_weeks", schema=None) as batch_op:
        batch_op.drop_index("ix_dealer_weeks_pair")

    op.drop_table("dealer_weeks")
    op.drop_table("team_weeks")
    op.drop_table("stages")
    op.drop_table("leg_releases")
    op.drop_table("group_figures")
    op.drop_table("day_figures")
    with op.batch_alter_table("counted_days", schema=None) as batch_op:
        batch_op.drop_index("ix_counted_days_last_entry_id")

    op.drop_table("counted_days")
