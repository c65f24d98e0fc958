"""Why a robot heard nothing, in words. Stored is a short key with what the far side said, in its own words."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

STATUS, REFUSED, UNCLEAR, UNSAFE, PRIVATE, PAUSED = "status", "refused", "unclear", "unsafe", "private", "paused"
TOO_LATE = _("There was no answer in time.")
WORDS: dict[str, LazyString] = {
    STATUS: _("The robot's server answered with the error “%(words)s”."),
    REFUSED: _("The robot refused it: “%(words)s”."),
    UNCLEAR: _("The robot's server answered something that is not understood."),
    UNSAFE: _("Not sent: the robot's address leads to a place that Paddock does not ask."),
    PRIVATE: _("Not sent: the robot's address leads into a private network."),
    PAUSED: _("Not sent: the group chat is paused."),
    "TimeoutError": TOO_LATE,
    "gaierror": _("There is no server of that name."),
    "ConnectionRefusedError": _("The robot's server takes no connections."),
    "SSLCertVerificationError": _("The certificate of the robot's server is not valid."),
}
UNKNOWN = _("There was no answer: “%(words)s”.")


def reason(key: str, words: object = "") -> str:
    """As it is stored."""
    return f"{key}: {words}"


def said(stored: str) -> str:
    """As a person reads it, in the language that is set."""
    key, _colon, words = stored.partition(": ")
    sentence = WORDS.get(key)
    if sentence is None:
        sentence, words = UNKNOWN, stored
    return str(sentence).replace("%(words)s", words)
