"""
The modules of the resources, out of the tables of their inputs and outputs and the models of their types.

Types, docstrings and signatures are written here, so that editors and type checkers see them and no list of inputs is
kept by hand; and the package, which exports them.
"""

import re
import subprocess
import sys
import textwrap
import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, SecretStr

from ontap_peering.pairing.fields import FIELDS as PEERING_FIELDS
from ontap_peering.pairing.fields import OUTPUTS as PEERING_OUTPUTS
from ontap_peering.pairing.model import DesiredPeering
from ontap_peering.peer import model as peer_model
from ontap_peering.peer.fields import COMPOSED_OUTPUTS, FIELDS, OUTPUTS, InputField, OutputField
from ontap_peering.peer.model import DesiredPeer

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "provider" / "ontap_peering"
EXPORTS: Final = PACKAGE / "__init__.py"
WIDTH: Final = 120
ENUMS: Final = {
    values: name for name, values in vars(peer_model).items() if typing.get_origin(values) is typing.Literal
}
"""The names of the model's enums, by what they allow."""


@dataclass(frozen=True)
class Resource:
    """
    One resource. `prefix` begins the names of its output types; `others` are modules whose types it uses.

    `composed` are outputs that are made in the program, of others.
    """

    name: str
    module: str
    prefix: str
    title: str
    summary: str
    documentation: str
    model: type[BaseModel]
    fields: tuple[InputField, ...]
    outputs: tuple[OutputField, ...]
    composed: tuple[OutputField, ...] = ()
    others: tuple["Resource", ...] = ()

    @property
    def target(self) -> Path:
        return PACKAGE / "resources" / f"{self.module}.py"

    @property
    def inputs(self) -> tuple[InputField, ...]:
        """Those that a program sets."""
        return tuple(field for field in self.fields if field.name != "key")

    @property
    def mappings(self) -> tuple[OutputField, ...]:
        """The outputs that have items."""
        return tuple(field for field in self.outputs if field.keys)

    @property
    def attributes(self) -> tuple[str, ...]:
        return (*(["cluster"] if self.has_cluster else []), *(field.name for field in self.outputs))

    @property
    def has_cluster(self) -> bool:
        """Whether the alias of its cluster is an attribute, too."""
        return "cluster" in self.model.model_fields

    @property
    def own_models(self) -> tuple[type[BaseModel], ...]:
        others = {model for other in self.others for model in other.own_models}
        return tuple(model for model in _models(self.model) if model not in others)

    @property
    def own_types(self) -> list[str]:
        return [self.name, *map(_argument_name, self.own_models), *(self.type_of(field) for field in self.mappings)]

    def type_of(self, field: OutputField) -> str:
        """Of the output, or, by alias, of each item."""
        name = field.name.removesuffix("s") if field.by_alias else field.name
        return f"{self.prefix}{name.title().replace('_', '')}"

    def output_of(self, field: OutputField) -> str:
        """The class of the output."""
        return f"{self.type_of(field)}{'sOutput' if field.by_alias else 'Output'}"


CLUSTER_PEER: Final = Resource(
    name="ClusterPeer",
    module="cluster_peer",
    prefix="Peer",
    title="one side of a cluster peering",
    summary="Declare one side of a cluster peering; only the arguments that you give are managed.",
    documentation="""
    One side of a cluster peering, one-to-one with ONTAP's `/api/cluster/peers`.

    Without `remote` it is an anonymous offer: ONTAP generates a passphrase, and any cluster that has it and this
    cluster's intercluster address may accept. When that happens `uuid` changes, and this resource follows it.

    A replacement deletes first, whatever the resource options are: no two peers can have one name or one remote.

    Source: vendor document, "Create a peering relationship" and "Update a cluster peer instance".
""",
    model=DesiredPeer,
    fields=FIELDS,
    outputs=OUTPUTS,
    composed=COMPOSED_OUTPUTS,
)
CLUSTER_PEERING: Final = Resource(
    name="ClusterPeering",
    module="cluster_peering",
    prefix="Peering",
    title="both sides of a cluster peering as one resource",
    summary="Declare both sides of a cluster peering; only the arguments that you give are managed.",
    documentation="""
    Both sides of a cluster peering: they are made together, or neither is.

    The provider makes the passphrase, gives it to both sides and forgets it, so that nothing secret is stored. If a
    side is lost, or has another passphrase, both get a new one; a peering that works is left alone.

    A replacement deletes first, whatever the resource options are: two clusters can be peered only once.

    Source: vendor document, "Create a peering relationship" and "Update a cluster peer instance".
""",
    model=DesiredPeering,
    fields=PEERING_FIELDS,
    outputs=PEERING_OUTPUTS,
    others=(CLUSTER_PEER,),
)
RESOURCES: Final = (CLUSTER_PEER, CLUSTER_PEERING)
WRITTEN: Final = {
    "ontap_peering.fleet.fleet": ("Relationship",),
    "ontap_peering.resources.fleet": (
        "Fleet",
        "FleetClusterArgs",
        "FleetDefaultsArgs",
        "FleetGroupArgs",
        "FleetSafetyArgs",
        "TopologyEntryArgs",
        "TopologySideArgs",
    ),
    "ontap_peering.resources.peering_mesh": ("PeeringMesh",),
}
"""What is written by hand, and exported, too, by its module."""
PACKAGE_HEAD: Final = '''"""
Declarative NetApp ONTAP cluster peering for Pulumi programs.

Generated by `make generate`. Do not edit.
"""

'''
HEAD: Final = '''"""
`{name}`: {title}.

Generated by `make generate` from the table and the model in `{package}`. Do not edit.
"""

'''


def module(resource: Resource) -> str:
    parts = [
        *_argument_types(resource),
        *_output_types(resource),
        *_class(resource),
        *_constructor(resource),
        *_properties(resource),
    ]
    return _formatted([_head(resource, "".join(parts)), *parts])


def package() -> str:
    lines = [_import("ontap_peering.peer.model", ENUMS.values())]
    lines += [_import(f"ontap_peering.resources.{each.module}", each.own_types) for each in RESOURCES]
    lines += [_import(module, names) for module, names in WRITTEN.items()]
    names = [*ENUMS.values(), *(name for each in RESOURCES for name in each.own_types), *chain(*WRITTEN.values())]
    listed = ", ".join(f'"{name}"' for name in sorted(names))
    return _formatted([PACKAGE_HEAD, *sorted(lines), f"\n__all__ = [{listed}]\n"])


def _head(resource: Resource, text: str) -> str:
    """Docstring and imports, of what the text uses."""

    def used(names: Iterable[str]) -> list[str]:
        return [name for name in names if re.search(rf"\b{name}\b", text)]

    package = resource.model.__module__.rpartition(".")[0]
    others = [(other.module, used(_argument_name(model) for model in other.own_models)) for other in resource.others]
    return "".join(
        [
            HEAD.format(name=resource.name, title=resource.title, package=package),
            _import("collections.abc", used(["Mapping", "Sequence"])),
            _import("typing", used(["TYPE_CHECKING", "Any", "Literal", "NotRequired", "TypedDict", "overload"])),
            "\nimport pulumi\n\n",
            _import("ontap_peering.peer.model", used(ENUMS.values())),
            f"from ontap_peering.provider import {resource.name}Provider\n",
            *(_import(f"ontap_peering.resources.{module}", names) for module, names in others if names),
            *(
                _import(f"ontap_peering.resources.offered_{each.name}", [f"offered_{each.name}"])
                for each in resource.composed
            ),
            "from ontap_peering.resources.peer_resource import PeerResource\n\n",
        ]
    )


def _import(module: str, names: Iterable[str]) -> str:
    in_order = sorted(names, key=lambda name: (not name.isupper(), name[0].islower(), name))
    return f"from {module} import {', '.join(in_order)}\n"


def _formatted(parts: Iterable[str]) -> str:
    ruff = Path(sys.executable).with_name("ruff")
    done = subprocess.run(
        [ruff, "format", "-"], input="".join(parts), stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT
    )
    return done.stdout


def described(field: InputField | OutputField) -> str:
    """The form of a structured value, and what it is."""
    if isinstance(field, OutputField):
        return f"{{{', '.join(field.keys)}}}: {field.summary}" if field.keys else field.summary
    return f"{field.form}: {field.summary}" if field.form else field.summary


def _argument_types(resource: Resource) -> Iterator[str]:
    """A TypedDict for each structured input, those first that others are made of."""
    for model in resource.own_models:
        yield f'\nclass {_argument_name(model)}(TypedDict):\n    """{model.__doc__}"""\n\n'
        for name, field in model.model_fields.items():
            wrapped = _input(field.annotation)
            yield f"    {name}: {wrapped if field.is_required() else f'NotRequired[{wrapped}]'}\n"
        yield "\n"


def _models(model: type[BaseModel]) -> Iterable[type[BaseModel]]:
    found: dict[type[BaseModel], None] = {}
    for field in model.model_fields.values():
        for inner in _models_in(field.annotation):
            found.update(dict.fromkeys([*_models(inner), inner]))
    return found


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _models_in(argument)


def _argument_name(model: type[BaseModel]) -> str:
    return f"{model.__name__}Args"


def _input(annotation: Any) -> str:
    return f"pulumi.Input[{_type(annotation)}]"


def _type(annotation: Any) -> str:  # noqa: PLR0911 - one for each kind
    """What a program passes for a value of the model: durations, instants and secrets are strings."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Annotated, types.UnionType, typing.Union):
        alternatives = arguments[:1] if origin is typing.Annotated else arguments
        (inner,) = {_type(each) for each in alternatives if each is not types.NoneType}
        return inner
    if origin is Mapping:
        return f"Mapping[str, {_input(arguments[1])}]"
    if origin is tuple:
        return f"Sequence[{_input(arguments[0])}]"
    if origin is typing.Literal:
        return ENUMS[annotation]
    if annotation is bool:
        return "bool"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _argument_name(annotation)
    if annotation in (str, SecretStr) or issubclass(annotation, timedelta | datetime):
        return "str"
    raise TypeError(f"no type for programs is known for {annotation}")


def _output_types(resource: Resource) -> Iterator[str]:
    """For each mapping among the outputs its TypedDict, and its output, of which type checkers know the items."""
    for field in resource.mappings:
        what = f"Each item of the output `{field.name}`" if field.by_alias else f"The output `{field.name}`"
        yield f"\nclass {resource.type_of(field)}(TypedDict):\n"
        yield f'    """{what}: {field.summary}."""\n\n'
        yield from (f"    {key}: {_item_type(annotation)}\n" for key, annotation in field.keys.items())
        yield "\n"
    yield "\nif TYPE_CHECKING:\n"
    for field in resource.mappings:
        own = resource.type_of(field)
        yield f"\n    class {own}Output(pulumi.Output[{own}]):\n"
        for key, annotation in field.keys.items():
            item = _item_type(typing.get_args(annotation)[0] if _may_be_missing(annotation) else annotation)
            yield "        @overload\n"
            yield f'        def __getitem__(self, key: Literal["{key}"]) -> pulumi.Output[{item}]: ...\n'
        yield "        def __getitem__(self, key: Any) -> pulumi.Output[Any]: ...\n\n"
        if field.by_alias:
            yield f"\n    class {resource.output_of(field)}(pulumi.Output[Mapping[str, {own}]]):\n"
            yield f"        def __getitem__(self, key: Any) -> {own}Output: ...\n\n"
    yield "else:  # the engine's SDK compares what arrives with these types\n"
    yield from (f"    {resource.output_of(field)} = pulumi.Output[Mapping[str, Any]]\n" for field in resource.mappings)
    yield "\n"


def _may_be_missing(annotation: Any) -> bool:
    return typing.get_origin(annotation) is typing.NotRequired


def _item_type(annotation: Any) -> str:
    if _may_be_missing(annotation):
        return f"NotRequired[{_item_type(typing.get_args(annotation)[0])}]"
    if annotation == Sequence[str]:
        return "Sequence[str]"
    return "str" if annotation is str else ENUMS[annotation]


def _class(resource: Resource) -> Iterator[str]:
    yield f'\nclass {resource.name}(PeerResource, module="ontap", name="{resource.name}"):\n'
    yield f'    """{resource.documentation}    """\n\n'
    if resource.has_cluster:
        yield '    cluster: pulumi.Output[str]\n    """Alias of the cluster, as it was given."""\n'
    for field in resource.outputs:
        yield f"    {field.name}: {resource.output_of(field) if field.keys else 'pulumi.Output[str]'}\n"
        yield _wrapped(f'"""{_sentence(field.summary)}"""', " " * 4)


def _constructor(resource: Resource) -> Iterator[str]:
    yield "\n    def __init__(  # noqa: PLR0913 - an argument for each input\n"
    yield "        self,\n        resource_name: str,\n        *,\n"
    for field in resource.inputs:
        wrapped = _input(resource.model.model_fields[field.name].annotation)
        yield f"        {field.name}: {wrapped}{'' if field.required else ' | None = None'},\n"
    yield "        opts: pulumi.ResourceOptions | None = None,\n    ) -> None:\n"
    yield from _docstring(resource)
    yield from _names("arguments = {", (f'"{field.name}": {field.name}' for field in resource.inputs), "}")
    yield from _names("outputs = (", (f'"{name}"' for name in resource.attributes), ")")
    yield from _names("secrets = (", (f'"{field.name}"' for field in resource.fields if field.secret), ")")
    yield f"        provider = {resource.name}Provider()\n"
    yield "        self._register(provider, resource_name, arguments, outputs=outputs, secrets=secrets, opts=opts)\n"


def _properties(resource: Resource) -> Iterator[str]:
    for field in resource.composed:
        yield f"\n    @property\n    def {field.name}(self) -> pulumi.Output[str]:\n"
        yield _wrapped(f'"""{_sentence(field.summary)}"""', " " * 8)
        yield f"        return offered_{field.name}(self)\n"


def _docstring(resource: Resource) -> Iterator[str]:
    """Of the constructor, in the form of Pulumi's own SDKs, which editors show argument by argument."""
    indent = " " * 8
    yield f'{indent}"""\n{indent}{resource.summary}\n\n'
    yield f"{indent}:param resource_name: Name of the resource in the program.\n"
    for field in resource.inputs:
        yield _wrapped(f":param {field.name}: {_sentence(_with_change(field, resource.prefix.lower()))}", indent)
    yield f'{indent}:param opts: Options of the resource.\n{indent}"""\n'


def _with_change(field: InputField, thing: str) -> str:
    change = {"replace": f"; a change replaces the {thing}", "nothing": f"; no effect on a {thing} that exists"}
    until = "; until the offer is accepted" if field.applies == "open offer" and field.reported else ""
    return f"{described(field)}{change.get(field.on_change, '')}{until}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _wrapped(text: str, indent: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}    ") + "\n"


def _names(opening: str, names: Iterable[str], closing: str) -> Iterator[str]:
    yield f"        {opening}\n"
    yield from (f"            {name},\n" for name in names)
    yield f"        {closing}\n"
