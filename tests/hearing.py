"""Reads a stream of hints as a browser does."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from tests.looping import Loop

Event = dict[str, str]


class Stream:
    """One open stream; its events are dicts of their fields. Close it when it has been heard."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self._chunks = iter(answer.iter_encoded())

    def read(self) -> list[Event]:
        """What comes next, as it goes over the line."""
        text = next(self._chunks).decode()
        assert text.endswith("\n\n")
        return [dict(line.split(": ", 1) for line in one.split("\n")) for one in text[:-2].split("\n\n")]

    def rest(self) -> bytes:
        """What comes until it ends."""
        return b"".join(self._chunks)

    def ends(self) -> bool:
        return next(self._chunks, None) is None

    def close(self) -> None:
        self.answer.close()


def listen(client: FlaskClient, address: str, last_seen: object = None, loop: Loop | None = None) -> Stream:
    """A stream that a thread keeps, or an event loop."""
    headers = {"Accept-Encoding": "gzip, br"} | ({} if last_seen is None else {"Last-Event-ID": str(last_seen)})
    answer: Any = loop.ask(client, address, headers) if loop else client.get(address, headers=headers, buffered=False)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return Stream(answer)
