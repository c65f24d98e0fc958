"""A browser: keeps cookies, sends the token of its forms, posts as htmx does."""

from __future__ import annotations

import contextlib
import re
from typing import Any
from urllib.parse import urlencode

from bench.ports import Ports
from bench.wire import COOKIE, Answer, Line

TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
AS_A_BROWSER = (
    "Host: 127.0.0.1\r\nUser-Agent: Mozilla/5.0 (Linux; Android 14) Chrome/130.0\r\n"
    "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Language: zh-CN,zh;q=0.9\r\n"
    "Accept-Encoding: gzip, deflate, br\r\n"
)


class Refused(Exception):
    """The server has answered otherwise than it should."""


class Browser:
    """Of one person, with one line to each process, which is opened again where the server has closed it."""

    def __init__(self, ports: Ports, address: str = "", here: str | None = None) -> None:
        """`address`: of the person, where a trusted proxy would name it; `here`: that of their line itself."""
        self._ports, self._here = ports, here
        self._lines: dict[int, Line] = {}
        self._from = f"X-Forwarded-For: {address}\r\n" if address else ""
        self._cookies: dict[str, str] = {}
        self._head = ""
        self.token = ""

    async def get(self, path: str) -> Answer:
        return await self._ask(f"GET {path} HTTP/1.1\r\n{self._kept()}\r\n".encode())

    async def post(self, path: str, *, swaps: bool = False, **fields: Any) -> Answer:
        """`swaps`: htmx swaps the answer into the page that is open."""
        body = urlencode(fields | {"csrf_token": self.token}, doseq=True)
        more = "HX-Request: true\r\n" if swaps else ""
        form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        return await self._ask(f"POST {path} HTTP/1.1\r\n{self._kept()}{more}{form}\r\n{body}".encode())

    async def sign_in(self, login: str, password: str) -> None:
        self.token = TOKEN.findall((await self.get("/sign-in")).text)[0]
        answer = await self.post("/sign-in", login=login, password=password)
        if answer.status not in (302, 303):
            raise Refused(f"{login} could not sign in: {answer.status}")
        self.token = TOKEN.findall((await self.get("/pk")).text)[0]

    def take(self, name: str, value: str) -> None:
        """A cookie that it has from elsewhere."""
        self._cookies[name], self._head = value, ""

    def read_token(self, page: str) -> None:
        """The token of the forms, where the page has one."""
        found = TOKEN.search(page)
        self.token = found[1] if found else self.token

    def close(self) -> None:
        for line in self._lines.values():
            line.close()

    def _kept(self) -> str:
        if not self._head:
            cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            self._head = AS_A_BROWSER + self._from + (f"Cookie: {cookies}\r\n" if cookies else "")
        return self._head

    async def _ask(self, request: bytes) -> Answer:
        answer = await self._sent(request)
        if b"et-" in answer.head:
            for name, value in COOKIE.findall(answer.head):
                self._cookies[name.decode()] = value.decode()
                self._head = ""
        return answer

    async def _sent(self, request: bytes) -> Answer:
        """As browsers do: where a line that was kept breaks, once more on a new one."""
        with self._ports.least() as port:
            if port in self._lines and self._lines[port].is_open:
                with contextlib.suppress(ConnectionError):
                    return await self._lines[port].ask(request)
            line = self._lines[port] = await Line.to(port, self._here)
            return await line.ask(request)
