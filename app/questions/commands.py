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


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "name", type=click.Choice(sorted(catalogue.READERS)), help="Found by the file's beginning.")
@click.option("--dry-run", is_flag=True, required=True, expose_value=False, help="Only look: the one way there is yet.")
@click.option("--json", "as_json", is_flag=True, help="For programs, not for people.")
def import_(file: Path, name: str | None, as_json: bool) -> None:
    """Say which questions FILE holds, and what of it is refused, by line and with the reason."""
    if file.stat().st_size > MOST_BYTES:
        raise click.ClickException(f"A file holds at most {MOST_BYTES // 1024**2} MB. Send it in parts.")
    data = file.read_bytes()
    name = name or catalogue.detect(data)
    if name is None:
        formats = ", ".join(sorted(catalogue.READERS))
        raise click.ClickException(f"This is none of the formats that can be read: {formats}.")
    reading = catalogue.READERS[name](data)
    if as_json:
        click.echo(json.dumps(as_plain(name, reading), ensure_ascii=False, indent=2))
        return
    for line in lines(name, reading):
        click.echo(line)


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
