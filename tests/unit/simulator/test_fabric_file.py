"""Fabric files: the example, everything it shows, and mistakes, against reader and JSON Schema alike."""

import json
import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import pytest
import yaml

from ontap_simulator.clock import ManualClock
from ontap_simulator.domain.fabric import Fabric
from ontap_simulator.domain.network import Version
from ontap_simulator.domain.peering import Peering
from ontap_simulator.domain.request import PeerRequest
from ontap_simulator.fabric_file import read_fabric, write_example
from support import ROOT

SCHEMA = json.loads((ROOT / "schemas" / "simulator" / "fabric.schema.json").read_text(encoding="utf-8"))
SHOWN = re.compile(r"^( *)# ( *(?:- \{?)?(?:[\w.]+:.*|lab))$", re.MULTILINE)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "fabric.yaml"


def check(text: str) -> None:
    jsonschema.validate(yaml.safe_load(text), SCHEMA)


def test_the_example_is_a_fabric(path: Path) -> None:
    write_example(path)
    check(path.read_text())
    spec = read_fabric(path)
    assert [cluster.name for cluster in spec.clusters] == ["east", "west"]
    assert spec.clusters[1].time_zone == ZoneInfo("America/New_York")
    with pytest.raises(FileExistsError):
        write_example(path)


def test_everything_in_the_comments_of_the_example_is_valid(path: Path) -> None:
    write_example(path)
    text, shown = SHOWN.subn(r"\1\2", path.read_text())
    assert shown > 20
    path.write_text(text)
    check(text)
    spec = read_fabric(path)
    east, west = spec.clusters
    assert (east.version, west.node_versions) == (Version(9, 15, 1), (Version(9, 5, 0),))
    assert {each.name for each in west.ipspace_specs()} == {"Default", "lab", "storage"}
    assert spec.settings.settle_time == timedelta(seconds=1)
    fabric = Fabric(spec, seed=1, clock=ManualClock())
    peering = Peering(fabric, fabric.clusters["west"])
    made = peering.create(PeerRequest(addresses=("10.1.0.11",)))
    assert made.peer.name == "east"
    assert not fabric.links.leads("east", "west")


def refused_in_one_line(path: Path, text: str, complaint: str) -> None:
    path.write_text(text)
    with pytest.raises(ValueError, match=re.escape(complaint)) as raised:
        read_fabric(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "a fabric file must list its `clusters`; `ontap-sim init` writes an example"),
        ("- east", "a fabric file must list its `clusters`; `ontap-sim init` writes an example"),
        ("clusters: []", "a fabric has 1 to 1000 clusters"),
        ("clusters: [{nodes: 2}]", "clusters.0.name: Field required"),
        ("clusters: [{name: a, nods: 2}]", "clusters.0.nods: Unexpected keyword argument"),
        (
            "clusters: [{name: 9a}]",
            "clusters.0: '9a' is not a cluster name: a letter, then up to 43 of A-Z a-z 0-9 . _ -",
        ),
        ("clusters: [{name: a, version: 9.15}]", "clusters.0.version: a version is written like 9.15.1 or 9.15.1P2"),
        ("clusters: [{name: a, nodes: 0}]", "clusters.0.nodes: Input should be greater than or equal to 1"),
        ("clusters: [{name: a}]\nsettings: {settle_time: -1}", "settings.settle_time: Input should be greater than"),
    ],
)
def test_a_mistake_is_one_line_and_the_schema_sees_it_too(path: Path, text: str, complaint: str) -> None:
    refused_in_one_line(path, text, complaint)
    with pytest.raises(jsonschema.ValidationError):
        check(text)


def test_what_is_not_text_is_one_line(path: Path) -> None:
    path.write_bytes(b"clusters: \xff")
    with pytest.raises(ValueError, match=r"not valid YAML: 'utf-8' codec can't decode") as raised:
        read_fabric(path)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("clusters: [{name: a}, {name: a}]", "two clusters of a fabric have the same name"),
        ("clusters: [{name: a, time_zone: Mars/One}]", "clusters.0.time_zone: Mars/One is not a time zone"),
        ("clusters: [{name: a, svms: [{name: s, ipspace: x}]}]", "clusters.0: cluster a has no IPspace x for SVM s"),
        ("clusters: [{name: a, nodes: 1, node_versions: [9.8.0, 9.8.0]}]", "cluster a has more node_versions than"),
        ("clusters: [{name: a, ipspaces: [b, b]}]", "cluster a names an IPspace twice"),
        ("clusters: [{name: a}]\nlinks: [{from: a, to: b}]", "a link names cluster 'b'"),
        ("clusters: [{name: a}]\nlinks: [{from: a, to: a}]", "a link leads from cluster 'a' to itself"),
        ("clusters: [{name: a, svms: [s, {name: s}]}]", "clusters.0: cluster a names an SVM twice"),
        (
            "clusters: [{name: a}, {name: b, ipspaces: [{name: i, interfaces: [10.1.0.12]}]}]",
            "clusters a and b have the same address 10.1.0.12",
        ),
        (
            "clusters: [{name: a, ipspaces: [{name: i, interfaces: [10.1.0.10]}]}]",
            "cluster a has the address 10.1.0.10 twice",
        ),
        ("clusters: [{name: a}]\nclusters: [{name: b}]", "not valid YAML: clusters is given twice in line 2"),
        ("clusters: [{name: a, ipspaces: [{name: i, interfaces: [x]}]}]", "interfaces.0: x is not an IP address"),
        ("clusters: [{name: a}]\nhosts: {h: [x]}", "hosts.h.0: x is not an IP address"),
        ("clusters: [{name: a}]\nsettings: {unknown_ipspace: 4}", "Input should be '4' or '4656089'"),
        ("clusters: [", "not valid YAML: expected the node content, but found '<stream end>' in line 1"),
        ("clusters: \x00", "not valid YAML: unacceptable character"),
        ("clusters: " + "[" * 5000, "not valid YAML: nested too deeply"),
        ("clusters: 2026-13-45", "not valid YAML: month must be in 1..12"),
        ("clusters: &loop [*loop]", "clusters.0"),
        ("? {a: b}\n: c", "not valid YAML: found unhashable key in line 1"),
        ("clusters: [{name: a, nodes: " + "9" * 5000 + "}]", "not valid YAML: Exceeds the limit"),
        ("clusters: [{name: a, nodes: .nan}]", "clusters.0.nodes: "),
        ("clusters: [{name: a}]\nsettings: {settle_time: .inf}", "settings.settle_time: "),
    ],
)
def test_a_mistake_beyond_the_schema_is_one_line_too(path: Path, text: str, complaint: str) -> None:
    refused_in_one_line(path, text, complaint)
