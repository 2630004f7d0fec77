"""NetApp's own Python client against the simulator; each test says what its claim rests on."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from netapp_ontap import config
from netapp_ontap.host_connection import HostConnection

from support.world import World

HERE = Path(__file__).parent
EVIDENCE = ("documented", "client", "inferred")
# STRICT_SCHEMA_TYPE_CHECK is not among them: with it on, the client refuses the very objects that it made from a reply.
# test_every_record_fits_the_clients_own_schema checks the types instead.
STRICT = ("STRICT_GET", "STRICT_FIELD_ACCEPTANCE", "STRICT_ACCESS_MODIFIERS", "ENABLE_VALIDATIONS")

Connect = Callable[[str], AbstractContextManager[HostConnection]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here has exactly one evidence mark, with its source."""
    for item in items:
        if HERE in item.path.parents:
            marks = [mark for name in EVIDENCE for mark in item.iter_markers(name)]
            if len(marks) != 1 or not marks[0].args:
                names = ", ".join(EVIDENCE)
                raise pytest.UsageError(f"{item.nodeid}: needs exactly one of the marks {names}, with its source")


@pytest.fixture(autouse=True)
def strict_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client's own checks of what it receives, all on."""
    for switch in STRICT:
        monkeypatch.setattr(config, switch, True)


@pytest.fixture
def connect(world: World, monkeypatch: pytest.MonkeyPatch) -> Connect:
    """A connection of the client with a cluster, by alias, which trusts the simulator's CA."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", world.endpoints["east"]["ca_file"])

    def to(alias: str) -> HostConnection:
        end = world.endpoints[alias]
        return HostConnection(
            end["host"],
            username=end["username"],
            password=end["password"],
            port=end["port"],
        )

    return to
