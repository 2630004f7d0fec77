"""The file for `pulumi import --file`, with what only the engine itself writes otherwise."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pulumi.dynamic import ResourceProvider

from ontap_peering.engine.boundary import provider_reference

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - not a secret, the mark of one
"""How the engine marks a secret in a file (`pkg/resource/stack`, as read in its source)."""


@dataclass(frozen=True)
class Parent:
    """A component; `urn` if the state has it already, otherwise the import makes it."""

    type: str
    name: str
    urn: str | None = None


@dataclass(frozen=True)
class Entry:
    """One resource: its provider, type token, name and id, and what the state will hold of it."""

    provider: ResourceProvider
    type: str
    name: str
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    parent: Parent | None = None


def import_file(entries: Collection[Entry], secret: Collection[str]) -> dict[str, Any]:
    """The content of the file, with the properties named in `secret` marked as the engine marks a secret."""
    parents = {entry.parent: None for entry in entries if entry.parent is not None}
    new = [{"type": each.type, "name": each.name, "component": True} for each in parents if each.urn is None]
    known = {each.name: each.urn for each in parents if each.urn is not None}
    return {
        **({"nameTable": known} if known else {}),
        "resources": [*new, *(_resource(entry, secret) for entry in entries)],
    }


def _resource(entry: Entry, secret: Collection[str]) -> dict[str, Any]:
    return {
        "type": entry.type,
        "name": entry.name,
        "id": entry.id,
        **({"parent": entry.parent.name} if entry.parent else {}),
        "inputs": {**_marked(entry.inputs, secret), **provider_reference(entry.provider)},
        "outputs": {**_marked(entry.outputs, secret), **provider_reference(entry.provider)},
    }


def _marked(properties: Mapping[str, Any], secret: Collection[str]) -> dict[str, Any]:
    return {
        name: {_SIGNATURE: _SECRET, "plaintext": json.dumps(value)} if name in secret else value
        for name, value in properties.items()
    }


def is_encrypted(value: Any) -> bool:
    """Whether an exported property is a secret."""
    return isinstance(value, Mapping) and value.get(_SIGNATURE) == _SECRET
