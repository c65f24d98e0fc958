"""Two grades of what is found: a fault has to be mended, a remark has to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from quizzes.rules.finding import Finding


@dataclass(frozen=True)
class Found:
    """`about`: the id of the class, question or section, "" for the whole. `where`: the section and class it is in."""

    code: str
    about: str
    is_fault: bool
    path: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    section: str = ""
    home: str = ""

    @property
    def finding(self) -> Finding:
        """As the studio's rules say it."""
        return Finding(self.code, self.path, self.is_fault, self.values)


def fault(code: str, about: str = "", path: str = "", /, **values: Any) -> Found:
    return Found(code, about, True, path, values)


def remark(code: str, about: str = "", path: str = "", /, **values: Any) -> Found:
    return Found(code, about, False, path, values)


def graded(finding: Finding, about: str, faults: frozenset[str]) -> Found:
    """What the rules of the studio found. `faults`: codes that only make a reviewer look there, and are faults here."""
    return Found(finding.code, about, finding.blocks or finding.code in faults, finding.path, finding.values)
