"""Checks of a relationship, the most serious thing first: what follows from another one's verdict does not apply."""

from collections.abc import Iterator
from typing import Final

from ontap_peering import messages
from ontap_peering.checks.facts import RelationshipFacts
from ontap_peering.checks.rotation import MAX_MONTHS, months_since
from ontap_peering.checks.verdicts import Check, Unseen, Verdict, could_not_look, does_not_apply, ok, wrong
from ontap_peering.pairing.diagnosis import is_agreed, trouble_of
from ontap_peering.peer.addresses import as_reported, family
from ontap_peering.peer.health import of_connectivity
from ontap_peering.peer.model import DesiredPeer, ObservedPeer, instant_text
from ontap_peering.peer.ports import SeenPeers
from ontap_peering.peer.waiting import why_not_ready

RelationshipCheck = Check[RelationshipFacts]


class Gone(RelationshipCheck):
    """
    What the stack manages is there.

    Somebody deleted both sides of a relationship, or the only one that the stack manages.
    """

    id = "gone"
    severity = "alarm"
    remedy = "have it created again (`pulumi up`), or remove it from the program"

    def judge(self, facts: RelationshipFacts) -> Iterator[Verdict]:
        if facts.present:
            yield ok(messages.there_is_a_peer())
        else:
            manager = next(iter((facts.managers or {}).values()), None)
            yield wrong(messages.nothing_left(facts.peers, manager or ""))


class OneSideMissing(RelationshipCheck):
    """
    Both clusters have their side of the relationship.

    If one of them deleted its side, the other one keeps its own, which cannot work any more.
    """

    id = "one-side-missing"
    severity = "alarm"
    remedy = "have the missing side created (`pulumi up` does it for a ClusterPeering), or delete the one that is left"

    def judge(self, facts: RelationshipFacts) -> Iterator[Verdict]:
        if not facts.present:
            yield does_not_apply(messages.follows_from(Gone.id))
            return
        (alias, peer), *_ = facts.present.items()
        if facts.is_offer:
            yield does_not_apply(messages.offers_nobody_yet())
        elif facts.is_uncertain:
            yield could_not_look(Unseen(messages.may_be_unseen(peer.remote_name)))
        elif facts.foreign is not None:
            yield does_not_apply(messages.not_configured(facts.foreign))
        else:
            for side, found in facts.peers.items():
                if found is None:
                    yield wrong(messages.no_counterpart(side, alias, peer.name), side)
            if all(facts.peers.values()):
                yield ok(messages.both_sides_there())


class Authentication(RelationshipCheck):
    """
    Both sides work with one passphrase.

    They do not if a side has another passphrase, revoked authentication, or waits for the other side to take a new one.
    """

    id = "authentication"
    severity = "alarm"
    remedy = "give both sides a new passphrase (`rotation` of a ClusterPeering does it)"

    def judge(self, facts: RelationshipFacts) -> Iterator[Verdict]:
        if facts.is_offer:
            yield does_not_apply(messages.offers_nobody_yet())
            return
        if _is_half(facts):
            yield does_not_apply(messages.follows_from(OneSideMissing.id))
            return
        for alias, peer in facts.present.items():
            if is_agreed(peer) or _is_unused_by_all(facts):
                yield ok(messages.authenticated(peer.authentication), alias)
            else:
                yield wrong(self._trouble(facts, alias, peer), alias)

    @staticmethod
    def _trouble(facts: RelationshipFacts, alias: str, peer: ObservedPeer) -> str:
        trouble = trouble_of(peer)
        seen = messages.side_not_agreed(alias, trouble).removeprefix(f"{alias}: ")
        if trouble in ("revoked", "half rotated", "absent"):
            return seen
        here, far = facts.clusters[alias], facts.far(alias)
        identity = None if isinstance(here.identity, Unseen) else here.identity
        peer_there = facts.peers[far] if far else None
        there = SeenPeers([peer_there], facts.clusters[far].now) if far and peer_there else None
        wanted = DesiredPeer(key="any", cluster=alias, name="any", generate_passphrase=False)
        return f"{seen}: {why_not_ready(peer, wanted, identity, there, here.now)}"


class _Connectivity(RelationshipCheck, is_complete=False):
    """What the two checks of connectivity have in common."""

    status = ""

    def judge(self, facts: RelationshipFacts) -> Iterator[Verdict]:
        for alias, peer in facts.present.items():
            if facts.is_offer:
                yield does_not_apply(messages.offers_nobody_yet(), alias)
            elif _is_half(facts):
                yield does_not_apply(messages.follows_from(OneSideMissing.id), alias)
            elif not is_agreed(peer) and not _is_unused_by_all(facts):
                yield does_not_apply(messages.follows_from(Authentication.id), alias)
            elif peer.status == self.status:
                yield from (wrong(line, alias) for line in of_connectivity(peer))
            else:
                yield ok(messages.status_is(peer.status), alias)


class Unavailable(_Connectivity):
    """
    The clusters reach each other.

    A side is `unavailable` if none of its nodes reaches the other cluster: replication has stopped.
    """

    id = "unavailable"
    severity = "alarm"
    remedy = "check the network between the intercluster interfaces of the two clusters, both ways"
    status = "unavailable"


class Partial(_Connectivity):
    """
    All nodes of the clusters reach each other.

    A side is `partial` if only some of its nodes do: replication goes on where it can.
    """

    id = "partial"
    severity = "warning"
    remedy = "check the routes between the intercluster interfaces of each node"
    status = "partial"


class Undetermined(RelationshipCheck):
    """
    ONTAP has determined whether the clusters reach each other.

    After both sides have agreed it needs some seconds for that, and nothing is replicated before.
    """

    id = "undetermined"
    severity = "warning"
    remedy = "wait a moment (`ontap-peering status --wait 5m`)"

    def judge(self, facts: RelationshipFacts) -> Iterator[Verdict]:
        for alias, peer in facts.present.items():
            if peer.is_accepted and peer.status == "pending":
                yield wrong(messages.connectivity_unknown(peer.remote_name), alias)
            else:
                yield ok(messages.status_is(peer.status), alias)


class Unencrypted(RelationshipCheck):
    """
    What is replicated is encrypted.

    Peers use `tls_psk` by default; a relationship that does not is as its two sides proposed it.
    """

    id = "no-unencrypted"
    severity = "warning"
    remedy = "propose tls_psk on both sides, with a new passphrase (encryption={'proposed': 'tls_psk'})"

    def judge(self, facts: RelationshipFacts) -> Iterator[Verdict]:
        for alias, peer in facts.present.items():
            if not peer.is_accepted or _is_half(facts):
                yield does_not_apply(messages.not_agreed_yet(), alias)
            elif peer.encryption == "none":
                yield wrong(messages.replicates_in_clear(peer.remote_name), alias)
            else:
                yield ok(messages.encrypted_by(peer.encryption), alias)


class Names(RelationshipCheck):
    """
    A peer is not named after another cluster than the one to which it leads.

    A peer called `west` that leads to `south` is mistaken for the other one by the next person who deletes something.
    """

    id = "names"
    severity = "warning"
    remedy = "rename the peer on its cluster, or in the program if that names it"

    def judge(self, facts: RelationshipFacts) -> Iterator[Verdict]:
        others = {*facts.clusters, *facts.others}
        for alias, peer in facts.present.items():
            right = {name for name in (facts.far(alias), facts.foreign, peer.remote_name) if name}
            if peer.name in others - right and not peer.is_offer:
                yield wrong(messages.named_after_another(peer.name, peer.remote_name), alias)
            else:
                yield ok(messages.is_named(peer.name), alias)


class Addresses(RelationshipCheck):
    """
    Each side dials addresses that the other cluster has.

    An address that is no intercluster interface of the other cluster any more keeps nodes from reaching it.
    """

    id = "address-in-network"
    severity = "warning"
    remedy = "give the side the other cluster's addresses (remote.ip_addresses; a ClusterPeering does it by itself)"

    def judge(self, facts: RelationshipFacts) -> Iterator[Verdict]:
        for alias, peer in facts.present.items():
            far = facts.far(alias)
            cluster = facts.clusters.get(far) if far else None
            if cluster is None or facts.peers.get(far or "") is None:
                yield does_not_apply(messages.other_side_unknown(), alias)
            elif isinstance(cluster.interfaces, Unseen):
                yield could_not_look(cluster.interfaces, alias)
            else:
                there = {interface.address for interface in cluster.interfaces}
                foreign = [each for each in as_reported(peer.remote_addresses) if family(each) and each not in there]
                if foreign:
                    yield wrong(messages.dials_strangers(foreign, far or ""), alias)
                else:
                    yield ok(messages.dials(peer.remote_addresses), alias)


class OfferOpen(RelationshipCheck):
    """
    No offer is open that any cluster with its passphrase may accept.

    An offer is meant to be accepted soon. One that was opened by hand and forgotten is a door that nobody watches.
    """

    id = "offer-open"
    severity = "warning"
    remedy = "have it accepted, or delete it"

    def judge(self, facts: RelationshipFacts) -> Iterator[Verdict]:
        for alias, peer in facts.present.items():
            if peer.is_offer:
                expiry = instant_text(peer.expiry_time) if peer.expiry_time else None
                has_lapsed = peer.expiry_time is not None and peer.expiry_time <= facts.clusters[alias].now
                yield wrong(messages.offer_is_open(peer.name, expiry, has_lapsed=has_lapsed), alias)
            else:
                yield does_not_apply(messages.no_offer(), alias)


class Unmanaged(RelationshipCheck):
    """
    The stack manages what there is.

    A peer that is in no state was made by hand, or by another stack or tool; nobody here notices if it changes.
    """

    id = "unmanaged"
    severity = "warning"
    remedy = "import it with `ontap-peering import`, or leave it to whoever made it"

    def judge(self, facts: RelationshipFacts) -> Iterator[Verdict]:
        for alias, peer in facts.present.items():
            if facts.managers is None:
                yield does_not_apply(messages.no_state_to_compare(), alias)
            elif manager := facts.managers.get(alias):
                yield ok(messages.managed_by(manager), alias)
            else:
                yield wrong(messages.nobody_manages(peer.name), alias)


class RotationAge(RelationshipCheck):
    """
    The passphrase was rotated within a year, as far as the word of `rotation` begins with a month such as `2026-11`.

    ONTAP does not say how old a passphrase is, and another word says nothing about its age.
    """

    id = "rotation-age"
    severity = "warning"
    remedy = "rotate: give `rotation` this month as its new word"

    def judge(self, facts: RelationshipFacts) -> Iterator[Verdict]:
        if not facts.present:
            yield does_not_apply(messages.follows_from(Gone.id))
            return
        now = max((cluster.now for cluster in facts.clusters.values()), default=None)
        months = months_since(facts.rotation, now.date()) if now else None
        if months is None:
            yield does_not_apply(messages.rotation_not_dated())
            return
        line = messages.rotated_on(str(facts.rotation), months)
        yield wrong(line) if months > MAX_MONTHS else ok(line)


ALL: Final[tuple[RelationshipCheck, ...]] = (
    Gone(),
    OneSideMissing(),
    Authentication(),
    Unavailable(),
    Partial(),
    Undetermined(),
    OfferOpen(),
    Unencrypted(),
    Addresses(),
    Names(),
    RotationAge(),
    Unmanaged(),
)


def _is_half(facts: RelationshipFacts) -> bool:
    return facts.foreign is None and not all(facts.peers.values())


def _is_unused_by_all(facts: RelationshipFacts) -> bool:
    """Whether the sides agree not to use authentication."""
    return all(peer.authentication == "absent" for peer in facts.present.values())
