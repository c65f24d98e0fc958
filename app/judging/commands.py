"""`flask finals results …`; it belongs to the group of app/finals."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask_babel import force_locale

from app.finals.event_commands import finals as finals
from app.judging import exporting, obstacles, publishing, queries, results
from app.judging.results_wording import hundredths
from app.kit.errors import Refusal


@finals.command("results")
@click.argument("final_id", type=int)
@click.option("--json", "as_json", is_flag=True, help="All that the digests are of, as JSON.")
@click.option("--xlsx", "path", type=click.Path(path_type=Path), help="Write the workbook to recompute it from.")
def print_results(final_id: int, as_json: bool, path: Path | None) -> None:
    """Reckon the results of FINAL_ID from its marks and print them, by number. Nothing is published by it."""
    try:
        final = queries.final(final_id)
        found = [results.reckon(final, post) for post in exporting.posts(final)]
        if path is not None:
            with force_locale("en"):
                path.write_bytes(exporting.workbook(final))
    except Refusal as refusal:
        with force_locale("en"):
            raise click.ClickException(str(refusal.message)) from None
    if as_json:
        click.echo(json.dumps([{"digest": one.digest, **json.loads(one.text)} for one in found], sort_keys=True))
        return
    for one in found:
        click.echo("\n".join(_lines(one)))


def _lines(found: results.Reckoning) -> list[str]:
    edition = publishing.edition(found.final.id, found.post.id)
    codes = ", ".join(one.code for one in obstacles.obstacles(found))
    state = f"edition {edition}" if edition else codes or "can be published"
    rows = [f"  {one.place}\t{one.number}\t{hundredths(one.total)}\t{one.by}" for one in found.placed]
    return [f"{found.post.code}: {state}; digest {found.digest}", *rows]
