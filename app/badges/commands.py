"""`flask badges rebuild`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.badges import jobs

group = AppGroup("badges", help="Badges, from the facts they follow from.")


@group.command("rebuild")
def rebuild() -> None:
    """Award what was earned and is not there, as the nightly job does."""
    found = jobs.renew()
    click.echo(f"{found.awarded} awarded, {found.withdrawn} withdrawn, {found.restored} restored.")
