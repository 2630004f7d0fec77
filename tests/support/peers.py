"""Sides, offers and lost replies, for tests of the reconciler."""

from datetime import timedelta
from typing import Any

from ontap_peering import messages
from ontap_peering.errors import RunCancelledError
from ontap_peering.peer.model import DesiredPeer, PeerState
from support.core import WorldClock, desired
from support.world import World

SECRET = "shared-by-both"
HOUR = timedelta(hours=1)


def side(world: World, cluster: str = "east", **inputs: Any) -> Any:
    other = "west" if cluster == "east" else "east"
    remote = {"ip_addresses": world.addresses(other)}
    given = {} if inputs.get("generate_passphrase") else {"passphrase": SECRET}
    return desired(cluster, **{"remote": remote, **given, **inputs})


def flexible() -> DesiredPeer:
    return desired(peer_applications=["flexcache"])


def accept(world: World, state: PeerState, by: str = "west") -> None:
    """Somebody accepts the offer."""
    assert state.passphrase is not None
    body = {
        "remote": {"ip_addresses": [state.observed.ip_address]},
        "authentication": {"passphrase": state.passphrase.get_secret_value()},
    }
    world.call(by, "POST", body=body)


def lose_reply(world: World, method: str, phase: str = "lost", times: int = 1) -> None:
    rule = {"match": {"method": method}, "phase": phase, "effect": {"kind": "reset"}, "when": {"times": times}}
    world.steer("/faults", rule)


def uuids(world: World, alias: str = "east") -> list[str]:
    return [each["uuid"] for each in world.peers(alias)]


def north_expected(world: World) -> str:
    """The refusal to touch the only peer of east if the program expects cluster north there."""
    (peer,) = world.peers("east")
    remote = peer["remote"]
    alarm = messages.unexpected_remote("north", remote["name"], remote["serial_number"], peer["uuid"])
    return messages.remote_refused("east", alarm)


class Cancelled(WorldClock):
    def sleep(self, span: timedelta) -> None:
        raise RunCancelledError(f"before {span}")
