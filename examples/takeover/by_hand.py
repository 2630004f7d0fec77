"""What administrators did over the years: they peered clusters by hand, on either side, by a passphrase of theirs."""

import os
from itertools import combinations
from typing import Any

import requests

Peering = dict[str, Any]
UNENCRYPTED: Peering = {"encryption": {"proposed": "none"}}
PASSPHRASE = "made-up-by-two-administrators"  # noqa: S105 - for simulated clusters


def call(cluster: str, method: str, path: str, **options: Any) -> Any:
    host, user, password, ca_file = (
        os.environ[f"ONTAP_{cluster.upper()}_{name}"] for name in ("HOST", "USERNAME", "PASSWORD", "CA_FILE")
    )
    url = f"https://{host}/api/{path}"
    reply = requests.request(method, url, auth=(user, password), verify=ca_file, timeout=10, **options)
    reply.raise_for_status()
    return reply.json()


def addresses(cluster: str) -> list[str]:
    query = {"services": "intercluster_core", "fields": "ip.address"}
    found = call(cluster, "GET", "network/ip/interfaces", params=query)["records"]
    return [each["ip"]["address"] for each in found]


def peer(first: str, second: str, **settings: Any) -> None:
    for here, there in ((first, second), (second, first)):
        remote = {"remote": {"ip_addresses": addresses(there)}, "authentication": {"passphrase": PASSPHRASE}}
        call(here, "POST", "cluster/peers", json={**remote, **settings})


for pair in combinations(("ams", "fra", "lon"), 2):
    peer(*pair)
for spoke in ("ams", "fra", "lon"):
    peer("dr", spoke, **UNENCRYPTED)
peer("ams", "partner")
call("lon", "POST", "cluster/peers", json={"name": "for-sydney"})
