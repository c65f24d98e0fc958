"""The application of a process that holds streams, asked as its server asks it: on an event loop, in another thread."""

from __future__ import annotations

import asyncio
import threading
from asyncio import Queue, Task
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context
from typing import Any, TypeVar

from flask import Flask, has_app_context
from flask.testing import FlaskClient

from app.kit.database import session
from app.kit.holding import Held

PATIENCE_SECONDS = 60
Found = TypeVar("Found")


def run(deed: Coroutine[Any, Any, Found]) -> Found:
    """What it comes to, in a thread of its own: this one may have an event loop already, the browser's."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, deed).result()


class Loop:
    """Runs until the block ends; what is still open then is cancelled, as when browsers go."""

    def __init__(self, app: Flask) -> None:
        self.held = Held(app, threads=2)
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def ask(self, client: FlaskClient, path: str, headers: dict[str, str], method: str = "GET") -> Asked:
        """Returns when the answer has begun."""
        if has_app_context():
            session().commit()
        cookie = client.get_cookie("paddock")
        given = headers | ({"Cookie": f"paddock={cookie.value}"} if cookie else {})
        return self.run(self._begin(path, given, method))

    def run(self, deed: Coroutine[Any, Any, Any]) -> Any:
        """In a context of its own: the application context of the test stays in the test."""
        future: Future[Any] = Context().run(asyncio.run_coroutine_threadsafe, deed, self.loop)
        return future.result(PATIENCE_SECONDS)

    async def _begin(self, path: str, headers: dict[str, str], method: str) -> Asked:
        asked = Asked(self)
        asked.task = asyncio.create_task(self.held(_scope(path, headers, method), asked.receive, asked.send))
        head = await asked.parts.get()
        asked.status_code = head["status"]
        asked.headers = {name.decode().title(): value.decode() for name, value in head["headers"]}
        return asked

    def end(self) -> None:
        self.run(self._cancel())
        self.held._pages.executor.shutdown()  # what its threads still have to say, they say to the loop
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(PATIENCE_SECONDS)
        self.loop.close()

    async def _cancel(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


class Asked:
    """One answer, of which the parts come one by one; to `tests.hearing` it is what Flask's test client gives."""

    task: Task[None]
    status_code: int
    headers: dict[str, str]

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self.parts: Queue[dict[str, Any]] = Queue()

    async def receive(self) -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: dict[str, Any]) -> None:
        await self.parts.put(message)

    def iter_encoded(self) -> Iterator[bytes]:
        while True:
            part = self._loop.run(asyncio.wait_for(self.parts.get(), PATIENCE_SECONDS))
            if part.get("body"):
                yield part["body"]
            if not part.get("more_body"):
                return

    def get_data(self, *, as_text: bool) -> str:
        assert as_text
        return b"".join(self.iter_encoded()).decode()

    def close(self) -> None:
        """As when the browser goes: returns when the application has noticed."""
        self._loop.run(self._cancel())

    async def _cancel(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


def _scope(path: str, headers: dict[str, str], method: str) -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 40_000),
        "server": ("localhost", 80),
    }


@contextmanager
def looping(app: Flask) -> Iterator[Loop]:
    loop = Loop(app)
    try:
        yield loop
    finally:
        loop.end()
