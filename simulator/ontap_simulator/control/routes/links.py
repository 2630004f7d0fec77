"""The links between clusters."""

from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ontap_simulator.control.input import taking
from ontap_simulator.control.refusals import cluster_named
from ontap_simulator.domain.errors import Code, IntroductionFailure
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.handshake import set_link
from ontap_simulator.domain.links import Link, LinkState


class LinkChange(BaseModel):
    """The link `from` one cluster `to` another, and back with `both_ways`; `code` is the error while it is down."""

    model_config = ConfigDict(extra="forbid")

    source: str = Field(alias="from")
    target: str = Field(alias="to")
    state: LinkState
    both_ways: bool = True
    code: IntroductionFailure = Code.INTRODUCTION_FAILED


class LinkRoutes:
    def __init__(self, fabric: Fabric) -> None:
        self._fabric = fabric

    def routes(self) -> list[Route]:
        return [
            Route("/links", self.list_links, methods=["GET"]),
            Route("/links", self.change_link, methods=["POST"]),
        ]

    async def list_links(self, _: Request) -> JSONResponse:
        """The links that were ever changed; all others are up."""
        with self._fabric.lock:
            return self._reply()

    @taking(LinkChange)
    async def change_link(self, change: LinkChange) -> JSONResponse:
        """Cut, slow down or restore the link between two clusters."""
        with self._fabric.lock:
            source = cluster_named(change.source, self._fabric, "from")
            if cluster_named(change.target, self._fabric, "to") is source:
                raise HTTPException(400, "to: must be another cluster than from")
            ways = [(change.source, change.target), (change.target, change.source)]
            for start, end in ways if change.both_ways else ways[:1]:
                set_link(self._fabric, Link(start, end, change.state, self._fabric.now(), change.code))
            return self._reply()

    def _reply(self) -> JSONResponse:
        return JSONResponse({"links": link_records(self._fabric)})


def link_records(fabric: Fabric) -> list[dict[str, str]]:
    return [{"from": each.source, "to": each.target, "state": each.state.value} for each in fabric.links.changed()]
