"""A program that type checkers accept: every input of the resources, as values and as outputs of others."""

# pyright: strict

from collections.abc import Sequence

import pulumi

import ontap_peering as ontap

offer = ontap.ClusterPeer("offer", cluster="east")
accept = ontap.ClusterPeer(
    "accept",
    cluster=offer.cluster,
    name="west-to-east",
    remote={"ip_addresses": ["10.1.0.11", offer.ip_address]},
    passphrase=offer.passphrase,
    expiry_time=pulumi.Output.from_input("PT2H"),
    in_use="ok",
    encryption={"proposed": "tls_psk"},
    ipspace={"name": "Default"},
    initial_allowed_svms=[{"name": "svm1"}, {"uuid": offer.uuid}],
    peer_applications=("snapmirror", "flexcache"),
    local_network={
        "interfaces": [{"ip_address": "10.2.0.11"}],
        "netmask": "255.255.255.0",
        "broadcast_domain": "Default",
        "gateway": "10.2.0.1",
    },
    renew_before="PT1H",
    expected_remote="east",
    adopt="existing",
    wait_for="available",
    timeout="PT10M",
    opts=pulumi.ResourceOptions(depends_on=[offer], protect=True),
)
ontap.ClusterPeer("generated", cluster="east", remote={"ip_addresses": accept.ip_address.apply(lambda at: [at])})
token: pulumi.Output[str] = offer.token
ontap.ClusterPeer("by-token", cluster="west", token=token)
ontap.ClusterPeer("explicit", cluster="east", generate_passphrase=True, rotation="2026-11")

peer: ontap.RemoteArgs = {"ip_addresses": ["10.1.0.11"]}
network = ontap.LocalNetworkArgs(interfaces=[ontap.LocalInterfaceArgs(ip_address="10.2.0.11")])
states: list[ontap.WaitFor] = ["created", "authenticated", "available"]
for state in states:
    ontap.ClusterPeer(
        state,
        cluster="west",
        remote=peer,
        wait_for=state,
        in_use=accept.authentication["in_use"],
        encryption={"proposed": accept.encryption["proposed"]},
        ipspace=ontap.NameOrUuidArgs(uuid=accept.ipspace["uuid"]),
        adopt=pulumi.Output.from_input("own"),
        expected_remote=accept.remote["serial_number"],
        local_network=network,
    )
ontap.ClusterPeer("back", cluster="east", remote={"ip_addresses": accept.remote["ip_addresses"]})


def is_well(status: pulumi.Output[ontap.PeerStatus]) -> pulumi.Output[bool]:
    return status.apply(lambda seen: seen["state"] == "available")


def address(remote: ontap.PeerRemote) -> str:
    return remote.get("ip_addresses", ["none"])[0]


well: pulumi.Output[bool] = is_well(accept.status)
first: pulumi.Output[str] = accept.remote.apply(address)
state_of: pulumi.Output[ontap.AuthenticationState] = accept.authentication["state"]
updated: pulumi.Output[str] = accept.status["update_time"]
pulumi.export("uuid", accept.uuid)
pulumi.export("link", pulumi.Output.concat(accept.name, ": ", accept.status["state"]))

written = ontap.Fleet.load("fleet.yaml")
fleet = ontap.Fleet(
    defaults={"encryption": {"proposed": "tls_psk"}, "rotation": "2026-11", "ipspace": {"name": "Default"}},
    groups={"europe": {"clusters": ["ams", "fra"], "wait_for": "created", "timeout": "PT1M"}},
    clusters={"dr": {"ip_addresses": ["10.9.0.11"], "local_network": {"interfaces": [{"ip_address": "10.9.0.11"}]}}},
    topology=[
        {"mesh": ["europe"], "peer_applications": ["snapmirror"]},
        {"hub": "dr", "spokes": ["europe"], "adopt": "existing"},
        {"ring": ("a", "b", "c")},
        {"pairs": [["ams", "lab"]]},
    ],
    paused={"lab": "CHG-4711"},
    safety={"max_removed": "30%"},
)
reason: str | None = fleet.relationships["ams--lab"].paused
mesh = ontap.PeeringMesh("fleet", fleet=fleet, opts=pulumi.ResourceOptions(protect=True))
pulumi.export("sync", mesh.sync.apply(lambda words: words["ams--fra"]))
pulumi.export("uuid", mesh.peerings["ams--fra"].sides["ams"]["uuid"])

both = ontap.ClusterPeering(
    "both",
    clusters=["east", accept.local_cluster["name"]],
    sides={
        "east": {
            "name": "to-west",
            "ipspace": {"name": "lab"},
            "ip_addresses": [offer.ip_address],
            "initial_allowed_svms": [{"name": "svm1"}],
            "local_network": network,
        }
    },
    encryption={"proposed": "tls_psk"},
    peer_applications=["snapmirror", "flexcache"],
    rotation="2026-11",
    adopt="existing",
    wait_for=pulumi.Output.from_input("created"),
    timeout="PT10M",
    paused=None,
    opts=pulumi.ResourceOptions(protect=True),
)
word: pulumi.Output[str] = both.sync
status: pulumi.Output[ontap.StatusState] = both.sides["east"]["status"]
dialled: pulumi.Output[Sequence[str]] = both.sides["east"]["ip_addresses"]
pulumi.export("names", both.sides.apply(lambda sides: [side.get("name") for side in sides.values()]))
