"""A fuzzer on the simulator's own OpenAPI description finds no fault and no reply outside it."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ontap_simulator import OntapSimulator
from ontap_simulator.api import openapi
from ontap_simulator.server import Endpoint
from support.world import HTTP_SECONDS, PEERS

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SCHEMA = schemathesis.openapi.from_dict(openapi.document())
OPERATIONS = {f"{each.ok().method.upper()} {each.ok().path}": each.ok() for each in SCHEMA.get_all_operations()}


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
    @settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    def every_case(case: schemathesis.Case) -> None:
        if case.path == f"{PEERS}/{{uuid}}":
            case.path_parameters["uuid"] = some_peer(end)
        case.call_and_validate(base_url=end.url, auth=(end.username, end.password), checks=CHECKS, timeout=HTTP_SECONDS)

    every_case()
