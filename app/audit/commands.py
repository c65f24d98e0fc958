"""`flask audit …`"""

from __future__ import annotations

import re

import click
from flask.cli import AppGroup

from app.audit import queries

HEAD = re.compile(r"(\d+):([0-9a-f]{64})")
group = AppGroup("audit", help="The log that proves what happened.")


@group.command("verify")
@click.option("--head", "kept", help="Number and hash of a line that was kept elsewhere, as NUMBER:HASH.")
def verify(kept: str | None) -> None:
    """Fail on any line that was altered, removed or moved; print the head of the log, to be kept elsewhere."""
    try:
        found = list(queries.faults(_head(kept)))
    except ValueError as error:  # facts that are no JSON any more, where the database lets them be stored
        raise click.ClickException("The log does not hold: a line cannot be read.") from error
    for one in found:
        click.echo(f"line {one.number}: {one.code}", err=True)
    if found:
        raise click.ClickException(f"The log does not hold: {len(found)} faults.")
    last = queries.head()
    click.echo(f"The log holds. Head: {last[0]}:{last[1]}" if last else "The log is empty.")


def _head(kept: str | None) -> tuple[int, str] | None:
    if kept is None:
        return None
    match = HEAD.fullmatch(kept.strip())
    if match is None:
        raise click.BadParameter("Write it as NUMBER:HASH.")
    return int(match[1]), match[2]
