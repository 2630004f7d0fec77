"""`/api/cluster/peers` and `/api/cluster/peers/{uuid}`."""

from collections.abc import Iterable

from ontap_simulator.api.collection import Record, Source, collection_reply, instance_reply
from ontap_simulator.api.envelope import created
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.api.peer_body import change_request, creation_request
from ontap_simulator.api.peer_record import PEER_FIELDS, changed_body, created_record, peer_href, peer_record
from ontap_simulator.api.query import Query, check_write_query
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.peer import Peer


def list_peers(request: ApiRequest) -> ApiReply:
    peering = request.peering

    def candidates(query: Query) -> Iterable[Record]:
        return (peer_record(peering, peer) for peer in _indexed(request, query))

    return collection_reply(request, Source(PEER_FIELDS, candidates))


def _indexed(request: ApiRequest, query: Query) -> Iterable[Peer]:
    """A filter for one UUID or name needs no walk over all peers."""
    peering = request.peering
    uuid, name = query.exact("uuid"), query.exact("name")
    if uuid is not None or name is not None:
        peering.fabric.settle()
        peer = peering.cluster.peers.get(uuid) if uuid is not None else peering.named(name or "")
        return [peer] if peer is not None and peer.uuid > query.start else []
    return peering.after(query.start)


def get_peer(request: ApiRequest, uuid: str) -> ApiReply:
    return instance_reply(request, PEER_FIELDS, peer_record(request.peering, request.peering.get(uuid)))


def create_peer(request: ApiRequest) -> ApiReply:
    check_write_query(request.query, on_post=True)
    wanted = creation_request(request.body)
    made = request.peering.create(wanted)
    return created(created_record(request.peering.cluster, wanted, made), peer_href(made.peer))


def change_peer(request: ApiRequest, uuid: str) -> ApiReply:
    check_write_query(request.query, on_post=False)
    peering = request.peering
    peer = peering.get(uuid)
    wanted = change_request(request.body)
    offer = peering.change(uuid, wanted)
    return ApiReply(body=changed_body(peering.cluster, peer, wanted, request.body, offer))


def delete_peer(request: ApiRequest, uuid: str) -> ApiReply:
    """An empty object as body is accepted, since the vendor's own client sends one (client)."""
    check_write_query(request.query, on_post=False)
    if request.body:
        raise OntapError(Code.BODY_NOT_ALLOWED)
    request.peering.delete(uuid)
    return ApiReply()
