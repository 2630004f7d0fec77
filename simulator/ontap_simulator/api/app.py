"""The ASGI application of one cluster."""

from email.utils import format_datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from ontap_simulator.api.connection import TRANSPORT, Connection
from ontap_simulator.api.envelope import STANDARD_HEADERS, media_type, render
from ontap_simulator.api.faults import Faults, firing_for
from ontap_simulator.api.logins import Logins, user_of_certificate
from ontap_simulator.api.message import ApiRequest, Phase
from ontap_simulator.api.pipeline import Journal, build_pipeline
from ontap_simulator.api.query import wants_pretty
from ontap_simulator.api.routing import resolved
from ontap_simulator.domain.cluster import Cluster
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.peering import Peering


def cluster_app(fabric: Fabric, cluster: Cluster, logins: Logins, journal: Journal, faults: Faults) -> Starlette:
    """Serve `cluster`; the pipeline runs without a pause, so requests of one event loop never interleave."""
    peering = Peering(fabric, cluster)
    answer = build_pipeline(journal, logins)

    async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        sent_path = scope["raw_path"].decode("ascii")
        api_request = ApiRequest(
            peering=peering,
            method=request.method,
            path=resolved(sent_path),
            sent_path=sent_path,
            query=scope["query_string"].decode("latin-1"),
            headers=request.headers,
            raw_body=await request.body(),
            certificate_of=user_of_certificate(scope[TRANSPORT]),
        )
        firing = api_request.firing = firing_for(api_request, faults)
        if firing is not None and firing.phase is Phase.BEFORE:
            await firing.effect.wait()
        reply = answer(api_request)
        if firing is not None and firing.phase is not Phase.BEFORE:
            await firing.effect.wait()
        media = media_type(request.headers.get("accept", ""))
        content = render(reply.body, media, is_pretty=wants_pretty(api_request.query))
        headers = {**STANDARD_HEADERS, "Date": format_datetime(fabric.now(), usegmt=True), **reply.headers}
        response = Response(content, reply.status or 200, headers, media_type=media)
        connection = Connection(scope, receive, send)
        if firing is None:
            await connection.send_whole(response)
        else:
            await firing.effect.deliver(response, connection, firing.phase)

    return Starlette(routes=[Mount("/", app=endpoint)])
