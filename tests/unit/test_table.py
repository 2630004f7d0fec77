"""One table of inputs: whatever names an input follows from it, or is held against it here."""

import inspect
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from ontap_peering import ClusterPeer
from ontap_peering.cli.program_text import program
from ontap_peering.client.wire import NEWER_PATHS, READ_FIELDS, PeerRecord
from ontap_peering.peer.check import with_defaults
from ontap_peering.peer.fields import FIELDS, OUTPUTS, InputField, get, put, read_paths, request_body
from ontap_peering.peer.importing import imported
from ontap_peering.peer.model import DesiredPeer, ObservedPeer, PeerState
from ontap_peering.peer.observed_inputs import observed
from ontap_peering.peer.properties import to_outputs

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SAMPLES: dict[str, Any] = {
    "name": "partner",
    "remote": {"ip_addresses": ["10.2.0.11"]},
    "expiry_time": "2026-01-01T12:00:00Z",
    "in_use": "revoked",
    "encryption": {"proposed": "tls_psk"},
    "ipspace": {"name": "lab"},
    "initial_allowed_svms": [{"name": "svm1"}],
    "peer_applications": ["flexcache"],
}
"""A value of each input that ONTAP reports, in its own form and not its default."""
REPORTED = [field for field in FIELDS if field.reported]


def record_with(field: InputField) -> ObservedPeer:
    record: dict[str, Any] = {
        "uuid": "00000000-0000-4000-8000-000000000011",
        "name": "partner",
        "status": {"state": "available"},
        "authentication": {"state": "ok"},
    }
    assert field.path is not None
    put(record, field.path, SAMPLES[field.name])
    return PeerRecord.model_validate(record).observed()


def test_the_table_of_fields_is_the_model() -> None:
    assert {field.name for field in FIELDS} == set(DesiredPeer.model_fields)
    for field in FIELDS:
        is_needed = DesiredPeer.model_fields[field.name].is_required()
        assert is_needed == (field.required or field.computed), field.name
    computed = {field.name for field in FIELDS if field.computed}
    assert set(with_defaults({}, {"cluster": "east", "key": "offer-1"})) - {"cluster"} == computed


def test_the_signature_is_the_table() -> None:
    parameters = list(inspect.signature(ClusterPeer).parameters.values())
    named = {each.name: each for each in parameters if each.kind is inspect.Parameter.KEYWORD_ONLY}
    assert list(named) == [field.name for field in FIELDS if field.name != "key"] + ["opts"]
    for field in FIELDS:
        if field.name != "key":
            assert (named[field.name].default is inspect.Parameter.empty) == field.required, field.name


def test_editors_show_every_argument() -> None:
    text = inspect.getdoc(ClusterPeer.__init__) or ""
    assert re.findall(r"^:param (\w+): \S", text, re.MULTILINE) == list(inspect.signature(ClusterPeer).parameters)


def test_the_outputs_are_the_table() -> None:
    outputs = to_outputs(PeerState({}, ObservedPeer("11")), NOW)
    assert outputs.keys() - {"declared"} == {field.name for field in OUTPUTS}
    assert ClusterPeer.__annotations__.keys() - {"cluster"} == {field.name for field in OUTPUTS}


@pytest.mark.parametrize("field", REPORTED, ids=lambda field: field.name)
def test_a_reported_input_is_read_at_its_path_and_back_in_the_form_of_the_input(field: InputField) -> None:
    assert field.path in (*READ_FIELDS.split(","), *NEWER_PATHS)
    assert observed(field, SAMPLES[field.name], record_with(field)) == SAMPLES[field.name]


@pytest.mark.parametrize("field", REPORTED, ids=lambda field: field.name)
def test_a_reported_input_is_imported_unless_it_applies_to_offers_only(field: InputField) -> None:
    peer = imported("east", "partner-1", "partner", record_with(field), NOW)
    assert (field.name in peer.arguments) == (field.applies == "always")
    assert (f"    {field.name}=" in program([peer])) == (field.applies == "always")


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_an_input_of_ontap_is_in_requests_at_its_path_and_no_other_is(field: InputField) -> None:
    body: dict[str, Any] = {}
    if field.path is not None:
        put(body, field.path, "value")
    assert request_body({field.name: "value"}) == body


def test_reads_ask_for_each_input_and_for_what_the_outputs_have_beside_them_once() -> None:
    assert read_paths() == (
        "authentication.expiry_time",
        "authentication.in_use",
        "authentication.state",
        "encryption",
        "initial_allowed_svms",
        "ip_address",
        "ipspace",
        "name",
        "peer_applications",
        "remote",
        "status",
        "version",
    )
    star, *named = READ_FIELDS.split(",")
    assert star == "*"
    assert set(named) == set(read_paths()) - NEWER_PATHS
    assert len(named) == len(set(named))


def test_a_value_is_found_at_its_path_or_there_is_none() -> None:
    record = {"authentication": {"in_use": "ok"}, "name": "partner"}
    assert get(record, "authentication.in_use") == "ok"
    assert get(record, "authentication") == {"in_use": "ok"}
    for path in ("authentication.state", "encryption.proposed", "name.in_use", "authentication in_use"):
        assert get(record, path) is None


def test_only_the_passphrase_and_the_token_that_has_it_are_secret() -> None:
    assert [field.name for field in FIELDS if field.secret] == ["token", "passphrase"]


def test_write_only_inputs_are_those_that_are_never_read_back() -> None:
    written_only = {field.name for field in FIELDS if field.is_write_only}
    assert written_only == {"passphrase", "generate_passphrase", "local_network"}
