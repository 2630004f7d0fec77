"""Answers that many operations share: one request, and never a peer as it was before a write of our own."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from ontap_peering.client.cluster import ClusterClient
from ontap_peering.client.shared import Shared
from ontap_peering.errors import ConnectionFailedError, PeerError
from ontap_peering.peer.model import DesiredPeer
from ontap_peering.peer.ports import PeerPatch
from support.core import desired
from support.hostile_replies import Asked, Kind, raw
from support.siege import Siege

MANY = 16


def side(key: str) -> DesiredPeer:
    return desired(key=key)


def at_once(call: Callable[[], object]) -> list[object]:
    start = Barrier(MANY)

    def one(_: int) -> object:
        start.wait()
        return call()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def test_what_many_ask_a_cluster_at_once_is_one_request(siege: Siege) -> None:
    peers = siege.client()
    cluster = ClusterClient(peers._transport)  # noqa: SLF001 - one session for both
    for ask in (cluster.identity, cluster.ipspaces, lambda: cluster.intercluster_addresses("Default"), peers.recent):
        siege.script.calm()
        answers = at_once(ask)
        assert all(each == answers[0] for each in answers)
        assert siege.script.methods == ["GET"]
    assert cluster.intercluster_addresses("Default") == siege.world.addresses("east")
    assert cluster.intercluster_addresses("another") == []


def test_a_write_takes_only_what_it_wrote_from_the_listing(siege: Siege) -> None:
    api = siege.client()
    uuids = {name: api.create(side(name)).uuid for name in ("changed", "deleted", "kept", "renamed")}
    assert set(api.recent().by_name) == set(uuids)
    api.modify(uuids["changed"], "changed", PeerPatch({"peer_applications": ["flexcache"]}))
    api.delete(uuids["deleted"], "deleted")
    api.modify(uuids["renamed"], "renamed", PeerPatch({"name": "new-name"}))
    api.create(side("created"))
    siege.script.calm()
    assert set(api.recent().by_name) == {"kept"}
    assert set(api.recent().by_uuid) == {uuids["kept"]}
    assert siege.script.log == []


def test_a_listing_that_began_before_a_write_does_not_bring_the_old_record_back(siege: Siege) -> None:
    api = siege.client()
    uuid = api.create(side("side")).uuid

    def late(asked: Asked) -> Iterator[bytes]:
        api.delete(uuid, "side")
        yield raw(*asked.relayed)

    siege.script.calm()
    siege.script.answer(Kind(late, acts=True), "GET")
    assert api.recent().by_uuid == {}
    assert siege.script.methods[0] == "GET"


def test_a_peer_that_was_read_by_its_uuid_is_not_read_again_before_a_write(siege: Siege) -> None:
    api = siege.client()
    uuid = api.create(side("side")).uuid
    api.get(uuid)
    siege.script.calm()
    api.modify(uuid, "side", PeerPatch({"peer_applications": ["flexcache"]}))
    assert siege.script.methods == ["PATCH"]


@pytest.mark.parametrize(("error", "asked"), [(ConnectionFailedError("dead"), 1), (PeerError("refused"), 2)])
def test_only_that_a_cluster_does_not_answer_is_remembered(error: PeerError, asked: int) -> None:
    seen: list[int] = []

    def ask() -> None:
        seen.append(1)
        raise error

    shared = Shared(ask, 0.3, 0.3)
    for _ in range(2):
        with pytest.raises(PeerError):
            shared.get()
    assert len(seen) == asked
    time.sleep(0.35)
    with pytest.raises(PeerError):
        shared.get()
    assert len(seen) == asked + 1


def test_those_who_wait_for_an_answer_share_its_failure() -> None:
    seen: list[int] = []

    def ask() -> None:
        seen.append(1)
        time.sleep(0.2)
        raise PeerError("refused")

    shared = Shared(ask, 1, 1)

    def failed() -> str:
        with pytest.raises(PeerError) as error:
            shared.get()
        return str(error.value)

    assert at_once(failed) == ["refused"] * MANY
    assert len(seen) == 1
