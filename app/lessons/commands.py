"""`flask curriculum …`"""

from __future__ import annotations

import hashlib
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from sqlalchemy import select

from app.kit import clock
from app.kit.database import session, transaction
from app.lessons import exporting
from app.lessons.importing import Imported, import_curriculum
from app.lessons.models import CurriculumImport
from app.lessons.picturing import Pictures, Unfit
from app.people.seeding import seed_posts
from quizzes.formats import curriculum as files
from quizzes.formats import tidying

FOLDER = Path(__file__).parents[2] / "quizzes" / "curriculum"
group = AppGroup("curriculum", help="The micro-classes and their questions.")


@group.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER)
def import_(folder: Path) -> None:
    """Bring the curriculum in FOLDER into the database: all of it, or nothing and a list of what is wrong."""
    for line in _import(folder).lines():
        click.echo(line)


@group.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_(folder: Path) -> None:
    """Write all that is published into FOLDER, which is new or empty, as files that `import` reads."""
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty. Name a new folder.")
    exported = exporting.export()
    for name, data in exported.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for key in exported.left_out:
        click.echo(f"{key}: it asks nothing, which a folder cannot hold. It is left out.", err=True)
    for key in exported.in_library:
        click.echo(f"medium {key}: it is named only; its file stays in the library.", err=True)
    click.echo(f"{len(exported.files)} files")


@group.command("format")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER)
@click.option("--check", is_flag=True, help="Change nothing, and fail where a file differs.")
def format_(folder: Path, check: bool) -> None:
    """Put the files of the curriculum in FOLDER into the style in which `export` writes; what they say stays."""
    _faultless(folder)
    differing = [page for page in tidying.pages(folder) if page.differs]
    for page in differing:
        click.echo(str(page.path))
        if not check:
            page.path.write_bytes(page.after)
    if check and differing:
        raise click.ClickException(f"not in our style: {len(differing)}. To change them: flask curriculum format")
    click.echo(f"changed: {len(differing)}" if differing else "All files are in our style.")


def import_if_changed(folder: Path = FOLDER) -> str:
    """Import the folder unless the last import was of these very files; says in a line what it did."""
    last = session().scalar(select(CurriculumImport).order_by(CurriculumImport.id.desc()).limit(1))
    if last is not None and last.fingerprint == fingerprint_of(folder):
        return "nothing new"
    return "; ".join(_import(folder).lines())


def _import(folder: Path) -> Imported:
    curriculum = _faultless(folder)
    pictures = _pictures(curriculum)
    with transaction() as here:
        seed_posts()
        imported = import_curriculum(curriculum, clock.now(), pictures)
        counts = {"classes": imported.classes.counts(), "questions": imported.questions.counts()}
        here.add(CurriculumImport(fingerprint=fingerprint_of(folder), counts=counts, at=clock.now()))
    return imported


def _faultless(folder: Path) -> files.Curriculum:
    """What the folder holds. Where something is wrong with it, all of that is said and nothing is done."""
    reading = files.read(folder)
    for fault in reading.faults:
        click.echo(str(fault), err=True)
    if reading.faults:
        raise click.ClickException(f"{len(reading.faults)} to mend; nothing was changed.")
    return reading.curriculum


def _pictures(curriculum: files.Curriculum) -> Pictures:
    found = Pictures()
    try:
        found.prepare(curriculum)
    except Unfit as unfit:
        with force_locale("en"):
            raise click.ClickException(f"{unfit.file}: {unfit.refused.message} Nothing was imported.") from None
    return found


def fingerprint_of(folder: Path) -> str:
    """The hash of all the files in a folder, names included."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
