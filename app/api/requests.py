"""Reading what a program sent, and writing what it gets."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import Response, request
from flask_babel import lazy_gettext as _
from pydantic import BaseModel, ValidationError

from app.kit.errors import Invalid, Refusal

Model = TypeVar("Model", bound=BaseModel)
NOT_JSON = _("Send the body as JSON, with the header Content-Type: application/json. Nothing was changed.")
BAD_JSON = _("The body is not JSON that we can read. Nothing was changed.")
LONGEST_NAME = 60
CHOICES = ("machine", "live", "challenge")


class NotJson(Refusal):
    status, code = 415, "not-json"
    message = NOT_JSON


def body(model: type[Model]) -> Model:
    """What was sent. Raises NotJson, Refusal for what is not JSON, Invalid for what the model does not allow."""
    if request.mimetype != "application/json":
        raise NotJson
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as bad:
        raise _refusal(bad) from None


def query(model: type[Model]) -> Model:
    """The parameters of the address. Raises Invalid; what is not known is ignored."""
    try:
        return model.model_validate(request.args.to_dict())
    except ValidationError as bad:
        raise _refusal(bad) from None


def reply(model: BaseModel, status: int = 200) -> Response:
    return Response(model.model_dump_json(), status, mimetype="application/json")


def _refusal(bad: ValidationError) -> Refusal:
    first = bad.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return Refusal(BAD_JSON, code="bad-json")
    return Invalid(_said(first["type"], _field(first["type"], first["loc"])))


def _field(kind: str, place: tuple[int | str, ...]) -> str:
    """Which field is wrong; in a choice of forms its place begins with the one that was chosen."""
    if kind.startswith("union_tag"):
        return "kind"
    names = [str(step) for step in place if step not in CHOICES]
    return names[0][:LONGEST_NAME] if names else "body"


def _said(kind: str, name: str) -> Any:
    if kind == "missing":
        return _("“%(name)s” is missing. Nothing was changed.", name=name)
    if kind == "extra_forbidden":
        return _("“%(name)s” is not known here. Nothing was changed.", name=name)
    return _("“%(name)s” is not as /api/v1/openapi.json describes it. Nothing was changed.", name=name)
