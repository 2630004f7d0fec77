"""One stack of peers: the calls of the engine for an `up` with refresh, in its order, and what it then keeps."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from support.plugin import Plugin, PluginError

Inputs = dict[str, Any]
Outputs = Mapping[str, Mapping[str, Any]]
Program = Mapping[str, Callable[[Outputs], Inputs]]
"""By name and in the order of their dependencies, how the inputs of each resource follow from the outputs before it."""

_SOME = 2
_UNKNOWN = 0


@dataclass(frozen=True)
class Deployed:
    id: str
    inputs: Inputs
    outputs: Mapping[str, Any]


class ProtocolStack:
    """`state` is what the engine has saved; with checkpoints, after each operation that succeeded."""

    def __init__(self) -> None:
        self.state: dict[str, Deployed] = {}

    def up(self, plugin: Plugin, program: Program, *, checkpoints: bool = True) -> list[str]:
        """The operations, such as `create offer`. Raises PluginError at the first that fails."""
        state = self.state if checkpoints else dict(self.state)
        done: list[str] = []
        self._refresh(plugin, state)
        for name, inputs_of in program.items():
            done += self._apply(plugin, state, name, inputs_of({each: had.outputs for each, had in state.items()}))
        for name in reversed([name for name in state if name not in program]):
            plugin.delete(state[name].id, state[name].outputs)
            del state[name]
            done.append(f"delete {name}")
        self.state = state
        return done

    @staticmethod
    def _refresh(plugin: Plugin, state: dict[str, Deployed]) -> None:
        for name, had in list(state.items()):
            id_, outputs, inputs = plugin.read(had.id, had.outputs)
            if id_:
                state[name] = Deployed(id_, inputs, outputs)
            else:
                del state[name]

    @staticmethod
    def _apply(plugin: Plugin, state: dict[str, Deployed], name: str, news: Inputs) -> list[str]:
        had = state.get(name)
        inputs, failures = plugin.check(news, had.inputs if had else None)
        if failures:
            raise PluginError("; ".join(failures))
        done = []
        if had is not None:
            verdict = plugin.diff(had.outputs, inputs)
            if verdict.replaces:
                plugin.delete(had.id, had.outputs)
                del state[name]
                had = None
                done.append(f"delete {name}")
            elif verdict.changes == _SOME or (verdict.changes == _UNKNOWN and inputs != had.inputs):
                with _kept(state, name, had.inputs):
                    state[name] = Deployed(had.id, inputs, plugin.update(had.id, had.outputs, inputs))
                return [f"update {name}"]
            else:
                return []
        with _kept(state, name, inputs):
            id_, outputs = plugin.create(inputs)
            state[name] = Deployed(id_, inputs, outputs)
        return [*done, f"create {name}"]


@contextmanager
def _kept(state: dict[str, Deployed], name: str, inputs: Inputs) -> Iterator[None]:
    """Keep an unfinished resource in state, but not the new inputs of its update."""
    try:
        yield
    except PluginError as error:
        if error.kept is not None:
            id_, outputs = error.kept
            state[name] = Deployed(id_, inputs, outputs)
        raise
