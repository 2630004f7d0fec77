"""
Fixtures of all tiers.

Every world has two clusters, `east` and `west`, and a clock that moves only when a test moves it.
"""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import settings

from ontap_simulator.domain.spec import Settings
from support.plugin import Plugin
from support.world import START_OF_2026, World, permissive_world, running_world

settings.register_profile("whatever the machine does besides", deadline=None)
settings.load_profile("whatever the machine does besides")


def pytest_configure() -> None:
    """
    What the processes that tests start must not inherit.

    A run in the background ignores SIGINT. Without bytecode, each plugin and each program compiles the package anew.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture
def world() -> Iterator[World]:
    """A world at the present instant, which the provider's own clock agrees with."""
    with running_world() as made:
        yield made


@pytest.fixture
def lab_world() -> Iterator[World]:
    """As `world`; each cluster also has an IPspace `lab`."""
    with permissive_world() as made:
        yield made


@pytest.fixture(scope="module")
def shared_world_of_2026() -> Iterator[World]:
    with running_world(START_OF_2026) as made:
        yield made


@pytest.fixture
def world_of_2026(shared_world_of_2026: World) -> World:
    """A world at the start of 2026, so that instants in it are known. A module shares it; each test finds it as new."""
    shared_world_of_2026.steer("reset", None)
    return shared_world_of_2026


@pytest.fixture(scope="module")
def shared_settling_world_of_2026() -> Iterator[World]:
    with running_world(START_OF_2026, Settings(settle_time=timedelta(seconds=5))) as made:
        yield made


@pytest.fixture
def settling_world_of_2026(shared_settling_world_of_2026: World) -> World:
    """As `world_of_2026`; a new relationship is `pending` for five seconds."""
    shared_settling_world_of_2026.steer("reset", None)
    return shared_settling_world_of_2026


@pytest.fixture
def plugin(world: World) -> Iterator[Plugin]:
    """The real plugin process, configured for both clusters."""
    with Plugin(world.clusters) as started:
        yield started
