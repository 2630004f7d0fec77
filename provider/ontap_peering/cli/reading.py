"""What `import` needs of each cluster, among what a look at it collects: who it is, its peers, its addresses."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from ontap_peering import messages
from ontap_peering.checks.facts import ClusterFacts, known
from ontap_peering.checks.verdicts import Unseen
from ontap_peering.cli.collecting import Collector
from ontap_peering.config import Profiles
from ontap_peering.pairing.inventory import SeenCluster
from ontap_peering.peer.model import ObservedPeer
from ontap_peering.peer.obstacles import DEFAULT_IPSPACE


@dataclass
class Reading:
    """What was read, by alias; `problems` has the line for each cluster that could not be read."""

    seen: dict[str, SeenCluster] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def read_clusters(profiles: Profiles, aliases: Collection[str]) -> Reading:
    """Each cluster is read whatever becomes of the others."""
    reading = Reading()
    for alias, facts in Collector(profiles).facts(sorted(aliases), "relationships").items():
        found = _seen(facts)
        if isinstance(found, str):
            reading.problems[alias] = found
        else:
            reading.seen[alias] = found
    return reading


def ipspace_of(peer: ObservedPeer) -> str:
    return peer.ipspace_name or DEFAULT_IPSPACE


def _seen(facts: ClusterFacts) -> SeenCluster | str:
    """A user who may not read interfaces gets a program with addresses, as if the cluster had none of its own."""
    if isinstance(facts.identity, Unseen) and facts.identity.kind == "rights":
        return messages.identity_needed(facts.alias)
    if isinstance(facts.interfaces, Unseen) and facts.interfaces.kind in ("rights", "login"):
        facts = replace(facts, interfaces=())
    if facts.obstacle is not None:
        return facts.obstacle.line
    return SeenCluster(known(facts.identity), known(facts.peers), facts.addresses)
