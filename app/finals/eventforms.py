"""What forms send about an event, as the data that quizzes/formats/eventplan.py reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

Sent = MultiDict[str, str]
Data = Mapping[str, Any]


def days(data: Data, sent: Sent) -> dict[str, Any]:
    """Windows a line each; equipment a line each, `name: pieces`."""
    windows = [line.strip() for line in sent.get("windows", "").splitlines() if line.strip()]
    given = {"windows": windows, "stock": _counted(sent.get("stock", ""))}
    clocks = {name: _whole(sent[name]) for name in ("appeal_minutes", "decision_minutes") if name in sent}
    return dict(data) | given | clocks | {"rest_minutes": _whole(sent.get("rest_minutes", ""))}


def room(data: Data, sent: Sent) -> dict[str, Any]:
    """A room under its key: another one, or changed."""
    made = {name: sent.get(name, "").strip() for name in ("key", "name_en", "name_zh")}
    made["places"] = _whole(sent.get("places", "1"))  # type: ignore[assignment]
    return dict(data) | {"rooms": _with(data["rooms"], made)}


def without_room(data: Data, key: str) -> dict[str, Any]:
    """Without a room, also at the stations."""
    stations = [one | {"rooms": [place for place in one["rooms"] if place["room"] != key]} for one in data["stations"]]
    return dict(data) | {"rooms": [one for one in data["rooms"] if one["key"] != key], "stations": stations}


def without_station(data: Data, key: str) -> dict[str, Any]:
    return dict(data) | {"stations": [one for one in data["stations"] if one["key"] != key]}


def station(data: Data, sent: Sent) -> dict[str, Any]:
    """A station under its key, with the rooms and panels that are ticked."""
    made: dict[str, Any] = {name: sent.get(name, "").strip() for name in ("key", "post", "kind", "name_en", "name_zh")}
    made |= {name: _whole(sent.get(name, "")) for name in ("minutes", "turnover", "weight", "judges")}
    made |= {"together": "together" in sent, "equipment": _counted(sent.get("equipment", ""))}
    made["rooms"] = [_place(key, sent) for key in sent.getlist("rooms")]
    return dict(data) | {"stations": _with(data["stations"], made)}


def _place(key: str, sent: Sent) -> dict[str, Any]:
    """Staff numbers as typed, with spaces or commas; the first one is chief where none is marked with *."""
    typed = sent.get(f"panel.{key}", "").replace(",", " ").replace("，", " ").replace("、", " ").split()
    names = [one.strip("*") for one in typed]
    marked = next((one.strip("*") for one in typed if "*" in one), names[0] if names else "")
    return {"room": key, "panel": names, "chief": marked}


def _with(pieces: list[dict[str, Any]], made: dict[str, Any]) -> list[dict[str, Any]]:
    if any(one["key"] == made["key"] for one in pieces):
        return [made if one["key"] == made["key"] else one for one in pieces]
    return [*pieces, made]


def _whole(text: str) -> int | str:
    """A number; what is none stays as it is, to be refused with its name."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 6 else text


def _counted(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in text.splitlines():
        if line.strip():
            name, _colon, count = line.replace("：", ":").rpartition(":")
            found[(name or line).strip()] = _whole(count) if name else line.strip()
    return found


def numbers(sent: Sent) -> dict[int, int | None]:
    """Numbers drawn on stage, by finalist."""
    return {
        int(name[2:]): int(value) if value.strip().isdecimal() and len(value) < 6 else None
        for name, value in sent.items()
        if name.startswith("n.") and name[2:].isdecimal() and len(name) < 12
    }
