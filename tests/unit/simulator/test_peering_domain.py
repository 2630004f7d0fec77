"""Peering without HTTP, on the manual clock."""

from datetime import timedelta
from uuid import UUID

import pytest

from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.network import CLUSTER_IPSPACE
from ontap_simulator.domain.peer import AuthenticationState, Encryption, InUse, Peer, Status
from ontap_simulator.domain.peering import Peering
from ontap_simulator.domain.request import LocalNetwork, PeerRequest, SvmChoice
from ontap_simulator.domain.spec import ClusterSpec, FabricSpec, PeeringPolicy, Settings

SECRET = "correct horse"


def directed(to: Peering, passphrase: str | None = SECRET, name: str | None = None) -> PeerRequest:
    return PeerRequest(addresses=to.cluster.intercluster_addresses(), passphrase=passphrase, name=name)


def only(peering: Peering) -> Peer:
    [peer] = peering.after()
    return peer


def states(peering: Peering) -> tuple[Status, AuthenticationState]:
    status = peering.status(only(peering))
    return status.state, status.authentication


def offered(peering: Peering, request: PeerRequest | None = None) -> str:
    made = peering.create(request or PeerRequest())
    assert made.passphrase is not None
    return made.passphrase


def code_of(peering: Peering, request: PeerRequest) -> Code:
    with pytest.raises(OntapError) as refusal:
        peering.create(request)
    return refusal.value.code


def code_of_change(peering: Peering, request: PeerRequest) -> Code:
    with pytest.raises(OntapError) as refusal:
        peering.update(only(peering).uuid, request)
    return refusal.value.code


AGREED = (Status.AVAILABLE, AuthenticationState.OK)
WAITING = (Status.PENDING, AuthenticationState.PENDING)
ORPHANED = (Status.UNAVAILABLE, AuthenticationState.PROBLEM)


def test_an_anonymous_offer_is_unidentified_and_named_after_its_passphrase(east: Peering) -> None:
    passphrase = offered(east)
    assert only(east).name == f"Clus_{passphrase[-4:]}"
    assert states(east) == (Status.UNIDENTIFIED, AuthenticationState.PENDING)


def test_the_uuid_of_an_anonymous_offer_is_minted_at_its_creation(fabric: Fabric, east: Peering) -> None:
    offered(east)
    minted = UUID(only(east).uuid)
    assert minted.version == 1
    seconds_since_1582 = minted.time // 10**7
    assert seconds_since_1582 - 12_219_292_800 == int(fabric.now().timestamp())


def test_acceptance_re_keys_the_offer_to_the_acceptor(east: Peering, west: Peering) -> None:
    made = east.create(PeerRequest())
    offer = made.peer.uuid
    west.create(directed(east, made.passphrase))
    with pytest.raises(OntapError):
        east.get(offer)
    peer = only(east)
    assert (peer.uuid, peer.name) == (west.cluster.uuid, "west")
    assert peer.remote_addresses == west.cluster.intercluster_addresses()
    assert only(west).uuid == east.cluster.uuid
    assert states(east) == states(west) == AGREED


def test_an_offer_can_be_accepted_once_only(fabric: Fabric, east: Peering, west: Peering) -> None:
    passphrase = offered(east)
    north = Peering(fabric, fabric.clusters["north"])
    west.create(directed(east, passphrase))
    north.create(directed(east, passphrase))
    assert states(north) == WAITING


@pytest.mark.parametrize(("survive", "name"), [(True, "partner"), (False, "west")])
def test_a_custom_name_survives_acceptance_as_the_fabric_says(*, survive: bool, name: str) -> None:
    fabric = Fabric(FabricSpec.of(["east", "west"], Settings(custom_names_survive=survive)))
    east, west = (Peering(fabric, cluster) for cluster in fabric.clusters.values())
    west.create(directed(east, offered(east, PeerRequest(name="partner"))))
    assert only(east).name == name


def test_a_relationship_is_pending_until_it_has_settled() -> None:
    fabric = Fabric(FabricSpec.of(["east", "west"], Settings(settle_time=timedelta(seconds=5))), seed=1)
    east, west = (Peering(fabric, cluster) for cluster in fabric.clusters.values())
    west.create(directed(east, offered(east)))
    assert states(east) == (Status.PENDING, AuthenticationState.OK)
    fabric.clock.advance(timedelta(seconds=5))
    assert states(east) == states(west) == AGREED


def test_two_directed_offers_with_one_passphrase_agree(east: Peering, west: Peering) -> None:
    east.create(directed(west))
    assert states(east) == WAITING
    west.create(directed(east))
    assert states(east) == states(west) == AGREED


def test_two_directed_offers_with_two_passphrases_wait(east: Peering, west: Peering) -> None:
    east.create(directed(west))
    west.create(directed(east, "another secret"))
    assert states(east) == states(west) == WAITING


def test_a_wrong_passphrase_with_the_same_index_destroys_an_anonymous_offer(east: Peering, west: Peering) -> None:
    passphrase = offered(east)
    west.create(directed(east, f"wrong but ends in {passphrase[-4:]}"))
    assert east.count() == 0
    assert states(west) == WAITING


def test_a_wrong_passphrase_with_another_index_leaves_an_anonymous_offer_alone(east: Peering, west: Peering) -> None:
    offered(east)
    west.create(directed(east, "entirely different"))
    assert east.count() == 1


def test_an_expired_anonymous_offer_is_deleted(fabric: Fabric, east: Peering) -> None:
    offered(east)
    fabric.clock.advance(timedelta(minutes=59, seconds=59))
    assert east.count() == 1
    fabric.clock.advance(timedelta(seconds=1))
    assert east.count() == 0


def test_an_expired_directed_offer_is_kept_with_a_problem(fabric: Fabric, east: Peering, west: Peering) -> None:
    east.create(directed(west))
    fabric.clock.advance(timedelta(hours=1))
    assert states(east) == (Status.PENDING, AuthenticationState.PROBLEM)
    west.create(directed(east))
    assert states(west) == WAITING


def test_a_new_expiry_renews_a_lapsed_offer(fabric: Fabric, east: Peering, west: Peering) -> None:
    east.create(directed(west))
    fabric.clock.advance(timedelta(hours=2))
    west.create(directed(east))
    east.update(west.cluster.uuid, PeerRequest(expiry="PT1H"))
    assert states(east) == states(west) == AGREED


def test_an_accepted_relationship_does_not_expire(fabric: Fabric, east: Peering, west: Peering) -> None:
    west.create(directed(east, offered(east)))
    fabric.clock.advance(timedelta(days=400))
    assert states(east) == states(west) == AGREED


def test_deleting_one_side_orphans_the_other(fabric: Fabric, east: Peering, west: Peering) -> None:
    west.create(directed(east, offered(east)))
    fabric.clock.advance(timedelta(minutes=1))
    west.delete(east.cluster.uuid)
    assert west.count() == 0
    assert states(east) == ORPHANED
    assert east.status(only(east)).updated_at == fabric.now()


def test_a_removed_side_heals_once_both_offer_one_passphrase_again(east: Peering, west: Peering) -> None:
    east.create(directed(west))
    west.create(directed(east))
    west.delete(east.cluster.uuid)
    west.create(directed(east, "a new secret"))
    assert states(east) == ORPHANED
    assert states(west) == WAITING
    east.update(west.cluster.uuid, PeerRequest(passphrase="a new secret"))
    assert states(east) == states(west) == AGREED


def test_a_stale_half_keeps_the_other_cluster_from_accepting_another_offer(east: Peering, west: Peering) -> None:
    east.create(directed(west))
    west.create(directed(east, offered(east)))
    assert east.count() == 2
    assert states(west) == WAITING


@pytest.mark.covers("a changed passphrase leaves the peer alive until it lapses")
def test_a_rotation_keeps_the_peer_ok_until_it_lapses(fabric: Fabric, east: Peering, west: Peering) -> None:
    west.create(directed(east, offered(east)))
    east.update(west.cluster.uuid, PeerRequest(passphrase="second secret"))
    assert states(east) == AGREED
    fabric.clock.advance(timedelta(hours=1))
    assert states(east) == (Status.AVAILABLE, AuthenticationState.PROBLEM)
    assert states(west) == AGREED


def test_a_rotation_on_both_sides_completes_without_a_break() -> None:
    fabric = Fabric(FabricSpec.of(["east", "west"], Settings(settle_time=timedelta(seconds=5))))
    east, west = (Peering(fabric, cluster) for cluster in fabric.clusters.values())
    west.create(directed(east, offered(east)))
    fabric.clock.advance(timedelta(seconds=5))
    change = east.update(west.cluster.uuid, PeerRequest(generate=True))
    west.update(east.cluster.uuid, PeerRequest(passphrase=change.passphrase))
    assert states(east) == states(west) == AGREED
    assert only(east).offer is None
    assert only(west).offer is None


def test_encryption_is_what_both_sides_propose(east: Peering, west: Peering) -> None:
    west.create(
        PeerRequest(
            addresses=east.cluster.intercluster_addresses(), passphrase=offered(east), encryption=Encryption.NONE
        )
    )
    assert east.status(only(east)).encryption is Encryption.NONE


def test_a_revoked_peer_is_unavailable_on_both_sides_until_it_is_allowed_again(east: Peering, west: Peering) -> None:
    west.create(directed(east, offered(east)))
    east.update(west.cluster.uuid, PeerRequest(in_use=InUse.REVOKED))
    assert states(east) == states(west) == ORPHANED
    east.update(west.cluster.uuid, PeerRequest(in_use=InUse.OK))
    assert states(east) == states(west) == AGREED


def test_the_ipspace_dialled_must_be_the_ipspace_of_the_offer() -> None:
    fabric = Fabric(FabricSpec.of([ClusterSpec("east", ipspaces=("lab",)), "west"]))
    east, west = (Peering(fabric, cluster) for cluster in fabric.clusters.values())
    passphrase = offered(east, PeerRequest(ipspace_name="lab"))
    west.create(directed(east, passphrase))
    assert states(west) == WAITING
    west.delete(east.cluster.uuid)
    lab = east.cluster.intercluster_addresses(east.cluster.ipspace("lab"))
    west.create(PeerRequest(addresses=lab, passphrase=passphrase))
    assert states(west) == AGREED


def test_a_creation_is_refused(east: Peering, west: Peering) -> None:
    addresses = west.cluster.intercluster_addresses()
    own = east.cluster.intercluster_addresses()
    refused = {
        Code.PASSPHRASE_WITHOUT_ADDRESSES: PeerRequest(passphrase=SECRET),
        Code.NEITHER_ADDRESSES_NOR_GENERATE: PeerRequest(generate=False),
        Code.PASSPHRASE_TOO_SHORT: PeerRequest(addresses=addresses, passphrase="seven77"),
        Code.INVALID_COMBINATION: PeerRequest(addresses=addresses, passphrase=SECRET, generate=True),
        Code.ADDRESS_IN_USE_LOCALLY: PeerRequest(addresses=own, passphrase=SECRET),
        Code.PEER_IS_SELF: PeerRequest(addresses=("10.1.0.10",), passphrase=SECRET),
        Code.INTRODUCTION_FAILED: PeerRequest(addresses=("192.0.2.1",), passphrase=SECRET),
        Code.INVALID_PEER_ADDRESS: PeerRequest(addresses=("10.2.0.10",), passphrase=SECRET),
        Code.UNKNOWN_HOST: PeerRequest(addresses=("nowhere.example",), passphrase=SECRET),
        Code.MIXED_FAMILIES: PeerRequest(addresses=(*addresses, "fd00::1"), passphrase=SECRET),
        Code.NAME_OF_LOCAL_CLUSTER: PeerRequest(name="east"),
        Code.INVALID_NAME: PeerRequest(name="no spaces"),
        Code.NOT_FOUND: PeerRequest(ipspace_name="unknown"),
        Code.CLUSTER_IPSPACE: PeerRequest(ipspace_name=CLUSTER_IPSPACE),
        Code.UNKNOWN_SVM: PeerRequest(allowed_svms=(SvmChoice("nobody"),)),
        Code.EXPIRY_TOO_FAR: PeerRequest(expiry="P7DT1S"),
        Code.EXPIRY_IN_PAST: PeerRequest(expiry="2020-01-01T00:00:00Z"),
        Code.INVALID_VALUE: PeerRequest(expiry="soon"),
    }
    assert {code: code_of(east, request) for code, request in refused.items()} == {code: code for code in refused}
    assert east.count() == 0


def test_a_second_peer_of_one_cluster_is_refused_by_name_or_else_by_cluster(east: Peering, west: Peering) -> None:
    east.create(directed(west))
    assert code_of(east, directed(west)) is Code.NAME_TAKEN
    assert code_of(east, directed(west, name="other")) is Code.ALREADY_PEERED


def test_a_policy_that_requires_encryption_refuses_none() -> None:
    strict = ClusterSpec("east", policy=PeeringPolicy(encryption_required=True))
    fabric = Fabric(FabricSpec.of([strict, "west"]))
    east, west = (Peering(fabric, cluster) for cluster in fabric.clusters.values())
    assert code_of(east, PeerRequest(encryption=Encryption.NONE)) is Code.ENCRYPTION_REQUIRED
    west.create(
        PeerRequest(
            addresses=east.cluster.intercluster_addresses(), passphrase=offered(east), encryption=Encryption.NONE
        )
    )
    assert states(west) == WAITING


def test_unauthenticated_peers_agree_where_the_policy_allows_them() -> None:
    lax = PeeringPolicy(authentication_required=False)
    fabric = Fabric(FabricSpec.of([ClusterSpec(name, policy=lax) for name in ("east", "west")]))
    east, west = (Peering(fabric, cluster) for cluster in fabric.clusters.values())
    for here, there in ((east, west), (west, east)):
        here.create(PeerRequest(addresses=there.cluster.intercluster_addresses(), in_use=InUse.ABSENT))
    assert states(east) == states(west) == (Status.AVAILABLE, AuthenticationState.ABSENT)
    assert code_of_change(east, PeerRequest(in_use=InUse.OK)) is Code.NEITHER_PASSPHRASE_NOR_GENERATE
    assert code_of_change(east, PeerRequest(passphrase=SECRET)) is Code.PASSPHRASE_WITHOUT_AUTHENTICATION


def test_a_change_is_refused(fabric: Fabric, east: Peering, west: Peering) -> None:
    east.create(directed(west))
    north = fabric.clusters["north"].intercluster_addresses()
    refused = {
        Code.ENCRYPTION_WITHOUT_PASSPHRASE: PeerRequest(encryption=Encryption.NONE),
        Code.EXPIRY_TOO_FAR: PeerRequest(expiry="P8D"),
        Code.EXPIRY_IN_PAST: PeerRequest(expiry="2020-01-01T00:00:00Z"),
        Code.INVALID_NAME: PeerRequest(name="-"),
        Code.EMPTY_ADDRESS_LIST: PeerRequest(addresses=()),
        Code.MIXED_FAMILIES_IN_CHANGE: PeerRequest(addresses=("10.2.0.11", "fd00::1")),
        Code.INTRODUCTION_FAILED: PeerRequest(addresses=("192.0.2.1",)),
        Code.WRONG_REMOTE_CLUSTER: PeerRequest(addresses=north),
        Code.GENERATE_TURNED_OFF: PeerRequest(generate=False),
        Code.PASSPHRASE_TOO_SHORT: PeerRequest(passphrase="short"),
    }
    found = {code: code_of_change(east, request) for code, request in refused.items()}
    assert found == {code: code for code in refused}


def test_a_refused_change_changes_nothing(east: Peering, west: Peering) -> None:
    east.create(directed(west))
    code_of_change(east, PeerRequest(name="renamed", addresses=("192.0.2.1",)))
    assert only(east).name == "west"


def test_allowed_svms_can_change_until_the_peer_is_accepted(east: Peering, west: Peering) -> None:
    passphrase = offered(east)
    east.update(only(east).uuid, PeerRequest(allowed_svms=(SvmChoice("svm1"),)))
    west.create(directed(east, passphrase))
    assert code_of_change(east, PeerRequest(allowed_svms=())) is Code.INVALID_COMBINATION
    assert [svm.name for svm in only(east).allowed_svms if not isinstance(svm, str)] == ["svm1"]


def test_new_local_interfaces_stay_when_the_peer_is_refused(east: Peering) -> None:
    network = LocalNetwork(("10.9.0.1",), "255.255.0.0", "Default", "10.9.0.254")
    request = PeerRequest(addresses=("192.0.2.1",), passphrase=SECRET, local_network=network)
    assert code_of(east, request) is Code.INTRODUCTION_FAILED
    assert east.count() == 0
    assert "10.9.0.1" in east.cluster.intercluster_addresses()
    assert code_of(east, request) is Code.INTRODUCTION_FAILED


def test_what_new_local_interfaces_need(east: Peering) -> None:
    full = LocalNetwork(("10.9.0.1",), "16", "Default", "10.9.0.254")
    refused = {
        Code.EMPTY_ADDRESS_LIST: LocalNetwork(None, "16", "Default", "10.9.0.254"),
        Code.EMPTY_LOCAL_ADDRESS_LIST: LocalNetwork((), "16", "Default", "10.9.0.254"),
        Code.MORE_ADDRESSES_THAN_NODES: LocalNetwork(
            ("10.9.0.1", "10.9.0.2", "10.9.0.3"), "16", "Default", "10.9.0.254"
        ),
        Code.BROADCAST_DOMAIN_REQUIRED: LocalNetwork(full.addresses, "16", None, "10.9.0.254"),
        Code.NETMASK_REQUIRED: LocalNetwork(full.addresses, None, "Default", "10.9.0.254"),
        Code.GATEWAY_REQUIRED: LocalNetwork(full.addresses, "16", "Default", None),
    }
    found = {code: code_of(east, PeerRequest(local_network=network)) for code, network in refused.items()}
    assert found == {code: code for code in refused}


def test_the_same_seed_gives_the_same_world() -> None:
    def passphrases() -> list[str]:
        fabric = Fabric(FabricSpec.of(["east"]), seed=11)
        peering = Peering(fabric, fabric.clusters["east"])
        return [peering.cluster.uuid, offered(peering), only(peering).uuid]

    assert passphrases() == passphrases()


def test_a_reset_keeps_identities_and_nothing_else(fabric: Fabric, east: Peering) -> None:
    before = (east.cluster.uuid, fabric.now())
    first = offered(east)
    fabric.clock.advance(timedelta(hours=3))
    fabric.reset()
    assert east.count() == 0
    assert (east.cluster.uuid, fabric.now()) == before
    assert offered(east) == first
