"""`flask items verify` and `flask items rebuild`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.items import jobs, rebuilding

SHOWN = 100

group = AppGroup("items", help="Compare the figures of questions with the answers that they follow from.")


@group.command("verify")
def verify() -> None:
    """Read all answers and count again; exit 1 where a figure is another one."""
    wrong = 0
    for wrong, difference in enumerate(rebuilding.differences(), start=1):
        if wrong <= SHOWN:
            click.echo(difference)
    if wrong > SHOWN:
        click.echo(f"… and {wrong - SHOWN} more")
    if wrong:
        click.echo("To count all of it anew: flask items rebuild")
        raise click.exceptions.Exit(1)
    click.echo("Every figure follows from the answers.")


@group.command("rebuild")
def rebuild() -> None:
    """Forget what was counted and count all of it anew. Questions that rest go on resting."""
    rebuilding.forget()
    jobs.reckon()
    click.echo(f"{rebuilding.size()} answers were counted anew.")
