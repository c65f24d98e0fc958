"""`flask curriculum …`"""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from app.kit import clock
from app.kit.database import transaction
from app.lessons.importing import import_curriculum
from app.people.seeding import seed_posts
from quizzes.formats import curriculum as files

FOLDER = Path(__file__).parents[2] / "quizzes" / "curriculum"
group = AppGroup("curriculum", help="The micro-classes and their questions.")


@group.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER)
def import_(folder: Path) -> None:
    """Bring the curriculum in FOLDER into the database: all of it, or nothing and a list of what is wrong."""
    reading = files.read(folder)
    for fault in reading.faults:
        click.echo(str(fault), err=True)
    if reading.faults:
        raise click.ClickException(f"{len(reading.faults)} to mend; nothing was imported.")
    with transaction():
        seed_posts()
        imported = import_curriculum(reading.curriculum, clock.now())
    for name, changes in (("classes", imported.classes), ("questions", imported.questions)):
        click.echo(
            f"{name}: {len(changes.added)} added, {len(changes.changed)} changed, {len(changes.retired)} retired, "
            f"{changes.unchanged} unchanged"
        )
