"""Words of a fixed list, kept as their numbers: 2 bytes in each of millions of rows, and in their indexes."""

from __future__ import annotations

from sqlalchemy import Dialect, SmallInteger
from sqlalchemy.types import TypeDecorator


class Word(TypeDecorator[str]):
    """One of these words, in and out; kept as its number. Raises ValueError for another one."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, numbers: tuple[tuple[str, int], ...]) -> None:
        super().__init__()
        self.numbers = numbers
        self._numbers = dict(numbers)
        self._words = {number: word for word, number in numbers}

    def process_bind_param(self, value: str | None, dialect: Dialect) -> int | None:  # noqa: ARG002  (SQLAlchemy's signature)
        return None if value is None else self.number(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> str | None:  # noqa: ARG002  (SQLAlchemy's signature)
        return None if value is None else self._words[value]

    def number(self, word: str) -> int:
        """Raises ValueError."""
        if word not in self._numbers:
            raise ValueError(f"“{word}” is none of {', '.join(self._numbers)}.")
        return self._numbers[word]
