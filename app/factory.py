"""Puts the application together."""

from __future__ import annotations

import importlib

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from app import cli
from app.effects import EFFECTS
from app.kit import assets, bus, database, events, i18n, intake, security, streams, watching, web
from app.kit.clock import Clock, SystemClock
from app.kit.pages import Pages
from app.people import limits, permissions, signing_in
from app.questions import typedrows
from config import Settings
from quizzes.rules import gaps

FEATURES = (
    "people",
    "media",
    "lessons",
    "studio",
    "stories",
    "duels",
    "seasons",
    "tour",
    "days",
    "points",
    "streaks",
    "items",
    "leaderboards",
    "leagues",
    "notifications",
    "fairness",
    "corrections",
    "teams",
    "badges",
    "reports",
    "finals",
    "judging",
    "hall",
    "awards",
    "desk",
    "home",
    "operations",
    "offline",
    "api",
)
MAX_UPLOAD = 8 * 1024 * 1024
LARGER_UPLOADS = {"studio.add_media": 48 * 1024 * 1024}  # some pictures at once, or a short film


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """The application. Raises `config.BadSettings` where the settings are not safe to run with."""
    settings = settings or Settings.of_environment()
    settings.home.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__)
    app.jinja_environment = Pages
    _configure(app, settings)
    app.extensions["clock"] = clock or SystemClock()
    database.init_app(app, settings.database_url)
    watching.init_app(app)
    events.init_app(app, EFFECTS)
    bus.init_app(app, settings.redis_url)
    streams.init_app(app)
    signing_in.init_app(app)
    limits.init_app(app)
    i18n.init_app(app)
    security.init_app(app)
    assets.init_app(app)
    intake.init_app(app)
    CSRFProtect(app)
    app.before_request(security.pass_token_on)
    permissions.init_app(app)
    web.init_app(app)
    for feature in FEATURES:
        app.register_blueprint(importlib.import_module(f"app.{feature}.views").bp)
    cli.init_app(app)
    Compress(app)
    if settings.address_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.address_hops, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_UPLOAD,
        LARGER_UPLOADS=LARGER_UPLOADS,
        MAX_FORM_MEMORY_SIZE=256 * 1024,
        SESSION_COOKIE_NAME="paddock",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        PERMANENT_SESSION_LIFETIME=30 * 24 * 3600,
        SESSION_REFRESH_EACH_REQUEST=False,  # a sign-in ends after 30 days, however it is used
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        WTF_CSRF_TIME_LIMIT=None,
        SIGN_IN_ENDPOINT="people.sign_in",
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=1,  # a sixth of the work of level 4, for a seventh more bytes
        COMPRESS_MIMETYPES=[
            "text/html", "text/css", "text/javascript", "application/json", "image/svg+xml", "application/javascript",
            "application/manifest+json",
        ],
    )  # fmt: skip
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["lined"] = gaps.lined
    app.jinja_env.globals["at_gaps"] = typedrows.at_gaps
