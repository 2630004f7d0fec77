"""A fuzzer on the simulator's own OpenAPI description finds no fault and no reply outside it."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ontap_simulator import OntapSimulator
from ontap_simulator.api import openapi
from ontap_simulator.control.app import control_app
from ontap_simulator.control.faults import FaultRules
from ontap_simulator.control.journal import MemoryJournal
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.spec import FabricSpec
from ontap_simulator.simulator import Endpoint
from support.world import HTTP_SECONDS, PEERS

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ONTAP = openapi.document()


def operations(description: dict[str, Any]) -> dict[str, Any]:
    """By method and path."""
    schema = schemathesis.openapi.from_dict(description)
    found = {}
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        found[f"{operation.method.upper()} {operation.path}"] = operation
    return found


def control() -> dict[str, Any]:
    """What the control API adds to the description of the clusters."""
    whole = openapi.document()
    fabric = Fabric(FabricSpec.of(["east"]), seed=3)
    control_app(fabric, MemoryJournal(), FaultRules(3), whole)
    return {**whole, "paths": {path: item for path, item in whole["paths"].items() if path not in ONTAP["paths"]}}


OPERATIONS = operations(ONTAP)
CONTROL_OPERATIONS = operations(control())


@pytest.fixture(scope="module")
def simulator() -> Iterator[OntapSimulator]:
    with OntapSimulator(seed=3, tls=False) as running:
        yield running


def some_peer(end: Endpoint) -> str:
    """The uuid of a peer that exists."""
    found = call(end, "GET")["records"] or call(end, "POST")["records"]
    uuid: str = found[0]["uuid"]
    return uuid


def call(end: Endpoint, method: str) -> dict[str, Any]:
    reply = requests.request(method, end.url + PEERS, auth=(end.username, end.password), timeout=HTTP_SECONDS)
    answer: dict[str, Any] = reply.json()
    return answer


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_request_gets_a_reply_outside_the_description(simulator: OntapSimulator, operation: str) -> None:
    end = simulator.endpoints["east"]
    requests.post(f"{simulator.control_url}/reset", timeout=HTTP_SECONDS).raise_for_status()

    @given(case=OPERATIONS[operation].as_strategy())
    @settings(max_examples=50, suppress_health_check=list(HealthCheck), derandomize=True)
    def every_case(case: schemathesis.Case[Any]) -> None:
        if case.path == f"{PEERS}/{{uuid}}":
            case.path_parameters["uuid"] = some_peer(end)
        case.call_and_validate(base_url=end.url, auth=(end.username, end.password), checks=CHECKS, timeout=HTTP_SECONDS)

    every_case()


@pytest.mark.parametrize("operation", CONTROL_OPERATIONS)
def test_the_control_api_refuses_in_one_line_what_it_cannot_do(simulator: OntapSimulator, operation: str) -> None:
    @given(case=CONTROL_OPERATIONS[operation].as_strategy())
    @settings(max_examples=50, suppress_health_check=list(HealthCheck), derandomize=True)
    def every_case(case: schemathesis.Case[Any]) -> None:
        reply = case.call(base_url=simulator.control_url, timeout=HTTP_SECONDS)
        assert reply.status_code < 500
        if reply.status_code >= 400 and reply.status_code != 405:
            (line,) = reply.json().values()
            assert len(line.splitlines()) == 1

    every_case()
