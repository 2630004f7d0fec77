"""Pasts of clusters that somebody peers by hand, and worlds in which they happen."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

from hypothesis import strategies as st

from ontap_peering.cli.stack import SelectedStack
from ontap_peering.config import Profiles
from ontap_simulator import ClusterSpec, FabricSpec, ManualClock, OntapSimulator
from ontap_simulator.domain.network import Version
from ontap_simulator.domain.peer import AuthenticationState
from ontap_simulator.domain.spec import IPspaceSpec, PeeringPolicy, Settings, SvmSpec
from support.plugin import Plugin
from support.world import PEERS, SEED, World, started

SVMS = ("svm1", "svm2")
OTHERS = ("west", "south", "north")
SECRET, OTHER_SECRET = "both-sides-have-this", "only-one-side-has-this"
ODD_NAMES = [
    "1st",
    "",
    "we st",
    "wést",
    'a"b',
    "it's",
    "back\\slash",
    "{brace}",
    "*",
    "a|b",
    "${x}",
    "x" * 45,
]
FIRST_WITH_APPLICATIONS = Version(9, 7, 0)
HOSTS = {"west": "lif.west.example.com", "north": "LIF.north.example.com"}
ADDRESSES = {
    "Default": {
        "west": (["10.2.0.11", "10.2.0.12"], ["10.1.0.11"]),
        "south": (["2001:db8:3::1a", "2001:db8:3::b:1"], ["2001:db8:1::1a"]),
        "north": (["10.4.0.12", "10.4.0.11"], ["10.1.0.11"]),
    },
    "lab": {name: ([f"10.{number}.1.11"], ["10.1.1.12", "10.1.1.11"]) for number, name in enumerate(OTHERS, start=2)},
}
"""By IPspace and other cluster: the addresses of the other, and those of east that the other reaches."""


@dataclass(frozen=True)
class Side:
    """What the administrator of one cluster asks for; None is left out."""

    encryption: str | None = None
    name: str | None = None
    applications: tuple[str, ...] | None = None
    svms: tuple[str, ...] | None = None
    lifetime: str | None = None

    def body(self, ipspace: str, addresses: list[str] | None = None, passphrase: str | None = None) -> dict[str, Any]:
        """Without authentication for an empty passphrase."""
        authentication = {"passphrase": passphrase, "expiry_time": self.lifetime}
        body: dict[str, Any] = {
            "authentication": {"in_use": "absent"} if passphrase == "" else _given(authentication),
            "name": self.name,
            "encryption": {"proposed": self.encryption} if self.encryption else None,
            "ipspace": {"name": ipspace},
            "peer_applications": list(self.applications) if self.applications is not None else None,
            "initial_allowed_svms": _svms(self.svms, ipspace) if self.svms else None,
            "remote": {"ip_addresses": addresses} if addresses is not None else None,
        }
        return _given(body)


def _svms(names: tuple[str, ...], ipspace: str) -> list[dict[str, str]]:
    return [{"name": f"{name}-lab" if name in SVMS and ipspace == "lab" else name} for name in names]


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True)
class Bond:
    """How east and another cluster came together, and what became of it, in order."""

    how: str
    east: Side
    far: Side
    ipspace: str
    spelling: str
    later: tuple[str, ...]


@dataclass(frozen=True)
class Past:
    """All that happened on east before the import; `odd_name` is that of its first peer, if any."""

    release: str
    bonds: Mapping[str, Bond]
    offers: tuple[Side, ...]
    waits: tuple[int, ...]
    odd_name: str | None


SIDES = st.builds(
    Side,
    encryption=st.sampled_from([None, "none", "tls_psk"]),
    name=st.sampled_from([None, None, "partner.1", "P-2_x"]),
    applications=st.sampled_from([None, (), ("snapmirror",), ("snapmirror", "flexcache")]),
    svms=st.sampled_from([None, ("*",), ("svm1",), ("svm2", "svm1")]),
    lifetime=st.sampled_from([None, "PT30M", "P7D"]),
)
LATER = [
    "far deletes", "far revokes", "east revokes", "far rotates", "east rotates", "far proposes none",
    "link is cut", "link is cut one way", "far has new addresses", "far is renamed", "far has another's name",
]  # fmt: skip
BONDS = st.builds(
    Bond,
    how=st.sampled_from(["both", "both", "mismatch", "east only", "east offers", "far offers", "no authentication"]),
    east=SIDES,
    far=SIDES,
    ipspace=st.sampled_from(["Default", "Default", "lab"]),
    spelling=st.sampled_from(["as the cluster has it", "upper case", "host name", "reversed"]),
    later=st.lists(st.sampled_from(LATER), max_size=3, unique=True).map(tuple),
)
PASTS = st.builds(
    Past,
    release=st.sampled_from(["usual", "9.6", "permissive", "settling", "lapsed offers are absent"]),
    bonds=st.fixed_dictionaries({"west": BONDS}, optional={"south": BONDS, "north": BONDS}),
    offers=st.lists(SIDES, max_size=2).map(tuple),
    waits=st.tuples(st.sampled_from([0, 2]), st.sampled_from([0, 2, 200])),
    odd_name=st.one_of(st.none(), st.none(), st.sampled_from(ODD_NAMES)),
)


@dataclass(frozen=True)
class Place:
    """A running fabric, and the provider's process that is configured for it."""

    world: World
    plugin: Plugin

    @property
    def stack(self) -> SelectedStack:
        return SelectedStack("project", "test", Profiles(self.world.clusters))


@dataclass
class Places:
    """One place for each kind of cluster, started when it is first asked for."""

    exits: ExitStack
    running: dict[str, Place] = field(default_factory=dict)

    def of(self, kind: str) -> Place:
        if kind not in self.running:
            world = self.exits.enter_context(started(_simulator(kind)))
            plugin = self.exits.enter_context(Plugin(world.clusters, impatient=True))
            self.running[kind] = Place(world, plugin)
        return self.running[kind]


def _simulator(kind: str) -> OntapSimulator:
    details: dict[str, Any] = {"svms": [*SVMS, *(SvmSpec(f"{name}-lab", "lab") for name in SVMS)]}
    behaviour = Settings()
    match kind:
        case "9.6":
            details["version"] = "9.6"
        case "permissive":
            details["policy"] = PeeringPolicy(authentication_required=False)
        case "settling":
            behaviour = replace(behaviour, settle_time=timedelta(hours=3), custom_names_survive=False)
        case "lapsed offers are absent":
            behaviour = replace(behaviour, expired_offer=AuthenticationState.ABSENT)
    of_default = {
        "east": ("10.1.0.11", "2001:db8:1::1a"),
        **{name: to_far for name, (to_far, _) in ADDRESSES["Default"].items()},
    }
    clusters = [
        ClusterSpec(
            name,
            ipspaces=(IPspaceSpec("Default", interfaces=tuple(map(ip_address, of_default[name]))), "lab"),
            **details,
        )
        for name in ("east", *OTHERS)
    ]
    hosts = {host: (ip_address(ADDRESSES["Default"][name][0][0]),) for name, host in HOSTS.items()}
    spec = FabricSpec(tuple(clusters), hosts=hosts, settings=behaviour)
    return OntapSimulator(spec, seed=SEED, clock=ManualClock(datetime.now(UTC) - timedelta(days=30)))


class History:
    """Makes the past happen on a world. What the clusters refuse did not happen."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.release = world.simulator.fabric.clusters["east"].version

    def happen(self, past: Past) -> None:
        self.world.steer("/reset", None)
        self.world.set_clock(datetime.now(UTC) - timedelta(hours=sum(past.waits)))
        for side in past.offers:
            self.post("east", side.body("Default"))
        for other, bond in past.bonds.items():
            self._come_together(other, bond)
        self.world.advance(f"PT{past.waits[0]}H")
        for other, bond in past.bonds.items():
            for event in bond.later:
                self._follow(other, event)
        if past.odd_name is not None and (peers := self.world.peers("east")):
            self._rename("east", peers[0]["uuid"], past.odd_name)
        self.world.advance(f"PT{past.waits[1]}H")
        self.world.forget_journal()

    def _rename(self, cluster: str, uuid: str, name: str) -> None:
        """Against ONTAP's rules for names, which another release may not have."""
        fabric = self.world.simulator.fabric
        with fabric.lock:
            peers = fabric.clusters[cluster].peers
            peer = peers.get(uuid)
            assert peer is not None
            peers.remove(peer)
            peer.name = name
            peers.add(peer)

    def post(self, cluster: str, body: dict[str, Any]) -> dict[str, Any]:
        """The reply to a request for a peer, empty if the cluster refuses it."""
        if self.release < FIRST_WITH_APPLICATIONS:
            body = {name: value for name, value in body.items() if name != "peer_applications"}
        reply = self.world.client(cluster).call("POST", "cluster/peers", json=body)
        return dict(reply.json()["records"][0]) if reply.status_code == 201 else {}

    def _patch(self, cluster: str, other: str, body: dict[str, Any]) -> None:
        self.world.client(cluster).call("PATCH", f"{PEERS}/{self.world.endpoints[other]['uuid']}", json=body)

    def _come_together(self, other: str, bond: Bond) -> None:
        to_far, to_east = ADDRESSES[bond.ipspace][other]
        far = _spelled(bond.spelling, to_far, HOSTS.get(other) if bond.ipspace == "Default" else None)
        match bond.how:
            case "east offers":
                passphrase = self._offer("east", bond.east.body(bond.ipspace))
                self.post(other, bond.far.body(bond.ipspace, to_east, passphrase))
            case "far offers":
                passphrase = self._offer(other, bond.far.body(bond.ipspace))
                self.post("east", bond.east.body(bond.ipspace, far, passphrase))
            case "east only":
                self.post("east", bond.east.body(bond.ipspace, far, SECRET))
            case "no authentication" if not self.world.simulator.fabric.clusters["east"].policy.authentication_required:
                self.post("east", bond.east.body(bond.ipspace, far, ""))
                self.post(other, bond.far.body(bond.ipspace, to_east, ""))
            case _:
                self.post("east", bond.east.body(bond.ipspace, far, SECRET))
                self.post(
                    other, bond.far.body(bond.ipspace, to_east, OTHER_SECRET if bond.how == "mismatch" else SECRET)
                )

    def _offer(self, cluster: str, body: dict[str, Any]) -> str:
        return str(self.post(cluster, body).get("authentication", {}).get("passphrase", SECRET))

    def _follow(self, other: str, event: str) -> None:
        world = self.world
        match event:
            case "far deletes":
                world.client(other).call("DELETE", f"{PEERS}/{world.east.uuid}")
            case "far revokes":
                self._patch(other, "east", {"authentication": {"in_use": "revoked"}})
            case "east revokes":
                self._patch("east", other, {"authentication": {"in_use": "revoked"}})
            case "far rotates":
                self._patch(other, "east", {"authentication": {"passphrase": OTHER_SECRET, "in_use": "ok"}})
            case "east rotates":
                self._patch("east", other, {"authentication": {"generate_passphrase": True, "in_use": "ok"}})
            case "far proposes none":
                body = {
                    "encryption": {"proposed": "none"},
                    "authentication": {"passphrase": OTHER_SECRET, "in_use": "ok"},
                }
                self._patch(other, "east", body)
                self._patch("east", other, {"authentication": body["authentication"]})
            case "link is cut":
                world.steer("links", {"from": "east", "to": other, "state": "down", "both_ways": True})
            case "link is cut one way":
                world.steer("links", {"from": other, "to": "east", "state": "down", "both_ways": False})
            case _:
                self._change_what_east_knows(other, event)

    def _change_what_east_knows(self, other: str, event: str) -> None:
        fabric = self.world.simulator.fabric
        with fabric.lock:
            peer = fabric.clusters["east"].peers.get(fabric.clusters[other].uuid)
            if peer is None or peer.remote is None:
                return
            match event:
                case "far has new addresses":
                    peer.remote_addresses = ("192.0.2.77",)
                case "far is renamed":
                    peer.remote = replace(peer.remote, name=f"{other}-2026")
                case "far has another's name":
                    peer.remote = replace(peer.remote, name="west")
            fabric.clusters["east"].peers.touch(peer)


def _spelled(spelling: str, addresses: list[str], host: str | None) -> list[str]:
    match spelling:
        case "upper case":
            return [address.upper() for address in addresses]
        case "reversed":
            return addresses[::-1]
        case "host name" if host is not None:
            return [host]
    return addresses
