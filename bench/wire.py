"""HTTP/1.1 over lines that stay open, with as little work a request as possible: the generator shares the machine."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

import brotli

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: *([^=;\s]+)=([^;\r]*)", re.IGNORECASE)
AGAIN = re.compile(rb"\r\nretry-after: *(\d+)", re.IGNORECASE)
PLACE = re.compile(rb"\r\nlocation: *(\S+)", re.IGNORECASE)
ENDED = ConnectionError("The server has closed the line.")


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    @property
    def text(self) -> str:
        packed = b"\r\ncontent-encoding: br" in self.head.lower()
        return (brotli.decompress(self.body) if packed else self.body).decode()

    @property
    def location(self) -> str:
        found = PLACE.search(self.head)
        return found[1].decode() if found else ""

    @property
    def again(self) -> int:
        """In how many seconds the server asks to be asked again."""
        found = AGAIN.search(self.head)
        return int(found[1]) if found else 0


class Line(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self._came = bytearray()
        self._needed = 0  # bytes of the whole answer, once its head is there
        self._awaited: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def to(cls, port: int, here: str | None = None) -> Line:
        """`here`: the address of this machine that it comes from, where it is to be another one than it would be."""
        loop, own = asyncio.get_running_loop(), (here, 0) if here else None
        _transport, line = await loop.create_connection(cls, "127.0.0.1", port, local_addr=own)
        return line

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes) -> Answer:
        assert self._transport is not None
        self._awaited = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._awaited

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        if not self._needed:
            end = self._came.find(b"\r\n\r\n")
            if end < 0:
                return
            length = LENGTH.search(self._came, 0, end)
            self._needed = end + 4 + (int(length[1]) if length else 0)
        if len(self._came) >= self._needed:
            self._hand_over()

    def _hand_over(self) -> None:
        end = self._came.find(b"\r\n\r\n")
        head, body = bytes(self._came[:end]), bytes(self._came[end + 4 : self._needed])
        del self._came[: self._needed]
        self._needed, awaited, self._awaited = 0, self._awaited, None
        if awaited is not None and not awaited.done():
            awaited.set_result(Answer(int(head[9:12]), head, body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_exception(exc or ENDED)
