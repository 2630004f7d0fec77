"""The packages export what they list, and the public exceptions say where they can be imported from."""

import importlib
from types import ModuleType
from typing import Literal, get_origin

import pytest

import ontap_peering
import ontap_simulator
from ontap_peering import errors
from ontap_peering.fleet.fleet import Relationship
from ontap_peering.peer import model
from ontap_peering.resources import cluster_peer, cluster_peering, fleet, peering_mesh

EXCEPTIONS = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Exception)]


@pytest.mark.parametrize("package", [ontap_peering, ontap_simulator], ids=lambda package: package.__name__)
def test_every_exported_name_is_there_and_in_order(package: ModuleType) -> None:
    assert package.__all__ == sorted(package.__all__)
    assert [name for name in package.__all__ if not hasattr(package, name)] == []


def test_every_type_that_a_program_may_name_is_exported() -> None:
    defined = {
        name
        for module in (cluster_peer, cluster_peering, fleet, peering_mesh)
        for name, each in vars(module).items()
        if getattr(each, "__module__", "") == module.__name__ and not name.startswith("_")
    }
    enums = {name for name, each in vars(model).items() if get_origin(each) is Literal}
    assert set(ontap_peering.__all__) == defined | enums | {Relationship.__name__}


@pytest.mark.parametrize("exception", EXCEPTIONS, ids=lambda exception: exception.__name__)
def test_an_exception_can_be_imported_from_where_it_says(exception: type[Exception]) -> None:
    assert getattr(importlib.import_module(exception.__module__), exception.__name__) is exception
