"""The simulator's API over HTTPS on the loopback, and its control port; no provider."""

import pytest

from support.world import World


@pytest.fixture
def world(settling_world_of_2026: World) -> World:
    return settling_world_of_2026
