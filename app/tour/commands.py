"""`flask tour verify` and `flask tour rebuild`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.kit import clock
from app.kit.database import transaction
from app.tour import rebuilding

SHOWN = 100

group = AppGroup("tour", help="Compare journeys with the mastery that they follow from.")


@group.command("verify")
def verify() -> None:
    """Count what everybody has mastered and compare; exit 1 where a journey is shorter or of another length."""
    wrong = 0
    for wrong, difference in enumerate(rebuilding.differences(clock.now()), start=1):
        if wrong <= SHOWN:
            click.echo(difference)
    if wrong > SHOWN:
        click.echo(f"… and {wrong - SHOWN} more")
    if wrong:
        click.echo(f"{wrong} journeys are not what is mastered. To mend them: flask tour rebuild")
        raise click.exceptions.Exit(1)
    click.echo("Every journey has the kilometres of what is mastered.")


@group.command("rebuild")
def rebuild() -> None:
    """Raise every journey of the season to what is mastered now. No car rolls back."""
    with transaction():
        moved = rebuilding.rebuild(clock.now())
    click.echo(f"{moved} journeys were mended." if moved else "Nothing was to be mended.")
