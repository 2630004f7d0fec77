"""Whatever answers in a cluster's place: it is an answer of the cluster's, or one line that says what it is."""

import json
import time
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from pydantic import SecretStr

from ontap_peering import messages
from ontap_peering.client import peers, survey
from ontap_peering.client.connection import Limits
from ontap_peering.client.peers import DELETE_ATTEMPTS, PeersClient
from ontap_peering.client.wire import MAX_PAGES, PAGE_SIZE
from ontap_peering.errors import ApiError, ConnectionFailedError, PeerError, ReplyLostError
from ontap_peering.peer.ports import PeerPatch
from support.core import desired
from support.hostile_replies import ANOTHER_UUID, KINDS, Asked, Kind, encoded, fixed, raw
from support.siege import Siege

OWN, NEW = "own-secret-1234", "new-secret-5678"
LONGEST_LINE = 400
SLOW = ("slow drip", "slow drip of headers")


def change(api: PeersClient, uuid: str, name: str = "side") -> None:
    api.modify(uuid, name, PeerPatch({}, SecretStr(NEW)))


def operations(api: PeersClient, uuid: str) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "GET", api.list
    yield "GET", lambda: api.find("side")
    yield "POST", lambda: api.create(desired(key="another"))
    yield from of_an_instance(api, uuid)


def of_an_instance(api: PeersClient, uuid: str, name: str = "side") -> Iterator[tuple[str, Callable[[], object]]]:
    yield "GET", lambda: api.get(uuid)
    yield "PATCH", lambda: change(api, uuid, name)
    yield "DELETE", lambda: api.delete(uuid, name)


def made(siege: Siege) -> str:
    side = desired(name="side", remote={"ip_addresses": siege.world.addresses("west")}, passphrase=OWN)
    return siege.client().create(side).uuid


def looked_at(siege: Siege) -> tuple[PeersClient, str]:
    """A client that knows the peer."""
    api, uuid = siege.client(), made(siege)
    assert api.get(uuid) is not None
    siege.script.calm()
    return api, uuid


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in SLOW])
def test_no_reply_does_harm(siege: Siege, kind: str) -> None:
    uuid = made(siege)
    api = siege.client()
    for method, call in operations(api, uuid):
        siege.script.calm()
        siege.script.answer(kind, method, times=20)
        line = ""
        try:
            call()
        except PeerError as error:
            line = str(error)
        assert line.isprintable()
        assert len(line) < LONGEST_LINE
        assert not [form for each in secrets(siege) for form in encoded(each) if form in line]
        assert not line or line.startswith("east: ")
        paths = {each.split()[1].partition("?")[0] for each in siege.script.log}
        assert paths <= {"/api/cluster/peers", f"/api/cluster/peers/{uuid}", f"/api/cluster/jobs/{ANOTHER_UUID}"}
    assert siege.elsewhere == []


def secrets(siege: Siege) -> tuple[str, ...]:
    return (siege.world.clusters["east"]["password"], OWN, NEW)


NO_ANSWERS = [
    *("302 without a body", "302 with a body", "307 elsewhere", "204", "206", "304", "login page"),
    *("empty 200", "list", "null", "text", "202 without a job", "202 with a foreign job", "202 with an unknown job"),
    *("server error", "bad gateway", "not UTF-8", "deep JSON", "broken gzip", "nested encodings"),
]


@pytest.mark.parametrize("kind", NO_ANSWERS)
def test_what_is_no_answer_never_counts_as_success(siege: Siege, kind: str) -> None:
    uuid = made(siege)
    before = siege.world.peers("east")
    for method, call in operations(siege.client(), uuid):
        siege.script.calm()
        siege.script.answer(kind, method, times=20)
        with pytest.raises(PeerError) as refused:
            call()
        assert isinstance(refused.value, ReplyLostError) == (method in {"POST", "PATCH"})
    assert siege.world.peers("east") == before


def test_a_delete_that_did_nothing_is_no_success(siege: Siege) -> None:
    api, uuid = looked_at(siege)
    siege.script.answer("empty object", "DELETE", times=20)
    with pytest.raises(PeerError) as refused:
        api.delete(uuid, "side")
    assert str(refused.value) == messages.still_there(
        "east: delete peer 'side'", DELETE_ATTEMPTS, messages.answered_as_done()
    )
    assert siege.script.methods == ["DELETE", "GET"] * DELETE_ATTEMPTS


@pytest.mark.parametrize(
    "kind", ["204, done", "bad gateway, done", "empty 200, done", "cut off, done", "half JSON, done"]
)
def test_after_a_lost_reply_to_a_delete_the_peer_is_looked_for_first(siege: Siege, kind: str) -> None:
    api, uuid = looked_at(siege)
    siege.script.answer(kind, "DELETE")
    api.delete(uuid, "side")
    assert siege.script.methods == ["DELETE", "GET"]


def test_a_delete_is_repeated_if_the_peer_is_still_there(siege: Siege) -> None:
    api, uuid = looked_at(siege)
    siege.script.answer("302 without a body", "DELETE")
    api.delete(uuid, "side")
    assert siege.script.methods == ["DELETE", "GET", "DELETE", "GET"]
    assert siege.world.peers("east") == []


@pytest.mark.parametrize("reply", ["empty object", "record of little"])
def test_a_new_passphrase_that_nothing_shows_is_not_taken_for_set(siege: Siege, reply: str) -> None:
    siege.world.peer_by_offer()
    (peer,) = siege.world.peers("east")
    kind = KINDS[reply] if reply == "empty object" else fixed(200, '{"num_records": 1, "records": [{}]}')
    siege.script.answer(kind, "PATCH")
    with pytest.raises(ReplyLostError, match="neither the reply nor the peer shows the new passphrase"):
        change(siege.client(), peer["uuid"], peer["name"])


def test_a_new_passphrase_that_only_the_peer_shows_counts(siege: Siege) -> None:
    siege.world.peer_by_offer()
    (peer,) = siege.world.peers("east")
    siege.script.answer(Kind(lambda _: iter([raw(200, b"{}")]), acts=True), "PATCH")
    change(siege.client(), peer["uuid"], peer["name"])


@pytest.mark.parametrize("uuid", ["", ".", "..", "../../security/accounts", "side", "?name=*", "x" * 36, "\r\n"])
def test_without_a_whole_uuid_nothing_is_sent(siege: Siege, uuid: str) -> None:
    for _, call in of_an_instance(siege.client(), uuid):
        with pytest.raises(PeerError) as refused:
            call()
        assert str(refused.value) == messages.no_uuid_in_state("east")
    assert siege.script.log == []


def test_a_reply_about_another_peer_is_refused(siege: Siege) -> None:
    uuid = made(siege)
    siege.script.answer("another uuid", "GET")
    with pytest.raises(PeerError, match=f"it is about peer {ANOTHER_UUID}"):
        siege.client().get(uuid)


@pytest.mark.parametrize("kind", ["another uuid", "no uuid", "record of little", "records missing"])
def test_what_a_write_says_about_a_peer_counts_only_if_it_is_whole(siege: Siege, kind: str) -> None:
    siege.script.answer(kind, "POST")
    api = siege.client()
    if kind in {"another uuid", "record of little"}:
        assert api.create(desired(key="another")).uuid
    else:
        with pytest.raises(ReplyLostError, match="does not have the documented shape"):
            api.create(desired(key="another"))


def test_the_name_of_a_peer_may_not_hold_a_secret_or_speak_to_the_terminal(siege: Siege) -> None:
    uuid = made(siege)
    for kind, problem in (("a secret as a name", "repeats a secret at"), ("escapes in a name", "control characters")):
        siege.script.calm()
        siege.script.answer(kind, "GET")
        with pytest.raises(PeerError, match=rf"{problem}.* remote\.name"):
            siege.client().get(uuid)


@pytest.mark.parametrize("kind", SLOW)
def test_a_reply_that_never_ends_is_given_up(siege: Siege, kind: str) -> None:
    api = siege.client()
    siege.script.answer(kind, times=20)
    began = time.monotonic()
    with pytest.raises(ConnectionFailedError, match="it took too long, tried for 1 s"):
        api.list()
    with pytest.raises(ReplyLostError, match="it took too long, after 1 s"):
        api.create(desired())
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("kind", ["endless chunks", "huge content length", "gzip bomb", "302 without end"])
def test_a_reply_beyond_the_limit_is_refused_once_and_for_all(siege: Siege, kind: str) -> None:
    patient = Limits(reading=20, exchange=20)
    siege.script.answer(kind, times=20)
    with pytest.raises(PeerError, match="larger than 16 MiB"):
        siege.client(patient).list()
    assert len(siege.script.log) == 1


def test_a_page_of_the_cluster_that_leads_elsewhere_is_not_followed(siege: Siege) -> None:
    siege.script.answer("foreign next link", "GET")
    with pytest.raises(PeerError) as refused:
        siege.client().list()
    assert str(refused.value) == messages.foreign_link("east: list peers")


def test_pages_within_the_api_are_followed(siege: Siege) -> None:
    made(siege)

    def first_page(_: Asked) -> Iterator[bytes]:
        yield raw(200, b'{"records": [], "_links": {"next": {"href": "?fields=status,authentication"}}}')

    siege.script.calm()
    siege.script.answer(Kind(first_page), "GET")
    assert [peer.name for peer in siege.client().list()] == ["side"]
    assert siege.script.log[1] == "GET /api/cluster/peers?fields=status,authentication"


@pytest.mark.parametrize("kind", ["secrets in code", "secrets in target", "secrets in message"])
def test_an_error_reply_shows_neither_secrets_nor_control_characters(siege: Siege, kind: str) -> None:
    siege.script.answer(kind, "POST")
    side = desired(remote={"ip_addresses": siege.world.addresses("west")}, passphrase=OWN)
    with pytest.raises(ApiError, match=r"^east: create peer 'east-key' refused \(") as refused:
        siege.client().create(side)
    assert str(refused.value).isprintable()


def test_a_passphrase_that_the_cluster_generated_is_masked_too(siege: Siege) -> None:
    api = siege.client()
    generated = api.create(desired()).passphrase
    assert generated is not None
    error = f'{{"error": {{"code": "99999", "message": "no {generated.get_secret_value()}"}}}}'
    siege.script.calm()
    siege.script.answer(fixed(400, error), "GET")
    with pytest.raises(ApiError, match=r"\(99999\): no \[secret\]$"):
        api.list()


def endless_pages(_: Asked) -> Iterator[bytes]:
    """Each page is answered in time, and leads to another one."""
    time.sleep(0.05)
    href = f"/api/cluster/peers?page={time.monotonic_ns()}"
    yield raw(200, json.dumps({"records": [], "_links": {"next": {"href": href}}}).encode())


@pytest.mark.parametrize("module", [peers, survey], ids=["peers", "survey"])
def test_a_listing_that_never_ends_is_given_up(
    siege: Siege, module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_LISTING_SECONDS", 0.3)
    siege.script.answer(Kind(endless_pages), times=200)
    read = siege.client().list if module is peers else siege.survey().nodes
    with pytest.raises(PeerError) as refused:
        read()
    assert str(refused.value) == messages.endless_pages(f"east: list {'peers' if module is peers else 'nodes'}")
    assert len(siege.script.log) < MAX_PAGES / 2


def test_a_listing_with_two_records_of_one_uuid_is_refused(siege: Siege) -> None:
    made(siege)
    siege.client().create(desired(key="another"))
    siege.script.answer("another uuid", "GET")
    with pytest.raises(PeerError, match="documented shape at records"):
        siege.client().list()


def test_a_peer_is_asked_for_its_name_before_it_is_changed_or_deleted_on_the_word_of_a_listing(siege: Siege) -> None:
    uuid = made(siege)
    for _, call in list(of_an_instance(siege.client(), uuid, name="foreign"))[1:]:
        siege.script.calm()
        with pytest.raises(PeerError, match=f"nothing was sent, since peer {uuid} is called 'side'"):
            call()
        assert siege.script.methods == ["GET"]


def test_a_page_with_more_records_than_were_asked_for_is_refused(siege: Siege) -> None:
    made(siege)
    record = json.dumps(siege.world.peers("east")[0])
    page = ",".join(record.replace("657d4a91", f"{number:08x}") for number in range(PAGE_SIZE + 1))
    siege.script.answer(fixed(200, f'{{"records": [{page}]}}'), "GET")
    with pytest.raises(PeerError, match="documented shape at records"):
        siege.client(Limits()).list()
