"""The commands of `flask`."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Adds the commands to the application."""
