"""`flask roster …`"""

from __future__ import annotations

import csv
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from app.kit import clock
from app.kit.database import transaction
from app.people import roster
from app.people.roster_files import BadFile
from app.people.roster_sample import sample
from app.people.seeding import seed_posts

group = AppGroup("roster", help="The people of the network, from a file.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--complete", is_flag=True, help="Who is not in the file is deactivated.")
@click.option("--list", "listed", is_flag=True, help="List each person added, changed or deactivated.")
def import_(file: Path, dry_run: bool, complete: bool, listed: bool) -> None:
    """Bring FILE (CSV or xlsx) in: all of it, or nothing and a list of what is wrong."""
    with force_locale("en"), transaction() as here:
        roster.take_turns()
        seed_posts()
        plan = _plan(file, complete)
        _tell(plan, listed or dry_run)
        if dry_run:
            here.rollback()
            return
        with click.progressbar(length=len(plan.added) + len(plan.changed), label="people") as bar:
            roster.apply(
                plan,
                by=None,
                file_name=file.name,
                now=clock.now(),
                progress=lambda done, _all: bar.update(done - bar.pos),
            )


def _plan(file: Path, complete: bool) -> roster.Plan:
    try:
        plan = roster.plan(file.read_bytes(), complete=complete)
    except BadFile as bad:
        raise click.ClickException(str(bad.message)) from None
    for fault in plan.faults:
        click.echo(str(fault), err=True)
    if plan.faults:
        raise click.ClickException(f"{len(plan.faults)} to mend; nothing was imported.")
    return plan


def _tell(plan: roster.Plan, listed: bool) -> None:
    if listed:
        for line in plan.added:
            click.echo(f"+ {line.staff_number} {line.name}")
        for change in plan.changed:
            fields = ", ".join(f"{name}: {now} → {then}" for name, (now, then) in change.fields.items())
            click.echo(f"~ {change.line.staff_number} {change.line.name} ({fields})")
        for _person_id, number, name in plan.deactivated:
            click.echo(f"- {number} {name} (deactivated)")
    click.echo(", ".join(f"{count} {name.replace('_', ' ')}" for name, count in plan.counts().items()))


@group.command("sample")
@click.option("--people", default=20_000, show_default=True)
@click.option("--dealers", default=585, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def sample_(people: int, dealers: int, seed: int, file: Path) -> None:
    """Write a made-up roster to FILE (.csv or .xlsx)."""
    try:
        rows = sample(people, dealers, seed)
        if file.suffix.lower() == ".xlsx":
            from openpyxl import Workbook  # see roster_files

            book = Workbook(write_only=True)
            sheet = book.create_sheet("roster")
            for row in rows:
                sheet.append(row)
            book.save(file)
        else:
            with file.open("w", encoding="utf-8-sig", newline="") as out:
                csv.writer(out).writerows(rows)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{people} people of {dealers} dealers in {file}")
