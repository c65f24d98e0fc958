"""Real servers out there: one for mail, one for push and robots."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller


@dataclass
class Mail:
    """A mail server's inside: what it took, and what it says to recipients and letters."""

    letters: list = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    before: Callable[[Any], str | None] = lambda _server: None  # may hang up before it takes a letter
    after: Callable[[Any], None] = lambda _server: None  # may hang up when it has taken it

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope) -> str:  # noqa: N802
        answer = self.before(server)
        if answer is not None:
            return answer
        self.to += envelope.rcpt_tos
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        self.after(server)
        return "250 taken"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mail(app, settings) -> Iterator[Mail]:
    """A mail server that the house sends to."""
    mail = Mail()
    controller = Controller(mail, hostname="127.0.0.1", port=free_port())
    controller.start()
    app.config["SETTINGS"] = replace(settings, smtp_url=f"smtp://127.0.0.1:{controller.port}", demo=False)
    yield mail
    controller.stop()


@dataclass
class Outside:
    """A server out there: what it was sent, and what it answers."""

    origin: str = ""
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    status: int = 201
    answer: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(body) for _path, _headers, body in self.asked]


@pytest.fixture
def outside(app, settings) -> Iterator[Outside]:
    """A server on this machine, which the operator trusts."""
    outside = Outside()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            outside.asked.append((self.path, dict(self.headers), body))
            self.send_response(outside.status)
            for name, value in outside.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(outside.answer)

        def log_message(self, *_words) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    outside.origin = f"http://127.0.0.1:{server.server_port}"
    app.config["SETTINGS"] = replace(settings, trusted_origins=(outside.origin,))
    yield outside
    server.shutdown()
    thread.join()
    server.server_close()
