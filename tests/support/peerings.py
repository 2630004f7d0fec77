"""Peerings, for tests of the core that makes both sides."""

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from pydantic import SecretStr

from ontap_peering.client.connection import Limits
from ontap_peering.pairing.check import combination_failures
from ontap_peering.pairing.fields import FIELDS
from ontap_peering.pairing.model import DesiredPeering
from ontap_peering.pairing.reconcile import PeeringReconciler
from ontap_peering.peer.check import validate
from support.core import WorldClock, reconciler_of
from support.world import World

KEY = "pair-1234567"
BOTH_WORK = [("east", "ok", "available"), ("west", "ok", "available")]


def peering(**inputs: Any) -> DesiredPeering:
    """As `check` lets it through; it must be valid."""
    given = {"clusters": ["east", "west"], "key": KEY, **inputs}
    normalised, failures = validate(given, set(), DesiredPeering, FIELDS)
    assert failures == []
    desired = DesiredPeering.model_validate(normalised)
    assert combination_failures(desired, set()) == []
    return desired


def numbered() -> Callable[[int], SecretStr]:
    """Passphrases that a test can tell from each other."""
    numbers = count(1)
    return lambda more_than: SecretStr(f"new-passphrase-{next(numbers)}-".ljust(more_than + 1, "x"))


def reconciler(
    world: World, reachable: Iterable[str] = ("east", "west"), tell: Callable[[str], None] = lambda _: None
) -> PeeringReconciler:
    """Its reads are repeated without delay."""
    sides = {alias: reconciler_of(world, alias, limits=Limits(backoff=0.001)).side for alias in reachable}
    return PeeringReconciler(sides, WorldClock(world), numbered(), tell)


def states(world: World) -> list[tuple[str, str, str]]:
    return [
        (alias, peer["authentication"]["state"], peer["status"]["state"])
        for alias in ("east", "west")
        for peer in world.peers(alias)
    ]


def refuse(world: World, cluster: str, method: str) -> None:
    """Every such request, until the fault is forgotten."""
    rule = {"match": {"cluster": cluster, "method": method}, "effect": {"kind": "error", "code": "4653215"}}
    world.steer("/faults", {**rule, "when": {"times": None}})
