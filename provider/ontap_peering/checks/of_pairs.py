"""Checks of two clusters that are to peer, before anything is touched."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Final

from ontap_peering import messages
from ontap_peering.checks.facts import ClusterFacts, Interface, PairFacts, known, manager_of
from ontap_peering.checks.verdicts import Check, Verdict, does_not_apply, ok, wrong
from ontap_peering.peer.addresses import families
from ontap_peering.peer.obstacles import DEFAULT_IPSPACE, SAME_NAME, SAME_REMOTE

PairCheck = Check[PairFacts]
NO_INTERFACE_OF_FAMILY: Final = "4656095"


class Distinct(PairCheck):
    """The two aliases are two clusters."""

    id = "two-clusters"
    severity = "alarm"
    remedy = "correct the host of one of the aliases"
    needs = ("identity",)

    def judge(self, facts: PairFacts) -> Iterator[Verdict]:
        first, second = known(facts.first.identity), known(facts.second.identity)
        if first.uuid == second.uuid:
            yield wrong(messages.one_cluster_twice(facts.first.alias, facts.second.alias, first.name))
        else:
            yield ok(messages.two_clusters(first.name, second.name))


class NameClash(PairCheck):
    """
    Neither cluster has a peer, or a name of its own, that a new peer of the other cluster would clash with.

    ONTAP names a peer after the other cluster, and refuses a second one of the same name.
    """

    id = "name-clash"
    severity = "warning"
    remedy = "give the new peer another name (`name`, or sides[...]['name']), or rename the one that has it"
    needs = ("identity", "peers")

    def judge(self, facts: PairFacts) -> Iterator[Verdict]:
        names = {each.alias: known(each.identity).name for each in facts.clusters.values()}
        if len(set(names.values())) == 1 and known(facts.first.identity) != known(facts.second.identity):
            yield wrong(messages.both_are_called(names[facts.first.alias]))
        for here, there in facts.each_way():
            far = known(there.identity)
            taken = [peer for peer in known(here.peers) if peer.name == far.name and peer.uuid != far.uuid]
            if taken:
                yield wrong(messages.name_is_taken(far.name, taken[0].remote_name), here.alias, SAME_NAME)
            else:
                yield ok(messages.name_is_free(far.name), here.alias)


class Existing(PairCheck):
    """
    There is no relationship between them yet, unless this stack manages it.

    ONTAP allows one for each two clusters. What there is already is to be adopted or imported, not created.
    """

    id = "existing-relationship"
    severity = "warning"
    remedy = "import it with `ontap-peering import`, or adopt it with adopt='existing'"
    needs = ("identity", "peers")

    def judge(self, facts: PairFacts) -> Iterator[Verdict]:
        for here, there in facts.each_way():
            far = known(there.identity)
            found = next((peer for peer in known(here.peers) if peer.uuid == far.uuid and not peer.is_offer), None)
            manager = manager_of(here.alias, found, facts.managed) if found else None
            if found is None:
                yield ok(messages.no_peer_leads_to(there.alias), here.alias)
            elif manager is not None:
                yield ok(messages.managed_by(manager), here.alias)
            else:
                seen = messages.peered_already(found.name, found.authentication, found.status)
                yield wrong(seen, here.alias, SAME_REMOTE)


class AddressFamily(PairCheck):
    """
    Both clusters have intercluster interfaces of one address family in the IPspace `Default`.

    Without one in common, neither can dial the other.
    """

    id = "address-family"
    severity = "alarm"
    remedy = (
        "create intercluster interfaces of the same family on both, or name another IPspace (sides[...]['ipspace'])"
    )
    needs = ("interfaces",)

    def judge(self, facts: PairFacts) -> Iterator[Verdict]:
        first, second = (families(each.address for each in _default(side)) for side in (facts.first, facts.second))
        if first & second:
            yield ok(messages.family_in_common(sorted(first & second)))
        elif not first or not second:
            for side, found in ((facts.first, first), (facts.second, second)):
                if not found:
                    yield wrong(messages.no_interface_at_all(DEFAULT_IPSPACE), side.alias, NO_INTERFACE_OF_FAMILY)
        else:
            seen = messages.no_family_in_common(facts.first.alias, sorted(first), facts.second.alias, sorted(second))
            yield wrong(seen, code=NO_INTERFACE_OF_FAMILY)


class IPspaces(PairCheck):
    """
    Both clusters have their intercluster interfaces in the IPspace `Default`.

    One that has them in another IPspace only can be peered if the program says which.
    """

    id = "ipspace"
    severity = "warning"
    remedy = "name the IPspace: sides={alias: {'ipspace': {'name': ...}}}"
    needs = ("interfaces", "ipspaces")

    def judge(self, facts: PairFacts) -> Iterator[Verdict]:
        for side in facts.clusters.values():
            having = sorted({each.ipspace for each in known(side.interfaces)})
            if having and DEFAULT_IPSPACE not in having:
                yield wrong(messages.interfaces_elsewhere(having), side.alias)
            else:
                yield ok(messages.ipspaces_with_interfaces(having), side.alias)


class Policy(PairCheck):
    """
    What the two clusters demand of a peering agrees with the defaults: authentication, a passphrase of 8 characters.

    A cluster that demands encryption refuses a peering with one that cannot encrypt.
    """

    id = "policy"
    severity = "warning"
    remedy = "declare encryption={'proposed': 'tls_psk'} for the peering"
    needs = ("policy", "version")

    def judge(self, facts: PairFacts) -> Iterator[Verdict]:
        for here, there in facts.each_way():
            policy = known(here.policy)
            if policy.encryption_required and not known(there.policy).encryption_required:
                yield wrong(messages.demands_encryption(there.alias), here.alias)
            else:
                yield ok(messages.demands(policy.minimum_passphrase_length), here.alias)


class Routes(PairCheck):
    """
    Each cluster has a route to the other one's intercluster addresses, as far as its API tells.

    A network beyond the cluster may still drop what is sent there: only the peering itself shows that.
    """

    id = "routes"
    severity = "alarm"
    remedy = "create a route (`network route create -destination ... -gateway ...`)"
    needs = ("interfaces", "routes")

    def judge(self, facts: PairFacts) -> Iterator[Verdict]:
        for here, there in facts.each_way():
            networks = [
                *(
                    ip_network(each.destination, strict=False)
                    for each in known(here.routes)
                    if each.ipspace == DEFAULT_IPSPACE
                ),
                *(
                    ip_network(f"{each.address}/{each.prefix_length}", strict=False)
                    for each in _default(here)
                    if each.prefix_length
                ),
            ]
            own = families(each.address for each in _default(here))
            dialled = [each.address for each in _default(there) if ip_address(each.address).version in own]
            lost = [each for each in dialled if not any(ip_address(each) in network for network in networks)]
            if lost:
                yield wrong(messages.no_route_to(there.alias, lost), here.alias)
            elif dialled:
                yield ok(messages.routed_to(there.alias), here.alias)
            else:
                yield does_not_apply(messages.follows_from(AddressFamily.id), here.alias)


ALL: Final[tuple[PairCheck, ...]] = (
    Distinct(),
    Existing(),
    NameClash(),
    AddressFamily(),
    IPspaces(),
    Policy(),
    Routes(),
)


def _default(cluster: ClusterFacts) -> list[Interface]:
    return [each for each in known(cluster.interfaces) if each.ipspace == DEFAULT_IPSPACE]
