"""`flask backup`, `flask restore` and `flask data move`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from app.backups import services
from app.backups.reading import Tally
from app.kit import clock
from app.kit.database import engine, make_engine
from app.kit.errors import Refusal
from app.media.stores import store
from app.operations.locks import is_held
from config import BadSettings

group = AppGroup("data", help="The rows of the house, whatever engine they lie in.")
RUNNING = (
    "Somebody still runs the jobs of the house in the source: what is written there after now would not come along. "
    "Stop the services first, or say --while-running to try it out."
)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    """Write rows, media and keys into one FILE as they stand now; people may go on playing."""
    with _in_words():
        made = services.back_up(
            engine(), current_app.config["SETTINGS"], store(), file.resolve(), clock.now(), lambda _line: None
        )
    click.echo(f"{_rows(made.tallies)}, {len(made.media)} files of media: {file} ({file.stat().st_size:,} bytes)")
    if made.missing:
        click.echo(f"The store of media did not have {len(made.missing)} files, such as {made.missing[0]}.", err=True)
    click.echo("The file holds people's data and the keys of the house: keep it as you would keep those.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_appcontext
def restore(file: Path) -> None:
    """Bring the backup in FILE back: into the database of the settings, which must be empty, on either engine."""
    settings = current_app.config["SETTINGS"]
    with _in_words():
        made = services.restore(file, engine(), settings, store(), click.echo)
    click.echo(f"{_rows(made.tallies)}, {len(made.media)} files of media: all as they were at {made.taken_at}.")
    if not services.is_of_this_secret(made, settings):
        click.echo(
            "It was made under another SECRET_KEY: with this one everybody must sign in again, and the audit log does "
            "not verify. Set the SECRET_KEY that the house had.",
            err=True,
        )


@group.command("move")
@click.argument("source_url")
@click.argument("target_url")
@click.option("--while-running", is_flag=True, help="Copy though the house still runs: for trying it out.")
def move(source_url: str, target_url: str, while_running: bool) -> None:
    """Copy all rows from SOURCE_URL into the empty database TARGET_URL, and compare what stands there."""
    with _in_words(), _engine(source_url) as source, _engine(target_url) as target:
        if not while_running and is_held(source, current_app.config["SETTINGS"].home):
            raise click.ClickException(RUNNING)
        moved = services.move(source, target, click.echo)
    click.echo(f"{_rows(moved)} moved; counts and contents are the same. Media and keys stay in PADDOCK_HOME.")
    click.echo(f"Now set DATABASE_URL={make_url(target_url).render_as_string()} and start the services.")


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    made = make_engine(url)
    try:
        yield made
    finally:
        made.dispose()


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from None
    except BadSettings as bad:
        raise click.ClickException(str(bad)) from None


def _rows(tallies: Mapping[str, Tally]) -> str:
    return f"{sum(one.rows for one in tallies.values()):,} rows of {len(tallies)} tables"
