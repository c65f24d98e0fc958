"""`flask fairness look` and `flask fairness table`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.fairness import jobs
from quizzes.rules import cheats

group = AppGroup("fairness", help="Look for PKs that were not played fairly.")


@group.command("look")
def look() -> None:
    """Look now, as the job of every six hours does."""
    click.echo(f"{jobs.look()} flags. They are at /desk/fairness.")


@group.command("table")
@click.argument("seeds", nargs=-1, type=int)
def table(seeds: tuple[int, ...]) -> None:
    """How many simulated cheats are found, and how many honest people are flagged."""
    for seed in seeds or cheats.SEEDS:
        for line in cheats.lines(seed):
            click.echo(line)
