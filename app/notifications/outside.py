"""Asking servers out there that people named: only public ones, by https, and never for long.

The address is looked up once, checked, and connected to as it was checked, so that a name cannot lead to another place
in the meantime. Redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, urlsplit

from app.notifications.deadline import cut_after

TIMEOUT_SECONDS, LONGEST_SECONDS, LONGEST_ANSWER = 10, 20, 64 * 1024
NOT_OURS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32"))


class Unsafe(Exception):
    """An address that the service does not ask: not https, not public, not known."""


class Private(Unsafe):
    """It leads into a private network."""


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    retry_after: int | None  # seconds


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def check(url: str, hosts: tuple[str, ...], trusted: tuple[str, ...]) -> SplitResult:
    """The parts of an address of one of these hosts (".x" for all below x), or of a trusted origin. Raises Unsafe."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unsafe("it is no address") from None
    if not parts.hostname or parts.username or parts.password or any(ord(one) < 33 or ord(one) > 126 for one in url):
        raise Unsafe("it is no address")
    if origin_of(url) in trusted:
        return parts
    if parts.scheme != "https" or port not in (None, 443):
        raise Unsafe("it does not begin with https://")
    host = parts.hostname.lower()
    if not any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts):
        raise Unsafe("its host is not known")
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str], hosts: tuple[str, ...], trusted: tuple[str, ...]) -> Answer:
    """Send this and read the answer. Raises Unsafe, or OSError where there was no answer."""
    parts = check(url, hosts, trusted)
    connection = _connect(parts, private=origin_of(url) in trusted)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    line = connection.sock
    try:
        with cut_after(LONGEST_SECONDS, lambda: line):
            connection.request("POST", path or "/", body, {"Host": parts.netloc, "User-Agent": "Paddock", **headers})
            return _read(connection.getresponse())
    except HTTPException as error:
        raise OSError(f"no proper answer ({type(error).__name__})") from None
    finally:
        connection.close()


def _read(response: HTTPResponse) -> Answer:
    text = response.read(LONGEST_ANSWER).decode(errors="replace")
    wait = response.headers.get("Retry-After", "")
    return Answer(response.status, text, int(wait) if wait.isascii() and wait.isdecimal() and len(wait) < 7 else None)


def _connect(parts: SplitResult, *, private: bool) -> HTTPConnection:
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    address = _look_up(host, port, private=private)
    connection = HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    line = socket.create_connection((address, port), timeout=TIMEOUT_SECONDS)
    if secure:
        try:
            line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
        except OSError:
            line.close()
            raise
    connection.sock = line
    return connection


def _look_up(host: str, port: int, *, private: bool) -> str:
    """An address of the host. Where any of them is not public, none will do. Raises Unsafe, OSError."""
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not private and not all(map(is_public, found)):
        raise Private("it leads into a private network")
    return found[0]


def is_public(address: str) -> bool:
    """Whether an IP address is everybody's: not of this machine, this network, a test, or wrapped in another."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and (found.ipv4_mapped or any(found in net for net in NOT_OURS)):
        return False
    return found.is_global and not found.is_multicast
