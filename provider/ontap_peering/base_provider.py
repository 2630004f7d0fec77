"""What the providers of both resources do alike, and what they share: the memory of this process's run."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from pulumi.dynamic import ConfigureRequest, ResourceProvider

from ontap_peering import messages
from ontap_peering.config import Profiles
from ontap_peering.connect import Connections
from ontap_peering.engine.boundary import one_line_errors, print_diagnostic
from ontap_peering.engine.cancellation import CANCELLATION
from ontap_peering.engine.served_call import urn_of_call
from ontap_peering.engine.workers import install_workers
from ontap_peering.errors import ConfigurationError, PeerError
from ontap_peering.run import Run
from ontap_peering.sources import CONFIG_KEY, DEFAULTS_KEY

RUN: Final = Run(print_diagnostic)
"""That of this process. Both kinds of resources share it, as they share clusters and names."""


class BaseProvider(ResourceProvider):
    """What both providers do alike."""

    serialize_as_secret_always = False

    @one_line_errors
    def configure(self, req: ConfigureRequest) -> None:
        self._connections = Connections(Profiles.from_config(req.config.get(CONFIG_KEY), req.config.get(DEFAULTS_KEY)))
        CANCELLATION.install()
        install_workers()

    def _profile_failures(self, aliases: Iterable[str]) -> list[str]:
        """A line for each cluster that is not configured as it must be."""
        lines = []
        for alias in aliases:
            try:
                if not self._connections.is_offline(alias):
                    self._connections.profiles.find(alias)
            except ConfigurationError as error:
                lines.append(str(error))
        return lines

    def _key_failures(self, inputs: Mapping[str, Any]) -> list[str]:
        """A line if another resource of this program has the same key, and so would be the same peer."""
        urn = urn_of_call()
        name, rival = resource_name(urn), resource_name(RUN.claim(inputs["key"], urn) if urn else None)
        if name is None or rival is None:
            return []
        return [messages.one_name_of_two_kinds(name) if name == rival else messages.same_key(name, rival)]

    @contextmanager
    def _noted_if_not_created(self, *clusters: str) -> Iterator[None]:
        urn = urn_of_call() or ""
        try:
            yield
        except PeerError:
            RUN.note_not_created(urn, clusters)
            raise
        RUN.note_created(urn)

    def _keep_if_not_created(self, name: str, *clusters: str) -> None:
        """
        Raises a PeerError if this run could not create what may be meant to take the place of what it deletes.

        Unless it may go on after errors, the engine deletes nothing then.
        """
        if (missing := RUN.not_created(clusters)) is not None:
            kept, other = resource_name(urn_of_call()) or name, resource_name(missing) or ""
            raise PeerError(messages.kept_until_other_exists(kept, other))


def resource_name(urn: str | None) -> str | None:
    """What the program calls the resource."""
    return urn.rpartition("::")[2] if urn else None
