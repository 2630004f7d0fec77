"""East offers a peering, west accepts it: two clusters peered by one program."""

import pulumi

import ontap_peering as ontap

offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H", expected_remote="west")

accept = ontap.ClusterPeer(
    "accept",
    cluster="west",
    remote={"ip_addresses": [offer.ip_address]},
    passphrase=offer.passphrase,
    wait_for="available",
)

peers = {"offer": offer, "accept": accept}

if pulumi.Config().get_bool("spare"):
    peers["spare"] = ontap.ClusterPeer("spare", cluster="east", expiry_time="PT1H")

for name, peer in peers.items():
    pulumi.export(
        name,
        {
            "cluster": peer.cluster,
            "peer": peer.name,
            "uuid": peer.uuid,
            "authentication": peer.authentication["state"],
            "status": peer.status["state"],
            "encryption": peer.encryption["state"],
            "expires": peer.expiry_time,
        },
    )
