"""The commands of `flask`."""

from __future__ import annotations

import click
from flask import Flask

from app.audit.commands import group as audit
from app.backups import commands as backups
from app.badges.commands import group as badges
from app.duels.commands import group as ratings
from app.fairness.commands import group as fairness
from app.items.commands import group as items
from app.kit import migrating
from app.kit.database import engine
from app.lessons.commands import group as curriculum
from app.notifications.commands import group as notices
from app.operations.doctor import doctor
from app.people.commands import group as people
from app.people.roster_commands import group as roster
from app.points.commands import group as ledger
from app.rehearsal.commands import finals
from app.reports.commands import group as reports
from app.studio.commands import group as questions
from app.studio.curriculum_check import check
from app.tour.commands import group as tour
from app.trials.commands import season


def init_app(app: Flask) -> None:
    """Adds the commands to the application."""
    curriculum.add_command(check)
    for group in (
        audit,
        backups.backup,
        backups.group,
        backups.restore,
        badges,
        curriculum,
        doctor,
        fairness,
        finals,
        items,
        ledger,
        notices,
        people,
        questions,
        ratings,
        reports,
        roster,
        season,
        tour,
    ):
        app.cli.add_command(group)
    app.cli.add_command(migrate)


@click.group("migrate", invoke_without_command=True)
@click.pass_context
def migrate(context: click.Context) -> None:
    """Bring the database to the newest schema."""
    if context.invoked_subcommand is None:
        migrating.upgrade(engine())
        click.echo("The schema is current.")


@migrate.command("draft")
@click.argument("message")
def draft(message: str) -> None:
    """Write a migration from the difference between the models and the database."""
    migrating.draft(engine(), message)
