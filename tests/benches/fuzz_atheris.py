"""Files that atheris finds, by what they reach in the code: `python -m tests.benches.fuzz_atheris gift --runs 100000`.

Beside `fuzz_formats` (which breaks good files blindly) this one keeps what led somewhere new and breaks it
further; dense files (`dense_files`) are among those that it begins with. Every reader must come back without raising,
within a second of the processor, with no more memory than ten times the file and 256 kB. What does not is kept as a
file, and its name is printed. atheris runs on Linux with a Python before 3.13.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

try:
    import atheris
except ImportError:
    atheris = None

from quizzes.formats import catalogue
from tests.quizzes.formats.memory import CONSTANT, over

SEEDS = 200
SLOW = 1.0  # seconds of the processor
MEASURED = 20  # one file in so many is read with its memory watched, which takes four times as long
TOLD = 10_000
LONGEST = 10_000  # bytes of a file; what large ones take is measured by `formats`


@dataclass
class Tally:
    files: int = 0
    items: int = 0
    refused: int = 0
    slowest: float = 0.0
    over: int = 0  # bytes over ten times the file


class Trial:
    """One file after the other against a reader."""

    def __init__(self, name: str, read: Any, runs: int) -> None:
        self.name, self.read, self.runs, self.tally = name, read, runs, Tally()

    def __call__(self, data: bytes) -> None:
        started = time.process_time()
        reading = self.read(data)
        seconds = time.process_time() - started
        if seconds > SLOW:
            seconds = self._again(data)  # what is loaded once is not the file's
        self._judge(len(data), seconds, over(self.read, data) if self.tally.files % MEASURED == 0 else 0)
        self.tally.files += 1
        self.tally.items += len(reading.items)
        self.tally.refused += len(reading.refused)
        if self.tally.files % TOLD == 0 or self.tally.files == self.runs:
            self.tell()  # atheris never comes back

    def _again(self, data: bytes) -> float:
        started = time.process_time()
        self.read(data)
        return time.process_time() - started

    def _judge(self, size: int, seconds: float, more: int) -> None:
        """`more`: the bytes over ten times the file."""
        tally = self.tally
        tally.slowest, tally.over = max(tally.slowest, seconds), max(tally.over, more)
        if seconds > SLOW:
            raise TimeoutError(f"{seconds:.1f} s for {size} bytes")
        if more > CONSTANT:
            raise MemoryError(f"{more} bytes over ten times a file of {size}")

    def tell(self) -> None:
        found = self.tally
        print(
            f"{self.name}: {found.files} files, {found.items} questions read, {found.refused} pieces refused; slowest "
            f"{found.slowest:.3f} s, memory at most {found.over / 1000:.0f} kB over ten times the file",
            flush=True,
        )


def mutator(data: bytes, most: int, seed: int) -> bytes:
    """Atheris' own changes and those of `fuzz_formats` in turn; of a package also in one of its members."""
    from tests.benches import fuzz_formats

    dice = random.Random(seed)
    if dice.random() < 0.5:
        return bytes(atheris.Mutate(data, most))
    try:
        changed = fuzz_formats.repacked(data, dice)
    except Exception:  # it is no whole package any more
        changed = fuzz_formats.mutated(data, dice)
    return changed[:most]


def main(arguments: list[str]) -> int:
    if atheris is None:
        print("atheris is not here: it needs Linux and a Python before 3.13. `fuzz_formats` runs everywhere.")
        return 2
    parser = argparse.ArgumentParser(prog="python -m tests.benches.fuzz_atheris")
    parser.add_argument("format", choices=catalogue.NAMES)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--keep", default=".", help="The folder for files that break a reader.")
    chosen = parser.parse_args(arguments)
    with atheris.instrument_imports(include=["quizzes.formats"]):
        module = importlib.import_module(f"quizzes.formats.{catalogue.MODULES[chosen.format]}")
    run(Trial(chosen.format, module.read, chosen.runs), Path(chosen.keep))
    return 0


def run(trial: Trial, keep: Path) -> None:
    from tests.benches import fuzz_formats  # after the formats are instrumented
    from tests.quizzes.formats.dense_files import dense

    seeds = Path(tempfile.mkdtemp(prefix="fuzz-"))
    good = fuzz_formats.bases(catalogue.MODULES[trial.name], random.Random(fuzz_formats.SEED))
    thick = (data for _what, data in dense(trial.name, LONGEST // 2))
    for number, data in enumerate((*islice(good, SEEDS), *thick)):
        (seeds / str(number)).write_bytes(data)
        trial.read(data)  # what is loaded or made once is no memory of a file
    flags = [f"-runs={trial.runs}", f"-max_len={LONGEST}", f"-seed={fuzz_formats.SEED}", f"-artifact_prefix={keep}/"]
    quiet = ["-timeout=60", "-rss_limit_mb=2048", "-verbosity=0", "-print_final_stats=0"]
    atheris.Setup([sys.argv[0], *flags, *quiet, str(seeds)], trial, custom_mutator=mutator)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
