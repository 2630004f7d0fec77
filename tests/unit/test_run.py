"""What one process remembers of its run."""

from ontap_peering.run import Run
from support.observed import desired


def test_a_line_is_said_once_and_of_one_subject_the_first() -> None:
    said: list[str] = []
    run = Run(said.append)
    for line in ("a", "b", "a"):
        run.tell(line)
    for line in ("east is 2 min behind", "east is 3 min behind"):
        run.tell(line, about="east")
    assert said == ["a", "b", "east is 2 min behind"]


def test_a_key_has_one_owner() -> None:
    run = Run(print)
    assert run.claim("key", "urn::one") is None
    assert run.claim("key", "urn::one") is None
    assert run.claim("other", "urn::two") is None
    assert run.rival("key", "urn::one") is None
    assert run.claim("key", "urn::two") == "urn::one"
    assert run.rival("key", "urn::one") == "urn::two"


def test_a_successor_is_of_one_resource() -> None:
    run = Run(print)
    wanted = desired()
    run.expect("east/offer-1", wanted)
    assert run.successor("east/offer-1") == wanted
    assert run.successor("west/offer-1") is None


def test_what_was_read_is_known() -> None:
    run = Run(print)
    run.note_read("east/offer-1")
    assert run.has_read("east/offer-1")
    assert not run.has_read("west/offer-1")


def test_what_could_not_be_created_is_known_on_each_of_its_clusters_until_it_is_created() -> None:
    run = Run(print)
    run.note_not_created("urn::ams--fra", ("ams", "fra"))
    assert run.not_created(("lon", "fra")) == "urn::ams--fra"
    assert run.not_created(("lon",)) is None
    run.note_created("urn::ams--lon")
    assert run.not_created(("ams",)) == "urn::ams--fra"
    run.note_created("urn::ams--fra")
    assert run.not_created(("ams", "fra")) is None


def test_a_peer_is_held_until_its_resource_lets_it_go() -> None:
    run = Run(print)
    run.note_held("urn::dr--east", [("uuid of dr", "uuid of east"), ("uuid of east", "uuid of dr")])
    run.note_held("urn::ams--fra", [("uuid of ams", "uuid of fra")])
    assert run.holder(("uuid of east", "uuid of dr")) == "urn::dr--east"
    assert run.holder(("uuid of fra", "uuid of ams")) is None
    run.note_held("urn::ams--fra", [("uuid of ams", "uuid of lon")])
    assert run.holder(("uuid of ams", "uuid of fra")) is None
    run.let_go("urn::dr--east")
    assert run.holder(("uuid of east", "uuid of dr")) is None
