"""The laws of fleets: a cluster more is its own relationships more, and the order of the file means nothing."""

from collections.abc import Mapping
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from ontap_peering.errors import FleetError
from ontap_peering.fleet.fleet import fleet_of_values

ALIASES = ["ams", "fra", "lon", "sin", "dr", "lab"]
NEW = "new"
SETTINGS = st.fixed_dictionaries(
    {}, optional={"rotation": st.sampled_from(["1", "2"]), "wait_for": st.sampled_from(["created", "available"])}
)
SIDE = st.fixed_dictionaries({}, optional={"ipspace": st.sampled_from([{"name": "x"}, {"name": "y"}])})
GROUPS = ["europe", "asia"]
CLUSTERS = st.lists(st.sampled_from(ALIASES), min_size=1, unique=True)
NAMES = st.lists(st.sampled_from([*ALIASES, *GROUPS]), min_size=1, unique=True)
GROUP = st.builds(
    lambda of_both, of_side, clusters: {**of_both, **of_side, "clusters": clusters}, SETTINGS, SIDE, CLUSTERS
)
ENTRIES = st.one_of(
    st.builds(lambda names, own: {"mesh": names, **own}, NAMES, SETTINGS),
    st.builds(lambda hub, names, own: {"hub": hub, "spokes": names, **own}, st.sampled_from(ALIASES), NAMES, SETTINGS),
    st.permutations(ALIASES).map(lambda clusters: {"ring": clusters[:4]}),
)
FLEETS = st.fixed_dictionaries(
    {
        "defaults": st.builds(lambda some, more: {**some, **more}, SETTINGS, SIDE),
        "groups": st.fixed_dictionaries(dict.fromkeys(GROUPS, GROUP)),
        "clusters": st.dictionaries(st.sampled_from(ALIASES), st.builds(lambda a, b: {**a, **b}, SETTINGS, SIDE)),
        "topology": st.lists(ENTRIES, max_size=3),
    }
)


def resolved(fleet: Mapping[str, Any]) -> dict[str, Any] | None:
    """None if the fleet disagrees with itself."""
    try:
        return {name: each.arguments for name, each in fleet_of_values(fleet).relationships.items()}
    except FleetError:
        return None


def shuffled(value: Any, draw: st.DataObject) -> Any:
    """With the keys and the items in another order, except those of a ring, which are an order."""
    if isinstance(value, Mapping):
        keys = draw.draw(st.permutations(list(value)))
        return {key: value[key] if key == "ring" else shuffled(value[key], draw) for key in keys}
    if isinstance(value, list):
        return [shuffled(item, draw) for item in draw.draw(st.permutations(value))]
    return value


@given(FLEETS, st.data())
def test_the_order_of_the_file_changes_nothing(fleet: dict[str, Any], draw: st.DataObject) -> None:
    assert resolved(shuffled(fleet, draw)) == resolved(fleet)


@given(FLEETS, st.sampled_from(GROUPS))
def test_a_cluster_more_in_a_group_is_its_own_relationships_more(fleet: dict[str, Any], group: str) -> None:
    before = resolved(fleet)
    groups = fleet["groups"]
    more = {**groups, group: {**groups[group], "clusters": [*groups[group]["clusters"], NEW]}}
    after = resolved({**fleet, "groups": more, "clusters": {**fleet["clusters"], NEW: {"rotation": "9"}}})
    assume(before is not None and after is not None)
    assert after is not None
    assert {name: each for name, each in after.items() if NEW not in each["clusters"]} == before


@given(FLEETS)
def test_a_relationship_is_named_by_its_two_clusters_and_by_nothing_else(fleet: dict[str, Any]) -> None:
    for name, arguments in (resolved(fleet) or {}).items():
        assert name == "--".join(sorted(arguments["clusters"]))
        assert set(arguments.get("sides", {})) <= set(arguments["clusters"])
