"""Addresses of static files (with the hash of what is in them, so that browsers may keep them) and icons."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import cast

from flask import Flask, request, url_for
from markupsafe import Markup

from app.kit.pages import Pages

STATIC = Path(__file__).parents[1] / "static"
SPRITE = "vendor/lucide-1.62.0/sprite.svg"


def init_app(app: Flask) -> None:
    cast("Pages", app.jinja_env).know_fixed(static_url=static_url, icon=icon)


def static_url(name: str) -> str:
    """The address of a file under app/static."""
    return _address(name, request.root_path)


def icon(name: str) -> Markup:
    """An icon of the sprite; it says nothing to screen readers: put a label beside it."""
    return _drawn(name, request.root_path)


@lru_cache(maxsize=512)
def _address(name: str, _root: str) -> str:
    """Kept for each place where the house is mounted: a page has some twenty of them."""
    return url_for("static", filename=name, v=_hash(name))


@lru_cache(maxsize=512)
def _drawn(name: str, root: str) -> Markup:
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
        _address(SPRITE, root), name
    )


@lru_cache(maxsize=256)
def _hash(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
