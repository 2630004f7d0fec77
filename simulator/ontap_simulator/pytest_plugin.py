"""
A fixture for tests of anything that talks to ONTAP.

Enable it in the root conftest.py with `pytest_plugins = ["ontap_simulator.pytest_plugin"]`, then:

    def test_something(ontap_simulator):
        east = ontap_simulator.endpoints["east"]

    @pytest.mark.ontap_simulator(fabric=["a", "b", "c"], seed=1)
    def test_with_three(ontap_simulator): ...
"""

from collections.abc import Iterator

import pytest

from ontap_simulator.simulator import OntapSimulator


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "ontap_simulator(**settings): settings of the `ontap_simulator` fixture, those of OntapSimulator"
    )


@pytest.fixture
def ontap_simulator(request: pytest.FixtureRequest) -> Iterator[OntapSimulator]:
    """A running simulator of the test's own: clusters `east` and `west`, time standing still, ids that repeat."""
    mark = request.node.get_closest_marker("ontap_simulator")
    with OntapSimulator(**{"seed": 0, **(mark.kwargs if mark is not None else {})}) as simulator:
        yield simulator
