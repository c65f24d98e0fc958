"""The commands of `flask`. What a command needs is loaded when it is called: a process that serves pages never does."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

from app.kit import migrating
from app.kit.database import engine

COMMANDS = {
    "audit": "app.audit.commands:group",
    "backup": "app.backups.commands:backup",
    "badges": "app.badges.commands:group",
    "curriculum": "app.studio.curriculum_check:group",
    "data": "app.backups.commands:group",
    "doctor": "app.operations.doctor:doctor",
    "fairness": "app.fairness.commands:group",
    "finals": "app.rehearsal.commands:finals",
    "items": "app.items.commands:group",
    "ledger": "app.points.commands:group",
    "notices": "app.notifications.commands:group",
    "people": "app.people.commands:group",
    "questions": "app.studio.commands:group",
    "ratings": "app.duels.commands:group",
    "reports": "app.reports.commands:group",
    "restore": "app.backups.commands:restore",
    "roster": "app.people.roster_commands:group",
    "season": "app.trials.commands:season",
    "tour": "app.tour.commands:group",
}


class Commands(AppGroup):
    """Knows its commands by name and loads one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, name = COMMANDS[cmd_name].split(":")
        found: click.Command = getattr(import_module(module), name)
        return found


def init_app(app: Flask) -> None:
    """Adds the commands to the application."""
    app.cli = Commands(app.name)
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
