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

ontap.ClusterPeering("no clusters")  # wrong
ontap.ClusterPeering("positional", ["east", "west"])  # wrong
ontap.ClusterPeering("number", clusters=[1, 2])  # wrong
ontap.ClusterPeering("misspelled", clusters=["east", "west"], rotate="2026-11")  # wrong
ontap.ClusterPeering("other kind", clusters=["east", "west"], passphrase="secret")  # wrong
ontap.ClusterPeering("list", clusters=["east", "west"], sides=[{"name": "east"}])  # wrong
ontap.ClusterPeering("key", clusters=["east", "west"], sides={"east": {"ip_address": "10.1.0.11"}})  # wrong
ontap.ClusterPeering("flat", clusters=["east", "west"], sides={"east": {"ipspace": "lab"}})  # wrong
ontap.ClusterPeering("enum", clusters=["east", "west"], encryption={"proposed": "tls"})  # wrong
ontap.ClusterPeering("enum", clusters=["east", "west"], wait_for="healthy")  # wrong
ontap.ClusterPeering("enum", clusters=["east", "west"], adopt="always")  # wrong
ontap.ClusterPeering("enum", clusters=["east", "west"], peer_applications=["snapvault"])  # wrong
ontap.ClusterPeering("truth", clusters=["east", "west"], paused=True)  # wrong

pair = ontap.ClusterPeering("pair", clusters=["east", "west"])
word: str = pair.sync  # wrong
passphrase = pair.passphrase  # wrong
pair.sides["east"]["state"]  # wrong
pair.sides["east"]["serial_number"]  # wrong
pair.sides.apply(lambda sides: sides["east"]["name_of"])  # wrong
count: pulumi.Output[int] = pair.sync  # wrong
pair.clusters = ["a", "b"]  # wrong

ontap.Fleet(topology=[{"hub": "a", "spoke": ["b"]}])  # wrong
ontap.Fleet(topology=[], defaults={"wait_for": "healthy"})  # wrong
ontap.Fleet(topology=[], clusters={"dr": {"ip_address": "10.9.0.11"}})  # wrong
ontap.Fleet(topology=[], paused=["lab"])  # wrong
ontap.Fleet(topology=[], safety={"max_remove": 1})  # wrong
ontap.Fleet.load(1)  # wrong
mesh = ontap.PeeringMesh("mesh", fleet=ontap.Fleet(topology=[]))
synced = mesh.peerings["a--b"].synced  # wrong
names: pulumi.Output[str] = mesh.sync  # wrong
mesh.sync.apply(lambda words: words[1])  # wrong
