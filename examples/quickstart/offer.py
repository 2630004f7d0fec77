"""East offers a peering, dr accepts it: a resource for each side, as when each cluster has a team of its own."""

import pulumi

import ontap_peering as ontap

offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H", expected_remote="dr")

accept = ontap.ClusterPeer(
    "accept",
    cluster="dr",
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
            "name": peer.name,
            "uuid": peer.uuid,
            "authentication": peer.authentication["state"],
            "status": peer.status["state"],
            "encryption": peer.encryption["state"],
            "expires": peer.expiry_time,
        },
    )
