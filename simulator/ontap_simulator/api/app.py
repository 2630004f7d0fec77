"""The ASGI application of one cluster."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from ontap_simulator.api.envelope import STANDARD_HEADERS, media_type, render
from ontap_simulator.api.message import ApiRequest, Credentials
from ontap_simulator.api.pipeline import Journal, build_pipeline
from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.peering import Peering


def cluster_app(fabric: Fabric, cluster: Cluster, credentials: Credentials, journal: Journal) -> Starlette:
    """Serve `cluster`; the pipeline runs without a pause, so requests of one event loop never interleave."""
    peering = Peering(fabric, cluster)
    answer = build_pipeline(journal, credentials)

    async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        reply = answer(
            ApiRequest(
                peering=peering,
                method=request.method,
                path=scope["path"],
                query=scope["query_string"].decode("latin-1"),
                headers=request.headers,
                raw_body=await request.body(),
            )
        )
        media = media_type(request.headers.get("accept", ""))
        content = render(reply.body, media)
        headers = {**STANDARD_HEADERS, **reply.headers}
        await Response(content, reply.status, headers, media_type=media)(scope, receive, send)

    return Starlette(routes=[Mount("/", app=endpoint)])
