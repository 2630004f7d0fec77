"""Where connection settings are written, besides the environment: what their parts are called, how to change them."""

import json
import re
import shlex
from dataclasses import dataclass
from typing import Final

from ontap_peering import messages

CONFIG_KEY: Final = "ontap:clusters"
DEFAULTS_KEY: Final = "ontap:defaults"
SECRETS: Final = ("password", "token", "client_key")
"""What to set with `--secret`."""


@dataclass(frozen=True)
class Source:
    """A file or a stack by its `name`, and where it has the settings of each cluster and those that clusters share."""

    name: str
    clusters: str
    defaults: str

    def of_cluster(self, alias: str) -> str:
        return f"{self.clusters}.{alias}" if self.clusters else alias

    def own(self, alias: str, setting: str) -> str:
        return f"{self.of_cluster(alias)}.{setting}"

    def shared(self, setting: str) -> str:
        return f"{self.defaults}.{setting}"

    def how_to_set(self, path: str, variable: str, value: object = None) -> str:
        """What follows "set it"; `value` is what is there now."""
        del path, value
        return messages.in_file(self.name, variable) if self.name else messages.in_environment(variable)

    def how_to_remove(self, path: str) -> str:
        """What follows "remove it"."""
        del path
        return messages.from_file(self.name)


class _StackConfig(Source):
    def own(self, alias: str, setting: str) -> str:
        is_plain = re.fullmatch(r"[A-Za-z0-9_.-]+", alias)
        return super().own(alias, setting) if is_plain else f"{self.clusters}[{json.dumps(alias)}].{setting}"

    def how_to_set(self, path: str, variable: str, value: object = None) -> str:
        return messages.in_stack_config(set_command(path, value), variable)

    def how_to_remove(self, path: str) -> str:
        return messages.from_stack_config(shlex.quote(path))


STACK: Final = _StackConfig("the stack config", CONFIG_KEY, DEFAULTS_KEY)
ENVIRONMENT: Final = Source("", "", "")
"""Alone: there is no stack, and no file."""


def settings_file(path: str) -> Source:
    return Source(path, "clusters", "defaults")


def set_command(path: str, value: object = None) -> str:
    """What sets it in the stack config. The engine asks for a secret; it takes `true` for text only if told so."""
    setting = path.rpartition(".")[2]
    if setting in SECRETS:
        return f"pulumi config set --secret --path {shlex.quote(path)}"
    kind = "--type string " if isinstance(value, bool) else ""
    return f"pulumi config set {kind}--path {shlex.quote(path)} <{setting}>"
