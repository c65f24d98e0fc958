"""An empty house for a bench: on SQLite, or on a PostgreSQL of its own where the command says `postgresql`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from tests import engines


@contextmanager
def house() -> Iterator[dict[str, str]]:
    """Its settings; its folders are removed at the end."""
    with tempfile.TemporaryDirectory() as folder:
        if sys.argv[1:] != ["postgresql"]:
            yield {"PADDOCK_HOME": folder}
            return
        with engines.postgres() as server:
            yield {"PADDOCK_HOME": folder, "DATABASE_URL": server.create()}
