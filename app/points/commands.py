"""`flask ledger verify` and `flask ledger rebuild`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.kit import clock
from app.kit.database import transaction
from app.points import ledger

SHOWN = 100

group = AppGroup("ledger", help="Compare standings with the entries that they are made of.")


@group.command("verify")
def verify() -> None:
    """Add up all entries and compare; exit 1 where anything differs."""
    wrong = 0
    for wrong, difference in enumerate(ledger.differences(clock.now()), start=1):
        if wrong <= SHOWN:
            click.echo(str(difference))
    if wrong > SHOWN:
        click.echo(f"… and {wrong - SHOWN} more")
    if wrong:
        click.echo(f"{wrong} rows differ from the entries. To restore them: flask ledger rebuild")
        raise click.exceptions.Exit(1)
    click.echo("Standings and PK days are what the entries add up to.")


@group.command("rebuild")
def rebuild() -> None:
    """Make standings and PK days anew from the entries."""
    with transaction():
        ledger.rebuild(clock.now())
    click.echo("Standings and PK days are made anew from the entries.")
