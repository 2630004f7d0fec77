"""A program that type checkers accept: every input of the resources, as values and as outputs of others."""

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
ontap.ClusterPeer("explicit", cluster="east", generate_passphrase=True)

state: pulumi.Output[str] = accept.authentication["state"]
pulumi.export("uuid", accept.uuid)
