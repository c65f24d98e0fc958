"""Answering by a place on a picture: by thumb, or by the number that stands there."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

from quizzes.rules import hotspot


def tap_place(page: Page, content: dict[str, Any], _language: str) -> None:
    """Point at the right place and send it."""
    tap_at(page, *_right_place(content))
    page.click("[data-enter]")


def tap_wrong_place(page: Page, content: dict[str, Any]) -> None:
    """Point at a place that is not right, away from the picture's round corners, and leave it to others to send it."""
    tenths = [(x / 10, y / 10) for y in range(1, 10) for x in range(1, 10)]
    tap_at(page, *next(place for place in tenths if not _is_right(content, place)))


def tap_at(page: Page, x: float, y: float) -> None:
    """Point at the picture on show, in shares of its width and height, once nothing else lies over that place."""
    picture = page.locator(".hotspot__picture")
    box, frame = picture.bounding_box(), picture.locator("image").bounding_box()
    assert box is not None
    assert frame is not None
    across, down = frame["x"] - box["x"] + x * frame["width"], frame["y"] - box["y"] + y * frame["height"]
    picture.click(position={"x": across, "y": down})
    page.locator(".hotspot__mine").wait_for()


def key_place(page: Page, content: dict[str, Any], _language: str) -> None:
    """Press the number that stands nearest to the right place, and Enter."""
    view = page.locator(".hotspot__picture").get_attribute("viewBox") or ""
    wide, high = (float(one) for one in view.split()[2:])
    x, y = _right_place(content)
    pins = page.locator(".hotspot__pins circle").all()
    far = [abs(_number(pin, "cx") - x * wide) + abs(_number(pin, "cy") - y * high) for pin in pins]
    page.keyboard.press(str(1 + far.index(min(far))))
    page.keyboard.press("Enter")


def _is_right(content: dict[str, Any], place: tuple[float, float]) -> bool:
    region = hotspot.hit(content, place)
    return region is not None and bool(region["right"])


def _right_place(content: dict[str, Any]) -> tuple[float, float]:
    return hotspot.centre(next(region for region in content["regions"] if region["right"]))


def _number(element: Locator, name: str) -> float:
    return float(element.get_attribute(name) or "nan")
