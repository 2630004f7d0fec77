"""`/api/cluster/peers` and `/api/cluster/peers/{uuid}`."""

from collections.abc import Iterable
from itertools import islice
from urllib.parse import parse_qsl

from ontap_simulator.api.collection import Record, Source, collection_reply, instance_reply
from ontap_simulator.api.endpoints import Definitions, Route
from ontap_simulator.api.endpoints.jobs import RESULTS_KEY, results_reply
from ontap_simulator.api.endpoints.peers.body import create_request, update_request
from ontap_simulator.api.endpoints.peers.bulk import RECORDS, Operation, as_job, by_filter
from ontap_simulator.api.endpoints.peers.record import (
    FIELDS,
    PATH,
    created_record,
    peer_href,
    peer_record,
    updated_body,
)
from ontap_simulator.api.envelope import created
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.api.query import Query, check_write_query
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.peer import Peer


def get_peers(request: ApiRequest) -> ApiReply:
    """The peers; with `job_results_uuid` what a job made of them (vendor's API reference)."""
    results = dict(parse_qsl(request.query)).get(RESULTS_KEY)
    if results is not None:
        return results_reply(request, results)
    return collection_reply(request, Source(FIELDS, lambda query: _candidates(request, query)))


def _candidates(request: ApiRequest, query: Query) -> Iterable[Record]:
    return (peer_record(request.peering, peer) for peer in _indexed(request, query))


def _indexed(request: ApiRequest, query: Query) -> Iterable[Peer]:
    """A filter for one UUID or name needs no walk over all peers."""
    peering = request.peering
    uuid, name = query.exact("uuid"), query.exact("name")
    if uuid is not None or name is not None:
        peering.fabric.delete_expired_offers()
        peer = peering.cluster.peers.get(uuid) if uuid is not None else peering.named(name or "")
        return [peer] if peer is not None and peer.uuid > query.start else []
    return peering.after(query.start)


def get_peer(request: ApiRequest, uuid: str) -> ApiReply:
    return instance_reply(request, FIELDS, peer_record(request.peering, request.peering.get(uuid)))


def create_peer(request: ApiRequest) -> ApiReply:
    if RECORDS in request.body:
        return as_job(request, Operation(_create_one, _undo_create))
    returns_record = check_write_query(request.query, on_post=True)
    peer_request = create_request(request.body, request.version)
    made = request.peering.create(peer_request)
    record = created_record(request.peering.cluster, peer_request, made)
    returns_record |= request.peering.fabric.settings.post_always_returns_record
    return created(record if returns_record else None, peer_href(made.peer))


def update_peer(request: ApiRequest, uuid: str) -> ApiReply:
    check_write_query(request.query, on_post=False)
    return ApiReply(body=_update(request, uuid, request.body))


def delete_peer(request: ApiRequest, uuid: str) -> ApiReply:
    """An empty object as body is accepted, since the vendor's own client sends one (client)."""
    check_write_query(request.query, on_post=False)
    if request.body:
        raise OntapError(Code.BODY_NOT_ALLOWED)
    request.peering.delete(uuid)
    return ApiReply()


def update_peers(request: ApiRequest) -> ApiReply:
    """Raises OntapError 262190 for an empty body (documented); for a single peer it has no effect."""
    if RECORDS in request.body:
        return as_job(request, Operation(_update_one))
    if not request.body:
        raise OntapError(Code.NOTHING_TO_APPLY)
    return by_filter(request, _found, lambda request, record: _update(request, record["uuid"], request.body))


def delete_peers(request: ApiRequest) -> ApiReply:
    if RECORDS in request.body:
        return as_job(request, Operation(_delete_one, is_deletion=True))
    if request.body:
        raise OntapError(Code.BODY_NOT_ALLOWED)
    return by_filter(request, _found, lambda request, record: request.peering.delete(record["uuid"]))


def _update(request: ApiRequest, uuid: str, body: Record) -> Record:
    """The reply's body; an empty object, which clients send if nothing has changed, has no effect (client)."""
    peering = request.peering
    peer = peering.get(uuid)
    if not body:
        return {}
    peer_request = update_request(body, request.version, request.peering.fabric.settings)
    return updated_body(peering, peer, peer_request, body, peering.update(uuid, peer_request))


def _found(request: ApiRequest, query: Query) -> list[Record]:
    """The records to update or delete, one more than a page holds, so that it shows whether there are more."""
    fitting = (record for record in _candidates(request, query) if query.accepts(record))
    return list(islice(fitting, query.page_size + 1))


def _create_one(request: ApiRequest, body: Record) -> Record:
    peer_request = create_request(body, request.version)
    return created_record(request.peering.cluster, peer_request, request.peering.create(peer_request))


def _undo_create(request: ApiRequest, made: Record) -> None:
    request.peering.delete(made["uuid"])


def _update_one(request: ApiRequest, body: Record) -> Record:
    uuid = _uuid_of(request, body)
    _update(request, uuid, body)
    return {"uuid": uuid}


def _delete_one(request: ApiRequest, body: Record) -> Record:
    uuid = _uuid_of(request, body)
    request.peering.delete(uuid)
    return {"uuid": uuid}


def _uuid_of(request: ApiRequest, body: Record) -> str:
    """The key that each record of a body holds, which is taken out; raises OntapError 262212 without one."""
    uuid = body.pop("uuid", None)
    if not isinstance(uuid, str):
        raise OntapError(Code.REQUIRED_VALUE, "uuid")
    return request.peering.get(uuid).uuid


_DEFINITIONS = Definitions(
    record="peer",
    bodies={"POST": "post_request", "PATCH": "patch_request"},
    replies={"POST": "post_response", "PATCH": "patch_response", "DELETE": "delete_response"},
)
ROUTES = (
    Route(
        PATH,
        "cluster_peer",
        FIELDS,
        {"GET": get_peers, "POST": create_peer, "PATCH": update_peers, "DELETE": delete_peers},
        is_collection=True,
        definitions=_DEFINITIONS,
    ),
    Route(
        f"{PATH}/{{uuid}}",
        "cluster_peer",
        FIELDS,
        {"GET": get_peer, "PATCH": update_peer, "DELETE": delete_peer},
        definitions=_DEFINITIONS,
    ),
)
