"""How many bytes of the database a season takes, by table, indexes included: as the engine itself counts them."""

from __future__ import annotations

from sqlalchemy import text

from app.kit.database import Base, engine, session

OF_PKS = ("duels", "open_pks", "ratings", "pk_days")  # all of them; of the ledger the share of PKs
DBSTAT = text(
    "select s.tbl_name, sum(d.pgsize) from dbstat d join sqlite_schema s on s.name = d.name where d.aggregate = true"
    " group by s.tbl_name order by s.tbl_name"
)
RELATION = text("select pg_total_relation_size(to_regclass(:name))")


def by_table() -> dict[str, int]:
    """Of each table that has rows or pages."""
    if engine().dialect.name == "sqlite":
        return {name: int(size) for name, size in session().execute(DBSTAT)}
    names = [table.name for table in Base.metadata.sorted_tables]
    return {name: int(session().scalar(RELATION, {"name": name}) or 0) for name in sorted(names)}


def told(duels: int, share_of_entries: float) -> dict[str, object]:
    """Bytes a PK: of what only PKs write, and of the whole database. `share_of_entries`: how many lines are of PKs."""
    tables = by_table()
    of_pks = sum(tables.get(name, 0) for name in OF_PKS) + share_of_entries * tables.get("entries", 0)
    return {
        "engine": engine().dialect.name,
        "tables": tables,
        "bytes_a_duel": round(of_pks / duels, 1),
        "whole_database_a_duel": round(sum(tables.values()) / duels, 1),
    }
