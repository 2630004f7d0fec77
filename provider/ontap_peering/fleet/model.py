"""What a fleet file may say. Descriptions are for editors, which take them from the JSON Schema."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from ontap_peering import messages
from ontap_peering.peer.model import (
    Address,
    Adopt,
    Duration,
    Encryption,
    LocalNetwork,
    NameOrUuid,
    PeerApplication,
    Shape,
    Text,
    WaitFor,
    sorted_set,
)

_PERCENT = re.compile("(100|[0-9]{1,2})%")


def _limit(value: object) -> str:
    """A number of relationships, or a share of them in percent."""
    is_number = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if not is_number and not (isinstance(value, str) and _PERCENT.fullmatch(value)):
        raise ValueError(messages.bad_limit())
    return str(value)


def _or_nothing(value: object) -> object:
    """A key without a value, such as a cluster that has nothing of its own."""
    return {} if value is None else value


Names = Annotated[tuple[Text, ...], Field(min_length=1)]
Limit = Annotated[
    str,
    BeforeValidator(_limit),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": _PERCENT.pattern}]}),
]


class OfBoth(Shape):
    """What both sides of a relationship have in common."""

    encryption: Encryption | None = None
    peer_applications: Annotated[tuple[PeerApplication, ...], AfterValidator(sorted_set)] | None = None
    rotation: Text | None = None
    adopt: Adopt | None = None
    wait_for: WaitFor | None = None
    timeout: Duration | None = None


class Settings(OfBoth):
    """What relationships inherit: what both sides have in common, and what one side has of its own."""

    ipspace: NameOrUuid | None = None
    initial_allowed_svms: tuple[NameOrUuid, ...] | None = None


class Group(Settings):
    """Clusters that have something in common."""

    clusters: Annotated[Names, Field(description="the aliases of its clusters")]


class Cluster(Settings):
    """What one cluster has of its own."""

    ip_addresses: Annotated[tuple[Address, ...], Field(min_length=1), AfterValidator(sorted_set)] | None = None
    local_network: LocalNetwork | None = None


class EntrySide(Shape):
    """What one cluster has of its own in the relationships of an entry."""

    ipspace: NameOrUuid | None = None
    initial_allowed_svms: tuple[NameOrUuid, ...] | None = None
    ip_addresses: Annotated[tuple[Address, ...], Field(min_length=1), AfterValidator(sorted_set)] | None = None


class Entry(OfBoth):
    """One word of the topology, and what the relationships that it makes have of their own."""

    mesh: Annotated[Names | None, Field(description="each of these with each other one: groups and clusters")] = None
    hub: Annotated[Text | None, Field(description="a cluster or a group; each with each of the spokes")] = None
    spokes: Annotated[Names | None, Field(description="groups and clusters that peer with the hub only")] = None
    ring: Annotated[
        tuple[Text, ...] | None,
        Field(min_length=3, description="clusters in their order: each with the next one, the last with the first"),
    ] = None
    pairs: Annotated[
        tuple[Annotated[tuple[Text, ...], Field(min_length=2, max_length=2)], ...] | None,
        Field(min_length=1, description="two names each; a group stands for each of its clusters"),
    ] = None

    sides: Annotated[
        Mapping[Text, EntrySide],
        BeforeValidator(_or_nothing),
        Field(description="what a cluster has of its own in these relationships, by its alias"),
    ] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_word(self) -> Self:
        words = [word for word in WORDS if getattr(self, word) is not None]
        if len(words) != 1 or (self.hub is None) != (self.spokes is None):
            raise ValueError(messages.not_one_word())
        return self


WORDS = ("mesh", "hub", "ring", "pairs")


class Safety(Shape):
    """How much may go without another word."""

    max_removed: Annotated[
        Limit | None, Field(description="how many relationships, or how many percent of them, one change may remove")
    ] = None

    def removable(self, present: int) -> int | None:
        """How many of so many relationships; None without a limit."""
        if self.max_removed is None:
            return None
        number = self.max_removed.removesuffix("%")
        return int(number) if number == self.max_removed else present * int(number) // 100


class Checks(Shape):
    """Which checks are not for this fleet."""

    skip: Annotated[
        Mapping[Text, Text],
        BeforeValidator(_or_nothing),
        Field(description="the reason, by the id of a check (docs/checks.md) that `status` and `doctor` leave out"),
    ] = Field(default_factory=dict)


class FleetFile(Shape):
    """The clusters of a fleet and who peers with whom."""

    defaults: Annotated[
        Settings, BeforeValidator(_or_nothing), Field(description="what every relationship has, unless others say it")
    ] = Settings()
    groups: Annotated[
        Mapping[Text, Group],
        BeforeValidator(_or_nothing),
        Field(description="clusters that have something in common, by the group's name; wins over defaults"),
    ] = Field(default_factory=dict)
    clusters: Annotated[
        Mapping[Text, Annotated[Cluster, BeforeValidator(_or_nothing)]],
        BeforeValidator(_or_nothing),
        Field(description="what a cluster has of its own, by its alias in `ontap:clusters`; wins over its groups"),
    ] = Field(default_factory=dict)
    topology: Annotated[
        tuple[Entry, ...],
        Field(description="who peers with whom; what an entry says besides wins for the relationships it makes"),
    ]
    paused: Annotated[
        Mapping[Text, Text],
        BeforeValidator(_or_nothing),
        Field(description='the reason, by cluster or by relationship ("ams--lab"): nothing is changed there'),
    ] = Field(default_factory=dict)
    safety: Annotated[
        Safety, BeforeValidator(_or_nothing), Field(description="what one change may do without another word")
    ] = Safety()
    checks: Annotated[
        Checks, BeforeValidator(_or_nothing), Field(description="which checks are switched off, each with its reason")
    ] = Checks()


SETTINGS_OF_BOTH = tuple(OfBoth.model_fields)
SETTINGS_OF_SIDE = tuple(name for name in Cluster.model_fields if name not in SETTINGS_OF_BOTH)


def said(settings: Any, name: str) -> Any:
    """What one place says about a setting; None if it says nothing, or cannot."""
    return getattr(settings, name, None)
