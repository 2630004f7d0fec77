"""Fixtures of all tiers."""

from collections.abc import Iterator

import pytest

from support.plugin import Plugin
from support.world import World, permissive_world, running_world


@pytest.fixture
def world() -> Iterator[World]:
    """Two clusters, east and west, whose clock stands at the present instant until a test moves it."""
    with running_world() as made:
        yield made


@pytest.fixture
def lab_world() -> Iterator[World]:
    """As `world`, where each cluster has an IPspace `lab`, too."""
    with permissive_world() as made:
        yield made


@pytest.fixture
def plugin(world: World) -> Iterator[Plugin]:
    """The real plugin process, configured for both clusters."""
    with Plugin(world.clusters) as started:
        yield started
