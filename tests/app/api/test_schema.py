"""The description of the API: valid OpenAPI 3.1, true to what the API does, and to its addresses."""

from __future__ import annotations

from contextvars import Context
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.api import services
from app.api.access import PREFIX
from app.api.views import OPERATIONS
from app.duels import starting
from app.kit import clock as clocks
from app.kit.database import transaction
from tests.factories import make_person, make_season
from tests.playing import make_pool

ADDRESS = f"{PREFIX}/openapi.json"
FEW = settings(max_examples=8, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
NAMES = {operation.name: operation for operation in OPERATIONS}
NOT_SAID = {"answer": [positive_data_acceptance]}  # which form an answer has depends on the question
TAKES_SOMETHING = [name for name, one in NAMES.items() if one.body or one.query]


@pytest.fixture
def token(app: Flask) -> str:
    """Of a person who has a PK open, whose id is 1."""
    make_season()
    make_pool()
    person = make_person()
    with transaction():
        assert starting.start(person, 1, clocks.now(), 1).id == 1
        return services.make(person, "test", clocks.now())


def asked(app: Flask, name: str, token: str, mode: GenerationMode) -> int:
    """How many requests of that kind the operation was asked; each reply is compared with the description."""
    schema = Context().run(schemathesis.openapi.from_wsgi, ADDRESS, app)
    operation = schema[NAMES[name].path][NAMES[name].method.upper()]
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    count = 0

    @FEW
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        nonlocal count
        count += 1
        if "pk_id" in case.path_parameters and mode is GenerationMode.POSITIVE:
            case.path_parameters["pk_id"] = 1
        Context().run(case.call_and_validate, headers=headers, excluded_checks=NOT_SAID.get(name))

    ask()
    return count


@pytest.mark.parametrize("name", NAMES)
def test_the_api_does_what_its_description_says(app, token, name):
    assert asked(app, name, token, GenerationMode.POSITIVE)


@pytest.mark.parametrize("name", TAKES_SOMETHING)
def test_the_api_refuses_what_its_description_does_not_allow(app, token, name):
    assert asked(app, name, token, GenerationMode.NEGATIVE)


def description(app: Flask) -> dict[str, Any]:
    return app.test_client().get(ADDRESS).get_json()


def test_the_description_is_valid_openapi_and_open_to_everybody(app):
    Context().run(schemathesis.openapi.from_wsgi, ADDRESS, app).validate()
    assert description(app)["openapi"] == "3.1.0"


def test_a_description_with_a_fault_is_not_valid(app):
    found = description(app)
    del found["info"]
    with pytest.raises(ValueError, match="info"):
        schemathesis.openapi.from_dict(found).validate()


def test_every_address_of_the_api_is_described_and_no_other(app):
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(PREFIX)]
    routed = {(method, rule.rule) for rule in rules for method in rule.methods - {"HEAD", "OPTIONS"}}
    assert routed == {(operation.method.upper(), operation.rule) for operation in OPERATIONS}
    assert all(rule.endpoint.startswith("api.") for rule in rules)


def test_every_operation_describes_its_refusals_in_one_form(app):
    for path, operations in description(app)["paths"].items():
        for method, operation in operations.items():
            refusals = {status: one for status, one in operation["responses"].items() if status[0] in "45"}
            assert {"400", "413"} <= set(refusals), (method, path)
            assert ("401" in refusals) == bool(operation["security"]), (method, path)
            for one in refusals.values():
                assert one["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}


def test_every_change_by_a_session_asks_for_its_csrf_token(app):
    for operations in description(app)["paths"].values():
        for method, operation in operations.items():
            by_session = [one for one in operation["security"] if "session" in one]
            assert all(("csrf" in one) == (method != "get") for one in by_session)
