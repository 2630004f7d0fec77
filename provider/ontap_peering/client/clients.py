"""What is asked of one cluster, on one session."""

from dataclasses import dataclass
from typing import Self

from ontap_peering.client.cluster import ClusterClient
from ontap_peering.client.connection import Connection, Limits
from ontap_peering.client.peers import PeersClient
from ontap_peering.client.survey import SurveyClient
from ontap_peering.client.transport import Transport
from ontap_peering.client.turns import Wait


@dataclass(frozen=True)
class Clients:
    peers: PeersClient
    cluster: ClusterClient
    survey: SurveyClient

    @classmethod
    def of(cls, connection: Connection, limits: Limits, wait: Wait, shared_seconds: float) -> Self:
        """Answers that many operations need are shared for so many seconds."""
        transport = Transport(connection, limits, wait)
        return cls(
            PeersClient(transport, shared_seconds), ClusterClient(transport, shared_seconds), SurveyClient(transport)
        )
