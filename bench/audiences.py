"""Processes full of people who hold streams (bench/listening.py), as the benchmark drives them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import Any

from bench.listening import Plan
from bench.serving import ROOT

ENDING_SECONDS = 30


class Crowd:
    """One process of them."""

    def __init__(self, plan: Plan) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
            json.dump(asdict(plan), file)
        command = [sys.executable, "-m", "bench.listening", file.name]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def until_open(self) -> dict[str, Any]:
        return self._told()

    def ask(self) -> dict[str, Any]:
        """What they have heard since the last time."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self._told()

    def _told(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextmanager
def crowds(plans: Sequence[Plan]) -> Iterator[list[Crowd]]:
    with ExitStack() as stack:
        made = []
        for plan in plans:
            made.append(Crowd(plan))
            stack.callback(made[-1].end)
        yield made
