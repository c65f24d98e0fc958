"""`flask finals …`: what concerns the event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask_babel import force_locale

from app.finals import drawing, event, eventwords, plans, queries, timetabling
from app.finals.commands import group as finals
from app.finals.event import FaultyEvent
from app.finals.models import RunState, TimetableRun
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Refusal
from app.people.models import Person
from quizzes.formats import eventplan

__all__ = ["finals"]


@contextmanager
def _told() -> Iterator[None]:
    """A refusal is said, and the command fails."""
    with force_locale("en"):
        try:
            yield
        except FaultyEvent as faulty:
            raise click.ClickException("\n".join(map(eventwords.fault, faulty.faults))) from None
        except Refusal as refusal:
            raise click.ClickException(str(refusal.message)) from None


@finals.command("timetable")
@click.argument("final_id", type=int)
def timetable(final_id: int) -> None:
    """Make the timetable of FINAL_ID anew, with as few moves as possible, and print it."""
    with _told():
        with transaction():
            run_id = (timetabling.under_way(final_id) or timetabling.ask(final_id, None, clock.now())).id
        timetabling.solve_one(run_id)
        run = session().get_one(TimetableRun, run_id, populate_existing=True)
        if run.state != RunState.STORED:
            raise click.ClickException(eventwords.obstacle(run.obstacle))
        for one in plans.stored(final_id):
            begins = one.begins_at.astimezone(plans.calendar(queries.get(final_id)).zone)
            click.echo(f"{begins:%m-%d %H:%M}\t{one.room.key}\t{one.station.key}\t{one.finalist.number}")
        click.echo(f"{len(run.slots)} slots, {run.moved} competitors moved.")


@finals.command("draw")
@click.argument("final_id", type=int)
@click.argument("words", default="")
def draw(final_id: int, words: str) -> None:
    """Draw numbers of FINAL_ID by lot with the published WORDS; who came later is drawn with the same ones."""
    with _told(), transaction():
        count = drawing.by_lot(final_id, words, None, clock.now())
    click.echo(f"{count} numbers drawn.")


@finals.command("event")
@click.argument("final_id", type=int)
@click.option("--store", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Store this file.")
@click.option("--by", help="Staff number of the organizer who stores it.")
def event_(final_id: int, path: Path | None, by: str | None) -> None:
    """Print the event of FINAL_ID as YAML, or store one."""
    with _told():
        if path is None:
            click.echo(eventplan.write(event.data_of(queries.get(final_id))), nl=False)
            return
        found = eventplan.read_file(path.read_bytes(), event.known())
        if found.content is None:
            raise click.ClickException("\n".join(f"{path}:{eventwords.placed(one)}" for one in found.told))
        person = session().query(Person).filter_by(staff_number=by).one_or_none()
        if person is None:
            raise click.ClickException("Say who stores it: --by with the staff number of an organizer.")
        with transaction():
            event.keep(final_id, found.content, person, clock.now(), whole=True)
        click.echo("Stored.")
