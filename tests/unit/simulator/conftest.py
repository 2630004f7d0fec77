"""Simulators for tests: one fabric without HTTP, one over real HTTPS on the loopback, both on a manual clock."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests

from ontap_simulator import OntapSimulator
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.peering import Peering
from ontap_simulator.domain.spec import FabricSpec, Settings
from unit.simulator.worlds import Client, World

SEED = 7


@pytest.fixture
def fabric() -> Fabric:
    return Fabric(FabricSpec.of(["east", "west", "north"]), seed=SEED)


@pytest.fixture
def east(fabric: Fabric) -> Peering:
    return Peering(fabric, fabric.clusters["east"])


@pytest.fixture
def west(fabric: Fabric) -> Peering:
    return Peering(fabric, fabric.clusters["west"])


@pytest.fixture(scope="module")
def running_world() -> Iterator[World]:
    simulator = OntapSimulator(FabricSpec.of(["east", "west"], Settings(settle_time=timedelta(seconds=5))), seed=SEED)
    with simulator, requests.Session() as session:
        session.trust_env = False
        yield World(simulator, Client(simulator, "east", session), Client(simulator, "west", session))


@pytest.fixture
def world(running_world: World) -> World:
    running_world.control("POST", "reset")
    return running_world
