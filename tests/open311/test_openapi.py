"""The OpenAPI description, and what a machine that reads it sends us: all that it allows, and much that it does not."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests import make

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
OPERATIONS = 10


def try_all(wsgi, key, examples):
    """Every operation, so often; how many there were."""
    schema = schemathesis.openapi.from_wsgi("/open311/v2/openapi.json", app=wsgi)
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:
        for mode in schemathesis.GenerationMode:
            _try(operation, mode, key, examples)
    return len(operations)


def _try(operation, mode, key, examples):
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case):
        if isinstance(case.body, dict):
            case.body = {**case.body, "api_key": key}
            if mode is schemathesis.GenerationMode.POSITIVE and "service_code" in case.body:
                case.body["service_code"] = "dumping"
        case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

    run()


@pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
def test_it_says_what_can_be_asked_for_besides(made, reader):
    paths = reader.ask("openapi.json").json["paths"]
    for path, operations in paths.items():
        asked = {one["name"]: one["schema"] for one in operations["get"]["parameters"]}
        assert "jurisdiction_id" in asked
        if path not in ("/requests.{format}", "/requests/{service_request_id}.{format}"):
            assert "extensions" not in asked
            continue
        assert asked["extensions"]["type"] == "boolean"
        schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        plain, extended = (one["items"]["properties"] for one in schema["anyOf"])
        assert set(extended) - set(plain) == {
            "attributes",
            "external_status_code",
            "neighbors_say",
            "neighbors_fixed",
            "neighbors_still_there",
            "neighbors_see_it",
            "neighbors_say_gone",
        }
        told = reader.get("requests", extensions="true")
        assert set(told[0]) == set(extended)
    update = paths["/servicerequestupdates.{format}"]["post"]["requestBody"]["content"]
    for form in update.values():
        assert {"jurisdiction_id", "media_url"} <= set(form["schema"]["properties"])


@pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
def test_a_machine_finds_every_answer_as_described(db, made, wsgi, sender):
    make.question(db, made.dumping, "color", required=False, public=True)
    assert try_all(wsgi, sender.key, examples=3) == OPERATIONS


@pytest.mark.trial
def test_a_machine_tries_for_long(db, made, wsgi, sender):
    make.question(db, made.dumping, "color", required=False, public=True)
    assert try_all(wsgi, sender.key, examples=100) == OPERATIONS
