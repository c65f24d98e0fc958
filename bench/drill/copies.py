"""A backup that is taken while people play: restored into an empty database of each engine, it says the same there."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from app.backups import archive
from app.backups.reading import Tally
from bench.drill.houses import House, now
from bench.serving import FOREIGN, ROOT
from tests import engines

KINDS = ("sqlite", "postgresql")


def back_up(house: House, _number: int) -> float:
    """`flask backup` of the house as it runs, `flask restore` on both engines, and a backup of what stands there then.

    Returns the moment at which the backup began. What differs, the house is told.
    """
    with tempfile.TemporaryDirectory(prefix="paddock-drill-copy-") as name:
        folder, moment = Path(name), now()
        _flask(house.env, "backup", str(folder / "house.zip"))
        with engines.postgres({}, tempfile.gettempdir()) as server:
            urls = {"sqlite": f"sqlite:///{folder / 'copy.db'}", "postgresql": server.create()}
            for kind in KINDS:
                _restore(house.env, folder, kind, urls[kind])
                house.wrong += differing(folder, kind)
    return moment


def _restore(env: Mapping[str, str], folder: Path, kind: str, url: str) -> None:
    """The house's backup on this engine, and a backup of what stands there."""
    home = folder / kind
    home.mkdir()
    there = {**env, "PADDOCK_HOME": str(home), "DATABASE_URL": url, "REDIS_URL": ""}
    _flask(there, "restore", str(folder / "house.zip"))
    _flask(there, "backup", str(folder / f"{kind}.zip"))


def differing(folder: Path, kind: str) -> list[str]:
    """The tables that the backup of the house and that of this kind do not have alike."""
    was, came = (_rows(folder / f"{one}.zip") for one in ("house", kind))
    return [f"{table} on {kind}" for table in sorted(was.keys() | came.keys()) if was.get(table) != came.get(table)]


def _rows(path: Path) -> dict[str, Tally]:
    """By table how many rows a backup has, and their checksum."""
    with archive.reading(path) as (_zip, made):
        return made.tallies


def _flask(env: Mapping[str, str], *words: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    subprocess.run(command, cwd=ROOT, env=FOREIGN | dict(env), check=True, stdout=subprocess.DEVNULL)
