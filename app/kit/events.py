"""Facts and who listens: a service states a fact, the table in `app/effects.py` says what follows.

Listeners run at once, in the same transaction: either all of it happened or none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask, current_app

Listener = Callable[[Any], None]
Effects = Mapping[type, Sequence[Listener]]


def init_app(app: Flask, effects: Effects) -> None:
    app.extensions["effects"] = effects


def publish(fact: object) -> None:
    """State what has happened; whoever is listed for its type acts on it now."""
    for listener in current_app.extensions["effects"].get(type(fact), ()):
        listener(fact)
