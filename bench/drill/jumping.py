"""Paddock with a clock that a file moves: `gunicorn bench.drill.jumping:app`. The clock of the machine stays."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.factory import create_app


class Jumping:
    """As far from the right time as the file says, in seconds."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=int(self._file.read_text()))


app = create_app()
app.extensions["clock"] = Jumping(Path(os.environ["PADDOCK_HOME"], "clock"))
