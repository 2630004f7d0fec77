"""Which fault a request gets; `effects.py` has what it does, and `control.faults` decides which rule fires."""

from contextlib import suppress
from typing import Any, Protocol

from ontap_simulator.api.body import parse_body
from ontap_simulator.api.message import ApiRequest, Firing
from ontap_simulator.domain.errors import OntapError


class Faults(Protocol):
    """Decides which fault a request gets; called once for each request, in the order in which they arrive."""

    def take(self, cluster: str, method: str, path: str, body: Any) -> Firing | None: ...


def firing_for(request: ApiRequest, faults: Faults) -> Firing | None:
    try:
        body: Any = parse_body(request.raw_body)
    except OntapError:
        body = None
    firing = None
    with suppress(OSError), request.peering.fabric.lock:  # what cannot be saved, the pipeline says
        firing = faults.take(request.peering.cluster.name, request.method, request.path, body)
    return firing
