"""`flask finals demo` and `flask finals rehearse`; they belong to the group of app/finals."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import click
from flask import current_app
from flask_babel import force_locale

from app.awards.commands import finals as finals
from app.kit import clock, migrating
from app.kit.database import engine
from app.kit.errors import Refusal
from app.rehearsal import houses, making, rehearsing
from app.rehearsal.rehearsing import Played


@finals.command("demo")
def demo() -> None:
    """Make the final of the demo in a demo's house that was made before there was one."""
    if not current_app.config["SETTINGS"].demo:
        raise click.ClickException("This is no demo: PADDOCK_DEMO is not set. Nothing was made.")
    try:
        made = making.seed_demo(clock.now(), click.echo)
    except Refusal as refusal:
        with force_locale("en"):
            raise click.ClickException(str(refusal.message)) from None
    click.echo(f"Final {made.id} is ready to be judged." if made else "There is a final already. Nothing was made.")


@finals.command("rehearse")
@click.option("--seed", type=int, default=1, show_default=True, help="What chance begins with.")
@click.option("--final", "final_id", type=int, help="Which final; without it, the newest whose sheets are open.")
@click.option("--people", type=click.IntRange(8, 300), help="Instead, a final of so many people, made for this.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default="rehearsal", show_default=True,
              help="The folder for results.xlsx and results.json.")  # fmt: skip
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Keep the rehearsal's house here.")
@click.option("--certificates", is_flag=True, help="Draw the certificates as PDF, too.")
def rehearse(
    seed: int, final_id: int | None, people: int | None, out: Path, keep: Path | None, certificates: bool
) -> None:
    """Play a final through: marks of all judges, signatures, an appeal, publication, awards, certificates.

    It is played in a house of its own, a copy of this one: nothing here changes and nobody is told.
    """
    began = perf_counter()
    if people is None and not migrating.is_current(engine()):
        raise click.ClickException("The database is not at the newest schema. Run `flask migrate` first.")
    try:
        with _folder(keep) as folder, houses.of_own(folder, copied=people is None):
            final = rehearsing.found(final_id) if people is None else rehearsing.made(people)
            played = rehearsing.play(final, seed, out, certificates=certificates)
    except Refusal as refusal:
        with force_locale("en"):
            raise click.ClickException(str(refusal.message)) from None
    for line in _lines(played, out):
        click.echo(line)
    click.echo(f"It took {perf_counter() - began:.1f} s.")
    if played.faults:
        raise click.ClickException(f"The log does not hold: {played.faults} faults.")


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """The folder that stays, else one that is gone at the end."""
    if keep is not None:
        yield keep.resolve()
        return
    made = Path(tempfile.mkdtemp(prefix="paddock-rehearsal-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _lines(played: Played, out: Path) -> Iterator[str]:
    yield f"{played.final}: played through, in a house of its own."
    yield from (f"  {count:>6} {what}" for what, count in sorted(played.told.items()))
    yield from (f"{digest}  {post}" for post, digest in played.digests.items())
    yield from (f"{digest}  {out / name}" for name, digest in played.files.items())
    if played.head:
        number, head = played.head
        yield f"{'The log does not hold' if played.faults else 'The log holds'}. Head: {number}:{head}"
