"""The REST role that the documentation tells users to create has each path that the provider asks."""

import re

from ontap_peering.client import cluster, peers, survey, transport
from support import ROOT

DOCUMENT = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")


def test_the_role_has_each_path_that_the_client_asks() -> None:
    asked = {cluster.CLUSTER, cluster.IPSPACES, cluster.INTERFACES, peers.PEERS, transport.JOBS}
    granted = re.findall(r"rest-role create -role peering -api (\S+) -access (\S+)", DOCUMENT)
    assert {path for path, _ in granted} == {*asked, survey.NODES, survey.ROUTES}
    assert [path for path, access in granted if access == "all"] == [peers.PEERS]
    assert set(re.findall(r"^\| `(/api/\S+)` \|", DOCUMENT, re.MULTILINE)) == asked
