"""A fleet that was recognised is exactly what it was recognised from."""

from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from ontap_peering.fleet.fleet import fleet_of_text
from ontap_peering.fleet.recognise import recognised
from ontap_peering.fleet.text import fleet_text
from ontap_peering.fleet.topology import Pair, in_circle

ALIASES = ["ams", "fra", "no", "1e3", "2026-11-01", "a b", "null", "~", "über", "y", "dr.eu", "-x", "{a}", "#1", "lon"]
ENCRYPTION = st.sampled_from([None, {"proposed": "tls_psk"}, {"proposed": "none"}])
APPLICATIONS = st.sampled_from([None, ["snapmirror"], ["flexcache", "snapmirror"]])
SIDE = st.fixed_dictionaries(
    {},
    optional={
        "ipspace": st.sampled_from([{"name": "lab"}, {"name": "no"}]),
        "ip_addresses": st.sampled_from([["10.1.0.11"], ["10.1.0.11", "10.1.0.12"], ["2001:db8::1"]]),
    },
)


@st.composite
def relationships(draw: st.DrawFn) -> dict[Pair, dict[str, Any]]:
    """Settings of a few kinds, so that some have something in common."""
    clusters = sorted(draw(st.lists(st.sampled_from(ALIASES), min_size=2, max_size=9, unique=True)))
    every = [(first, second) for number, first in enumerate(clusters) for second in clusters[number + 1 :]]
    pairs = draw(st.lists(st.sampled_from(every), min_size=1, max_size=len(every), unique=True))
    if draw(st.booleans()):
        circle = draw(st.permutations(clusters))
        pairs = sorted({*in_circle(circle), *draw(st.lists(st.sampled_from(pairs), max_size=2))})
    are_alike = draw(st.booleans())
    kinds = draw(st.lists(st.tuples(ENCRYPTION, APPLICATIONS), min_size=1, max_size=1 if are_alike else 3))
    usual = {cluster: draw(SIDE) for cluster in clusters}
    found: dict[Pair, dict[str, Any]] = {}
    for pair in pairs:
        encryption, applications = draw(st.sampled_from(kinds))
        sides = {cluster: draw(st.just(usual[cluster]) | (st.nothing() if are_alike else SIDE)) for cluster in pair}
        given = {
            "encryption": encryption,
            "peer_applications": applications,
            "sides": {cluster: own for cluster, own in sides.items() if own},
        }
        found[pair] = {name: value for name, value in given.items() if value}
    return found


@settings(max_examples=100)
@given(found=relationships())
def test_a_fleet_file_gives_exactly_the_relationships_and_settings_from_which_it_was_written(
    found: dict[Pair, dict[str, Any]],
) -> None:
    text = fleet_text(recognised(found))
    event("with a ring" if "- ring:" in text else "without one")
    loaded = fleet_of_text(text).relationships.values()
    assert {each.clusters: dict(each.arguments) for each in loaded} == {
        pair: {"clusters": list(pair), **settings} for pair, settings in found.items()
    }
    assert fleet_text(recognised(dict(reversed(found.items())))) == text
