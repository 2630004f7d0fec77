"""For every address form that is accepted, the second run is quiet: the other side may spell it in another way."""

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv6Address

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ontap_peering.peer import properties
from ontap_peering.peer.check import validate, with_defaults
from ontap_peering.peer.model import DesiredPeer
from ontap_peering.peer.plan import Plan, plan
from ontap_simulator import ClusterSpec, FabricSpec, ManualClock, OntapSimulator
from ontap_simulator.domain.spec import IPspaceSpec
from support.core import reconciler_of
from support.world import SEED, World, started

EAST, WEST = "2001:db8:1::11", "2001:db8:2::11"
HOST = "west.example.com"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    clusters = [
        ClusterSpec(name, ipspaces=(IPspaceSpec("Default", interfaces=(address,)),))  # type: ignore[arg-type]
        for name, address in (("east", EAST), ("west", WEST))
    ]
    spec = replace(FabricSpec.of(clusters), hosts={HOST: (IPv6Address(WEST),)})
    with started(OntapSimulator(spec, seed=SEED, clock=ManualClock())) as made:
        yield made


def spelled(text: str) -> st.SearchStrategy[str]:
    """The text in any mixture of capitals and small letters."""
    return st.tuples(*(st.sampled_from([letter.lower(), letter.upper()]) for letter in text)).map("".join)


PADDED = "2001:0db8:0002:0000:0000:0000:0000:0011"
FORMS = st.sampled_from([WEST, "2001:db8:2:0:0:0:0:11", PADDED, "2001:db8:2::0.0.0.17", HOST, f"{HOST}."]).flatmap(
    spelled
)
ODD = st.sampled_from(["[{}]", " {}", "{} ", "{}/64", "{}%e0a", "{}\n", "\t{}"]).flatmap(
    lambda form: FORMS.map(form.format)
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=st.one_of(FORMS, ODD))
def test_a_second_run_is_quiet(world: World, address: str) -> None:
    given_inputs = {
        "cluster": "east",
        "key": "east-key",
        "remote": {"ip_addresses": [address]},
        "passphrase": "long-enough",
    }
    inputs, failures = validate(with_defaults({}, given_inputs), set())
    if failures:
        assert len(failures) == 1
        assert failures[0].startswith("remote.ip_addresses.0: ")
        return
    world.steer("/reset", None)
    east, desired = reconciler_of(world), DesiredPeer.model_validate(inputs)
    state = east.create(desired)
    reading = east.read(state)
    assert reading.state is not None
    assert properties.refreshed_inputs(reading.state) == inputs
    assert replace(plan(reading.state, desired, east.side.clock.now()), warnings=()) == Plan()
    world.forget_journal()
    east.update(reading.state, desired)
    assert world.sent("PATCH", "POST", "DELETE") == []


@pytest.mark.parametrize("form", ["[{}]", " {}", "{} ", "{}/64", "{}%e0a"])
def test_odd_forms_are_refused(form: str) -> None:
    given_inputs = {"cluster": "east", "key": "k", "remote": {"ip_addresses": [form.format(WEST)]}, "passphrase": "x"}
    _, failures = validate(with_defaults({}, given_inputs), set())
    assert len(failures) == 1
