"""The data in `schemas/ontap` is well formed, complete, and agrees with the vendor's own examples."""

import copy
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from support import ROOT

SCHEMAS = ROOT / "schemas" / "ontap"

MESSAGE_AND_REMEDY_LIMIT = 220

# The rows of the vendor document's three error tables.
TABLES = {
    "POST": """
        1966366 4653058 4653075 4653076 4653229 4653236 4653365 4653368 4653419 4653708 4656069 4656070 4656071 4656072
        4656074 4656075 4656077 4656079 4656081 4656085 4656086 4656087 4656088 4656089 4656090 4656091 4656094 4656095
        4656096 4656100 4656101 8847365
    """,
    "PATCH": """
        2621462 4653061 4653218 4653229 4653236 4653257 4653261 4653671 4655058 4655061 4656070 4656072 4656073 4656075
        4656076 4656080 4656081 4656083 4656084 4656092 4656095 8847365
    """,
    "DELETE": "4653079 4663070",
}
DOCUMENTED = {operation: rows.split() for operation, rows in TABLES.items()}
CONFLICTS = {"4653075", "4653076", "4653079"}


def load(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


ERRORS = load(SCHEMAS / "errors.json")
ENTRIES: list[dict[str, Any]] = ERRORS["codes"]
WIRE = load(SCHEMAS / "cluster_peer.schema.json")
EXAMPLES = load(Path(__file__).with_name("document_examples.json"))

A_PEER = EXAMPLES["peer"]["an established peer"]
A_POST_REPLY = EXAMPLES["post_response"]["empty"]
A_COLLECTION = EXAMPLES["collection"]["all peers"]


def wire(definition: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{definition}", "$defs": WIRE["$defs"]})


def key(entry: dict[str, Any]) -> str:
    return f"{entry['operation']} {entry['code']}"


def put(document: object, path: Sequence[str | int], value: object) -> Any:
    """A copy of the document with one value set at the path."""
    result: Any = copy.deepcopy(document)
    place = result
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return result


def without(document: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != name}


def properties(schema: object, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property that a schema names, at any depth, with where it stands."""
    if isinstance(schema, list):
        for index, part in enumerate(schema):
            yield from properties(part, f"{path}[{index}]")
    elif isinstance(schema, dict):
        for name, part in schema.get("properties", {}).items():
            yield f"{path}.{name}", part
            yield from properties(part, f"{path}.{name}")
        for name, part in schema.items():
            if name != "properties":
                yield from properties(part, path)


def test_error_catalogue_validates_against_its_schema() -> None:
    schema = load(SCHEMAS / "errors.schema.json")
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(ERRORS)


def test_error_catalogue_has_one_entry_for_a_code_and_an_operation() -> None:
    keys = [key(entry) for entry in ENTRIES]
    assert sorted(set(keys)) == sorted(keys)


@pytest.mark.parametrize("operation", DOCUMENTED)
def test_every_code_of_the_vendor_document_is_in_the_catalogue_as_documented(operation: str) -> None:
    known = {entry["code"] for entry in ENTRIES if (entry["operation"], entry["evidence"]) == (operation, "documented")}
    assert set(DOCUMENTED[operation]) <= known


@pytest.mark.parametrize("entry", ENTRIES, ids=key)
def test_an_error_is_one_line(entry: dict[str, Any]) -> None:
    assert len(entry["message"] + entry["remedy"]) < MESSAGE_AND_REMEDY_LIMIT
    assert "\n" not in entry["message"] + entry["remedy"]


def test_conflicts_are_the_only_peer_errors_that_are_not_bad_requests() -> None:
    odd = {entry["code"]: entry["http_status"] for entry in ENTRIES if entry["code"].startswith(("465", "466"))}
    assert {code for code, status in odd.items() if status != 400} == CONFLICTS
    assert {odd[code] for code in CONFLICTS} == {409}


def test_a_missing_entry_keeps_the_words_that_clients_compare_with() -> None:
    [entry] = [entry for entry in ENTRIES if entry["code"] == "4"]
    assert (entry["operation"], entry["http_status"], entry["message"]) == ("any", 404, "entry doesn't exist")


@pytest.mark.parametrize("definition", WIRE["$defs"])
def test_a_wire_definition_is_a_valid_schema(definition: str) -> None:
    Draft202012Validator.check_schema(WIRE["$defs"][definition])


@pytest.mark.parametrize(
    ("where", "part"), [pytest.param(where, part, id=where) for where, part in properties(WIRE["$defs"], "")]
)
def test_a_wire_property_says_what_it_means_and_how_that_is_known(where: str, part: dict[str, Any]) -> None:
    assert part["description"], where
    assert part["x-evidence"] in {"documented", "client", "inferred"}
    assert part["x-source"]


@pytest.mark.parametrize(
    ("definition", "example"),
    [
        pytest.param(name, example, id=f"{name}: {title}")
        for name in EXAMPLES
        for title, example in EXAMPLES[name].items()
    ],
)
def test_an_example_of_the_vendor_document_validates(definition: str, example: object) -> None:
    wire(definition).validate(example)


@pytest.mark.parametrize(
    "expiry",
    ["PT2H", "P7D", "P1DT2H3M4S", "P1W", "2021-05-26T12:34:56Z", "2021-05-26T12:34:56+02:00", "05/26/2021 12:34:56"],
)
def test_an_expiry_may_be_a_duration_or_an_instant(expiry: str) -> None:
    wire("post_request").validate({"authentication": {"expiry_time": expiry}})


@pytest.mark.parametrize("expiry", ["", "P", "PT", "P1DT", "2H", "P1H", "PT1D", "tomorrow", "26.05.2021"])
def test_an_expiry_of_another_form_is_refused(expiry: str) -> None:
    assert not wire("post_request").is_valid({"authentication": {"expiry_time": expiry}})


def test_a_generating_update_may_show_the_passphrase_with_its_expiry() -> None:
    authentication = {"passphrase": "made-up-by-a-test", "expiry_time": "2021-05-25T20:04:15-04:00", "in_use": "ok"}
    wire("patch_response").validate({"num_records": 1, "records": [{"authentication": authentication}]})


def test_a_count_needs_no_records() -> None:
    wire("count").validate({"num_records": 3})


REFUSED = {
    "a peer with an unknown state": ("peer", put(A_PEER, ["status", "state"], "broken")),
    "a peer with an unknown authentication state": ("peer", put(A_PEER, ["authentication", "state"], "expired")),
    "a peer with the hyphen spelling": ("peer", put(A_PEER, ["encryption", "state"], "tls-psk")),
    "a peer without uuid": ("peer", without(A_PEER, "uuid")),
    "a peer without links": ("peer", without(A_PEER, "_links")),
    "a peer with a passphrase": ("peer", put(A_PEER, ["authentication", "passphrase"], "xyz12345")),
    "a peer with the generate flag": ("peer", put(A_PEER, ["authentication", "generate_passphrase"], value=True)),
    "a peer with its local network": ("peer", put(A_PEER, ["local_network"], {"interfaces": []})),
    "a peer with a time without offset": ("peer", put(A_PEER, ["status", "update_time"], "2021-05-25T19:38:55")),
    "a peer with an unknown field": ("peer", put(A_PEER, ["colour"], "blue")),
    "a collection without a count": ("collection", without(A_COLLECTION, "num_records")),
    "a collection without records": ("collection", without(A_COLLECTION, "records")),
    "a collection with a passphrase": (
        "collection",
        put(A_COLLECTION, ["records", 0, "authentication"], {"passphrase": "xyz12345"}),
    ),
    "a create that answers with two records": (
        "post_response",
        put(A_POST_REPLY, ["records"], A_POST_REPLY["records"] * 2),
    ),
    "a create that answers with a state": (
        "post_response",
        put(A_POST_REPLY, ["records", 0, "status"], {"state": "pending"}),
    ),
    "a create that answers without envelope": ("post_response", A_POST_REPLY["records"][0]),
    "an update that creates interfaces": ("patch_request", EXAMPLES["post_request"]["local interfaces"]),
    "an update of the key": ("patch_request", {"uuid": A_PEER["uuid"]}),
    "an update that answers with the key": (
        "patch_response",
        {"num_records": 1, "records": [{"uuid": A_PEER["uuid"], "authentication": {"in_use": "ok"}}]},
    ),
    "a delete that answers with a record": ("delete_response", {"num_records": 1}),
    "an error without code": ("error", {"error": {"message": "entry doesn't exist"}}),
    "an error with a number as code": ("error", {"error": {"message": "entry doesn't exist", "code": 4}}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_document_that_breaks_the_contract_is_refused(case: str) -> None:
    definition, document = REFUSED[case]
    assert not wire(definition).is_valid(document)
