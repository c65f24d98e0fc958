"""`flask notices`: what an operator needs for web push."""

from __future__ import annotations

import click

from app.notifications.push import make_key


@click.group("notices")
def group() -> None:
    """Notices out of the house."""


@group.command("make-key")
def make() -> None:
    """Print a new private key for web push, to be set as VAPID_PRIVATE_KEY where several machines serve one house."""
    click.echo(make_key())
