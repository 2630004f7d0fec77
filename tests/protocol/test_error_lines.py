"""Every error code of the document's tables through the provider: a line that says where, what, why and what to do."""

import json
import re
from collections.abc import Callable, Iterator

import pytest

from ontap_peering import messages
from ontap_peering.peer.fields import FIELDS
from support import ROOT
from support.plugin import Plugin, PluginError
from support.world import World, running_world

ERRORS = ROOT / "schemas" / "ontap" / "errors.json"
CODES = [each for each in json.loads(ERRORS.read_text(encoding="utf-8"))["codes"] if each["operation"] != "any"]
SECRET, OTHER_SECRET = "a-secret-of-its-own", "another-secret-of-its-own"
SIDE = {
    "key": "side-1111111",
    "cluster": "east",
    "remote": {"ip_addresses": ["10.2.0.11"]},
    "passphrase": SECRET,
}
LONGEST_LINE = 300
INPUTS = "|".join(field.name for field in FIELDS)
NAMES_AN_INPUT = re.compile(rf"\b({INPUTS})\b")
NAMES_A_COMMAND = re.compile(r"`(cluster|network|vserver|security|system|snapmirror|event|volume)( [a-z-]+)+")


@pytest.fixture(scope="module")
def small_world() -> Iterator[World]:
    with running_world() as made:
        yield made


@pytest.fixture(scope="module")
def impatient(small_world: World) -> Iterator[Plugin]:
    with Plugin(small_world.clusters, impatient=True) as plugin:
        yield plugin


def provoke(plugin: Plugin, world: World, operation: str, code: str) -> str:
    """The line for this code as the answer to the write of the operation."""
    world.steer("/reset", None)
    write = writing(plugin, operation)
    world.steer("/faults", {"match": {"method": operation}, "effect": {"kind": "error", "code": code}})
    with pytest.raises(PluginError) as refused:
        write()
    world.forget_faults()
    return str(refused.value)


def writing(plugin: Plugin, operation: str) -> Callable[[], object]:
    """What sends a request of this method, with all that it needs done."""
    if operation == "POST":
        return lambda: plugin.apply(SIDE)
    id_, outputs, _ = plugin.apply(SIDE)
    if operation == "DELETE":
        return lambda: plugin.delete(id_, outputs)
    inputs, failures = plugin.check({**SIDE, "passphrase": OTHER_SECRET}, SIDE)
    assert failures == []
    return lambda: plugin.update(id_, outputs, inputs)


@pytest.mark.parametrize("entry", CODES, ids=lambda entry: f"{entry['operation']} {entry['code']}")
def test_an_error_code_is_one_line_with_its_remedy(
    small_world: World, impatient: Plugin, entry: dict[str, str]
) -> None:
    line = provoke(impatient, small_world, entry["operation"], entry["code"])
    verb = {"POST": "create", "PATCH": "update", "DELETE": "delete"}[entry["operation"]]
    assert line.startswith(f"east: {verb} peer 'side-1111111' refused ({entry['code']})")
    assert "\n" not in line
    assert "Traceback" not in line
    assert len(line) < LONGEST_LINE
    assert entry["message"] in line
    assert line.endswith(entry["remedy"])
    assert not [secret for secret in (SECRET, OTHER_SECRET) if secret in line]
    assert NAMES_AN_INPUT.search(entry["remedy"]) or NAMES_A_COMMAND.search(entry["remedy"])


BROKEN = {"uuid": "11", "cluster": "east", "name": "side-1111111", "passphrase": SECRET}
"""A state that this package cannot have written."""


def test_a_bug_in_the_provider_is_one_line_that_says_how_to_debug_it(impatient: Plugin) -> None:
    with pytest.raises(PluginError) as failed:
        impatient.read("east/side-1111111", BROKEN)
    line = str(failed.value)
    assert line == "this is a bug in ontap-peering: KeyError in read; set ONTAP_PEERING_DEBUG=1 to see where"


def test_a_bug_in_the_provider_shows_its_traceback_in_debug_mode(small_world: World) -> None:
    with Plugin(small_world.clusters, {"ONTAP_PEERING_DEBUG": "1"}) as plugin:
        with pytest.raises(PluginError, match="cannot be read by id alone"):
            plugin.read("east/side-1111111", {})
        with pytest.raises(PluginError, match="KeyError in read; its traceback is in the diagnostics"):
            plugin.read("east/side-1111111", BROKEN)
        assert plugin.told("peer/properties.py")
        assert plugin.told("KeyError: ")


def test_settings_that_are_no_map_fail_the_operation_that_needs_them_and_the_environment_helps(
    small_world: World, impatient: Plugin
) -> None:
    small_world.steer("/reset", None)
    id_, outputs, _ = impatient.apply(SIDE)
    with Plugin({"east": "nonsense"}) as plugin:
        _, failures = plugin.check(SIDE)
        assert failures == [f": {not_a_map('ontap:clusters.east')}"]
    for clusters, path in (({"east": "nonsense"}, "ontap:clusters.east"), ("nonsense", "ontap:clusters")):
        with Plugin(clusters) as plugin:
            with pytest.raises(PluginError) as failed:
                plugin.delete(id_, outputs)
            line = messages.settings_of_last_up(not_a_map(path), "ONTAP_EAST_<SETTING>", is_deletion=True)
            assert str(failed.value) == line
        with Plugin(clusters, small_world.environment) as plugin:
            plugin.delete(id_, outputs)


def not_a_map(path: str) -> str:
    return messages.not_a_map("east", path, "pulumi config set --path ontap:clusters.east.host <host>")
