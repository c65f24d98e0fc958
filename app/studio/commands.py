"""`flask questions …`"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from app.kit import clock, migrating
from app.kit.database import engine, transaction
from app.kit.errors import Refusal as Refused
from app.people import signing_in
from app.people.models import Person
from app.people.permissions import TRAINERS
from app.studio import bringing, queries, taking, telling
from app.studio.albums import Album
from app.studio.bringing import Preview
from app.studio.comparing import Wish
from app.studio.models import State
from app.studio.queries import KINDS, Look
from quizzes.formats import catalogue
from quizzes.formats.exchange import Reading
from quizzes.formats.grades import Grades, settled

MOST_BYTES = 100 * 1024 * 1024
group = AppGroup("questions", help="Questions in files: of other programs, and of ours.")

NAMES = click.Choice(catalogue.NAMES)
SOURCE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
TARGET = click.Path(dir_okay=False, path_type=Path)
FORMAT = click.option("--format", "name", type=NAMES, help="Found by what the file holds, where it is not said.")
GRADES = click.option(
    "--grades", type=click.Choice([one.value for one in Grades]), default=Grades.REFUSE.value, show_default=True,
    help="What becomes of questions whose shares of the mark do not add up.",
)  # fmt: skip
TONGUES = click.Choice(["zh", "en"])
SPOKEN = click.option("--language", type=TONGUES, help="Of texts that do not say theirs; found by their signs else.")
LANGUAGE = click.option("--language", type=TONGUES, default="zh", show_default=True)


@group.command("import")
@SOURCE
@FORMAT
@GRADES
@SPOKEN
@click.option("--dry-run", is_flag=True, help="Only look: say what there is and what would come of it.")
@click.option("--json", "as_json", is_flag=True, help="For programs, not for people.")
@click.option("--as", "staff_number", help="The trainer whose drafts they become.")
@click.option("--posts", default="", help="Whom they are for: codes of posts with commas between them.")
@click.option("--class", "class_key", default="", help="The micro-class in which they are asked.")
def import_(
    file: Path, name: str | None, grades: str, language: str | None, dry_run: bool, as_json: bool,
    staff_number: str | None, posts: str, class_key: str,
) -> None:  # fmt: skip
    """Make drafts of the questions in FILE: of all that can be taken, or of none. What cannot is told by its line."""
    with force_locale("en"):
        name, reading = _read(file, name)
        reading = settled(reading, Grades(grades))
        language = bringing.spoken(reading, language or "")
        if dry_run:
            known = migrating.is_current(engine())
            found = bringing.preview(name, reading, _wish(language, posts, class_key)) if known else None
            _tell(name, reading, found, as_json)
            return
        by, album = _trainer(staff_number), Album()
        album.prepare(reading.items)
        with _in_words(), transaction():
            wish = _wish(language, posts, class_key)
            found = bringing.preview(name, reading, wish, album=album)
            _tell(name, reading, found, as_json)
            with click.progressbar(length=len(found.brings), label="drafts", file=sys.stderr) as bar:
                made = bringing.bring(
                    found, wish, file.name, by, clock.now(), lambda done, _of: bar.update(done - bar.pos), album
                )
    click.echo(f"{made.added + made.changed} drafts. To take them back: flask questions take-back {made.id}", err=True)


@group.command("take-back")
@click.argument("number", type=int)
@click.option("--as", "staff_number", help="The trainer who does it.")
def take_back(number: int, staff_number: str | None) -> None:
    """Throw away the drafts of the import NUMBER that nobody has worked on."""
    by = _trainer(staff_number)
    with force_locale("en"), _in_words(), transaction():
        back = bringing.take_back(number, by, clock.now())
    click.echo(f"{back.dropped} drafts are taken back, {back.stayed} stay: somebody has worked on them.")
    for said in back.sections:
        click.echo(said)


@group.command("export")
@click.argument("target", type=TARGET)
@click.option("--format", "name", type=NAMES, default=catalogue.XLSX, show_default=True)
@LANGUAGE
@click.option("--kind", type=click.Choice(KINDS))
@click.option("--section", default="", help="The key of a section.")
@click.option("--post", default="", help="The code of a post.")
@click.option("--words", default="", help="What the text or the id holds.")
def export(target: Path, name: str, language: str, kind: str | None, section: str, post: str, words: str) -> None:
    """Write the published questions into a new file TARGET, and say what the format leaves out."""
    look = Look(state=State.PUBLISHED.value, kind=kind or "", section=section, post=post, words=words)
    with force_locale("en"):
        found = taking.take(look, name, language)
    if not found.count:
        raise click.ClickException("There is no question to write.")
    for said in (*found.lost, *(f"{key}: {reason}" for key, reason in found.notes)):
        click.echo(said, err=True)
    _store(target, found.data)
    click.echo(f"{found.count} questions, written as {name}.")


@group.command("convert")
@SOURCE
@click.argument("to", type=NAMES)
@click.argument("target", type=TARGET)
@FORMAT
def convert(file: Path, to: str, target: Path, name: str | None) -> None:
    """Write the questions of FILE in the format TO into a new file TARGET, and say what is left out."""
    name, reading = _read(file, name)
    for one in (*reading.refused, *reading.notes):
        click.echo(f"line {one.line}: {one.reason}", err=True)
    if not reading.items:
        raise click.ClickException("There is no question to write.")
    writing = catalogue.format_of(to).write(reading.items)
    for note in writing.notes:
        click.echo(f"question {note.line}: {note.reason}", err=True)
    _store(target, writing.data)
    click.echo(f"{len(reading.items)} questions read from {name}, written as {to}.")


def _store(target: Path, data: bytes) -> None:
    try:
        with target.open("xb") as out:
            out.write(data)
    except FileExistsError:
        raise click.ClickException(f"{target} is there already, and stays as it is.") from None


def _read(file: Path, name: str | None) -> tuple[str, Reading]:
    """What the file holds, and the format it is in."""
    with file.open("rb") as source:
        data = source.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise click.ClickException(f"A file holds at most {MOST_BYTES // 1024**2} MB. Send it in parts.")
    if not data:
        raise click.ClickException(f"{file} is empty.")
    name = name or catalogue.detect(data)
    if name is None:
        formats = ", ".join(catalogue.NAMES)
        raise click.ClickException(f"This is none of the formats that can be read: {formats}.")
    return name, catalogue.format_of(name).read(data)


def _tell(name: str, reading: Reading, found: Preview | None, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(telling.as_plain(name, reading, found), ensure_ascii=False, indent=2))
        return
    for line in telling.lines(name, reading, found):
        click.echo(line)


def _wish(language: str, posts: str, class_key: str) -> Wish:
    codes = tuple(code for code in (word.strip() for word in posts.split(",")) if code)
    known = {post.code for post in queries.posts()}
    if unknown := [code for code in codes if code not in known]:
        raise click.ClickException(f"There is no post {unknown[0]}. There are: {', '.join(sorted(known))}.")
    classes = {one.key: one.id for one in queries.classes()} if class_key else {}
    if class_key and class_key not in classes:
        raise click.ClickException(f"There is no class {class_key}.")
    return Wish(language, codes, classes.get(class_key))


def _trainer(staff_number: str | None) -> Person:
    if not staff_number:
        raise click.UsageError("Say as whom: --as STAFF_NUMBER. Or only look: --dry-run.")
    person = signing_in.find(staff_number)
    if person is None or not person.roles & TRAINERS:
        raise click.ClickException(f"No active trainer or organizer has the staff number {staff_number}.")
    return person


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise click.ClickException(str(refused.message)) from None
