"""Every error code of the catalogue's POST, PATCH and DELETE, each provoked by a real cause: code, status, target."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from ontap_simulator import OntapSimulator
from ontap_simulator.domain.errors import Code
from ontap_simulator.domain.links import LinkState
from ontap_simulator.domain.network import Version
from ontap_simulator.domain.spec import (
    BroadcastDomainSpec,
    ClusterSpec,
    FabricSpec,
    IPspaceSpec,
    LinkSpec,
    PeeringPolicy,
    Service,
    Settings,
    SvmSpec,
)
from support import ROOT
from support.world import World, started

CATALOGUE = ROOT / "schemas" / "ontap" / "errors.json"
SECRET = "a secret of eight or more"
WEST, WEST_TOO, WEST_V6, NORTH, NOBODY = "10.2.0.11", "10.2.0.12", "fd00:2::11", "10.3.0.11", "192.0.2.1"
EAST, EAST_MANAGEMENT, WEST_MANAGEMENT = "10.1.0.11", "10.1.0.10", "10.2.0.10"
LAB_PORTS = {"unplugged": (0, 0), "down": (2, 0)}
HOSTS: dict[str, Any] = {"both.example": (WEST, WEST_V6), "none.example": ()}

EAST_SPEC = ClusterSpec(
    "east",
    ipspaces=(
        "lab",
        IPspaceSpec("bare", interfaces=()),
        IPspaceSpec("six", interfaces=("fd00:1::11",)),  # type: ignore[arg-type]
        IPspaceSpec("half", interfaces=("10.1.9.11",)),  # type: ignore[arg-type]
        *(IPspaceSpec(name, (BroadcastDomainSpec(name, *ports),)) for name, ports in LAB_PORTS.items()),
    ),
    svms=("svm1", SvmSpec("svm9", "lab")),
)
WEST_SPEC = ClusterSpec("west", ipspaces=(IPspaceSpec("Default", interfaces=(WEST, WEST_TOO, WEST_V6)),))  # type: ignore[arg-type]
LAX = PeeringPolicy(authentication_required=False)


def fabric(east: ClusterSpec = EAST_SPEC, *links: LinkSpec, settings: Settings | None = None) -> FabricSpec:
    return FabricSpec((east, WEST_SPEC, ClusterSpec("north")), HOSTS, links, settings or Settings())


def failing(service: Service) -> FabricSpec:
    return fabric(ClusterSpec("east", failing=(service,)))


def cut(code: Code) -> FabricSpec:
    link = {"from": "east", "to": "west", "state": LinkState.DOWN, "code": code}
    return fabric(EAST_SPEC, LinkSpec(**link))  # type: ignore[arg-type]


USUAL = fabric()
STRICT = fabric(ClusterSpec("east", policy=PeeringPolicy(encryption_required=True)))
UNAUTHENTICATED = fabric(ClusterSpec("east", policy=LAX))
OLD_NODE = fabric(ClusterSpec("east", node_versions=(Version(9, 5, 0),)))
OTHER_CODE = fabric(settings=Settings(unknown_ipspace=Code.UNKNOWN_IPSPACE))
TIMES = {"past": "2020-01-01T00:00:00Z", "far": "P8D"}


def at(*addresses: str) -> dict[str, Any]:
    return {"remote": {"ip_addresses": list(addresses)}}


def login(**fields: Any) -> dict[str, Any]:
    return {"authentication": fields}


def proposing(encryption: str) -> dict[str, Any]:
    return {"encryption": {"proposed": encryption}}


def local(**fields: Any) -> dict[str, Any]:
    whole = {
        "interfaces": [{"ip_address": "10.1.0.91"}],
        "netmask": "24",
        "broadcast_domain": "Default",
        "gateway": "10.1.0.1",
    }
    return {"local_network": {key: value for key, value in (whole | fields).items() if value is not None}}


def in_ipspace(name: str) -> dict[str, Any]:
    return {"ipspace": {"name": name}}


def nothing(_: World) -> str:
    return ""


def offered(world: World) -> str:
    uuid: str = world.east.post({})["uuid"]
    return uuid


def directed(world: World) -> str:
    uuid: str = world.east.post(at(WEST) | login(passphrase=SECRET))["uuid"]
    return uuid


def directed_from_half(world: World) -> str:
    uuid: str = world.east.post(at(WEST) | login(passphrase=SECRET) | in_ipspace("half"))["uuid"]
    return uuid


def unauthenticated(world: World) -> str:
    uuid: str = world.east.post(at(WEST) | login(in_use="absent") | proposing("none"))["uuid"]
    return uuid


def renamed_to_west(world: World) -> str:
    world.east.post({"name": "west"})
    return ""


def two_offers(world: World) -> str:
    world.east.post({"name": "other"})
    return offered(world)


def depended_on(kind: str) -> Callable[[World], str]:
    def place(world: World) -> str:
        world.peer_by_offer()
        body = {"cluster": "east", "peer": "west", "kind": kind, "svm": "svm1", "peer_svm": "svm1"}
        assert world.control("POST", "dependents", json=body).status_code == 200
        uuid: str = world.east.get()["records"][0]["uuid"]
        return uuid

    return place


def cut_afterwards(code: Code) -> Callable[[World], str]:
    def prepare(world: World) -> str:
        uuid = directed(world)
        link = {"from": "east", "to": "west", "state": "down", "code": code.value}
        assert world.control("POST", "links", json=link).status_code == 200
        return uuid

    return prepare


@dataclass(frozen=True)
class Case:
    """What is asked in which world, and the refusal: its code, target, and status unless that is 400."""

    operation: str
    code: str
    target: str | None
    body: dict[str, Any] | Callable[[World], dict[str, Any]] | None
    prepare: Callable[[World], str] = nothing
    world: FabricSpec = USUAL
    status: int = 400


def foreign_ipspace(world: World) -> dict[str, Any]:
    (lab,) = world.east.get("network/ipspaces?name=lab")["records"]
    return {"ipspace": {"name": "Default", "uuid": lab["uuid"]}}


REMOTE, NAME, PROPOSED = "remote.ip_addresses", "name", "encryption.proposed"
INTERFACES, DOMAIN = "local_network.interfaces", "local_network.broadcast_domain"
PASSPHRASE, IN_USE, EXPIRY = "authentication.passphrase", "authentication.in_use", "authentication.expiry_time"
GENERATE, SVMS = "authentication.generate_passphrase", "initial_allowed_svms"
INTRODUCTIONS = [f"46532{number}" for number in range(15, 21)]

CASES = [
    Case("POST", "1966366", "ipspace", in_ipspace("Cluster")),
    Case("POST", "2621462", SVMS, {"initial_allowed_svms": [{"name": "nobody"}]}),
    Case("POST", "4653058", REMOTE, at(EAST_MANAGEMENT)),
    Case("POST", "4653075", NAME, {"name": "west"}, renamed_to_west, status=409),
    Case("POST", "4653076", REMOTE, at(WEST) | {"name": "again"}, directed, status=409),
    *(Case("POST", code, REMOTE, at(WEST), world=cut(Code(code))) for code in INTRODUCTIONS),
    Case("POST", "4653229", EXPIRY, login(expiry_time=TIMES["past"])),
    Case("POST", "4653236", PASSPHRASE, at(WEST) | login(passphrase="short")),
    Case("POST", "4653365", "ipspace", at(WEST) | in_ipspace("bare")),
    Case("POST", "4653368", REMOTE, at(WEST_MANAGEMENT)),
    Case("POST", "4653218", REMOTE, at(NOBODY)),
    Case("POST", "4653419", PROPOSED, proposing("none"), world=STRICT),
    Case("POST", "4653708", REMOTE, at(WEST, WEST_V6)),
    Case("POST", "4655058", EXPIRY, login(expiry_time=TIMES["far"])),
    Case("POST", "4655061", SVMS, {"initial_allowed_svms": [{"name": "svm9"}]}),
    Case("POST", "4656069", REMOTE, login(passphrase=SECRET)),
    Case("POST", "4656070", PROPOSED, at(WEST) | login(in_use="absent") | proposing("tls_psk")),
    Case("POST", "4656071", NAME, {"name": "east"}),
    Case("POST", "4656072", NAME, {"name": "9 of them"}),
    Case("POST", "4656074", PROPOSED, proposing("tls_psk"), world=failing(Service.ENCRYPTION_CHECK)),
    Case("POST", "4656075", PROPOSED, proposing("tls_psk"), world=OLD_NODE),
    Case("POST", "4656077", GENERATE, login(generate_passphrase=False)),
    Case("POST", "4656079", "local_network", local(), world=failing(Service.NODE_LIST)),
    Case("POST", "4656080", GENERATE, at(WEST) | login(generate_passphrase=False)),
    Case("POST", "4656081", INTERFACES, local(interfaces=None)),
    Case("POST", "4656085", INTERFACES, local(interfaces=[])),
    Case("POST", "4656086", DOMAIN, local(broadcast_domain="elsewhere")),
    Case("POST", "4656087", INTERFACES, local(interfaces=[{"ip_address": f"10.1.0.9{n}"} for n in range(3)])),
    Case("POST", "4656088", DOMAIN, local(broadcast_domain="unplugged") | in_ipspace("unplugged")),
    Case("POST", "4656089", "ipspace", in_ipspace("nowhere"), world=OTHER_CODE),
    Case("POST", "4656090", "ipspace", foreign_ipspace),
    Case("POST", "4656091", "local_network.netmask", local(netmask=None)),
    Case("POST", "4656094", DOMAIN, local(broadcast_domain="down") | in_ipspace("down")),
    Case("POST", "4656095", REMOTE, at(WEST_V6)),
    Case("POST", "4656096", "local_network.gateway", local(gateway=None)),
    Case("POST", "4656100", REMOTE, at(EAST)),
    Case("POST", "4656101", REMOTE, at("both.example")),
    Case("POST", "8847365", REMOTE, at("unknown.example")),
    Case("PATCH", "2621462", SVMS, {"initial_allowed_svms": [{"name": "nobody"}]}, offered),
    Case("PATCH", "4653061", REMOTE, at(NORTH), directed),
    Case("PATCH", "4653075", NAME, {"name": "other"}, two_offers, status=409),
    *(Case("PATCH", code, REMOTE, at(WEST_TOO), cut_afterwards(Code(code))) for code in INTRODUCTIONS),
    Case("PATCH", "4653229", EXPIRY, login(expiry_time=TIMES["past"]), offered),
    Case("PATCH", "4653236", PASSPHRASE, login(passphrase="short"), directed),
    Case("PATCH", "4653257", None, at(WEST_TOO), directed, failing(Service.VIFMGR)),
    Case("PATCH", "4653261", None, at(WEST_TOO), directed, failing(Service.IPSPACE_LOOKUP)),
    Case("PATCH", "4653419", PROPOSED, proposing("none") | login(passphrase=SECRET), directed, STRICT),
    Case("PATCH", "4653671", REMOTE, at(WEST_TOO), directed_from_half),
    Case("PATCH", "4655058", EXPIRY, login(expiry_time=TIMES["far"]), offered),
    Case("PATCH", "4655061", SVMS, {"initial_allowed_svms": [{"name": "svm9"}]}, offered),
    Case("PATCH", "4656070", PROPOSED, proposing("tls_psk"), unauthenticated, UNAUTHENTICATED),
    Case("PATCH", "4656072", NAME, {"name": "9 of them"}, offered),
    Case("PATCH", "4656073", PROPOSED, proposing("none"), directed),
    Case("PATCH", "4656075", PROPOSED, proposing("tls_psk") | login(generate_passphrase=True), directed, OLD_NODE),
    Case("PATCH", "4656076", REMOTE, at(WEST, WEST_V6), directed),
    Case("PATCH", "4656080", PASSPHRASE, login(in_use="ok"), unauthenticated, UNAUTHENTICATED),
    Case("PATCH", "4656081", REMOTE, at(), directed),
    Case("PATCH", "4656083", GENERATE, login(generate_passphrase=False), directed),
    Case("PATCH", "4656084", IN_USE, login(passphrase=SECRET), unauthenticated, UNAUTHENTICATED),
    Case("PATCH", "4656092", REMOTE, at("none.example"), directed),
    Case("PATCH", "4656095", REMOTE, at(WEST_V6), directed),
    Case("PATCH", "8847365", REMOTE, at("unknown.example"), directed),
    Case("DELETE", "262325", None, None, directed, failing(Service.APPROVAL)),
    Case("DELETE", "4653079", None, None, depended_on("snapmirror"), status=409),
    Case("DELETE", "4663070", None, None, depended_on("svm_migration")),
]


class CurrentWorld:
    """One running simulator at a time; one of another fabric takes its place."""

    def __init__(self) -> None:
        self._spec: FabricSpec | None = None
        self._running = ExitStack()

    def of(self, spec: FabricSpec) -> World:
        if spec is not self._spec:
            self.close()
            self._world = self._running.enter_context(started(OntapSimulator(spec, seed=1, tls=False)))
            self._spec = spec
        self._world.control("POST", "reset")
        return self._world

    def close(self) -> None:
        self._running.close()


@pytest.fixture(scope="module")
def current_world() -> Iterator[CurrentWorld]:
    current = CurrentWorld()
    yield current
    current.close()


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case, id=f"{case.operation} {case.code}", marks=pytest.mark.covers(f"{case.operation} {case.code}")
        )
        for case in CASES
    ],
)
def test_a_real_cause_gives_the_code(current_world: CurrentWorld, case: Case) -> None:
    world = current_world.of(case.world)
    uuid = case.prepare(world)
    before = world.east.get("cluster/peers?fields=*")
    body = case.body(world) if callable(case.body) else case.body
    path = f"cluster/peers/{uuid}" if case.operation != "POST" else "cluster/peers"
    reply = world.east.call(case.operation, path, json=body)
    assert reply.status_code != 201, reply.text
    error = reply.json()["error"]
    assert (error["code"], reply.status_code, error.get("target")) == (case.code, case.status, case.target)
    assert world.east.get("cluster/peers?fields=*") == before


def test_no_code_of_the_catalogue_is_left_out() -> None:
    codes = json.loads(CATALOGUE.read_text(encoding="utf-8"))["codes"]
    expected = {(each["operation"], each["code"]): each["http_status"] for each in codes if each["operation"] != "any"}
    assert {(case.operation, case.code): case.status for case in CASES} == expected
