"""
A simulator of the cluster peering part of NetApp ONTAP's REST API.

`OntapSimulator` runs clusters that really peer with each other; the rest describes them and their time.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ontap_simulator.clock import ManualClock, SystemClock
    from ontap_simulator.domain.spec import ClusterSpec, FabricSpec
    from ontap_simulator.simulator import OntapSimulator

__all__ = ["ClusterSpec", "FabricSpec", "ManualClock", "OntapSimulator", "SystemClock"]

_HOMES = {
    "ClusterSpec": "ontap_simulator.domain.spec",
    "FabricSpec": "ontap_simulator.domain.spec",
    "ManualClock": "ontap_simulator.clock",
    "OntapSimulator": "ontap_simulator.simulator",
    "SystemClock": "ontap_simulator.clock",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, since the server's dependencies take time to import."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - lazy on purpose

    return getattr(import_module(_HOMES[name]), name)
