"""`PeerApi` on `/api/cluster/peers`."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar
from urllib.parse import quote

from pydantic import SecretStr, ValidationError

from ontap_peering.client.errors import Call
from ontap_peering.client.transport import Transport
from ontap_peering.client.wire import READ_FIELDS, Collection, PeerRecord, patch_body, post_body
from ontap_peering.errors import NotFoundError, PeerError, ReplyLostError
from ontap_peering.model import DesiredPeer, ObservedPeer
from ontap_peering.ports import CreatedPeer, Listing, PeerPatch

PEERS: Final = "/api/cluster/peers"
PAGE: Final = "1000"
MOST_PAGES: Final = 1000
SNAPSHOT_SECONDS: Final = 5.0

_Shape = TypeVar("_Shape", Collection, PeerRecord)


class PeersClient:
    """The peers of one cluster. Reads that arrive together share one listing; a write makes it stale."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._lock = threading.Lock()
        self._snapshot: tuple[float, Listing] | None = None

    def list(self) -> Sequence[ObservedPeer]:
        call = self._call("GET", "list peers")
        found: list[ObservedPeer] = []
        answer = self._transport.request(call, PEERS, query={"fields": READ_FIELDS, "max_records": PAGE})
        for _ in range(MOST_PAGES):
            page = _shaped(Collection, answer, call)
            found.extend(record.observed() for record in page.records)
            if page.links.next.href is None:
                return found
            answer = self._transport.request(call, page.links.next.href)
        raise PeerError(f"{call}: the cluster sends one page after another without end")

    def recent(self) -> Listing:
        with self._lock:
            if self._snapshot is None or time.monotonic() - self._snapshot[0] > SNAPSHOT_SECONDS:
                started = time.monotonic()
                self._snapshot = (started, Listing.of(self.list()))
            return self._snapshot[1]

    def get(self, uuid: str) -> ObservedPeer | None:
        call = self._call("GET", f"read peer {uuid}")
        try:
            answer = self._transport.request(call, _instance(uuid), query={"fields": READ_FIELDS})
        except NotFoundError:
            return None
        return _shaped(PeerRecord, answer, call).observed()

    def find(self, name: str) -> ObservedPeer | None:
        call = self._call("GET", f"find peer {name!r}")
        answer = self._transport.request(call, PEERS, query={"name": f'"{name}"', "fields": READ_FIELDS})
        records = _shaped(Collection, answer, call).records
        return next((record.observed() for record in records if record.name == name), None)

    def create(self, desired: DesiredPeer) -> CreatedPeer:
        call = self._call("POST", f"create peer {desired.name!r}")
        secrets = _secrets(desired.passphrase)
        with self._writing():
            answer = self._transport.request(
                call, PEERS, query={"return_records": "true"}, body=post_body(desired), secrets=secrets
            )
        records = _shaped(Collection, answer, call).records
        if not records or not records[0].uuid:
            raise ReplyLostError(f"{call}: the reply holds no uuid; whether it happened is not known")
        passphrase = records[0].authentication.passphrase
        return CreatedPeer(records[0].uuid, SecretStr(passphrase) if passphrase else None, records[0].ip_address)

    def modify(self, uuid: str, name: str, patch: PeerPatch) -> SecretStr | None:
        call = self._call("PATCH", f"update peer {name!r}")
        with self._writing():
            answer = self._transport.request(
                call, _instance(uuid), body=patch_body(patch), secrets=_secrets(patch.passphrase)
            )
        records = _shaped(Collection, answer, call).records
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
        """While it lasts and after, no listing from before is used."""
        self._forget_snapshot()
        try:
            yield
        finally:
            self._forget_snapshot()

    def _forget_snapshot(self) -> None:
        with self._lock:
            self._snapshot = None


def _instance(uuid: str) -> str:
    return f"{PEERS}/{quote(uuid, safe='')}"


def _secrets(passphrase: SecretStr | None) -> tuple[str, ...]:
    return () if passphrase is None else (passphrase.get_secret_value(),)


def _shaped(shape: type[_Shape], answer: dict[str, Any], call: Call) -> _Shape:
    try:
        return shape.model_validate(answer)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_url=False, include_input=False)[0]["loc"])
        raise PeerError(f"{call}: the reply is not of the documented shape at {where!r}") from None
