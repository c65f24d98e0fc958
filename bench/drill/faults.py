"""What is done to a house. Each function returns the moment from which on things can be well again."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis
from sqlalchemy import make_url

from bench.drill.copies import back_up
from bench.drill.houses import House, now

HELD_SECONDS = 4
FULL_SECONDS = 5
DISK = "96m"
HOUR = 3600

Deed = Callable[[House, int], float]


@dataclass(frozen=True)
class Fault:
    """`times`: how often, where `make drill` is not asked for fewer."""

    name: str
    do: Deed
    times: int = 50


def killing(kind: str) -> Deed:
    def do(house: House, number: int) -> float:
        moment = now()
        house.kill(kind, number)
        return moment

    return do


def restart_postgres(house: House, _number: int) -> float:
    moment = now()
    house.ask_to_end("postgres")
    return moment


def flush_valkey(house: House, _number: int) -> float:
    redis.Redis.from_url(house.env["REDIS_URL"]).flushall()
    return now()


def hold_sqlite(house: House, _number: int) -> float:
    """Another writer takes the one place that SQLite has, and keeps it."""
    with sqlite3.connect(Path(house.env["PADDOCK_HOME"]) / "paddock.db", isolation_level=None, timeout=30) as here:
        here.execute("begin immediate")
        time.sleep(HELD_SECONDS)
        here.execute("rollback")
    return now()


def hold_postgres(house: House, _number: int) -> float:
    """As a large change of the schema does: nobody reads or writes a PK."""
    plain = make_url(house.env["DATABASE_URL"]).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as here:
        here.execute("lock table duels in access exclusive mode")
        time.sleep(HELD_SECONDS)
        here.rollback()
    return now()


def fill_the_disk(house: House, _number: int) -> float:
    """Nothing more fits on it for some seconds."""
    filler = Path(house.env["PADDOCK_HOME"]) / "filler"
    try:
        with filler.open("wb", buffering=0) as here:
            while here.write(b"\0" * 65_536):
                pass
    except OSError:
        time.sleep(FULL_SECONDS)
    filler.unlink()
    return now()


def jump(house: House, number: int) -> float:
    """The clock goes an hour ahead, and the next time back to what is right."""
    written = Path(house.env["PADDOCK_HOME"], "clock.new")
    written.write_text("0" if number % 2 else str(HOUR))
    written.rename(written.with_name("clock"))  # at once: nobody reads half a number
    return now()


def mount(folder: Path) -> bool:
    """A small disk of its own there; False where this machine does not allow it."""
    if shutil.which("mount") is None:
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def unmount(folder: Path) -> None:
    subprocess.run(["umount", str(folder)], check=False, capture_output=True)


KILLED = Fault("the only process, kill -9", killing("all"))
HELD = Fault(f"another writer holds SQLite for {HELD_SECONDS} s", hold_sqlite, 5)
FULL = Fault(f"the disk is full for {FULL_SECONDS} s", fill_the_disk, 5)
JUMPED = Fault("the clock jumps an hour ahead, and back", jump, 4)
COPIED = Fault("a backup, restored on both engines and compared", back_up, 3)
LARGE = (
    Fault("a process for requests, kill -9", killing("requests")),
    Fault("the process for streams, kill -9", killing("streams")),
    Fault("the process for jobs, kill -9", killing("jobs")),
    Fault("Valkey, kill -9", killing("valkey")),
    Fault("Valkey flushed", flush_valkey),
    Fault("PostgreSQL restarted", restart_postgres),
    Fault("PostgreSQL, kill -9", killing("postgres")),
    Fault(f"PKs in PostgreSQL locked for {HELD_SECONDS} s", hold_postgres, 5),
    COPIED,
)
