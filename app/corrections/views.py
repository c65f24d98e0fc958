"""Corrections on the desk of trainers and organizers."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("corrections", __name__)
