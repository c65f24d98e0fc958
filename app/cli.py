"""The commands of `flask`."""

from __future__ import annotations

from flask import Flask

from app.points.commands import group as ledger


def init_app(app: Flask) -> None:
    """Adds the commands to the application."""
    app.cli.add_command(ledger)
