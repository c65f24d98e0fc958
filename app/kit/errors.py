"""The one tree of refusals. Services raise them; they are shown once, as a page or as JSON.

Refusal (400)
├── NotSignedIn (401)   ├── Forbidden (403)   ├── NotFound (404)   ├── Conflict (409)
├── TooLarge (413)      ├── Invalid (422)     ├── TooMany (429)    ├── Busy (503)
└── Unavailable (503)
"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _


class Refusal(Exception):
    """Something that cannot be done. `message` says what happened and what to do next, in the person's language."""

    status = 400
    code = "refused"
    message: Any = _("That did not work. Nothing was changed.")

    def __init__(self, message: Any = None, *, code: str | None = None) -> None:
        super().__init__(str(code or self.code))
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code


class NotSignedIn(Refusal):
    status, code = 401, "not-signed-in"
    message = _("Please sign in first.")


class Forbidden(Refusal):
    status, code = 403, "forbidden"
    message = _("This page is for other roles. If you need it, ask your organizer.")


class NotFound(Refusal):
    status, code = 404, "not-found"
    message = _("There is nothing here, or it is not yours to see.")


class Conflict(Refusal):
    status, code = 409, "conflict"
    message = _("This has changed in the meantime. Have a look at how it stands now.")


class TooLarge(Refusal):
    status, code = 413, "too-large"
    message = _("That is too large. Please send less at once.")


class Invalid(Refusal):
    status, code = 422, "invalid"
    message = _("Something in the form needs another look.")


class TooMany(Refusal):
    status, code = 429, "too-many"
    message = _("That was a lot at once. Please wait a moment and try again.")

    def __init__(self, message: Any = None, *, code: str | None = None, seconds: int | None = None) -> None:
        """`seconds`: how long to wait."""
        super().__init__(message, code=code)
        self.seconds = seconds


class Busy(Refusal):
    status, code = 503, "busy"
    message = _("Something large is being stored just now. Nothing was changed; please try again in a moment.")


class Unavailable(Refusal):
    """The database is away, full or too slow. The same request may be sent again: what is done twice counts once."""

    status, code = 503, "unavailable"
    message = _("We cannot reach our records for a moment. What you had sent before is safe; please try again.")
