"""How a PK's state, its questions and its devices lie in the database: the one place that packs and unpacks them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, LargeBinary, func, type_coerce
from sqlalchemy.types import TypeDecorator

from app.kit.database import engine
from quizzes.rules import varints
from quizzes.rules.duelpacking import packed, unpacked


class PkState(TypeDecorator[dict[str, Any]]):
    """The small dict of quizzes/rules/duelrecord.py, in and out. JSON while a PK goes on, packed when it is over."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002  (SQLAlchemy's signature)
        return None if value is None else packed(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> dict[str, Any] | None:  # noqa: ARG002  (SQLAlchemy's signature)
        return None if value is None else unpacked(value)


class Hex(TypeDecorator[str]):
    """Hexadecimal digits, in and out; kept as bytes, half as many."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002  (SQLAlchemy's signature)
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002  (SQLAlchemy's signature)
        return None if value is None else value.hex()


class Numbers(TypeDecorator[list[int]]):
    """A list of whole numbers from 0 on, in and out; kept as varints."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002  (SQLAlchemy's signature)
        return None if value is None else varints.packed(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> list[int] | None:  # noqa: ARG002  (SQLAlchemy's signature)
        return None if value is None else varints.unpacked(value)


def may_hold(column: ColumnElement[Any], number: int) -> ColumnElement[bool]:
    """Rows whose `Numbers` hold this one, and some in which parts of others look like it."""
    sought, kept = type_coerce(varints.packed([number]), LargeBinary), type_coerce(column, LargeBinary)
    if engine().dialect.name == "sqlite":
        return func.instr(kept, sought) > 0
    return func.pg_catalog.position(kept, sought) > 0
