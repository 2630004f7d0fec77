"""
Where a command gets the connection settings from, and the stack if there is one.

`--clusters FILE` has what the stack config `ontap:clusters` has, and `defaults` for what its clusters share:

    defaults:
      username: admin
      ca_file: /etc/ssl/ontap.pem
    clusters:
      east: {host: east.example.com}
      west: {host: west.example.com}

Without it, the selected stack of the Pulumi project in the working folder; without a project, the environment alone.
The environment overrides a file as it overrides a stack: ONTAP_EAST_PASSWORD.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, TypeGuard

import typer
import yaml

from ontap_peering import messages
from ontap_peering.checks.judging import CATALOGUE
from ontap_peering.cli.stack import SelectedStack, is_project, selected_stack
from ontap_peering.config import Profiles
from ontap_peering.errors import ConfigurationError
from ontap_peering.fleet_file import load_fleet
from ontap_peering.sources import ENVIRONMENT, settings_file

ClustersFile = Annotated[
    Path | None,
    typer.Option(
        "--clusters",
        metavar="FILE",
        dir_okay=False,
        help="YAML file with connection settings, used instead of those of the selected stack.",
    ),
]
FleetFile = Annotated[
    Path | None,
    typer.Option("--fleet", metavar="FILE", dir_okay=False, help="Fleet file that says which checks are switched off."),
]
KEYS: Final = ("clusters", "defaults")


@dataclass(frozen=True)
class Settings:
    """`stack` is the one that the profiles come from, if they come from one."""

    profiles: Profiles
    stack: SelectedStack | None = None


def connection_settings(file: Path | None) -> Settings:
    """Raises ConfigurationError if no cluster is configured anywhere."""
    if file is not None:
        found = Settings(of_file(file))
    elif is_project():
        stack = selected_stack()
        found = Settings(stack.profiles, stack)
    else:
        found = Settings(Profiles({}, source=ENVIRONMENT))
    if not found.profiles.aliases():
        raise ConfigurationError(messages.no_clusters_in_file(str(file)) if file else messages.no_clusters())
    return found


def require_known(profiles: Profiles, aliases: Iterable[str]) -> None:
    """Raises ConfigurationError for an alias that is not configured."""
    for alias in aliases:
        if not profiles.has(alias):
            raise ConfigurationError(messages.no_such_alias(alias, profiles.aliases()))


def checks_off(fleet: Path | None) -> Mapping[str, str]:
    """The reason for each check that the fleet file switches off. Raises ConfigurationError for one that is unknown."""
    off = load_fleet(fleet).checks_off if fleet is not None else {}
    for id_ in off:
        if id_ not in CATALOGUE:
            near = "".join(difflib.get_close_matches(id_, CATALOGUE, n=1))
            raise ConfigurationError(messages.no_such_check(str(fleet), id_, near))
    return off


def of_file(path: Path) -> Profiles:
    """Raises ConfigurationError for a file that is not as it should be, OSError for one that cannot be read."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(messages.no_yaml(str(path), line, error.problem or "it cannot be read")) from None
    except (yaml.YAMLError, UnicodeError):
        raise ConfigurationError(messages.no_yaml(str(path), 1, "it is not text")) from None
    content = content if isinstance(content, Mapping) else {}
    defaults, clusters = content.get("defaults") or {}, content.get("clusters")
    if set(content) - set(KEYS) or not isinstance(defaults, Mapping) or not _is_map_of_maps(clusters):
        raise ConfigurationError(messages.not_a_clusters_file(str(path)))
    own = {alias: dict(settings or {}) for alias, settings in clusters.items()}
    return Profiles(own, defaults, settings_file(str(path)))


def _is_map_of_maps(value: Any) -> TypeGuard[Mapping[str, Mapping[str, Any] | None]]:
    return isinstance(value, Mapping) and all(
        isinstance(alias, str) and (each is None or isinstance(each, Mapping)) for alias, each in value.items()
    )
