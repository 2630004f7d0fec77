"""What a fleet file says, and the line for each mistake in one."""

import json
import re
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from jsonschema import Draft202012Validator

from ontap_peering import messages
from ontap_peering.errors import FleetError
from ontap_peering.fleet.fleet import Fleet, fleet_of_text, fleet_of_values
from ontap_peering.fleet.model import FleetFile, Safety
from ontap_peering.fleet_file import load_fleet
from ontap_peering.pairing.fields import FIELDS
from ontap_peering.pairing.model import PeeringSide
from ontap_peering.resources import fleet as public
from ontap_peering.resources.peering_mesh import PeeringMesh
from support import ROOT

SCHEMA: dict[str, Any] = json.loads((ROOT / "schemas" / "provider" / "fleet.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)
EXAMPLE = """\
defaults: {encryption: {proposed: tls_psk}, peer_applications: [snapmirror], rotation: "2026-11"}
groups:
  europe: {clusters: [ams, fra, lon], ipspace: {name: Default}}
clusters:
  dr: {ipspace: {name: Gcnv}}
topology:
  - mesh: [europe]
  - {hub: dr, spokes: [europe], encryption: {proposed: none}}
  - ring: [a, b, c, d]
  - pairs: [[ams, lab]]
paused: {lab: CHG-4711}
safety: {max_removed: 30%}
"""
TWO_GROUPS = """\
groups:
  europe: {clusters: [ams, fra], rotation: "2026-12"}
  asia: {clusters: [sin], rotation: "2027-01"}
"""


def mistakes_of(text: str) -> list[str]:
    with pytest.raises(FleetError) as caught:
        fleet_of_text(text)
    return str(caught.value).splitlines()


def rotations(text: str) -> dict[str, Any]:
    return {name: each.arguments.get("rotation") for name, each in fleet_of_text(text).relationships.items()}


def test_words_make_relationships_that_are_named_by_their_two_clusters() -> None:
    assert list(fleet_of_text(EXAMPLE).relationships) == [
        *("a--b", "a--d", "ams--dr", "ams--fra", "ams--lab", "ams--lon"),
        *("b--c", "c--d", "dr--fra", "dr--lon", "fra--lon"),
    ]


def test_a_relationship_has_the_arguments_of_a_peering() -> None:
    assert fleet_of_text(EXAMPLE).relationships["ams--dr"].arguments == {
        "clusters": ["ams", "dr"],
        "encryption": {"proposed": "none"},
        "peer_applications": ["snapmirror"],
        "rotation": "2026-11",
        "sides": {"ams": {"ipspace": {"name": "Default"}}, "dr": {"ipspace": {"name": "Gcnv"}}},
    }


def test_a_paused_cluster_pauses_its_relationships_and_a_relationship_may_have_a_reason_of_its_own() -> None:
    def reasons(paused: str) -> dict[str, str]:
        found = fleet_of_text(f"paused: {paused}\ntopology: [{{mesh: [a, b, c]}}]").relationships.values()
        return {each.name: each.paused for each in found if each.paused}

    assert reasons("{a: CHG-1}") == {"a--b": "CHG-1", "a--c": "CHG-1"}
    assert reasons("{a: CHG-1, b: CHG-2}") == {"a--b": "CHG-1; CHG-2", "a--c": "CHG-1", "b--c": "CHG-2"}
    assert reasons("{a: CHG-1, a--b: CHG-3}") == {"a--b": "CHG-3", "a--c": "CHG-1"}


def test_the_nearest_place_wins_as_the_documented_example_says() -> None:
    rule = (ROOT / "provider" / "ontap_peering" / "fleet" / "inheritance.py").read_text()
    guide = (ROOT / "docs" / "fleet.md").read_text()
    example = "\n".join(line[4:] for line in rule.split('"""')[1].splitlines() if line.startswith("    "))
    assert example.strip() in guide
    assert f"{EXAMPLE}```" in guide
    assert rotations(example) == {
        "ams--fra": "2026-12",
        "ams--sin": "2026-12",
        "fra--sin": "2026-12",
        "ams--lab": "never",
        "fra--lab": "never",
        "lab--sin": "never",
    }


def test_two_groups_that_disagree_are_told_once_with_both_places_until_something_nearer_decides() -> None:
    topology = "topology:\n  - mesh: [europe, asia]\n"
    assert mistakes_of(TWO_GROUPS + topology) == [
        (
            "fleet.yaml:3: ams--sin: groups.europe.rotation (line 2) and groups.asia.rotation (line 3) disagree; "
            "say in its entry of the topology which of the two holds"
        )
    ]
    decided = rotations(TWO_GROUPS + topology + "    rotation: now\n")
    assert set(decided.values()) == {"now"}
    by_cluster = rotations(TWO_GROUPS + topology + "clusters: {sin: {rotation: never}}\n")
    assert by_cluster == {"ams--fra": "2026-12", "ams--sin": "never", "fra--sin": "never"}


def test_two_groups_of_one_cluster_that_disagree_about_its_side_are_told_with_the_way_out() -> None:
    text = """\
groups:
  e: {clusters: [a, b], ipspace: {name: x}}
  f: {clusters: [a], ipspace: {name: y}}
topology: [{mesh: [e, f]}]
"""
    assert mistakes_of(text) == [
        (
            "fleet.yaml:3: a--b: groups.e.ipspace (line 2) and groups.f.ipspace (line 3) disagree; say in clusters.a "
            "which of the two holds"
        )
    ]


OF_ENTRY = """\
clusters:
  dr: {ipspace: {name: Gcnv}}
topology:
  - {pairs: [[ams, dr]], sides: {dr: {ipspace: {name: lab}}, ams: {ip_addresses: [10.1.0.11]}}}
  - pairs: [[dr, fra]]
"""


def test_an_entry_says_what_a_cluster_has_of_its_own_in_its_relationships_only() -> None:
    assert {name: each.arguments["sides"] for name, each in fleet_of_text(OF_ENTRY).relationships.items()} == {
        "ams--dr": {"ams": {"ip_addresses": ["10.1.0.11"]}, "dr": {"ipspace": {"name": "lab"}}},
        "dr--fra": {"dr": {"ipspace": {"name": "Gcnv"}}},
    }


def test_two_entries_that_say_different_things_of_one_side_are_an_error_that_names_both() -> None:
    (line,) = mistakes_of(OF_ENTRY + "  - pairs: [[dr, ams]]\n")
    assert line.startswith("fleet.yaml:6: ams--dr: topology.0 (line 4) and topology.2 (line 6) both make this")


def test_a_side_that_the_entry_does_not_have_is_an_error_with_its_line() -> None:
    text = "topology:\n  - pairs: [[ams, dr]]\n    sides:\n      amz: {ip_addresses: [10.1.0.11]}"
    assert mistakes_of(text) == ["fleet.yaml:4: sides: amz is in no relationship of this entry; did you mean ams?"]


def test_a_relationship_may_be_named_twice_but_not_with_differing_settings() -> None:
    assert list(fleet_of_text("topology: [{mesh: [a, b]}, {mesh: [a, b, c]}]").relationships) == [
        "a--b",
        "a--c",
        "b--c",
    ]
    assert mistakes_of("topology:\n  - mesh: [a, b]\n  - mesh: [a, b, c]\n    rotation: x") == [
        (
            "fleet.yaml:3: a--b: topology.0 (line 2) and topology.1 (line 3) both make this relationship, but with "
            "different settings (rotation); say the same in both, or leave it out of one"
        )
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "fleet.yaml: is empty; a fleet needs at least its `topology`"),
        ("- a", "fleet.yaml:1: must be a map with the key `topology`"),
        ("topology:\n\t- mesh: [a,b]", "fleet.yaml:2: not valid YAML: there is a tab where YAML allows only blanks"),
        ("topology: []\ntopology: []", "fleet.yaml:2: topology: is here already, in line 1; keep one of them"),
        ("topology: [", "fleet.yaml:1: not valid YAML: while parsing a flow node expected the node content"),
        ("topology: []\n---\na: b", "fleet.yaml:2: not valid YAML: expected a single document in the stream but found"),
        ("topology: *b", "fleet.yaml:1: not valid YAML: found undefined alias 'b'"),
        ("topology: !foo []", "fleet.yaml:1: not valid YAML: could not determine a constructor for the tag '!foo'"),
        ("topology: " + "[" * 5000, "fleet.yaml: not valid YAML: nested too deeply"),
        ("\0", "fleet.yaml: not valid YAML: unacceptable character"),
        ("defaultz: {}\ntopology: []", "fleet.yaml:1: defaultz: there is no such key; did you mean defaults?"),
        ("x: &x {a: *x}\ntopology: []", "fleet.yaml:1: x: there is no such key; there are defaults, groups, clusters,"),
        (
            "topology:\n- mesh: [a, b]\n  encryption:\n    proposed: none\n    offered: none",
            "fleet.yaml:5: topology.0.encryption.offered: there is no such key; there are proposed",
        ),
        (
            "topology:\n- mesh:\n  - a\n  - no",
            'fleet.yaml:4: topology.0.mesh.1: YAML does not read no as text; put it in quotes: "no"',
        ),
        ("clusters:\n  on: {}", 'fleet.yaml:2: YAML does not read on as text; put it in quotes: "on"'),
        (
            "paused: {a: 4711}\ntopology: [{mesh: [a, b]}]",
            'fleet.yaml:1: paused.a: YAML does not read 4711 as text; put it in quotes: "4711"',
        ),
        ("paused: {a: }\ntopology: [{mesh: [a, b]}]", "fleet.yaml:1: paused.a: must not be empty"),
        ("defaults: {}", "fleet.yaml:1: topology: required"),
        ("groups: {e: [a, b]}\ntopology: []", "fleet.yaml:1: groups.e: must be a map"),
        ("topology:\n- {}", "fleet.yaml:2: topology.0: must have one of mesh, hub (together with spokes), ring, pairs"),
        ("topology:\n- {hub: a}", "fleet.yaml:2: topology.0: must have one of mesh, hub (together with spokes)"),
        ("topology:\n- {mesh: [a, b], ring: [a, b, c]}", "fleet.yaml:2: topology.0: must have one of mesh, hub"),
        ("topology:\n- mesh: europe", "fleet.yaml:2: topology.0.mesh: must be a list"),
        ("topology:\n- ring: [a, b]", "fleet.yaml:2: topology.0.ring: must have three clusters or more"),
        ("topology:\n- ring: [a, b, a]", "fleet.yaml:2: ring: a is in it twice"),
        (
            "groups: {e: {clusters: [a]}}\ntopology:\n- ring:\n  - e\n  - b\n  - c",
            "fleet.yaml:4: ring: e is a group, and its clusters have no order; name them one by one",
        ),
        ("topology:\n- pairs: [[a]]", "fleet.yaml:2: topology.0.pairs.0: must be two names"),
        ("topology:\n- pairs:\n  - [a, a]", "fleet.yaml:3: pairs: a cannot peer with itself"),
        ("topology:\n- mesh: [a]", "fleet.yaml:2: mesh: makes no relationship, since a is the only cluster in it"),
        (
            "groups: {lab: {clusters: [a]}}\ntopology:\n- {hub: a, spokes: [lab]}",
            "fleet.yaml:3: hub: makes no relationship, since a is the only cluster in it",
        ),
        (
            "topology:\n- pairs: [[a, b--c]]\n- pairs: [[a--b, c]]",
            "fleet.yaml:3: a--b--c: two relationships have this name, as an alias has -- in it; rename that cluster",
        ),
        (
            "groups:\n  a: {clusters: [a]}\ntopology: []",
            "fleet.yaml:2: a: is the name of a group and of a cluster; rename the group",
        ),
        ("groups:\n  e: {clusters: [a, a]}\ntopology: []", "fleet.yaml:2: groups.e: a is in it twice"),
        (
            "topology: [{pairs: [[ams, lab]]}]\npaused:\n  lab--ams: x",
            "fleet.yaml:3: paused: there is no cluster or relationship lab--ams; did you mean ams--lab?",
        ),
        (
            "topology: []\nsafety: {max_removed: 130%}",
            "fleet.yaml:2: safety.max_removed: must be a number of relationships, such as 5, or a share",
        ),
        (
            "topology: []\ndefaults: {timeout: 5m}",
            'fleet.yaml:2: defaults.timeout: must be an ISO 8601 duration such as "PT2H", "P1DT12H" or "P1W"',
        ),
        (
            "topology: []\ndefaults: {peer_applications: [snapmirorr]}",
            "fleet.yaml:2: defaults.peer_applications.0: must be 'snapmirror' or 'flexcache'",
        ),
    ],
    ids=lambda _: "",
)
def test_a_mistake_is_one_line_that_begins_with_file_and_line(text: str, line: str) -> None:
    (found,) = mistakes_of(text)
    assert found.startswith(line)


def test_each_mistake_has_a_line() -> None:
    assert len(mistakes_of("defaultz: {}\ntopology:\n- mesh: [no, b]\n- ring: [a]")) == 3


def test_a_section_or_a_cluster_with_nothing_in_it_says_nothing() -> None:
    text = "defaults:\ngroups:\nclusters:\n  a:\npaused:\nsafety:\ntopology: [{mesh: [a, b]}]\n"
    assert fleet_of_text(text).relationships["a--b"].arguments == {"clusters": ["a", "b"]}
    VALIDATOR.validate(yaml.safe_load(text))


def test_anchors_and_merges_are_what_they_stand_for_and_a_date_is_text() -> None:
    text = """\
defaults: &shared {rotation: 2026-11-01, timeout: PT1M}
clusters:
  a: {<<: *shared, rotation: 2026-12-01, ipspace: {name: x}}
topology: [{mesh: [a, b]}]
"""
    arguments = fleet_of_text(text).relationships["a--b"].arguments
    assert (arguments["rotation"], arguments["timeout"]) == ("2026-12-01", "PT1M")


def test_python_values_are_the_same_fleet_and_their_mistakes_name_the_place() -> None:
    assert fleet_of_values(yaml.safe_load(EXAMPLE)) == fleet_of_text(EXAMPLE)
    with pytest.raises(FleetError, match=r"^topology\.0\.mehs: there is no such key; did you mean mesh\?"):
        fleet_of_values({"topology": [{"mehs": ["a", "b"], "mesh": ["a", "b"]}]})
    with pytest.raises(FleetError, match=r"^topology\.0\.mesh\.0: YAML does not read 1 as text"):
        fleet_of_values({"topology": [{"mesh": [1, "b"]}]})


def test_a_fleet_is_loaded_from_its_file_and_one_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "fleet.yaml"
    with pytest.raises(FleetError, match=rf"^{re.escape(str(path))}: cannot read this file: No such file"):
        load_fleet(path)
    path.write_bytes(b"\xff")
    with pytest.raises(FleetError, match=r"cannot read this file: not UTF-8$"):
        load_fleet(path)
    path.write_text(EXAMPLE)
    assert load_fleet(path) == fleet_of_text(EXAMPLE)


@pytest.mark.parametrize(("limit", "removable"), [("30%", 57), (5, 5), ("0%", 0), ("100%", 190), (None, None)], ids=str)
def test_the_limit_of_removals_is_a_number_or_a_share(limit: object, removable: int | None) -> None:
    assert Safety.model_validate({"max_removed": limit} if limit is not None else {}).removable(190) == removable


def test_the_schema_accepts_the_example_and_refuses_what_the_model_refuses() -> None:
    example = yaml.safe_load(EXAMPLE)
    VALIDATOR.validate(example)
    for section, mistake in {
        "defaultz": {},
        "topology": [{"mesh": ["a"], "ring": ["a", "b", "c"]}],
        "groups": {"europe": {"clusters": []}},
        "paused": {"lab": 4711},
        "safety": {"max_removed": "lots"},
        "defaults": {"wait_for": "ready"},
    }.items():
        wrong = {**example, section: mistake}
        assert list(VALIDATOR.iter_errors(wrong)), section
        with pytest.raises(FleetError):
            fleet_of_values(wrong)


def test_every_key_of_the_schema_is_described() -> None:
    shapes = [SCHEMA, *SCHEMA["$defs"].values()]
    assert [name for shape in shapes for name, key in shape["properties"].items() if not key.get("description")] == []


def test_what_a_fleet_may_say_about_a_peering_is_what_a_peering_has() -> None:
    of_fleet = {name for shape in SCHEMA["$defs"].values() for name in shape["properties"]}
    of_peering = {field.name for field in FIELDS} - {"clusters", "key", "sides", "paused"}
    of_side = set(PeeringSide.model_fields) - {"name"}
    assert of_peering | of_side <= of_fleet


@pytest.mark.parametrize(
    ("arguments", "section"),
    [
        (public.FleetDefaultsArgs, "defaults"),
        (public.FleetGroupArgs, "groups"),
        (public.FleetClusterArgs, "clusters"),
        (public.TopologyEntryArgs, "topology"),
        (public.FleetSafetyArgs, "safety"),
        (public.TopologySideArgs, "sides"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_types_for_programs_are_the_model(arguments: Any, section: str) -> None:
    keys = set(arguments.__annotations__)
    schema = FleetFile.model_json_schema()
    properties = {**schema["$defs"]["Entry"]["properties"], **schema["properties"]}
    shape = re.search(r"\$defs/(\w+)", json.dumps(properties[section]))
    assert shape is not None
    assert keys == set(schema["$defs"][shape[1]]["properties"])


def test_a_fleet_without_relationships_is_a_fleet() -> None:
    assert fleet_of_text("topology: []") == Fleet({})


def test_a_mesh_of_a_path_says_how_to_load_it() -> None:
    path: Any = "fleet.yaml"
    with pytest.raises(pulumi.RunError, match=re.escape(messages.not_a_fleet_of_mesh("emea"))):
        PeeringMesh("emea", fleet=path)
