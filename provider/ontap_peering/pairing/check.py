"""Are the inputs of a peering valid, alone and together? Offline, and with inputs of which some are not known yet."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ontap_peering import messages
from ontap_peering.pairing.model import DesiredPeering
from ontap_peering.peer.addresses import families


def with_key(olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs with the key that the resource was created with, whatever it is called now."""
    inputs = {name: value for name, value in news.items() if value is not None}
    inputs["key"] = olds.get("key") or inputs.get("key")
    return inputs


def combination_failures(desired: DesiredPeering, unknown: Collection[str]) -> list[str]:
    """A line for each combination that could never be fulfilled."""
    return [] if {"clusters", "sides"} & set(unknown) else list(_failures(desired))


def _failures(desired: DesiredPeering) -> Iterator[str]:
    declared = []
    for alias, own in desired.sides.items():
        path = f"sides.{alias}"
        if alias not in desired.clusters:
            yield messages.side_of_neither(path, desired.clusters)
        found = families(own.ip_addresses or ())
        if len(found) > 1:
            yield messages.mixed_address_families(f"{path}.ip_addresses")
        declared.append(found)
    if len(declared) > 1 and all(declared) and not set.intersection(*declared):
        yield messages.no_family_of_both()
