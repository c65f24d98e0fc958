"""`flask reports rebuild`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.kit.database import transaction
from app.reports import counting, jobs

group = AppGroup("reports", help="The organizer's figures.")


@group.command("rebuild")
def rebuild() -> None:
    """Count all entries of the ledger anew; sign-ins stay as they were counted."""
    with transaction():
        counting.forget_all()
    jobs.count()
    click.echo("The figures are counted anew from the entries.")
