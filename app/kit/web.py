"""How refusals are shown (as a page or as JSON), and the two health checks."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, jsonify, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_login import AnonymousUserMixin, current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoLineFree
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from app.kit import database
from app.kit.errors import Forbidden, NotFound, NotSignedIn, Refusal, TooLarge, TooMany, Unavailable
from app.kit.intake import hear_out

bp = Blueprint("kit", __name__)

TITLES = {
    400: _("That request did not make sense"),
    401: _("Please sign in"),
    403: _("This is not open to you"),
    404: _("Nothing here"),
    405: _("Not like that"),
    409: _("Not possible as things stand"),
    413: _("Too large"),
    422: _("Not quite"),
    429: _("One moment"),
    500: _("Our mistake"),
    503: _("One moment"),
}
OURS = _("Something broke on our side. What you had sent before is safe. Please try again.")
EXPIRED = _("This page was open for too long to be trusted. Nothing is lost: go back, reload, and send it again.")
AGAIN_SECONDS = 3
BY_STATUS: dict[int, type[Refusal]] = {403: Forbidden, 404: NotFound, 413: TooLarge, 429: TooMany}


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals.update(here=here, theme=theme)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(NotSignedIn, _sign_in_first)
    app.register_error_handler(CSRFError, lambda _error: _show(400, "csrf", EXPIRED))
    app.register_error_handler(HTTPException, _http)
    for away in (OperationalError, InterfaceError, NoLineFree):
        app.register_error_handler(away, _away)
    app.register_error_handler(Exception, _broken)


def _refused(refusal: Refusal) -> Any:
    answer = _show(refusal.status, refusal.code, refusal.message)
    if isinstance(refusal, TooMany) and refusal.seconds:
        answer.headers["Retry-After"] = str(refusal.seconds)
    return answer


def _sign_in_first(refusal: NotSignedIn) -> Any:
    """Pages lead to the sign-in page and back; everything else is told plainly."""
    if wants_json():
        return _refused(refusal)
    url = url_for(current_app.config["SIGN_IN_ENDPOINT"], next=here())
    if "HX-Request" in request.headers:
        return Response(status=401, headers={"HX-Redirect": url})
    return redirect(url)


def _http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    if status == 413:
        hear_out()
    known = BY_STATUS.get(status, Refusal)
    return _show(status, known.code, OURS if status >= 500 else known.message, headers=error)


def _away(error: Exception) -> Any:
    """The database does not do what it can do. A statement that it can never do is a fault of ours."""
    if "no such " in str(error):
        return _broken(error)
    current_app.logger.error("The database is away: %s", str(error).partition("\n")[0])
    g._login_user = AnonymousUserMixin()
    answer = _show(503, Unavailable.code, Unavailable.message)
    answer.headers["Retry-After"] = str(AGAIN_SECONDS)
    if request.method == "GET":
        answer.headers["Refresh"] = str(AGAIN_SECONDS)  # a page comes back by itself
    return answer


def _broken(error: Exception) -> Any:
    if current_app.testing:
        raise error
    current_app.logger.exception("A request failed")
    g._login_user = AnonymousUserMixin()  # the page that says so must not ask a database that may be what is broken
    return _show(500, "broken", OURS)


def _show(status: int, code: str, message: Any, headers: HTTPException | None = None) -> AnyResponse:
    if wants_json():
        answer = jsonify(error={"code": code, "message": str(message)})
    else:
        title = TITLES.get(status, TITLES[400])
        answer = Response(render_template("error.html", status=status, title=title, message=message))
    answer.status_code = status
    for name, value in headers.get_headers() if headers else ():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def here() -> str:
    """The address of the page on show: where a switch (of language, of theme) leads back to."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def theme() -> str:
    """The person's choice: auto, light or dark."""
    return current_user.theme if current_user and current_user.is_authenticated else "auto"


def wants_json() -> bool:
    """Whether the client asked for JSON rather than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.path.startswith("/api/") or best == "application/json"


@bp.get("/healthz")
def healthz() -> Any:
    """The process lives."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> Any:
    """The process can serve: the database answers."""
    try:
        database.session().execute(text("select 1"))
    except Exception:
        return {"status": "no database"}, 503
    return {"status": "ok"}
