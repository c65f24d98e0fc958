"""What is too large is told so: by the real server, to a client that first sends everything, as browsers do."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.serve import is_taken
from tests.engines import mortal

ROOT = Path(__file__).parents[2]
MB = 1024 * 1024
SETTINGS = ("PADDOCK", "SECRET", "FLASK", "DATABASE", "REDIS")
START = (
    b"POST /desk/roster/preview HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: en\r\nConnection: close\r\n"
    b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n"
)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where gunicorn serves, with the kind of worker that `app.serve` has."""
    port, home = free_port(), tmp_path_factory.mktemp("uploads")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    options = ["-k", "gthread", "--threads", "4", "-b", f"127.0.0.1:{port}", "--no-control-socket", "wsgi:app"]
    process = subprocess.Popen(
        [*mortal("TERM"), sys.executable, "-m", "gunicorn", *options],
        cwd=ROOT, env=clean | {"PADDOCK_HOME": str(home)}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 30
        while not is_taken(port) and time.monotonic() < deadline:
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def upload(port: int, size: int) -> tuple[bool, bytes]:
    """Whether all of a body of this size could be sent, and the answer, which is read only afterwards."""
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="roster.csv"\r\n\r\n'
    with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as line:
        line.sendall(START % size)
        try:
            line.sendall(head + b"x" * (size - len(head)))
        except OSError:
            return False, b""
        answer = b""
        while part := line.recv(65536):
            answer += part
        return True, answer


@pytest.mark.parametrize("size", [9 * MB, 12 * MB, 31 * MB])
def test_an_upload_that_is_too_large_is_heard_out_and_told_so(port, size):
    sent, answer = upload(port, size)
    assert sent
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"Please send less at once." in answer


def test_what_is_far_too_large_is_cut_off(port):
    sent, _answer = upload(port, 80 * MB)
    assert not sent
