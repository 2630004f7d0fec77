"""`PeerApi` on `/api/cluster/peers`."""

import time
from collections.abc import Sequence
from typing import Any, Final

from pydantic import SecretStr

from ontap_peering import messages
from ontap_peering.client.errors import Call, no_answer
from ontap_peering.client.shared import SHARED_SECONDS, Shared
from ontap_peering.client.transport import Transport
from ontap_peering.client.urls import is_uuid
from ontap_peering.client.wire import (
    MAX_LISTING_SECONDS,
    MAX_PAGES,
    PAGE_SIZE,
    READ_FIELDS,
    Changed,
    Collection,
    Created,
    PeerRecord,
    Shape,
    patch_body,
    post_body,
    validated,
)
from ontap_peering.client.written import Mark, Written
from ontap_peering.errors import (
    BusyError,
    CertificateError,
    ConnectionFailedError,
    NotFoundError,
    PeerError,
    ReplyLostError,
)
from ontap_peering.peer.model import DesiredPeer, ObservedPeer
from ontap_peering.peer.ports import CreatedPeer, Listing, PeerPatch

PEERS: Final = "/api/cluster/peers"
DELETE_ATTEMPTS: Final = 5


class PeersClient:
    """The peers of one cluster. Reads share one listing for some seconds; a write takes what it writes from it."""

    def __init__(self, transport: Transport, listing_seconds: float = SHARED_SECONDS) -> None:
        self._transport = transport
        self._listing = Shared(self._listed, listing_seconds, listing_seconds)
        self._written = Written()
        self._names: dict[str, str] = {}
        """By uuid, as the cluster said when it was asked for that uuid."""

    def learn(self, passphrase: SecretStr | None) -> None:
        if passphrase is not None:
            self._transport.mask.learn(passphrase.get_secret_value())

    def list(self) -> Sequence[ObservedPeer]:
        call = self._call("GET", "list peers")
        found: list[ObservedPeer] = []
        give_up = time.monotonic() + MAX_LISTING_SECONDS
        path, query = PEERS, {"fields": READ_FIELDS, "max_records": str(PAGE_SIZE)}
        seen: set[str] = set()
        while path not in seen and len(seen) < MAX_PAGES and time.monotonic() < give_up:
            seen.add(path)
            page = self._validated(Collection, self._transport.request(call, path, query=query), call)
            found.extend(record.observed() for record in page.records)
            if page.links.next.href is None:
                return found
            path, query = self._transport.next_path(call, path, page.links.next.href), {}
        raise PeerError(messages.endless_pages(str(call)))

    def recent(self) -> Listing:
        mark, listing = self._listing.get()
        return listing.without(self._written.since(mark))

    def get(self, uuid: str) -> ObservedPeer | None:
        call = self._call("GET", f"read peer {uuid}")
        path = self._instance(uuid)
        try:
            reply = self._transport.request(call, path, query={"fields": READ_FIELDS})
        except NotFoundError:
            return None
        found = self._validated(PeerRecord, reply, call)
        if found.uuid.lower() != uuid.lower():
            raise no_answer(call, messages.another_uuid(found.uuid))
        self._names[uuid] = found.name
        return found.observed()

    def find(self, name: str) -> ObservedPeer | None:
        call = self._call("GET", f"find peer {name!r}")
        reply = self._transport.request(call, PEERS, query={"name": f'"{name}"', "fields": READ_FIELDS})
        records = self._validated(Collection, reply, call).records
        return next((record.observed() for record in records if record.name == name), None)

    def create(self, desired: DesiredPeer) -> CreatedPeer:
        call = self._call("POST", f"create peer {desired.name!r}")
        self.learn(desired.passphrase)
        with self._written.being(desired.name):
            reply = self._transport.request(call, PEERS, query={"return_records": "true"}, body=post_body(desired))
        (record,) = self._validated(Created, reply, call).records
        return CreatedPeer(record.uuid, self._learned(record.authentication.passphrase), record.ip_address)

    def modify(self, uuid: str, name: str, patch: PeerPatch) -> SecretStr | None:
        call = self._call("PATCH", f"update peer {name!r}")
        path = self._instance(uuid)
        self.learn(patch.passphrase)
        self._confirm(call, uuid, name)
        with self._written.being(uuid, name, patch.body.get("name", name)):
            reply = self._transport.request(call, path, body=patch_body(patch))
        passphrase = self._validated(Changed, reply, call).passphrase
        if patch.passphrase is not None and passphrase != patch.passphrase.get_secret_value():
            self._look_for_offer(call, uuid)
        return self._learned(passphrase)

    def delete(self, uuid: str, name: str, *, is_certain: bool = False) -> None:
        """Whatever the reply, the peer is looked for, and deleted again only if it is still there."""
        call = self._call("DELETE", f"delete peer {name!r}")
        path = self._instance(uuid)
        if not is_certain:
            self._confirm(call, uuid, name)
        seen = messages.answered_as_done()
        with self._written.being(uuid, name):
            for attempt in range(1, DELETE_ATTEMPTS + 1):
                try:
                    self._transport.request(call, path)
                except NotFoundError:
                    seen = messages.answered_as_done()
                except ReplyLostError as error:
                    seen = error.seen
                except (BusyError, ConnectionFailedError) as error:
                    if attempt == DELETE_ATTEMPTS or isinstance(error, CertificateError):
                        raise
                    if isinstance(error, BusyError):
                        self._transport.pause(call, error.retry_after)
                if self.get(uuid) is None:
                    return
        raise PeerError(messages.still_there(str(call), DELETE_ATTEMPTS, seen))

    def _confirm(self, call: Call, uuid: str, name: str) -> None:
        """
        Before a write: what a listing says about a uuid may be a mistake, so the peer itself is asked for its name.

        Raises PeerError if it has another one.
        """
        if self._names.get(uuid) == name:
            return
        live = self.get(uuid)
        if live is not None and live.name != name:
            raise PeerError(messages.another_name(str(call), uuid, live.name))

    def _look_for_offer(self, call: Call, uuid: str) -> None:
        """
        A passphrase that counts is on offer, or its use shows no other way than in the reply to the PATCH.

        Raises ReplyLostError if the peer has no offer.
        """
        live = self.get(uuid)
        if live is None or live.expiry_time is None:
            raise no_answer(call, messages.change_not_shown())

    def _validated(self, shape: type[Shape], reply: dict[str, Any], call: Call) -> Shape:
        return validated(shape, reply, call, self._transport.mask)

    def _learned(self, passphrase: str | None) -> SecretStr | None:
        """What a reply says."""
        found = SecretStr(passphrase) if passphrase else None
        self.learn(found)
        return found

    def _instance(self, uuid: str) -> str:
        """Raises PeerError for anything but a uuid: the path of a peer without one is that of all peers."""
        if not is_uuid(uuid):
            raise PeerError(messages.no_uuid_in_state(self._transport.alias))
        return f"{PEERS}/{uuid}"

    def _call(self, method: str, what: str) -> Call:
        return Call(self._transport.alias, method, what)

    def _listed(self) -> tuple[Mark, Listing]:
        """With the moment when it began."""
        mark = self._written.mark()
        return mark, Listing.of(self.list())
