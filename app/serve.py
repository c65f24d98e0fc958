"""`python -m app.serve`: everything that `make run` does after the packages are there.

Prepares the database (schema, curriculum, and in demo mode a season with people), says what it does, prints the
address and the demo accounts, and serves with one process of many threads, the scheduler among them.
"""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import signal
import socket
import sys
import time
from types import FrameType
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from app import scheduling
from app.factory import create_app
from app.kit import logs, meters, migrating
from app.kit.database import engine
from app.kit.gate import AT_ONCE, Gate
from app.kit.streams import Streams
from app.lessons.commands import import_if_changed
from app.people.demo import DEMO_ACCOUNTS
from config import GRACE_SECONDS, BadSettings, Settings

log = logging.getLogger(__name__)
OTHER_FILES = 100  # that a process for streams opens: lines to the database and the bus, logs
M_ARENA_MAX, ARENAS = -8, 2  # mallopt of glibc
M_MMAP_THRESHOLD, LARGE = -3, 1024 * 1024  # bytes
SWITCH_SECONDS = 0.001  # Python's 5 ms are long for who only wants to go on after each statement, SQLite's writer most
ENDINGS = (signal.SIGTERM, signal.SIGQUIT, signal.SIGINT)


class Server(BaseApplication):
    """gunicorn with our options; the application is made before it starts."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.app, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> Flask:
        return self.app


def say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def prepare(app: Flask) -> None:
    """Make the database ready. Does little when it is ready already."""
    with app.app_context():
        say("  schema …")
        migrating.upgrade(engine())
        say(f"  curriculum: {import_if_changed()}")
        if app.config["SETTINGS"].demo:
            from app import demo  # what makes a whole network of people; production's workers load this module, too

            demo.load(say)
        engine().dispose()  # the server's process opens its own connections


def banner(app: Flask, port: int) -> None:
    say(f"\nPaddock is at http://127.0.0.1:{port}  (Ctrl-C ends it)")
    if app.config["SETTINGS"].demo:
        say("Demo accounts: one click on the sign-in page, no password.")
        for account in DEMO_ACCOUNTS:
            say(f"  {account.staff_number:<15} {account.label}")
    say()


def work(app: Flask) -> None:
    """In the process that serves: a gate, counts, the jobs; asked to end, it lets go of jobs and streams first."""
    give_back_memory()
    sys.setswitchinterval(SWITCH_SECONDS)
    app.wsgi_app = Gate(app.wsgi_app, AT_ONCE[app.extensions["engine"].dialect.name])  # type: ignore[method-assign]
    meters.begin(app)
    scheduler = scheduling.start(app) if app.config["SETTINGS"].runs_jobs else None
    before = {number: signal.getsignal(number) for number in ENDINGS}

    def end(number: int, frame: FrameType | None) -> None:
        app.extensions["streams"].close_all()
        if scheduler is not None and scheduler.running:
            scheduler.shutdown(wait=False)
        handle = before[signal.Signals(number)]
        if callable(handle):
            handle(number, frame)

    for number in ENDINGS:
        signal.signal(number, end)


def hold(worker: Any) -> None:
    """In a process that holds streams on gunicorn's event loop: count; asked to end, let go of them first."""
    from app.kit.holding import Held  # what the others do without

    app: Flask = worker.asgi
    held: Streams = app.extensions["streams"]
    held.most = min(held.most, room_for_lines())
    if held.most < app.config["SETTINGS"].part.streams:
        log.warning("%s streams at most: raise the limit of open files (LimitNOFILE=) for more", held.most)
    give_back_memory()
    meters.begin(app)
    worker.asgi = Held(app, app.config["SETTINGS"].part.threads)

    def end() -> None:
        held.close_all()
        worker.handle_exit_signal()

    worker.loop.add_signal_handler(signal.SIGTERM, end)


def give_back_memory() -> bool:
    """Make the C library, where it is glibc, keep less of what was needed once. False where it is another one.

    Threads take memory from two arenas together, where each would have its own. Large pieces go back to the system when
    they are let go: after the first of the 19 MB that checking a password takes (docs/decisions/0004), glibc would keep
    all that are smaller.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(M_ARENA_MAX, ARENAS)) and bool(mallopt(M_MMAP_THRESHOLD, LARGE))


def room_for_lines() -> int:
    """How many connections the limit of open files has room for; it is raised as far as it may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = soft if hard == resource.RLIM_INFINITY else hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(1, most - OTHER_FILES)


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main() -> None:
    port = int(os.environ.get("PORT") or "8000")
    started = time.perf_counter()
    only_prepares = sys.argv[1:] == ["prepare"]  # for processes that serve without it
    if is_taken(port) and not only_prepares:
        raise SystemExit(f"Port {port} is in use. Choose another one: make run PORT=8001")
    try:
        settings = Settings.of_environment()
        logs.begin(settings)
        app = create_app(settings)
    except BadSettings as bad:
        raise SystemExit(str(bad)) from None
    say(f"Preparing {app.config['SETTINGS'].home}")
    prepare(app)
    if only_prepares:
        return
    banner(app, port)
    part = app.config["SETTINGS"].part
    options = {
        "bind": f"127.0.0.1:{port}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": part.threads,
        "worker_connections": part.connections,
        "post_worker_init": lambda _worker: work(app),
        "graceful_timeout": GRACE_SECONDS,
        "when_ready": lambda _server: say(f"Ready after {time.perf_counter() - started:.1f} s."),
        "loglevel": "warning",
        "control_socket_disable": True,
    }
    Server(app, options).run()


if __name__ == "__main__":
    main()
