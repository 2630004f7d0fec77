"""Every operation of the provider as a change of a program: what was there before, and what the program says now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from support.protocol_stack import Outputs, Program
from support.world import PEERS, World

OWN_SECRET, OTHER_SECRET, THIRD_SECRET = "own-secret-1234", "other-secret-5678", "third-secret-9012"
EAST, EAST_TOO = "10.1.0.11", "10.1.0.12"
WEST = "10.2.0.11"


@dataclass(frozen=True)
class Operation:
    """
    `made_ago` is how long before now the program `before` was run; `meanwhile` is what others did since.

    `remedy`: after a lost reply nobody can see whether both sides have agreed on the new passphrase already. It is sent
    again, and if they had, an offer stays open on that side, beside an authentication that works. The remedy closes it.
    """

    name: str
    program: Program
    before: Program
    made_ago: timedelta = timedelta()
    remedy: Program | None = None
    meanwhile: Callable[[World], None] = lambda _: None


def _offer(**more: Any) -> Program:
    inputs = {"key": "offer-1111111", "cluster": "east", "expiry_time": "PT2H", **more}
    return {"offer": lambda _: inputs}


def _accept(**more: Any) -> Program:
    def inputs(outputs: Outputs) -> dict[str, Any]:
        offer = outputs["offer"]
        return {
            "key": "accept-2222222",
            "cluster": "west",
            "remote": {"ip_addresses": [offer["ip_address"]]},
            "passphrase": offer["passphrase"],
            "wait_for": "available",
            **more,
        }

    return {"accept": inputs}


def _side(resource: str, cluster: str, address: str, **more: Any) -> Program:
    """A side with addresses; without more it has the passphrase of its own program."""
    secret = {} if more.get("generate_passphrase") else {"passphrase": OWN_SECRET}
    inputs = {"key": f"{resource}-3333333", "cluster": cluster, "remote": {"ip_addresses": [address]}, **secret, **more}
    return {resource: lambda _: inputs}


def _pair(**more: Any) -> Program:
    return {**_side("one", "east", WEST, **more), **_side("two", "west", EAST, **{"wait_for": "available", **more})}


def _generated_pair() -> Program:
    def two(outputs: Outputs) -> dict[str, Any]:
        base = _side("two", "west", EAST, wait_for="available")["two"](outputs)
        return {**base, "passphrase": outputs["one"]["passphrase"]}

    return {**_side("one", "east", WEST, generate_passphrase=True), "two": two}


def _foreign(world: World) -> None:
    body = {"name": "foreign", "remote": {"ip_addresses": [WEST]}, "authentication": {"passphrase": OWN_SECRET}}
    world.call("east", "POST", body=body)


def _peering(**more: Any) -> Program:
    inputs = {"key": "pair-4444444", "clusters": ["east", "west"], **more}
    return {"pair": lambda _: inputs}


def _named(**more: Any) -> Program:
    """A peering whose peers have chosen names, which alone do not show whose they are."""
    sides = {"east": {"name": "to-west"}, "west": {"name": "to-east"}}
    return _peering(sides=sides, adopt="existing", **more)


def _lost(alias: str) -> Callable[[World], None]:
    def lose(world: World) -> None:
        (peer,) = [each for each in world.peers(alias) if each["name"] == "pair-4444444"]
        world.call(alias, "DELETE", f"{PEERS}/{peer['uuid']}")

    return lose


def _half_rotated(world: World) -> None:
    (peer,) = [each for each in world.peers("east") if each["name"] == "pair-4444444"]
    body = {"authentication": {"passphrase": OTHER_SECRET, "in_use": "ok"}}
    world.call("east", "PATCH", f"{PEERS}/{peer['uuid']}", body=body)


BOTH = {**_offer(), **_accept()}
OFF = {"proposed": "none"}
ROTATED = _pair(passphrase=THIRD_SECRET)
HOUR = timedelta(hours=1)
OPERATIONS = [
    Operation("create an offer", _offer(), {}),
    Operation("create a side", _side("one", "east", WEST), {}),
    Operation("create a side that generates", _side("one", "east", WEST, generate_passphrase=True), {}),
    Operation("create an offer of a given name", _offer(name="to-west", adopt="existing"), {}),
    Operation("create a side of a given name", _side("one", "east", WEST, name="to-west", adopt="existing"), {}),
    Operation("create both sides", _pair(), {}),
    Operation("create both sides without authentication", _pair(in_use="absent"), {}),
    Operation("offer and accept", BOTH, {}),
    Operation("accept", BOTH, _offer()),
    Operation("adopt", _side("one", "east", WEST, name="foreign", adopt="existing"), {}, meanwhile=_foreign),
    Operation("update name", {**_offer(), **_accept(name="renamed")}, BOTH),
    Operation("update remote", {**_offer(), **_accept(remote={"ip_addresses": [EAST_TOO]})}, BOTH),
    Operation(
        "update encryption", _pair(encryption=OFF), _pair(), remedy=_pair(encryption=OFF, passphrase=THIRD_SECRET)
    ),
    Operation("update in_use", _pair(in_use="revoked", wait_for="created"), _pair(wait_for="created")),
    Operation(
        "begin authentication",
        _pair(in_use="ok"),
        _pair(in_use="absent"),
        remedy=_pair(in_use="ok", passphrase=THIRD_SECRET),
    ),
    Operation("end authentication", _pair(in_use="absent"), _pair()),
    Operation("update peer_applications", {**_offer(peer_applications=["snapmirror"]), **_accept()}, BOTH),
    Operation("update initial_allowed_svms", _offer(initial_allowed_svms=[{"name": "svm1"}]), _offer()),
    Operation("update expiry_time", _offer(expiry_time="PT3H"), _offer()),
    Operation("rotate", _pair(passphrase=OTHER_SECRET), _pair(), remedy=ROTATED),
    Operation("rotate to a generated one", _generated_pair(), _pair(), remedy=ROTATED),
    Operation(
        "rotate by a word",
        {**_offer(rotation="b"), **_accept()},
        {**_offer(rotation="a"), **_accept()},
        remedy={**_offer(rotation="c"), **_accept()},
    ),
    Operation("rotate an open offer by a word", _offer(rotation="b"), _offer(rotation="a")),
    Operation("adopt by remote", _side("one", "east", WEST, name="chosen", adopt="existing"), {}, meanwhile=_foreign),
    Operation("renew", _offer(renew_before="PT30M"), _offer(renew_before="PT30M"), made_ago=timedelta(minutes=100)),
    Operation("recreate what expired", _offer(), _offer(), made_ago=timedelta(hours=3)),
    Operation("delete an offer", {}, _offer()),
    Operation("delete both sides", {}, BOTH),
    Operation("replace by cluster", _offer(cluster="west"), _offer()),
    Operation("create a peering", _peering(), {}),
    Operation("create a peering of given names", _named(), {}),
    Operation("complete a peering", _peering(adopt="existing"), {}, meanwhile=_foreign),
    Operation("rotate a peering", _peering(rotation="b"), _peering(rotation="a")),
    Operation("encrypt a peering", _peering(encryption={"proposed": "tls_psk"}), _peering(encryption=OFF)),
    Operation("rename a side", _peering(sides={"west": {"name": "renamed"}}), _peering()),
    Operation("move a side", _peering(sides={"west": {"ip_addresses": [WEST]}}), _peering()),
    Operation("update applications of both", _peering(peer_applications=["snapmirror"]), _peering()),
    Operation("mend a lost side", _peering(), _peering(), meanwhile=_lost("west")),
    Operation("mend the other lost side", _peering(), _peering(), meanwhile=_lost("east")),
    Operation("mend half a rotation", _peering(), _peering(), meanwhile=_half_rotated),
    Operation("delete a peering", {}, _peering()),
    Operation(
        "replace a peering by ipspace",
        _peering(sides={"west": {"ipspace": {"name": "lab"}}}),
        _peering(),
    ),
    Operation("replace by ipspace", _offer(ipspace={"name": "lab"}), _offer()),
]
