"""Import is quiet: whatever the cluster has, what was imported needs no change, and nothing but a GET is ever sent."""

import ast
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from ontap_peering.cli.found import Found
from ontap_peering.cli.program_text import program
from ontap_peering.cli.reading import read_clusters
from ontap_peering.cli.stack import SelectedStack
from ontap_peering.fleet.fleet import fleet_of_text
from ontap_peering.fleet.recognise import recognised
from ontap_peering.fleet.text import fleet_text
from ontap_peering.pairing.inventory import taken_stock
from ontap_peering.peer.carried import without_outputs
from ontap_peering.peer.importing import ImportedPeer
from ontap_peering.peer.key import resource_key
from support.core import reconciler_of
from support.pasts import ADDRESSES, OTHER_SECRET, OTHERS, PASTS, SECRET, SIDES, History, Past, Places, Side
from support.plugin import Plugin

SOME_CHANGE = 2
"""An answer of `diff`; 1 is no change, and 0 leaves the comparison of the inputs to the engine."""
EVERY = ("east", *OTHERS)


@pytest.fixture(scope="module")
def places() -> Iterator[Places]:
    with ExitStack() as exits:
        yield Places(exits)


def declarations(text: str) -> dict[str, dict[str, Any]]:
    """The resources of a program by name, with their arguments as Python reads them."""
    calls = [
        node.value for node in ast.parse(text).body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ]
    found = {
        ast.literal_eval(call.args[0]): {
            str(each.arg): ast.literal_eval(each.value) for each in call.keywords if each.arg != "opts"
        }
        for call in calls
    }
    assert len(found) == len(calls)
    return found


def assert_quiet(plugin: Plugin, peer: ImportedPeer, arguments: dict[str, Any], stack: SelectedStack) -> None:
    """A preview finds nothing to do, with and without a refresh."""
    given = {**arguments, "key": resource_key(stack.project, stack.name, peer.resource)}
    inputs, outputs = dict(peer.inputs), dict(peer.outputs)
    for _ in range(2):
        checked, failures = plugin.check(given, inputs)
        assert failures == []
        assert without_outputs(checked) == without_outputs(inputs)
        assert plugin.diff(outputs, checked).changes != SOME_CHANGE
        id_, outputs, inputs = plugin.read(f"east/{inputs['key']}", outputs)
        assert id_
    assert plugin.diff(outputs, checked).changes != SOME_CHANGE
    assert without_outputs(checked) == without_outputs(inputs)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(past=PASTS)
def test_whatever_is_imported_needs_no_change_and_only_gets_are_sent(places: Places, past: Past) -> None:
    note(repr(past))
    place = places.of(past.release)
    world, stack = place.world, place.stack
    History(world).happen(past)
    peers = reconciler_of(world).side.api.list()
    before = [world.peers(alias) for alias in EVERY]
    found = Found(stack, datetime.now(UTC))
    found.add_peers("east", peers)
    assert len(found.skipped) == len(peers) - len(found.peers)
    declared = declarations(program(found.peers))
    assert list(declared) == [peer.resource for peer in found.peers]
    for peer in found.peers:
        assert_quiet(place.plugin, peer, declared[peer.resource], stack)
    assert {each.partition(" ")[2] for each in world.sent()} <= {"GET"}
    assert [world.peers(alias) for alias in EVERY] == before


BETWEEN = st.fixed_dictionaries(
    {},
    optional={
        pair: st.tuples(SIDES, SIDES, st.sampled_from(["both", "both", "both", "mismatch", "one side"]))
        for pair in (("west", "south"), ("west", "north"), ("south", "north"))
    },
)


def come_together(history: History, pair: tuple[str, str], sides: tuple[Side, Side], how: str) -> None:
    """In the IPspace in which each of them has addresses of the same family."""
    first, second = pair
    (to_first, _), (to_second, _) = ADDRESSES["lab"][first], ADDRESSES["lab"][second]
    history.post(first, sides[0].body("lab", to_second, SECRET))
    if how != "one side":
        history.post(second, sides[1].body("lab", to_first, OTHER_SECRET if how == "mismatch" else SECRET))


def by_fleet(peerings: Collection[ImportedPeer]) -> dict[str, Mapping[str, Any]]:
    """The arguments of each peering as a mesh of the fleet that is written gives them."""
    text = fleet_text(recognised({tuple(peer.arguments["clusters"]): peer.arguments for peer in peerings}))
    return {name: each.arguments for name, each in fleet_of_text(text).relationships.items()}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(past=PASTS, between=BETWEEN, unseen=st.sampled_from([None, None, "north"]))
def test_a_whole_fleet_is_taken_over_without_a_change_and_by_reads_only(
    places: Places, past: Past, between: dict[tuple[str, str], tuple[Side, Side, str]], unseen: str | None
) -> None:
    note(repr(past))
    place = places.of(past.release)
    world, stack = place.world, place.stack
    history = History(world)
    history.happen(past)
    for pair, (first, second, how) in between.items():
        come_together(history, pair, (first, second), how)
    before = [world.peers(alias) for alias in EVERY]
    world.forget_journal()
    seen = read_clusters(stack.profiles, [alias for alias in EVERY if alias != unseen]).seen
    inventory = taken_stock(seen)
    found = Found(stack, datetime.now(UTC))
    found.add_inventory(inventory, seen)
    alone = [*inventory.foreign, *inventory.broken, *inventory.offers]
    assert len(alone) + 2 * len(inventory.relationships) == sum(len(each.peers) for each in seen.values())
    assert len(found.peers) + len(found.skipped) == len(alone) + len(inventory.relationships)
    peerings = [peer for peer in found.peers if peer.is_of_both]
    declared = {**declarations(program(found.peers)), **(by_fleet(peerings) if peerings else {})}
    assert list(declared) == [peer.resource for peer in found.peers]
    for peer in found.peers:
        assert_quiet(place.plugin, peer, dict(declared[peer.resource]), stack)
    assert {each.partition(" ")[2] for each in world.sent()} <= {"GET"}
    assert [world.peers(alias) for alias in EVERY] == before
