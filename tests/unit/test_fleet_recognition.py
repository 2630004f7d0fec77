"""Meshes, hubs and rings among the pairs of clusters, and what their relationships have in common."""

from itertools import combinations
from typing import Any

from ontap_peering.fleet.recognise import recognised
from ontap_peering.fleet.shapes import Shapes, shapes_of
from ontap_peering.fleet.text import fleet_text
from ontap_peering.fleet.topology import Pair, in_circle

TLS: dict[str, Any] = {"encryption": {"proposed": "tls_psk"}}
NONE: dict[str, Any] = {"encryption": {"proposed": "none"}}


def mesh(*clusters: str) -> list[Pair]:
    return list(combinations(sorted(clusters), 2))


def hub(center: str, *spokes: str) -> list[Pair]:
    return [(min(center, spoke), max(center, spoke)) for spoke in spokes]


def ring(*clusters: str) -> list[Pair]:
    return list(in_circle(clusters))


def test_twenty_clusters_of_which_each_peers_with_each_are_one_mesh() -> None:
    clusters = tuple(f"c{number:02}" for number in range(20))
    assert shapes_of(mesh(*clusters)) == Shapes((clusters,), (), (), ())


def test_meshes_come_first_then_hubs_and_what_remains_are_pairs() -> None:
    pairs = [*mesh("ams", "fra", "lon"), *hub("dr", "nyc", "sin", "syd"), ("ams", "lab")]
    assert shapes_of(pairs) == Shapes((("ams", "fra", "lon"),), (("dr", ("nyc", "sin", "syd")),), (), (("ams", "lab"),))


def test_a_hub_among_whose_spokes_two_peer_is_a_hub_and_a_pair() -> None:
    pairs = [*hub("dr", "a", "b", "c", "d"), ("a", "b")]
    assert shapes_of(pairs) == Shapes((), (("dr", ("a", "b", "c", "d")),), (), (("a", "b"),))


def test_a_mesh_of_which_one_cluster_is_a_hub_too_stays_a_mesh() -> None:
    pairs = [*mesh("a", "b", "c", "d"), *hub("a", "v", "w", "x", "y", "z")]
    assert shapes_of(pairs) == Shapes((("a", "b", "c", "d"),), (("a", ("v", "w", "x", "y", "z")),), (), ())


def test_two_spokes_make_no_hub() -> None:
    assert shapes_of(hub("dr", "a", "b")) == Shapes((), (), (), (("a", "dr"), ("b", "dr")))


def test_a_mesh_in_which_one_relationship_is_missing_is_a_smaller_mesh_and_a_hub() -> None:
    pairs = [pair for pair in mesh(*"abcde") if pair != ("d", "e")]
    assert shapes_of(pairs) == Shapes((("a", "b", "c", "d"),), (("e", ("a", "b", "c")),), (), ())


def test_clusters_in_a_circle_are_a_ring_also_around_a_hub() -> None:
    circle = ring("oslo", "bonn", "rome", "paris")
    assert shapes_of(circle) == Shapes((), (), (("bonn", "oslo", "paris", "rome"),), ())
    around = [*circle, *hub("dr", "oslo", "bonn", "rome", "paris")]
    assert shapes_of(around).rings == shapes_of(circle).rings
    six = ring(*"abcdef")
    assert shapes_of([*circle, *six]).rings == (tuple("abcdef"), *shapes_of(circle).rings)


def test_a_circle_that_is_open_or_whose_clusters_have_another_pair_is_no_ring() -> None:
    for pairs in (ring(*"abcde")[1:], ring(*"cdef")[:3] + ring(*"abc")[:2], [*ring(*"abcd"), ("d", "x")]):
        found = shapes_of(pairs)
        assert (found.meshes, found.rings) == ((), ())


def test_a_fleet_is_said_in_few_words() -> None:
    relationships: dict[Pair, dict[str, Any]] = dict.fromkeys(mesh("ams", "fra", "lon"), TLS)
    for pair in hub("dr", "ams", "fra", "lon"):
        relationships[pair] = {**NONE, "sides": {"dr": {"ipspace": {"name": "Gcnv"}}}}
    relationships["ams", "lab"] = {**TLS, "sides": {"ams": {"ip_addresses": ["10.1.0.11"]}}}
    assert fleet_text(recognised(relationships)) == (
        "defaults:\n"
        "  encryption: {proposed: tls_psk}\n"
        "clusters:\n"
        "  dr:\n"
        "    ipspace: {name: Gcnv}\n"
        "topology:\n"
        "  - mesh: [ams, fra, lon]\n"
        "  - hub: dr\n"
        "    spokes: [ams, fra, lon]\n"
        "    encryption: {proposed: none}\n"
        "  - pairs:\n"
        "      - [ams, lab]\n"
        "    sides:\n"
        "      ams:\n"
        "        ip_addresses: [10.1.0.11]\n"
    )


def test_of_two_settings_that_are_as_common_the_default_is_the_encrypted_one() -> None:
    assert recognised({("a", "b"): NONE, ("c", "d"): TLS})["defaults"] == TLS


def test_a_setting_that_one_relationship_lacks_is_no_default() -> None:
    assert recognised({("a", "b"): TLS, ("c", "d"): {}}) == {
        "topology": [{"pairs": [["c", "d"]]}, {"pairs": [["a", "b"]], **TLS}]
    }


def test_an_ipspace_that_every_cluster_has_is_a_default() -> None:
    lab = {"ipspace": {"name": "lab"}}
    relationships = {pair: {"sides": dict.fromkeys(pair, lab)} for pair in mesh("a", "b", "c")}
    assert recognised(relationships) == {"defaults": lab, "topology": [{"mesh": ["a", "b", "c"]}]}
