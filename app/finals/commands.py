"""`flask finals …`"""

from __future__ import annotations

import json
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from app.finals import queries, rulesets, selecting, snapshots
from app.finals.models import Final
from app.finals.selecting import Run
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Refusal
from quizzes.rules.selection import Decision, Fate
from quizzes.rules.selectiontrace import Step

group = AppGroup("finals", help="The national final.")


@group.command("select")
@click.argument("final_id", type=int)
@click.option("--rules", "name", help="The name of the rules; without it, the newest are run.")
@click.option("--snapshot", is_flag=True, help="Take the snapshot first.")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
def select(final_id: int, name: str | None, snapshot: bool, as_json: bool) -> None:
    """Run rules of selection on the snapshot of FINAL_ID and print who comes. Nothing is fixed by it."""
    try:
        if snapshot:
            with transaction():
                snapshots.take(final_id, None, clock.now())
        final = queries.get(final_id)
        run = selecting.run(final, rulesets.named(final.id, name))
    except Refusal as refusal:
        with force_locale("en"):
            raise click.ClickException(str(refusal.message)) from None
    click.echo(json.dumps(_whole(run), ensure_ascii=False, indent=1) if as_json else "\n".join(_lines(final, run)))


def _lines(final: Final, run: Run) -> list[str]:
    names = queries.names(one.person_id for one in run.selection.decisions if one.fate is Fate.IN)
    lines = [f"{final.name_en or final.name_zh}: {len(run.seats())} of {len(run.candidates)} people have a seat."]
    for one in run.selection.decisions:
        if one.fate is Fate.IN:
            person = run.candidates[one.person_id]
            number, name = names[one.person_id]
            lines.append(f"{number}\t{name}\t{person.region}\t{person.post}\t{person.points}\t{one.way}\t{one.place}")
    for short in run.selection.shortfalls:
        where = " ".join(filter(None, (short.region, short.post))) or "wild cards"
        lines.append(f"short: {where}: {short.given} of {short.seats}")
    return [*lines, f"digest {run.digest}"]


def _whole(run: Run) -> dict[str, Any]:
    return {
        "digest": run.digest,
        "decisions": [_decision(one) for one in run.selection.decisions],
        "shortfalls": [[one.region, one.post, one.seats, one.given] for one in run.selection.shortfalls],
    }


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "person": one.person_id,
        "fate": one.fate,
        "place": one.place,
        "way": one.way,
        "reserve": one.reserve,
        "bars": list(one.bars),
        "cut": _step(one.cut) if one.cut else None,
    }


def _step(step: Step) -> dict[str, Any]:
    return {"other": step.other_id, "by": step.by, "mine": str(step.mine), "theirs": str(step.theirs)}
