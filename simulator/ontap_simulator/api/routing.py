"""Which handler answers which method of which path; everything else answers as ONTAP does."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from ontap_simulator.api.cluster import CLUSTER_PATH, get_cluster
from ontap_simulator.api.envelope import refusal
from ontap_simulator.api.jobs import JOBS_PATH, get_job
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.api.network import (
    INTERFACES_PATH,
    IPSPACES_PATH,
    get_interface,
    get_ipspace,
    list_interfaces,
    list_ipspaces,
)
from ontap_simulator.api.peer_record import PEERS_PATH
from ontap_simulator.api.peers import (
    change_peer,
    change_peers,
    create_peer,
    delete_peer,
    delete_peers,
    get_peer,
    list_peers,
)
from ontap_simulator.api.svm import (
    PERMISSIONS_PATH,
    SVM_PEERS_PATH,
    SVMS_PATH,
    get_svm,
    get_svm_peer,
    list_permissions,
    list_svm_peers,
    list_svms,
)
from ontap_simulator.domain.errors import Code, OntapError

Handler = Callable[..., ApiReply]
_NO_SEGMENTS = ("", ".", "..")


@dataclass(frozen=True, slots=True)
class Route:
    path: str
    pattern: re.Pattern[str]
    handlers: Mapping[str, Handler]

    @property
    def allowed(self) -> tuple[str, ...]:
        """HEAD wherever GET is, OPTIONS everywhere (vendor's API reference)."""
        head = ("HEAD",) if "GET" in self.handlers else ()
        return (*self.handlers, *head, "OPTIONS")


def _route(path: str, **handlers: Handler) -> Route:
    return Route(path, re.compile(re.escape(path).replace(r"\{uuid\}", r"(?P<uuid>[^/]+)") + "/?"), handlers)


ROUTES = (
    _route(PEERS_PATH, GET=list_peers, POST=create_peer, PATCH=change_peers, DELETE=delete_peers),
    _route(f"{PEERS_PATH}/{{uuid}}", GET=get_peer, PATCH=change_peer, DELETE=delete_peer),
    _route(f"{JOBS_PATH}/{{uuid}}", GET=get_job),
    _route(CLUSTER_PATH, GET=get_cluster),
    _route(INTERFACES_PATH, GET=list_interfaces),
    _route(f"{INTERFACES_PATH}/{{uuid}}", GET=get_interface),
    _route(IPSPACES_PATH, GET=list_ipspaces),
    _route(f"{IPSPACES_PATH}/{{uuid}}", GET=get_ipspace),
    _route(SVMS_PATH, GET=list_svms),
    _route(f"{SVMS_PATH}/{{uuid}}", GET=get_svm),
    _route(SVM_PEERS_PATH, GET=list_svm_peers),
    _route(f"{SVM_PEERS_PATH}/{{uuid}}", GET=get_svm_peer),
    _route(PERMISSIONS_PATH, GET=list_permissions),
)


def dispatch(request: ApiRequest) -> ApiReply:
    """
    Call the handler of the request.

    Raises OntapError 39387137 for a path with empty or dot segments (inferred), 4 for an unknown path, 3 for an
    unsupported method. A segment too many is an unexpected argument with status 404 (client).
    """
    if any(segment in _NO_SEGMENTS for segment in request.path.removesuffix("/").split("/")[1:]):
        raise OntapError(Code.INVALID_URL)
    for route in ROUTES:
        match = route.pattern.fullmatch(request.path)
        if match is None:
            continue
        if request.method == "OPTIONS":
            return ApiReply(headers={"Allow": ", ".join(route.allowed)})
        handler = route.handlers.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            raise OntapError(Code.UNSUPPORTED_OPERATION)
        return handler(request, **match.groupdict())
    above, _, extra = request.path.removesuffix("/").rpartition("/")
    if any(route.pattern.fullmatch(above) for route in ROUTES if "{uuid}" in route.path):
        return replace(refusal(Code.UNEXPECTED_ARGUMENT.value, detail=f'"{extra}"'), status=HTTPStatus.NOT_FOUND)
    raise OntapError(Code.NOT_FOUND)
