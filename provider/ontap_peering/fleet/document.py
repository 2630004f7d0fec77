"""YAML text as plain data, with the line of each value, since every mistake is told with its line."""

from dataclasses import dataclass
from typing import Any

import yaml
from yaml.constructor import ConstructorError

from ontap_peering import messages
from ontap_peering.errors import FleetError

Path = tuple[str | int, ...]
"""The keys and the positions in lists that lead to a value."""
TEXT_TAG = "tag:yaml.org,2002:str"
TIMESTAMP_TAG = "tag:yaml.org,2002:timestamp"
MERGE_TAG = "tag:yaml.org,2002:merge"


@dataclass(frozen=True)
class Document:
    """`data` as pydantic takes it; `root` and `name` only if it is a file's content."""

    data: Any
    name: str = ""
    root: yaml.Node | None = None

    def problem(self, path: Path, problem: str) -> str:
        """The line that tells a problem with the value at a path, or with what is missing there."""
        line = self.line(path)
        return f"{self.name}:{line}: {problem}" if line else f"{self.name}: {problem}" if self.name else problem

    def place(self, path: Path) -> str:
        """The path, and the line if there is one: for a second place in a sentence."""
        line = self.line(path)
        return f"{dotted(path)} (line {line})" if line else dotted(path)

    def written(self, path: Path) -> str:
        """A scalar as the file has it: `no`, not False."""
        node, value = self.root, self.data
        for part in path:
            node = _step(node, part)[1]
            value = value[part]
        return str(node.value) if isinstance(node, yaml.ScalarNode) else str(value)

    def line(self, path: Path) -> int | None:
        """That of the key or of the item of a list; of the last one on the path that exists."""
        if self.root is None:
            return None
        found = node = self.root
        for part in path:
            shown, inner = _step(node, part)
            if shown is None or inner is None:
                break
            found, node = shown, inner
        return found.start_mark.line + 1


def dotted(path: Path) -> str:
    return ".".join(map(str, path))


def parsed(text: str, name: str) -> Document:
    """Raises FleetError with the line of what is not valid YAML."""
    loader = None
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        data = loader.construct_document(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}" if mark else name
        raise FleetError([f"{where}: {_explained(error)}"]) from None
    except RecursionError:
        raise FleetError([f"{name}: {messages.nested_too_deeply()}"]) from None
    except (yaml.YAMLError, ValueError) as error:
        raise FleetError([f"{name}: {messages.not_yaml(' '.join(str(error).split()))}"]) from None
    finally:
        if loader is not None:
            loader.dispose()
    if root is None or data is None:
        raise FleetError([f"{name}: {messages.empty_fleet()}"])
    if not isinstance(data, dict):
        raise FleetError([f"{name}:{root.start_mark.line + 1}: {messages.not_a_fleet()}"])
    return Document(data, name, root)


class _Loader(yaml.SafeLoader):
    """Keys are text, and each of a map is there once. A date is text, too, as it is in YAML 1.2 and in editors."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's own
        if isinstance(node, yaml.MappingNode):
            _check_keys(node)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != TIMESTAMP_TAG]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _KeyError(ConstructorError):
    """A key that YAML allows and a fleet file does not; `problem` is our own sentence."""


def _check_keys(node: yaml.MappingNode) -> None:
    """The keys as written, before PyYAML adds those of a merge, which the written ones win over."""
    lines: dict[str, int] = {}
    for key, _ in node.value:
        if key.tag == MERGE_TAG:
            continue
        if not isinstance(key, yaml.ScalarNode):
            raise _KeyError(None, None, messages.key_not_text(), key.start_mark)
        if key.tag != TEXT_TAG:
            raise _KeyError(None, None, messages.fleet_not_text(key.value), key.start_mark)
        if key.value in lines and lines[key.value] != key.start_mark.index:
            first = next(each for each, _ in node.value if each.value == key.value)
            raise _KeyError(None, None, messages.key_twice(key.value, first.start_mark.line + 1), key.start_mark)
        lines[key.value] = key.start_mark.index


def _step(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The node that shows where an item is, and the item. A key that a merge brings, too, is there last by itself."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if key.value == part:
                return key, value
    return None, None


def _explained(error: yaml.MarkedYAMLError) -> str:
    if isinstance(error, _KeyError):
        return str(error.problem)
    problem = " ".join(f"{error.context or ''} {error.problem or ''}".split())
    return messages.tab_in_yaml() if "'\\t'" in problem else messages.not_yaml(problem)
