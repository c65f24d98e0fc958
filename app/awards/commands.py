"""`flask finals awards …`; it belongs to the group of app/finals."""

from __future__ import annotations

from pathlib import Path

import click
from flask_babel import force_locale
from sqlalchemy import select

from app.awards import granting, presenters, queries, wording
from app.awards.models import AwardGrant
from app.judging.commands import finals as finals
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Refusal
from app.people.models import Person, Post
from quizzes.formats import awardrules


@finals.command("awards")
@click.argument("final_id", type=int)
@click.option("--store", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Store this file.")
@click.option("--by", help="Staff number of the organizer who stores it.")
@click.option("--winners", "of_winners", is_flag=True, help="Print who has which award now.")
def awards(final_id: int, path: Path | None, by: str | None, of_winners: bool) -> None:
    """Print the awards of FINAL_ID as YAML (the proposals, where none are set), or store them, or print the winners."""
    with force_locale("en"):
        try:
            if path is not None:
                _store(final_id, path, by)
            elif of_winners:
                click.echo("\n".join(_winners(final_id)))
            else:
                click.echo(presenters.as_text(final_id), nl=False)
        except Refusal as refusal:
            raise click.ClickException(str(refusal.message)) from None


def _store(final_id: int, path: Path, by: str | None) -> None:
    reading = awardrules.read_file(path.read_bytes(), set(session().scalars(select(Post.code))))
    if reading.faults:
        raise click.ClickException("\n".join(f"{path}: {wording.fault(one)}" for one in reading.faults))
    person = session().scalars(select(Person).filter_by(staff_number=by)).one_or_none()
    if person is None:
        raise click.ClickException("Say who stores them: --by with the staff number of an organizer.")
    with transaction():
        granting.set_awards(final_id, reading.awards, person, clock.now())
    click.echo(f"{len(reading.awards)} awards are stored.")


def _winners(final_id: int) -> list[str]:
    queries.final(final_id)
    return [f"{one.award.key}\t{_who(one)}\t{one.value}" for one in queries.grants(final_id)]


def _who(one: AwardGrant) -> str:
    group = one.dealer or one.region
    return one.person.staff_number if one.person else group.code if group else ""
