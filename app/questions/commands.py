"""`flask questions …`"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from quizzes.formats import catalogue
from quizzes.formats.exchange import Item, Reading

MOST_BYTES = 100 * 1024 * 1024
group = AppGroup("questions", help="Questions of other programs.")


NAMES = click.Choice(catalogue.NAMES)
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
FORMAT = click.option("--format", "name", type=NAMES, help="Found by what the file holds, where it is not said.")


@group.command("import")
@FILE
@FORMAT
@click.option("--dry-run", is_flag=True, required=True, expose_value=False, help="Only look: the one way there is yet.")
@click.option("--json", "as_json", is_flag=True, help="For programs, not for people.")
def import_(file: Path, name: str | None, as_json: bool) -> None:
    """Say which questions FILE holds, and what of it is refused, by line and with the reason."""
    name, reading = _read(file, name)
    if as_json:
        click.echo(json.dumps(as_plain(name, reading), ensure_ascii=False, indent=2))
        return
    for line in lines(name, reading):
        click.echo(line)


@group.command("convert")
@FILE
@click.argument("to", type=NAMES)
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
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
    try:
        with target.open("xb") as out:
            out.write(writing.data)
    except FileExistsError:
        raise click.ClickException(f"{target} is there already, and stays as it is.") from None
    click.echo(f"{len(reading.items)} questions read from {name}, written as {to}.")


def _read(file: Path, name: str | None) -> tuple[str, Reading]:
    """What the file holds, and the format it is in."""
    if file.stat().st_size > MOST_BYTES:
        raise click.ClickException(f"A file holds at most {MOST_BYTES // 1024**2} MB. Send it in parts.")
    data = file.read_bytes()
    name = name or catalogue.detect(data)
    if name is None:
        formats = ", ".join(catalogue.NAMES)
        raise click.ClickException(f"This is none of the formats that can be read: {formats}.")
    return name, catalogue.format_of(name).read(data)


def as_plain(name: str, reading: Reading) -> dict[str, Any]:
    """What a file holds, as plain values; `fractions`: the shares of the mark, in the order of the answers."""
    return {
        "format": name,
        "questions": [
            {"kind": item.kind.value, "title": title(item), "fractions": item.fractions()} for item in reading.items
        ],
        "refused": [{"line": one.line, "reason": one.reason} for one in reading.refused],
        "notes": [{"line": one.line, "note": one.reason} for one in reading.notes],
    }


def lines(name: str, reading: Reading) -> list[str]:
    """The same for people: what can be taken, what is taken but not whole, what is refused."""
    found = [f"{name}: {len(reading.items)} questions, {len(reading.refused)} refused."]
    found += [f"line {item.line}: {item.kind.value}: {title(item)}" for item in reading.items]
    found += [f"line {one.line}: not whole: {one.reason}" for one in reading.notes]
    found += [f"line {one.line}: refused: {one.reason}" for one in reading.refused]
    return found


def title(item: Item) -> str:
    """Its name; of a question without one the beginning of its text."""
    return item.title or " ".join(item.text.split())[:80]
