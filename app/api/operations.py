"""What the API can do, for its addresses and for its description."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.api.access import PREFIX

ALWAYS = (400, 413)


@dataclass(frozen=True, eq=False)
class Operation:
    """One deed of the API. `replies`: what comes by which status; `refusals`: beyond those of every operation.

    `path` as in OpenAPI, with `{pk_id}`; the view is the endpoint of that name. Models go by their names, as they are
    loaded late: what comes out is one of `schemas`, `body` and `query` are of `sent`.
    """

    method: str
    path: str
    name: str
    tag: str
    summary: str
    replies: dict[int, tuple[str, str | None]]
    refusals: tuple[int, ...] = ()
    body: str | None = None
    query: str | None = None
    description: str = ""
    signed_in: bool = field(default=True)

    @property
    def changes(self) -> bool:
        return self.method != "get"

    @property
    def rule(self) -> str:
        """The address as the application routes it."""
        return PREFIX + self.path.replace("{pk_id}", "<int:pk_id>")

    @property
    def statuses(self) -> list[int]:
        """Every status of a refusal."""
        of_signing_in = (401,) if self.signed_in else ()
        of_writing = (503,) if self.signed_in else ()
        return sorted({*ALWAYS, *of_signing_in, *of_writing, *self.refusals})
