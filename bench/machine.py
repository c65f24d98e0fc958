"""What the figures were measured on, and what processes use, from /proc."""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def described() -> dict[str, str]:
    cpus = [
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024**2
    return {
        "processor": f"{len(os.sched_getaffinity(0))} × {cpus[0] if cpus else platform.machine()}",
        "memory": f"{memory:.0f} GB",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "disk": f"{disk_ms():.1f} ms until 4 kB are on it (median of 100 fdatasync)",
        "busy before": f"{os.getloadavg()[0]:.1f} processes wanted to run in the minute before",
    }


def disk_ms() -> float:
    """How long it takes until a small write is on the disk where databases of benchmarks lie."""
    with tempfile.NamedTemporaryFile() as file:
        return 1000 * statistics.median(_written(file.fileno()) for _time in range(100))


def _written(file: int) -> float:
    os.write(file, bytes(4096))
    started = time.perf_counter()
    os.fdatasync(file)
    return time.perf_counter() - started


def tree(process: int) -> Iterator[int]:
    """The process and all that it has started."""
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from tree(int(child))


def cpu_seconds(processes: Iterable[int]) -> float:
    """What these processes have used so far, in the kernel, too."""
    return sum(sum(map(int, _stat(one)[11:13])) for one in processes) / TICKS


def _stat(process: int) -> list[str]:
    return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()


def memory_mb(process: int) -> float:
    """Its own memory and its share of what it has in common with others."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError(process)
