"""The OpenAPI 3.1 document of the API, made from the table of its operations and their pydantic models."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.api import schemas, sent
from app.api.access import PREFIX
from app.api.operations import Operation

ERROR = "Error"
REFS = "#/components/schemas/{model}"
TOKEN: dict[str, list[str]] = {"token": []}
REFUSALS = {
    400: "The request makes no sense; or it came by a browser's session without its CSRF token.",
    401: "No token, one that was ended, or nobody is signed in.",
    404: "Nothing here, or not yours to see.",
    409: "Not possible as things stand. Nothing was changed.",
    413: "Too large.",
    415: "The body is not JSON, or its Content-Type does not say so.",
    422: "Something in the request is not as described here, or does not belong to the question. Nothing was changed.",
    429: "Too much at once; `Retry-After` says how many seconds to wait.",
    503: "The database is busy. Nothing was changed; try again.",
}
INTRODUCTION = """The knowledge PK, the boards and one's own account, for programs.

Make a personal token on the page `/me/tokens` and send it as `Authorization: Bearer <token>`; or use the browser's
session, then with its CSRF token in `X-CSRFToken` on every POST and DELETE. No key of an open question leaves the
server. Every refusal is `{"error": {"code", "message"}}`."""


def document(operations: tuple[Operation, ...], version: str) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Paddock", "version": version, "description": INTRODUCTION},
        "servers": [{"url": PREFIX}],
        "paths": paths,
        "components": {"schemas": _schemas(operations), "securitySchemes": SECURITY},
    }


SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "A personal token from /me/tokens."},
    "session": {"type": "apiKey", "in": "cookie", "name": "paddock", "description": "The browser's session."},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRFToken", "description": "The CSRF token of a page."},
}


def _schemas(operations: tuple[Operation, ...]) -> dict[str, Any]:
    replies = {name for one in operations for _said, name in one.replies.values() if name}
    bodies = {one.body for one in operations if one.body}
    _names, out = models_json_schema(
        [(getattr(schemas, name), "serialization") for name in sorted(replies | {ERROR})], ref_template=REFS
    )
    _names, into = models_json_schema(
        [(getattr(sent, name), "validation") for name in sorted(bodies)], ref_template=REFS
    )
    return dict(sorted((out["$defs"] | into.get("$defs", {})).items()))


def _operation(one: Operation) -> dict[str, Any]:
    session: dict[str, list[str]] = {"session": [], "csrf": []} if one.changes else {"session": []}
    found: dict[str, Any] = {
        "operationId": one.name,
        "tags": [one.tag],
        "summary": one.summary,
        "security": [TOKEN, session] if one.signed_in else [],
        "parameters": [*_path_parameters(one), *_query_parameters(one)],
        "responses": _responses(one),
    }
    if one.description:
        found["description"] = one.description
    if one.body:
        found["requestBody"] = {"required": True, "content": _content(one.body)}
    return found


def _path_parameters(one: Operation) -> list[dict[str, Any]]:
    if "{pk_id}" not in one.path:
        return []
    number = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
    return [{"name": "pk_id", "in": "path", "required": True, "schema": number, "description": "The PK's id."}]


def _query_parameters(one: Operation) -> list[dict[str, Any]]:
    if one.query is None:
        return []
    model: type[BaseModel] = getattr(sent, one.query)
    schema = model.model_json_schema(ref_template=REFS)
    return [
        {"name": name, "in": "query", "required": False, "schema": _flat(field_schema, schema.get("$defs", {}))}
        for name, field_schema in schema["properties"].items()
    ]


def _flat(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A parameter's schema without references; what may be left out is not null in a query."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[1]] | {k: v for k, v in schema.items() if k != "$ref"}
    if "anyOf" in schema:
        kept = next(one for one in schema["anyOf"] if one.get("type") != "null")
        schema = kept | {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    return {name: value for name, value in schema.items() if name != "title"}


def _responses(one: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status, (said, name) in one.replies.items():
        found[str(status)] = {"description": said} | ({"content": _content(name)} if name else {})
    for status in one.statuses:
        found[str(status)] = {"description": REFUSALS[status], "content": _content(ERROR)}
    if one.name == "openapi":
        found["200"]["content"] = {"application/json": {"schema": {"type": "object"}}}
    return found


def _content(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": REFS.format(model=name)}}}
