"""`flask finals demo` and `flask finals rehearse`; they belong to the group of app/finals."""

from __future__ import annotations

import click
from flask import current_app

from app.judging.commands import finals as finals
from app.kit import clock
from app.kit.errors import Refusal
from app.rehearsal import making


@finals.command("demo")
def demo() -> None:
    """Make the final of the demo in a demo's house that was made before there was one."""
    if not current_app.config["SETTINGS"].demo:
        raise click.ClickException("This is no demo: PADDOCK_DEMO is not set. Nothing was made.")
    try:
        made = making.seed_demo(clock.now(), click.echo)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from None
    click.echo(f"Final {made.id} is ready to be judged." if made else "There is a final already. Nothing was made.")
