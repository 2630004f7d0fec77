"""The JSON Schema of fleet files, out of their model and of the table of a peering's inputs."""

from pathlib import Path
from typing import Any, Final

from ontap_peering.fleet.model import FleetFile
from ontap_peering.pairing.fields import FIELDS as PEERING_FIELDS
from ontap_peering.peer.fields import FIELDS as PEER_FIELDS

SCHEMA: Final = Path(__file__).resolve().parent.parent / "schemas" / "provider" / "fleet.schema.json"
OF_PEERING: Final = {field.name: field.summary for field in (*PEER_FIELDS, *PEERING_FIELDS)}
OF_FLEET: Final = {
    "ip_addresses": "addresses that the other cluster dials, instead of the cluster's intercluster interfaces",
}
OF_PARTS: Final = {
    "proposed": "what both sides propose",
    "name": "by its name",
    "uuid": "by its uuid",
    "interfaces": "one for each node at most",
    "ip_address": "of the new interface",
    "netmask": "of the new interfaces",
    "broadcast_domain": "of the new interfaces",
    "gateway": "of the new interfaces",
}


def schema() -> dict[str, Any]:
    made = FleetFile.model_json_schema()
    for shape in (made, *made["$defs"].values()):
        for name, field in shape["properties"].items():
            field.pop("title", None)
            if "description" not in field:
                field["description"] = _of(name, shape)
    for section in ("defaults", "groups", "clusters", "paused", "safety"):
        made["properties"][section] = _or_null(made["properties"][section])
    clusters = next(each for each in made["properties"]["clusters"]["anyOf"] if "additionalProperties" in each)
    clusters["additionalProperties"] = {"anyOf": [clusters["additionalProperties"], {"type": "null"}]}
    made["$defs"]["Entry"]["oneOf"] = [
        {"required": ["mesh"]},
        {"required": ["hub", "spokes"]},
        {"required": ["ring"]},
        {"required": ["pairs"]},
    ]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Fleet file"}


def _of(name: str, shape: dict[str, Any]) -> str:
    parts = OF_PARTS if shape["title"] in ("Encryption", "NameOrUuid", "LocalNetwork", "LocalInterface") else {}
    return {**OF_PEERING, **OF_FLEET, **parts}[name]


def _or_null(section: dict[str, Any]) -> dict[str, Any]:
    """A section whose content is commented out is empty."""
    rest = {name: value for name, value in section.items() if name not in ("description", "default")}
    return {"anyOf": [rest, {"type": "null"}], "description": section["description"]}
