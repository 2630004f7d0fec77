"""Checks of one cluster, in the order in which a connection meets what they look at."""

import re
from abc import abstractmethod
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from ontap_peering import messages
from ontap_peering.checks.facts import ClusterFacts, known
from ontap_peering.checks.verdicts import Check, Unseen, Verdict, could_not_look, does_not_apply, ok, wrong
from ontap_peering.peer.obstacles import DEFAULT_IPSPACE

ClusterCheck = Check[ClusterFacts]
FIRST_RELEASE: Final = (9, 6)
"""The first with cluster peers in its REST API (documented: Cluster peer, "Introduced in")."""
NO_INTERFACE: Final = "4653671"
LEFT_ALONE: Final = "offline"
"""No fault: the settings say so."""
MAX_SKEW: Final = timedelta(minutes=1)
_RELEASE: Final = re.compile(r"(\d+)\.(\d+)")


class Connecting(ClusterCheck, is_complete=False):
    """A step of the connection: later steps cannot be looked at if an earlier one fails."""

    kinds: tuple[str, ...] = ()
    """The obstacles that this step is about."""
    before: tuple[str, ...] = ()
    """Those of earlier steps."""

    def judge(self, facts: ClusterFacts) -> Iterator[Verdict]:
        obstacle = facts.identity if isinstance(facts.identity, Unseen) else None
        if obstacle is None or (obstacle.kind not in (*self.kinds, *self.before)):
            yield self.passed(facts)
        elif obstacle.kind == LEFT_ALONE and obstacle.kind in self.kinds:
            yield could_not_look(obstacle, facts.alias)
        elif obstacle.kind in self.kinds:
            yield wrong(obstacle.line.removeprefix(f"{facts.alias}: "), facts.alias, obstacle.code)
        else:
            yield could_not_look(Unseen(messages.not_got_that_far()), facts.alias)

    @abstractmethod
    def passed(self, facts: ClusterFacts) -> Verdict:
        """The verdict if nothing is in the way."""


class Reachable(Connecting):
    """The cluster answers at its management address, and is the one that the settings name."""

    id = "reachable"
    severity = "alarm"
    remedy = "correct the settings of the alias, or the network between this computer and the cluster"
    kinds = ("settings", LEFT_ALONE, "network", "reply", "identity")

    def passed(self, facts: ClusterFacts) -> Verdict:
        name = "" if isinstance(facts.identity, Unseen) else facts.identity.name
        return ok(messages.answers_as(name), facts.alias)


class Tls(Connecting):
    """
    The cluster's certificate is verified, and trusted.

    With `verify_tls: false` anybody between this computer and the cluster can read its password.
    """

    id = "tls"
    severity = "alarm"
    remedy = "set ca_file to the certificate of the CA that signed the cluster's, and remove verify_tls"
    kinds = ("tls",)
    before = Reachable.kinds

    def passed(self, facts: ClusterFacts) -> Verdict:
        if not facts.verifies_tls:
            return wrong(messages.not_verified(), facts.alias)
        return ok(messages.verified(), facts.alias)


class Login(Connecting):
    """The cluster accepts the credentials."""

    id = "login"
    severity = "alarm"
    remedy = "correct the user name and password, token or client certificate in the settings of the alias"
    kinds = ("login",)
    before = (*Reachable.kinds, *Tls.kinds)

    def passed(self, facts: ClusterFacts) -> Verdict:
        return ok(messages.credentials_accepted(), facts.alias)


class Rights(ClusterCheck):
    """
    The user may read what is looked at: cluster, peers, interfaces, IPspaces, policy, nodes and routes.

    Whether the user may also create, change and delete peers does not show before it is tried.
    """

    id = "rights"
    severity = "warning"
    remedy = "grant the role read access to the path (`security login rest-role create`); docs/requirements.md has them"

    def judge(self, facts: ClusterFacts) -> Iterator[Verdict]:
        if isinstance(facts.identity, Unseen) and facts.identity.kind != "rights":
            yield could_not_look(Unseen(messages.not_got_that_far()), facts.alias)
            return
        looks = ("identity", "peers", "interfaces", "ipspaces", "policy", "nodes", "routes")
        refused = [each for name in looks if isinstance(each := getattr(facts, name), Unseen) and each.kind == "rights"]
        for unseen in refused:
            yield wrong(unseen.line.removeprefix(f"{facts.alias}: "), facts.alias, unseen.code)
        if not refused:
            yield ok(messages.may_read_everything(), facts.alias)


class Release(ClusterCheck):
    """The cluster runs an ONTAP release whose REST API has cluster peers: 9.6 or later."""

    id = "version"
    severity = "alarm"
    remedy = "upgrade ONTAP, or peer this cluster by its command line"
    needs = ("version",)

    def judge(self, facts: ClusterFacts) -> Iterator[Verdict]:
        version = known(facts.version)
        found = _RELEASE.search(version)
        if found is None:
            yield does_not_apply(messages.release_unknown(version), facts.alias)
        elif (int(found[1]), int(found[2])) < FIRST_RELEASE:
            yield wrong(messages.release_too_old(version), facts.alias)
        else:
            yield ok(version, facts.alias)


class InterfacesOnEveryNode(ClusterCheck):
    """
    Each node of the cluster has an intercluster interface that is up, in each IPspace that has any.

    A node without one cannot take part: the peering is `partial` at best, and none can be created in an IPspace without
    any.
    """

    id = "interfaces-on-every-node"
    severity = "alarm"
    remedy = "create one on each node (`network interface create -service-policy default-intercluster`)"
    needs = ("interfaces", "nodes")

    def judge(self, facts: ClusterFacts) -> Iterator[Verdict]:
        interfaces = known(facts.interfaces)
        for ipspace in sorted({DEFAULT_IPSPACE, *(each.ipspace for each in interfaces)}):
            having = {each.node for each in interfaces if each.ipspace == ipspace and each.is_up}
            without = [node for node in known(facts.nodes) if node not in having]
            addresses = [each.address for each in interfaces if each.ipspace == ipspace]
            if without:
                yield wrong(messages.nodes_without_interface(ipspace, without), facts.alias, NO_INTERFACE)
            else:
                yield ok(messages.interfaces_are(ipspace, addresses), facts.alias)


class ClockSkew(ClusterCheck):
    """
    The cluster's clock agrees with this computer's, to the minute.

    Offers and passphrases expire by the cluster's clock, and certificates are valid by each one's own.
    """

    id = "clock-skew"
    severity = "warning"
    remedy = "check the time servers of both (`cluster time-service ntp server show`)"
    needs = ("identity",)

    def judge(self, facts: ClusterFacts) -> Iterator[Verdict]:
        minutes = round(facts.skew / timedelta(minutes=1))
        if abs(facts.skew) >= MAX_SKEW:
            yield wrong(messages.clock_is_off(minutes), facts.alias)
        else:
            yield ok(messages.clocks_agree(), facts.alias)


ALL: Final[tuple[ClusterCheck, ...]] = (
    Reachable(),
    Tls(),
    Login(),
    Rights(),
    Release(),
    InterfacesOnEveryNode(),
    ClockSkew(),
)
