"""`flask season rehearse`; it belongs to the group of app/seasons."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from os import times
from pathlib import Path
from time import perf_counter
from typing import Any

import click
from flask_babel import force_locale

from app.kit import clock
from app.kit.errors import Refusal
from app.kit.i18n import LANGUAGES
from app.seasons.commands import group as season_group
from app.trials import figures, houses, laws, report, seasons, sizes, words
from app.trials.processes import Lost
from app.trials.seasons import Say

RESULT, REPORT, SIZE = "season.json", "report.html", "size.json"
season = season_group


@season.command("rehearse")
@click.option("--people", type=click.IntRange(20, 100_000), default=20_000, show_default=True)
@click.option("--days", type=click.IntRange(1, 366), default=184, show_default=True)
@click.option("--duels", type=click.IntRange(1, 10_000_000), default=3_000_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="What chance begins with.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), default="season-rehearsal", show_default=True,
              help="A folder for the rehearsal's database and its results.")  # fmt: skip
@click.option("--database", "url", help="Its database; without it, a SQLite file in that folder. It must be empty.")
@click.option("--processes", type=click.IntRange(1, 64), default=lambda: os.cpu_count() or 1,
              show_default="one for each processor", help="In how many the posts are played apart.")  # fmt: skip
@click.option("--rules-of", "key", help="Try out what the season with this key pays.")
@click.option("--language", type=click.Choice(LANGUAGES), default="zh", show_default=True, help="Of the report.")
def rehearse(
    people: int,
    days: int,
    duels: int,
    seed: int,
    home: Path,
    url: str | None,
    processes: int,
    key: str | None,
    language: str,
) -> None:
    """Fill an empty database with a believable season and look whether the laws of the contest hold.

    Nothing here changes. The same people, days, PKs and seed give the same result, in however many processes.
    """
    home = home.resolve()
    try:
        rules = houses.rules_of_season(key) if key else None
        with houses.empty(home, url), clock.standing(houses.evening(days)):
            made = houses.furnish(people, days, rules)
            told = seasons.play(made, duels, seed, _say(), processes=processes)
            click.echo("the laws …")
            found = laws.look(made, told, {"people": people, "days": days, "duels": duels, "seed": seed})
            size = sizes.told(duels, figures.share_of_pk_lines(made))
            with force_locale(language):
                page = report.page(found)
    except Refusal as refusal:
        with force_locale("en"):
            raise click.ClickException(str(refusal.message)) from None
    except Lost as lost:
        raise click.ClickException(str(lost)) from None
    _keep(home, found, size, page)
    _tell(found["laws"])
    click.echo(
        f"{size['bytes_a_duel']} bytes of database a PK; with all that was learned {size['whole_database_a_duel']}."
    )
    click.echo(f"The report is {home / REPORT}, the figures are in {home / RESULT}.")
    if not all(law["holds"] for law in found["laws"]):
        raise click.ClickException("Not every law holds.")


def _keep(home: Path, found: Mapping[str, Any], size: Mapping[str, Any], page: str) -> None:
    for name, content in ((RESULT, found), (SIZE, size)):
        home.joinpath(name).write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    home.joinpath(REPORT).write_text(page, encoding="utf-8")


def _tell(found: Sequence[Mapping[str, Any]]) -> None:
    """The laws line by line, in English like all that commands say."""
    with force_locale("en"):
        for law in found:
            click.echo(f"{'holds ' if law['holds'] else 'BROKEN'}  {words.name(law)}: {words.found(law)}")


def _say() -> Say:
    """Tell how far it is, with the time that it took; and the processor's, with that of processes that have ended."""
    began, used = perf_counter(), sum(times()[:4])

    def say(line: str) -> None:
        click.echo(f"{perf_counter() - began:7.1f} s ({sum(times()[:4]) - used:.1f} s of processor)  {line}")

    return say
