"""`flask season …`"""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from sqlalchemy import select

from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Refusal
from app.people.seeding import seed_posts
from app.seasons import files
from app.seasons.models import Season
from app.seasons.plans import plan_of
from app.seasons.wording import fault_in_file
from quizzes.formats.season import write

group = AppGroup("season", help="Seasons as files.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Bring the season in FILE (YAML) in as a draft, or change the one with its key; or say what is wrong."""
    with force_locale("en"), transaction():
        seed_posts()
        found = files.look_at(file.read_bytes(), clock.now())
        for placed in found.told:
            click.echo(str(fault_in_file(str(file), placed)), err=True)
        if not found.can_be_stored:
            raise click.ClickException(f"{len(found.hindering)} to mend; nothing was imported.")
        is_new = found.season is None
        try:
            season = files.store(found, clock.now())
        except Refusal as refusal:
            raise click.ClickException(str(refusal.message)) from None
        click.echo(f"{season.key}: {'a new draft' if is_new else 'changed'} ({season.status}).")


@group.command("export")
@click.argument("key")
def export(key: str) -> None:
    """Print the season KEY as a YAML file."""
    season = session().scalar(select(Season).where(Season.key == key))
    if season is None:
        raise click.ClickException(f"There is no season {key}.")
    click.echo(write(plan_of(season)), nl=False)
