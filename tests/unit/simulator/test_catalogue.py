"""The error catalogue holds every code that the simulator gives."""

from ontap_simulator.api.catalogue import catalogue
from ontap_simulator.domain.errors import Code


def test_the_catalogue_knows_every_code() -> None:
    assert [code for code in Code if code.value not in catalogue()] == []


def test_one_code_can_mean_different_things_in_different_operations() -> None:
    entries = {catalogue().entry(Code.EMPTY_ADDRESS_LIST, method).message for method in ("POST", "PATCH")}
    assert len(entries) == 2
