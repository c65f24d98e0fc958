"""What installs Paddock and keeps pages: the manifest, the service worker, a page without line."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, url_for
from flask_babel import gettext as _

from app.kit.assets import STATIC, static_url
from app.kit.i18n import language

bp = Blueprint("offline", __name__)

WORKER, KEPT = "js/worker.js", ("js/kept.js", "js/marks.js")
SHELL = (  # what a page needs to look right
    "css/tokens.css", "css/tokens-dark.css", "css/app.css", "css/lessons.css", "css/questions.css", "css/days.css",
    "vendor/htmx-2.0.11/htmx.min.js", "vendor/lucide-1.62.0/sprite.svg", "js/app.js", "js/offline.js",
    "js/kept.js", "js/along.js", "js/questions.js", "css/media.css", "mark.svg",
)  # fmt: skip
IMPORTED = ("vendor/pico-2.1.1/pico.min.css",)  # by app.css, under the address as it is written there
ICONS = (("icons/icon-192.png", "192x192", "any"), ("icons/icon-512.png", "512x512", "any"),
         ("icons/maskable-512.png", "512x512", "maskable"))  # fmt: skip


@bp.get("/manifest.webmanifest")
def manifest() -> Any:
    """What the phone's launcher shows; see https://www.w3.org/TR/appmanifest/."""
    answer = jsonify(
        id="/",
        name="Paddock",
        short_name="Paddock",
        description=_("Micro-classes, knowledge PKs and the drive from Beijing to Munich"),
        lang={"zh": "zh-CN", "en": "en"}[language()],
        start_url=url_for("home.today"),
        scope="/",
        display="standalone",
        background_color="#f5f4ef",
        theme_color="#0b565e",
        icons=[
            {"src": static_url(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
        shortcuts=[
            {"name": _("Learn"), "url": url_for("lessons.sections")},
            {"name": _("PK"), "url": url_for("duels.lobby")},
        ],
    )
    answer.mimetype = "application/manifest+json"
    return answer


@bp.get("/worker.js")
def worker() -> Any:
    """The service worker, with the addresses of what it keeps from the start. It is asked for anew each time."""
    kept = [static_url(name) for name in SHELL] + [url_for("static", filename=name) for name in IMPORTED]
    kept.append(url_for("offline.without_line"))
    source = (STATIC / WORKER).read_text(encoding="utf-8")
    version = hashlib.sha256(json.dumps([kept, source]).encode()).hexdigest()[:12]
    head = f"const KEPT = {json.dumps(kept)}, VERSION = {json.dumps(version)};\n"
    head += "".join(f"importScripts({json.dumps(static_url(name))});\n" for name in KEPT)
    answer = Response(head + source, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/offline")
def without_line() -> Any:
    """Shown where there is neither a line nor a copy: it lists what can be read."""
    return render_template("offline/without_line.html", demo=current_app.config["SETTINGS"].demo)
