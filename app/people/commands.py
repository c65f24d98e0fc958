"""`flask people …`"""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict
from app.people import directory, links, signing_in
from app.people.models import Role

group = AppGroup("people", help="Accounts and their roles.")


def _find(staff_number: str):  # type: ignore[no-untyped-def]
    person = signing_in.find(staff_number)
    if person is None:
        raise click.ClickException(f"Nobody active has the staff number {staff_number}.")
    return person


@group.command("link")
@click.argument("staff_number")
def link(staff_number: str) -> None:
    """Print a link with which the person chooses a password."""
    with current_app.test_request_context(), transaction():
        click.echo(links.address(links.issue(_find(staff_number), clock.now())))


@group.command("grant")
@click.argument("staff_number")
@click.argument("role", type=click.Choice([role.value for role in Role if role is not Role.LEARNER]))
def grant(staff_number: str, role: str) -> None:
    """Give a person a role (the first organizer gets it this way)."""
    with transaction():
        person = _find(staff_number)
        try:
            directory.set_roles(person, {*person.roles, Role(role)} - {Role.LEARNER}, by=person)
        except Conflict as conflict:
            raise click.ClickException(str(conflict.message)) from None
    click.echo(f"{staff_number} is {role} now.")
