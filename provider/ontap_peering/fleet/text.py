"""A fleet file as text. Pure."""

from collections.abc import Mapping
from typing import Any, Final

import yaml

WIDTH: Final = 110


class _Dumper(yaml.SafeDumper):
    """Without anchors for what is said twice, and with lists indented."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the signature is PyYAML's
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - see above
        super().increase_indent(flow, indentless=False)


def fleet_text(content: Mapping[str, Any]) -> str:
    return yaml.dump(
        dict(content), Dumper=_Dumper, sort_keys=False, default_flow_style=None, width=WIDTH, allow_unicode=True
    )
