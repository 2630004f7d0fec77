"""Fabric files: a fabric described in YAML, by the model in `domain/spec.py`."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError
from yaml.composer import ComposerError

from ontap_simulator.control.refusals import one_line
from ontap_simulator.domain.spec import FabricSpec

_MODEL = TypeAdapter(FabricSpec)


class _Loader(yaml.SafeLoader):
    """Each key of a map is there once."""

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        node: yaml.MappingNode = super().compose_mapping_node(anchor)
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise ComposerError(None, None, f"{key.value} is given twice", key.start_mark)
                seen.add(key.value)
        return node


def read_fabric(path: Path) -> FabricSpec:
    """Raises OSError, and ValueError with one line that says what is wrong and where."""
    content = _parsed(path)
    if not isinstance(content, dict):
        raise ValueError(  # noqa: TRY004 - a mistake in a file, not in a program
            f"{path}: a fabric file must list its `clusters`; `ontap-sim init` writes an example"
        )
    try:
        return _MODEL.validate_python(content)
    except ValidationError as error:
        raise ValueError(f"{path}: {one_line(error)}") from None


def _parsed(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe one
    except yaml.MarkedYAMLError as error:
        where = f" in line {error.problem_mark.line + 1}" if error.problem_mark is not None else ""
        raise ValueError(f"{path}: not valid YAML: {error.problem}{where}") from None
    except RecursionError:
        raise ValueError(f"{path}: not valid YAML: nested too deeply") from None
    except (yaml.YAMLError, ValueError) as error:
        raise ValueError(f"{path}: not valid YAML: {' '.join(str(error).split())}") from None


def write_example(path: Path) -> None:
    """A commented fabric file to begin with; raises FileExistsError rather than to write over one."""
    with path.open("x", encoding="utf-8") as file:
        file.write(files("ontap_simulator").joinpath("fabric.yaml").read_text(encoding="utf-8"))


def fabric_schema() -> dict[str, Any]:
    """The JSON Schema of fabric files."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_MODEL.json_schema(),
        "title": "Fabric file of ontap-sim",
    }
