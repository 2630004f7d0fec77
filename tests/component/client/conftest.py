"""One siege for each module, as new for each test."""

from collections.abc import Iterator

import pytest

from support.siege import Siege, besieged
from support.world import running_world


@pytest.fixture(scope="module")
def shared_siege() -> Iterator[Siege]:
    with running_world() as world, besieged(world) as made:
        yield made


@pytest.fixture
def siege(shared_siege: Siege) -> Siege:
    shared_siege.world.steer("/reset", None)
    shared_siege.script.calm()
    return shared_siege
