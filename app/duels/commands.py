"""`flask ratings …`: the ratings are a projection of the PKs; check it, or make it anew."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.duels import rerating

group = AppGroup("ratings", help="Check and rebuild the ratings.")


@group.command("verify")
def verify() -> None:
    """Reckon all ratings from the PKs and fail on any difference."""
    found = list(rerating.differences())
    for one in found:
        click.echo(f"person {one.person_id}, {one.family}: is {one.kept}, should be {one.due}")
    if found:
        raise click.ClickException(f"{len(found)} ratings differ. `flask ratings rebuild` puts them right.")
    click.echo("Every rating is what the PKs make of it.")


@group.command("rebuild")
def rebuild() -> None:
    """Make all ratings anew from the PKs that count, in order."""
    rerating.rebuild()
    click.echo("The ratings are made anew.")
