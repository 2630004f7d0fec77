"""A world with a hostile server in the place of east, and a server that must get no connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ontap_peering.client.connection import Connection, Limits
from ontap_peering.client.peers import PeersClient
from ontap_peering.client.survey import SurveyClient
from ontap_peering.client.transport import Transport
from ontap_peering.client.turns import Wait, uninterrupted
from support.hostile import Hostile, Script, forbidden_server
from support.world import World

QUICK = Limits(
    connect=1,
    reply=0.4,
    exchange=0.6,
    reading=1,
    job=1,
    job_poll=0.01,
    retry_after=0.1,
    backoff=0,
    reply_bytes=1024 * 1024,
)


@dataclass
class Siege:
    """`elsewhere` are the connections that went to a foreign server."""

    world: World
    hostile: Hostile
    elsewhere: list[Any]

    @property
    def script(self) -> Script:
        return self.hostile.script

    def client(self, limits: Limits = QUICK, wait: Wait = uninterrupted) -> PeersClient:
        return PeersClient(self._transport(limits, wait))

    def survey(self) -> SurveyClient:
        return SurveyClient(self._transport(QUICK, uninterrupted))

    def _transport(self, limits: Limits, wait: Wait) -> Transport:
        profile = self.hostile.profile(self.world.clusters["east"])
        basic = (profile["username"], profile["password"])
        connection = Connection("east", profile["host"], basic=basic, ca_file=profile["ca_file"])
        return Transport(connection, limits, wait)


@contextmanager
def besieged(world: World) -> Iterator[Siege]:
    end = world.endpoints["east"]
    with (
        forbidden_server() as (address, connections),
        Hostile("east", f"{end['host']}:{end['port']}", end["ca_file"], Script(address)) as hostile,
    ):
        yield Siege(world, hostile, connections)
