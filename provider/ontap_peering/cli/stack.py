"""The stack that is selected in the working folder, as the engine there sees it."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pulumi import automation

from ontap_peering import messages
from ontap_peering.checks.facts import Managed, Resource, manager_of
from ontap_peering.config import Profiles
from ontap_peering.engine.boundary import without_provider
from ontap_peering.engine.import_file import is_encrypted
from ontap_peering.errors import ConfigurationError
from ontap_peering.kinds import MESH, PEERING, RESOURCES
from ontap_peering.peer.model import ObservedPeer
from ontap_peering.sources import CONFIG_KEY, DEFAULTS_KEY

LISTING: Final = "PULUMI_DIY_BACKEND_PARALLEL"
NOT_SHOWN: Final = "[secret]"


@dataclass(frozen=True)
class SelectedStack:
    """
    `managed` has the resource name of each peer in the state, by cluster and by uuid, and also by name.

    `meshes` has the URN of each mesh in the state by its name. `rotations` has the word of each resource that has one.
    `resources` are those of this package, without what is secret.
    """

    project: str
    name: str
    profiles: Profiles
    managed: Managed = field(default_factory=dict)
    meshes: Mapping[str, str] = field(default_factory=dict)
    rotations: Mapping[str, str] = field(default_factory=dict)
    resources: Sequence[Resource] = ()

    def manager(self, cluster: str, peer: ObservedPeer) -> str | None:
        """The resource that has this peer."""
        return manager_of(cluster, peer, self.managed)


def is_project() -> bool:
    """Whether the working folder has a project."""
    return any(Path(f"Pulumi.{kind}").exists() for kind in ("yaml", "yml", "json"))


def project_here() -> automation.LocalWorkspace:
    """
    The project in the working folder. Raises ConfigurationError without the engine.

    To list stacks whose state is in PostgreSQL, the engine reads ten at a time, each by two connections at once, and
    waits for ever if all connections that it may open, twice the number of cores, are the first of two.
    """
    one_at_a_time = {LISTING: os.environ.get(LISTING, "1")}
    try:
        return automation.LocalWorkspace(work_dir=".", env_vars=one_at_a_time)
    except FileNotFoundError:
        raise ConfigurationError(messages.no_engine()) from None


def unreadable(error: Exception) -> ConfigurationError:
    """With the last line of what the engine or its SDK said."""
    problem = str(error).strip().splitlines()[-1]
    return ConfigurationError(messages.stack_unreadable(problem.strip().removeprefix("stderr: error: ")))


def selected_stack() -> SelectedStack:
    """Raises ConfigurationError if there is none, or if it cannot be read."""
    try:
        workspace = project_here()
        project, stack = workspace.project_settings().name, workspace.stack()
        if stack is None:
            raise ConfigurationError(messages.no_stack_selected())
        config = {name: each.value for name, each in workspace.get_all_config(stack.name).items()}
        state = workspace.export_stack(stack.name).deployment or {}
    except (automation.errors.CommandError, FileNotFoundError) as error:
        raise unreadable(error) from None
    profiles = Profiles.from_config(config.get(CONFIG_KEY), config.get(DEFAULTS_KEY))
    resources = state.get("resources") or ()
    meshes = {_name(each): each["urn"] for each in resources if each["type"] == MESH}
    managed, rotations = _managed(resources), _rotations(resources)
    ours = [_resource(each) for each in resources if each["type"] in RESOURCES]
    return SelectedStack(project, stack.name, profiles, managed, meshes, rotations, ours)


def _managed(resources: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for resource in resources:
        if resource["type"] in RESOURCES:
            sides, name = _sides(_in_clear(resource.get("outputs", {}))), _name(resource)
            known = ((alias, side.get(by)) for alias, side in sides.items() for by in ("uuid", "name"))
            found |= {(alias, value): name for alias, value in known if isinstance(value, str)}
    return found


def _sides(outputs: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """By alias. Of sides that are secret as a whole nothing is known but the name that a peer has by default."""
    if "cluster" in outputs:
        return {outputs["cluster"]: outputs}
    sides = outputs["sides"]
    return sides if isinstance(sides, Mapping) else {alias: {"name": outputs["key"]} for alias in outputs["clusters"]}


def _name(resource: Mapping[str, Any]) -> str:
    return str(resource["urn"].rpartition("::")[2])


def _rotations(resources: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    ours = [each for each in resources if each["type"] in RESOURCES]
    words = {_name(each): each.get("outputs", {}).get("rotation") for each in ours}
    return {name: word for name, word in words.items() if isinstance(word, str)}


def _resource(resource: Mapping[str, Any]) -> Resource:
    inputs, outputs = (_in_clear(resource.get(name, {})) for name in ("inputs", "outputs"))
    return Resource(_name(resource), resource["type"] == PEERING, inputs, outputs)


def _in_clear(properties: Mapping[str, Any]) -> dict[str, Any]:
    """With the same word in place of every secret, so that none of them seems to differ from another one."""
    plain = without_provider(properties)
    return {name: NOT_SHOWN if is_encrypted(value) else value for name, value in plain.items()}
