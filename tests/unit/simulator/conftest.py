"""One fabric without HTTP, on a manual clock."""

import pytest

from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.peering import Peering
from ontap_simulator.domain.spec import FabricSpec
from support.world import SEED


@pytest.fixture
def fabric() -> Fabric:
    return Fabric(FabricSpec.of(["east", "west", "north"]), seed=SEED)


@pytest.fixture
def east(fabric: Fabric) -> Peering:
    return Peering(fabric, fabric.clusters["east"])


@pytest.fixture
def west(fabric: Fabric) -> Peering:
    return Peering(fabric, fabric.clusters["west"])
