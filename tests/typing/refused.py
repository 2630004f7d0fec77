"""Mistakes that type checkers find: an error in each line that ends in `# wrong`, and in no other."""

import pulumi

import ontap_peering as ontap

ontap.ClusterPeer("no cluster")  # wrong
ontap.ClusterPeer("cluster", "east")  # wrong
ontap.ClusterPeer("number", cluster=1)  # wrong
ontap.ClusterPeer("misspelled", cluster="east", expiry="PT2H")  # wrong
ontap.ClusterPeer("flat", cluster="east", remote="10.2.0.11")  # wrong
ontap.ClusterPeer("single", cluster="east", remote={"ip_address": "10.2.0.11"})  # wrong
ontap.ClusterPeer("empty", cluster="east", encryption={})  # wrong
ontap.ClusterPeer("number", cluster="east", ipspace={"id": 1})  # wrong
ontap.ClusterPeer("one", cluster="east", initial_allowed_svms={"name": "svm1"})  # wrong
ontap.ClusterPeer("bare", cluster="east", initial_allowed_svms=["svm1"])  # wrong
ontap.ClusterPeer("bare", cluster="east", local_network={"interfaces": ["10.2.0.11"]})  # wrong
ontap.ClusterPeer("words", cluster="east", generate_passphrase="yes")  # wrong
ontap.ClusterPeer("enum", cluster="east", wait_for="healthy")  # wrong
ontap.ClusterPeer("enum", cluster="east", adopt="always")  # wrong
ontap.ClusterPeer("enum", cluster="east", in_use="yes")  # wrong
ontap.ClusterPeer("enum", cluster="east", encryption={"proposed": "tls"})  # wrong
ontap.ClusterPeer("enum", cluster="east", peer_applications=["snapvault"])  # wrong
ontap.ClusterPeer("text", cluster="east", peer_applications="snapmirror")  # wrong
ontap.ClusterPeer("extra", cluster="east", remote={"ip_addresses": [], "port": 11104})  # wrong
remote: ontap.RemoteArgs = {"addresses": []}  # wrong
wait_for: ontap.WaitFor = "ready"  # wrong

peer = ontap.ClusterPeer("peer", cluster="east")
uuid: str = peer.uuid  # wrong
serial = peer.serial_number  # wrong
peer.status["stat"]  # wrong
peer.remote["ip_address"]  # wrong
peer.authentication["passphrase"]  # wrong
peer.encryption["protocol"]  # wrong
peer.ipspace["id"]  # wrong
peer.local_cluster["id"]  # wrong
peer.status.apply(lambda status: status["stat"])  # wrong
number: pulumi.Output[int] = peer.status["state"]  # wrong
one: pulumi.Output[str] = peer.remote["ip_addresses"]  # wrong
ontap.ClusterPeer("word", cluster="east", wait_for=peer.uuid)  # wrong
ontap.ClusterPeer("whole", cluster="east", expected_remote=peer.remote)  # wrong
peer.authentication["state"] = "ok"  # wrong

ontap.Fleet()  # wrong
ontap.Fleet(topology=[{"mehs": ["a", "b"]}])  # wrong
ontap.Fleet(topology=[], groups={"europe": {}})  # wrong
ontap.PeeringMesh("mesh")  # wrong
ontap.PeeringMesh("mesh", fleet="fleet.yaml")  # wrong
