"""With three million PKs in the house no main page or action may read a whole large table: on SQLite each statement
finds what it looks for by an index. SQLite keeps no figures of its tables here, so it plans alike in an empty house.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from app.kit.database import engine
from tests.house.test_statements import walk

LARGE = "attempts|checks|day_sets|duels|entries|item_answers|memories|notices|progresses|review_answers"
READS_ALL = re.compile(
    rf"SCAN ({LARGE})\b(?! USING COVERING INDEX \w+ \()"
    r"|SEARCH standings USING (COVERING )?INDEX \w+ \(season_id=\?( AND period=\?)?\)"  # everybody's
)
QUERY = re.compile(r"\s*(select|with|update|delete)\b", re.IGNORECASE)


@contextmanager
def planned() -> Iterator[list[str]]:
    """What SQLite says it will read of a large table from end to end, with the statement."""
    found: list[str] = []

    def plan(connection, _cursor, statement, values, _context, executemany):
        if QUERY.match(statement) and not executemany:
            cursor = connection.connection.cursor()
            steps = " ".join(row[3] for row in cursor.execute(f"explain query plan {statement}", values))
            cursor.close()
            found.extend(f"{step.group()}: {statement}" for step in READS_ALL.finditer(_named(steps, statement)))

    event.listen(engine(), "before_cursor_execute", plan)
    try:
        yield found
    finally:
        event.remove(engine(), "before_cursor_execute", plan)


def _named(steps: str, statement: str) -> str:
    """The plan with the names of tables, where it has those that the statement gives them."""
    for table, alias in re.findall(r"\b(\w+) AS (\w+)", statement):
        steps = re.sub(rf"\b(SCAN|SEARCH) {alias}\b", rf"\1 {table}", steps)
    return steps


def test_no_main_page_or_action_reads_a_whole_large_table(app, clock):
    wrong = {}
    for what, deed in walk(app, clock):
        with planned() as found:
            deed()
        if found:
            wrong[what] = found
    assert wrong == {}
