"""Each command that prints JSON has a schema, which refuses what the command does not print."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from command_tree import choices, commands

from ontap_peering.cli.documents import BY_COMMAND
from support.printed import SCHEMAS, validator

AT_NOON = "2026-11-28T12:00:00Z"
PEERING = {"name": "east--west", "clusters": ["east", "west"], "why": ["it is gone"]}
DRIFT = {"observed_at": AT_NOON, "drift": [PEERING], "could_not_look": [], "paused": [], "as_declared": 3}
REFUSED = {
    "another key": {**DRIFT, "more": 1},
    "another key within": {**DRIFT, "drift": [{**PEERING, "more": 1}]},
    "a key that is missing": {name: value for name, value in DRIFT.items() if name != "paused"},
    "a key that is missing within": {**DRIFT, "drift": [{"name": "east--west"}]},
    "another type": {**DRIFT, "as_declared": "3"},
    "no instant": {**DRIFT, "observed_at": "noon"},
}


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Each part of a schema that names properties."""
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from objects(part)
    if isinstance(schema, dict) and "properties" in schema and "type" in schema:
        yield schema


def test_each_command_that_prints_json_has_a_schema() -> None:
    printing = {name for name, each in commands() if any("json" in choices(one) for one in each.params)}
    assert printing == set(BY_COMMAND)


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: str(path.name))
def test_a_schema_requires_each_key_and_allows_no_other(path: Any) -> None:
    validator(path.name.partition(".")[0])
    found = list(objects(json.loads(path.read_text(encoding="utf-8"))))
    assert found
    for each in found:
        assert each["additionalProperties"] is False
        assert sorted(each["required"]) == sorted(each["properties"])


def test_a_document_as_it_is_printed_is_valid() -> None:
    validator("drift").validate(DRIFT)


@pytest.mark.parametrize("case", REFUSED)
def test_a_document_that_breaks_the_contract_is_refused(case: str) -> None:
    assert not validator("drift").is_valid(REFUSED[case])
