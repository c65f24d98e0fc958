"""The bus between processes, over Redis (Valkey)."""

from __future__ import annotations

import json
import logging
import threading
import time

import redis

from app.kit.bus import GAP, Hint, Listener, LocalBus, Subscription

CHANNEL = "paddock:"
EVERYBODY = ""  # the topic of what every subscriber of every process is told
AGAIN_SECONDS = 1.0
CHECK_SECONDS = 20  # how long a line that broke without a word may go unnoticed
log = logging.getLogger(__name__)


class RedisBus:
    """Between processes. Without the server, hints stay within the process until it is back."""

    def __init__(self, url: str) -> None:
        self._client = redis.Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=1.0)
        self._listening = redis.Redis.from_url(url, socket_connect_timeout=2.0, health_check_interval=CHECK_SECONDS)
        self._local = LocalBus()
        self._lock = threading.Lock()
        self._listener: threading.Thread | None = None
        self._down_until = 0.0

    def publish(self, topic: str, hint: Hint) -> None:
        """Never raises, and never waits twice for a server that is away."""
        if time.monotonic() < self._down_until:
            return self._local.publish(topic, hint)
        try:
            self._send(topic, hint)
        except redis.RedisError as error:
            self._down_until = time.monotonic() + AGAIN_SECONDS
            log.warning("The bus is away, hints stay in this process: %s", error)
            self._local.publish(topic, hint)

    def _send(self, topic: str, hint: Hint) -> None:
        if self._down_until:  # other processes have missed hints, and may not have noticed
            self._client.publish(CHANNEL + EVERYBODY, json.dumps(GAP))
            self._down_until = 0.0
        self._client.publish(CHANNEL + topic, json.dumps(hint))

    def subscribe(self, topic: str) -> Subscription:
        subscription = Subscription(self, topic)
        self.join(subscription)
        return subscription

    def join(self, listener: Listener) -> None:
        self._local.join(listener)
        with self._lock:
            if self._listener is None:  # after a fork, in the process that serves
                self._listener = threading.Thread(target=self._listen, daemon=True, name="bus")
                self._listener.start()

    def forget(self, listener: Listener) -> None:
        self._local.forget(listener)

    def _listen(self) -> None:
        while True:
            try:
                self._relay()
            except redis.RedisError:
                time.sleep(AGAIN_SECONDS)
            except Exception:  # without a listener, hints of other processes would stay away for good
                log.exception("Listening to the bus failed, once more")
                time.sleep(AGAIN_SECONDS)

    def _relay(self) -> None:
        """Pass on what comes until the line breaks. Each time it is there (again), nobody knows what was missed."""
        with self._listening.pubsub() as channel:  # type: ignore[no-untyped-call]
            channel.psubscribe(CHANNEL + "*")
            while True:
                message = channel.get_message(timeout=CHECK_SECONDS)
                if message is None:
                    continue  # a quiet time: the line was checked
                if message["type"] == "psubscribe":
                    self._local.publish_everywhere(GAP)
                elif message["type"] == "pmessage":
                    self._pass_on(message["channel"].decode().removeprefix(CHANNEL), message["data"])

    def _pass_on(self, topic: str, data: bytes) -> None:
        try:
            hint = json.loads(data)
        except ValueError:
            hint = None
        if not isinstance(hint, dict):
            log.warning("Nonsense on the bus, about %r", topic)
        elif topic == EVERYBODY:
            self._local.publish_everywhere(hint)
        else:
            self._local.publish(topic, hint)
