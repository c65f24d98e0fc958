"""How a PK's state and its devices lie in the database: the one place that packs and unpacks them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

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
