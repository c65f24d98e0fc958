"""The JSON API under /api/v1: the deeds of the pages, for programs, by personal tokens or the browser's session."""

from typing import TYPE_CHECKING

from quizzes import later

if not TYPE_CHECKING:  # it would hide misspelt names
    __getattr__ = later.modules(__name__, "openapi", "requests", "schemas", "sent")  # they take pydantic
