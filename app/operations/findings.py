"""What a look at a deployment found, and how measured values are judged: plain reckoning, no clock and no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from config import Settings

GIB = 1024**3
SHORT, SCARCE = 1 * GIB, 5 * GIB
CLOCK_DOUBT, CLOCK_BAD = 1.0, 5.0
OWN_FILES = 200  # of a process: sources, logs, the database, the bus
POOL = 40  # connections to the database that one process may open (app/kit/database.py)
OLDEST_POSTGRES = 14
SQLITE = {"journal_mode": "wal", "synchronous": "1", "foreign_keys": "1"}  # app/kit/sqlitelog.py waits for the disk
POSTGRES = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "server_encoding": "UTF8"}


class State(StrEnum):
    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it stands, in words, and what to do about it."""

    name: str
    state: State
    words: str
    advice: str = ""


def good(name: str, words: str) -> Finding:
    return Finding(name, State.GOOD, words)


def doubtful(name: str, words: str, advice: str) -> Finding:
    return Finding(name, State.DOUBTFUL, words, advice)


def bad(name: str, words: str, advice: str) -> Finding:
    return Finding(name, State.BAD, words, advice)


def of_secret(length: int, mode: int | None) -> Finding:
    """`mode`: of the file that holds it; None where it comes from the environment."""
    if length < 32:
        return bad("secret", f"SECRET_KEY has {length} characters.", "Set one of 32 or more: openssl rand -hex 32")
    if mode is not None and mode & 0o077:
        return bad("secret", "Others on this machine may read PADDOCK_HOME/secret_key.", "chmod 600 it.")
    return good("secret", "There is one, long enough, and nobody else on this machine reads it.")


def of_disk(free: int, folder: str) -> Finding:
    words = f"{free / GIB:.1f} GiB are free at {folder}."
    if free < SHORT:
        return bad("disk", words, "Make room now: a full disk refuses every answer.")
    if free < SCARCE:
        return doubtful("disk", words, "Make room, or give it a larger disk, before it is full.")
    return good("disk", words)


def of_clock(seconds: float) -> Finding:
    """How far the database's clock is from that of this machine."""
    words = f"The database's clock differs by {abs(seconds):.1f} s from that of this machine."
    advice = "Let both keep time with NTP (timedatectl set-ntp true): answers are timed by the machine that takes them."
    if abs(seconds) >= CLOCK_BAD:
        return bad("clock", words, advice)
    return doubtful("clock", words, advice) if abs(seconds) >= CLOCK_DOUBT else good("clock", words)


def of_files(soft: int, settings: Settings) -> Finding:
    """The limit of open files beside what this part may hold open."""
    needed = settings.part.connections + POOL + OWN_FILES
    words = f"This process may open {soft:,} files; as {settings.serves} it may need {needed:,}."
    if soft < needed:
        return bad("open files", words, f"Raise it: ulimit -n {needed * 2}, or LimitNOFILE= in the systemd unit.")
    return good("open files", words)


def of_engine(name: str, values: Mapping[str, str]) -> Finding:
    """The settings of the engine on which it depends that nothing acknowledged is lost."""
    wanted = SQLITE if name == "sqlite" else POSTGRES
    wrong = [f"{key} is {values.get(key)}, not {value}" for key, value in wanted.items() if values.get(key) != value]
    if wrong:
        advice = "Set it so in postgresql.conf, or for the database: an acknowledged answer must be on disk."
        return bad("engine", f"{name}: {'; '.join(wrong)}.", advice)
    if name == "postgresql" and int(values["server_version_num"]) // 10_000 < OLDEST_POSTGRES:
        return bad("engine", f"PostgreSQL {values['server_version_num']}.", f"Use {OLDEST_POSTGRES} or newer.")
    return _of_room(values) if name == "postgresql" else good("engine", "sqlite: safe settings.")


def _of_room(values: Mapping[str, str]) -> Finding:
    most = int(values["max_connections"])
    words = f"postgresql: safe settings; its {most} connections are enough for {most // POOL} processes at their peak."
    if most < 3 * POOL:
        return doubtful("engine", words, "Raise max_connections, or put pgbouncer in front (session mode).")
    return good("engine", words)


def of_parts(settings: Settings, engine: str) -> Finding:
    """Whether what processes must share is shared."""
    if settings.serves == "all":
        return good("parts", "This process does everything.")
    if settings.redis_url is None:
        return bad(
            "parts",
            f"PADDOCK_SERVES={settings.serves} and no REDIS_URL: hints do not reach the other processes.",
            "Set REDIS_URL to a Redis or Valkey that all processes reach.",
        )
    if engine == "sqlite":
        return doubtful("parts", "Several processes on SQLite: all must be on this machine.", "Move to PostgreSQL.")
    return good("parts", f"PADDOCK_SERVES={settings.serves}, with a shared database and bus.")


def of_jobs(held: bool, settings: Settings) -> Finding:
    if held:
        return good("jobs", "A process runs the jobs.")
    words, advice = "Nobody runs the jobs now.", "Start a process with PADDOCK_SERVES=jobs (or all)."
    return bad("jobs", words, advice) if settings.production else doubtful("jobs", words, advice)


def of_address(settings: Settings) -> Finding:
    """The address that people use, and whether the proxy in front is trusted."""
    if not settings.production:
        return good("address", f"Local mode, at {settings.public_url}.")
    url = urlsplit(settings.public_url)
    if url.scheme != "https" or url.hostname in (None, "localhost", "127.0.0.1"):
        return bad(
            "address",
            f"PUBLIC_URL is {settings.public_url}: links in e-mails and certificates would lead nowhere.",
            "Set it to the https:// address that people type.",
        )
    if settings.address_hops == 0:
        return doubtful(
            "address",
            "ADDRESS_HOPS is 0: behind a proxy everybody seems to come from one address, and limits hit all at once.",
            "Set it to the number of proxies in front that you trust, 1 for the nginx of deploy/.",
        )
    return good("address", f"{settings.public_url}, behind {settings.address_hops} trusted proxies.")


def of_mail(settings: Settings) -> Finding:
    if settings.smtp_url:
        return good("mail", "E-mails are sent.")
    if not settings.production:
        return good("mail", "Local mode: e-mails are written to PADDOCK_HOME/outbox.")
    return doubtful("mail", "No SMTP_URL: e-mails are only written to PADDOCK_HOME/outbox.", "Set SMTP_URL.")
