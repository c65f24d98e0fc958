"""Indexes of some rows only, said once for both engines.

SQLAlchemy loads a dialect as soon as an index names it: with `postgresql_where` each process on SQLite held
PostgreSQL's, 2 MB. So an index says it in SQLite's name, and takes over what it said when PostgreSQL makes it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex

BY_RANGES: dict[str, Any] = {"info": {"using": "brin"}}  # PostgreSQL keeps the ends of each range of rows: few bytes


def where(condition: str) -> dict[str, Any]:
    """Of an index: only rows of which this holds. A query uses it where it says the same in the same words."""
    return {"sqlite_where": text(condition)}


@compiles(CreateIndex, "postgresql")
def _made_there(made: CreateIndex, compiler: Any, **more: Any) -> str:
    index = made.element
    here, there = index.dialect_options["sqlite"], index.dialect_options["postgresql"]
    there["where"] = here["where"] if there["where"] is None else there["where"]
    there["using"] = index.info.get("using", there["using"])
    return str(compiler.visit_create_index(made, **more))
