"""Mistakes that type checkers find: an error in each line that ends in `# wrong`, and in no other."""

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

peer = ontap.ClusterPeer("peer", cluster="east")
uuid: str = peer.uuid  # wrong
serial = peer.serial_number  # wrong
