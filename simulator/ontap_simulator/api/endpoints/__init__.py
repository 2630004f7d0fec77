"""
The endpoints of the simulated API: a module, or a package, for each kind of record.

A module exports `ROUTES`: its paths, each with its record, its handlers and what describes it. Every module in this
folder is served and is in the OpenAPI description; there is no list to add it to.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules

from ontap_simulator.api.collection import Record, Source, after, by_uuid, collection_reply, instance_reply
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.api.query.fields import FieldTable

Handler = Callable[..., ApiReply]


@dataclass(frozen=True, slots=True)
class Definitions:
    """
    What describes an endpoint in `$defs` of `schemas/ontap/cluster_peer.schema.json`; bodies and replies by method.

    Without a `record` the table of fields describes it.
    """

    record: str | None = None
    bodies: Mapping[str, str] = field(default_factory=dict)
    replies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """
    A path with its record, by name and fields, and its handlers by method.

    Raises ValueError if a method that writes has no reply in `definitions`.
    """

    path: str
    name: str
    table: FieldTable
    handlers: Mapping[str, Handler]
    is_collection: bool = False
    definitions: Definitions = field(default_factory=Definitions)

    def __post_init__(self) -> None:
        undescribed = self.handlers.keys() - {"GET"} - self.definitions.replies.keys()
        if undescribed:
            raise ValueError(f"{self.path}: add the reply of {', '.join(sorted(undescribed))} to its definitions")


def read_only(
    path: str, name: str, table: FieldTable, records: Callable[[ApiRequest], Iterable[Record]]
) -> tuple[Route, Route]:
    """A collection that can only be read, and each of its records by UUID; `records` come in any order."""

    def get_collection(request: ApiRequest) -> ApiReply:
        return collection_reply(request, Source(table, lambda query: after(records(request), query)))

    def get_instance(request: ApiRequest, uuid: str) -> ApiReply:
        return instance_reply(request, table, by_uuid(records(request), uuid))

    return (
        Route(path, name, table, {"GET": get_collection}, is_collection=True),
        Route(f"{path}/{{uuid}}", name, table, {"GET": get_instance}),
    )


def all_routes() -> tuple[Route, ...]:
    """The routes of every module in this folder."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return tuple(route for module in modules for route in module.ROUTES)
