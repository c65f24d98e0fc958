"""What an answer is made of, for all kinds of question: its content, a refusal, a grade."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Content = dict[str, Any]
Response = Any


class BadResponse(ValueError):
    """An answer that the question cannot have; `code` says why.

    incomplete, empty-gap, unknown-option, twice, not-a-list, not-pairs, not-a-number, not-text, too-long
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Grade:
    """`correct`: wholly right. `fraction`: the share that is right, 0 to 1. `parts`: right or wrong by id."""

    correct: bool
    fraction: float
    parts: dict[str, bool] = field(default_factory=dict)


def graded(parts: dict[str, bool]) -> Grade:
    """Right where every part is; else the share of its parts that are."""
    return Grade(all(parts.values()), sum(parts.values()) / len(parts), parts)
