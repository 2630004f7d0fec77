"""`PeerApi` on `/api/cluster/peers`."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar
from urllib.parse import quote

from pydantic import SecretStr, ValidationError

from ontap_peering import messages
from ontap_peering.client.errors import Call
from ontap_peering.client.transport import Transport
from ontap_peering.client.wire import READ_FIELDS, Collection, PeerRecord, patch_body, post_body
from ontap_peering.errors import NotFoundError, PeerError, ReplyLostError
from ontap_peering.peer.model import DesiredPeer, ObservedPeer
from ontap_peering.peer.ports import CreatedPeer, Listing, PeerPatch

PEERS: Final = "/api/cluster/peers"
PAGE_SIZE: Final = "1000"
MAX_PAGES: Final = 1000
LISTING_SECONDS: Final = 5.0

_Shape = TypeVar("_Shape", Collection, PeerRecord)


class PeersClient:
    """The peers of one cluster. Reads share one listing for some seconds; a write makes it stale."""

    def __init__(self, transport: Transport, listing_seconds: float = LISTING_SECONDS) -> None:
        self._transport = transport
        self._listing_seconds = listing_seconds
        self._lock = threading.Lock()
        self._listing: tuple[float, Listing] | None = None

    def list(self) -> Sequence[ObservedPeer]:
        call = self._call("GET", "list peers")
        found: list[ObservedPeer] = []
        reply = self._transport.request(call, PEERS, query={"fields": READ_FIELDS, "max_records": PAGE_SIZE})
        for _ in range(MAX_PAGES):
            page = _validated(Collection, reply, call)
            found.extend(record.observed() for record in page.records)
            if page.links.next.href is None:
                return found
            reply = self._transport.request(call, page.links.next.href)
        raise PeerError(messages.endless_pages(str(call)))

    def recent(self) -> Listing:
        with self._lock:
            if self._listing is None or time.monotonic() - self._listing[0] > self._listing_seconds:
                started = time.monotonic()
                self._listing = (started, Listing.of(self.list()))
            return self._listing[1]

    def get(self, uuid: str) -> ObservedPeer | None:
        call = self._call("GET", f"read peer {uuid}")
        try:
            reply = self._transport.request(call, _instance(uuid), query={"fields": READ_FIELDS})
        except NotFoundError:
            return None
        return _validated(PeerRecord, reply, call).observed()

    def find(self, name: str) -> ObservedPeer | None:
        call = self._call("GET", f"find peer {name!r}")
        reply = self._transport.request(call, PEERS, query={"name": f'"{name}"', "fields": READ_FIELDS})
        records = _validated(Collection, reply, call).records
        return next((record.observed() for record in records if record.name == name), None)

    def create(self, desired: DesiredPeer) -> CreatedPeer:
        call = self._call("POST", f"create peer {desired.name!r}")
        secrets = _secrets(desired.passphrase)
        with self._writing():
            reply = self._transport.request(
                call, PEERS, query={"return_records": "true"}, body=post_body(desired), secrets=secrets
            )
        records = _validated(Collection, reply, call).records
        if not records or not records[0].uuid:
            raise ReplyLostError(messages.reply_without_uuid(str(call)))
        passphrase = records[0].authentication.passphrase
        return CreatedPeer(records[0].uuid, SecretStr(passphrase) if passphrase else None, records[0].ip_address)

    def modify(self, uuid: str, name: str, patch: PeerPatch) -> SecretStr | None:
        call = self._call("PATCH", f"update peer {name!r}")
        with self._writing():
            reply = self._transport.request(
                call, _instance(uuid), body=patch_body(patch), secrets=_secrets(patch.passphrase)
            )
        records = _validated(Collection, reply, call).records
        passphrase = records[0].authentication.passphrase if records else None
        return SecretStr(passphrase) if passphrase else None

    def delete(self, uuid: str, name: str) -> None:
        call = self._call("DELETE", f"delete peer {name!r}")
        with self._writing():
            try:
                self._transport.request(call, _instance(uuid))
            except NotFoundError:
                return

    def _call(self, method: str, what: str) -> Call:
        return Call(self._transport.alias, method, what)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """During the write and after it, no earlier listing is used."""
        self._forget_listing()
        try:
            yield
        finally:
            self._forget_listing()

    def _forget_listing(self) -> None:
        with self._lock:
            self._listing = None


def _instance(uuid: str) -> str:
    return f"{PEERS}/{quote(uuid, safe='')}"


def _secrets(passphrase: SecretStr | None) -> tuple[str, ...]:
    return () if passphrase is None else (passphrase.get_secret_value(),)


def _validated(shape: type[_Shape], reply: dict[str, Any], call: Call) -> _Shape:
    try:
        return shape.model_validate(reply)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_url=False, include_input=False)[0]["loc"])
        raise PeerError(messages.reply_of_wrong_shape(str(call), where)) from None
