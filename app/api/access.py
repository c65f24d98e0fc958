"""Who acts in a request to the API: the person of its token, else whoever is signed in on the browser.

A request that shows a token is judged by that token alone. It needs no CSRF token, because no browser adds one to a
request by itself; a request by the browser's session does.
"""

from __future__ import annotations

from datetime import date

from flask import Flask, Response, current_app, g, request
from flask.wrappers import Request

from app.api import queries, services
from app.api.models import ApiToken
from app.kit import clock
from app.kit.database import transaction
from app.people.models import Person
from app.people.signing_in import signed_in

PREFIX = "/api/v1"


def init_app(app: Flask) -> None:
    """Let requests to the API say with a token who acts."""
    app.login_manager.request_loader(who_acts)  # type: ignore[attr-defined]


def is_of_api(asked: Request) -> bool:
    return asked.path.startswith(f"{PREFIX}/")


def who_acts(asked: Request) -> Person | None:
    """The person of the token that the request shows, and of no other; without one, of the browser's session."""
    shown = _shown(asked)
    if shown is None:
        return signed_in()
    g.api_token = queries.shown_token(shown)
    return g.api_token.person if g.api_token else None


def _shown(asked: Request) -> str | None:
    """The token of `Authorization: Bearer …`; it opens the API and the media of its questions, and no page."""
    given = asked.authorization if is_of_api(asked) or asked.endpoint == "media.file" else None
    return (given.token or "") if given is not None and given.type == "bearer" else None


def token() -> ApiToken | None:
    """The token by which the person of this request acts, if it is one."""
    found: ApiToken | None = g.get("api_token")
    return found


def require_no_forgery() -> None:
    """Before every view of the API: whoever acts by a session must send its CSRF token. Raises CSRFError."""
    if is_of_api(request) and token() is None and current_app.config["WTF_CSRF_ENABLED"]:
        current_app.extensions["csrf"].protect()


def note_use() -> None:
    """Keep the day on which a token was used last."""
    used, today = token(), date.fromordinal(clock.day_of(clock.now()))
    if used is not None and used.last_used_on != today:
        with transaction():
            services.note_use(used.id, today)


def say_how(response: Response) -> Response:
    """Answers about a person are kept nowhere; a refusal says how to sign in."""
    if is_of_api(request):
        response.headers.setdefault("Cache-Control", "no-store")
        if response.status_code == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
    return response
