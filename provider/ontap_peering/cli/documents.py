"""
What `--output json` prints, one class a command; `schemas/commands/` is generated from them.

Keys may be added. One that is there keeps its name and its meaning.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

from ontap_peering.checks.verdicts import Outcome, Severity
from ontap_peering.cli.stack_run import Result
from ontap_peering.fleet.outlook import Does
from ontap_peering.peer.model import instant_text


def shown_instant(at: datetime) -> str:
    return instant_text(at.replace(microsecond=0))


Instant = Annotated[datetime, PlainSerializer(shown_instant), WithJsonSchema({"type": "string", "format": "date-time"})]


class Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True, use_attribute_docstrings=True)


class Judgement(Document):
    """What one check says about one subject."""

    check: str
    """The id of the check."""
    subject: str
    """The cluster, the two clusters or the relationship that it is about."""
    side: str | None
    """The alias of the cluster on which it shows."""
    outcome: Outcome
    severity: Severity
    """How serious it is if the outcome is "wrong"."""
    seen: str
    """What was seen, in words."""
    code: str | None
    """ONTAP's own code, if it gave one."""
    remedy: str
    """What to do; empty unless the outcome is "wrong"."""
    link: str
    """Into the documentation."""


class Cluster(Document):
    """A cluster, as far as it could be read."""

    alias: str
    name: str | None
    """Null if it could not be read."""
    uuid: str | None
    observed_at: Instant
    """By the cluster's own clock."""
    obstacle: str | None
    """Why it could not be read; null if it could."""


class Side(Document):
    """The peer of one cluster."""

    name: str
    uuid: str
    authentication: str | None
    """In ONTAP's words, as `status` and `encryption`; null for what the cluster does not report."""
    status: str | None
    encryption: str | None
    remote_name: str | None
    """The other cluster's name."""
    managed_by: str | None
    """The resource of the selected stack that manages it."""


class Relationship(Document):
    """Two peers that lead to each other, or one that leads elsewhere."""

    name: str
    clusters: list[str]
    """By alias."""
    foreign: str | None
    """The name of the other cluster, if that is not configured."""
    is_offer: bool
    """Whether no cluster has accepted it yet."""
    sync: str | None
    """The diagnosis in one word; null if only one cluster is configured."""
    sides: Mapping[str, Side | None]
    """By alias; null for one that is missing."""


class Status(Document):
    """What `ontap-peering status --output json` prints."""

    observed_at: Instant
    clusters: list[Cluster]
    relationships: list[Relationship]
    """Those with problems first."""
    problems: list[Judgement]
    """What is wrong, and what could not be looked at, the worst first."""
    switched_off: Mapping[str, str]
    """The reason for each check that the fleet file switches off, by its id."""


class Subject(Document):
    """A cluster, two clusters, or a relationship that exists already."""

    name: str
    judgements: list[Judgement]


class Doctor(Document):
    """What `ontap-peering doctor --output json` prints."""

    observed_at: Instant
    subjects: list[Subject]


class Peering(Document):
    """A peering that is declared."""

    name: str
    """Of the resource, or of the relationship in the fleet file."""
    clusters: list[str]
    """By alias."""
    why: list[str]
    """A line for each thing that is not as declared, or the reason why nobody looks or could look."""


class Drift(Document):
    """What `ontap-peering drift --output json` prints."""

    observed_at: Instant
    drift: list[Peering]
    could_not_look: list[Peering]
    paused: list[Peering]
    as_declared: int
    """How many are as declared."""


class Request(Document):
    """A request that `up` would send."""

    cluster: str
    """By alias."""
    method: Literal["POST", "PATCH"]
    path: str
    fields: Mapping[str, Any]
    """The fields of its body by their dotted paths, without the passphrase."""
    has_new_passphrase: bool


class PlannedRelationship(Document):
    """What `up` would do to one relationship."""

    name: str
    clusters: list[str]
    """By alias."""
    does: Does
    why: list[str]
    requests: list[Request]
    """In the order in which they would be sent."""


class Plan(Document):
    """What `ontap-peering plan --output json` prints."""

    observed_at: Instant
    counts: Mapping[Does, int]
    """How many relationships there are of each kind."""
    relationships: list[PlannedRelationship]


class Row(Document):
    """What happens to one relationship."""

    stack: str
    relationship: str
    """By its name, or by that of the resource."""
    resource: str
    """Its name in the program."""
    clusters: list[str]
    """By alias."""
    change: str
    """In one word, such as "new" or "removed"."""
    why: list[str]
    interrupts: str
    """Whether it interrupts replication, and for how long, in words; "no" if it does not."""


class StackPart(Document):
    """One stack of the review."""

    title: str
    is_complete: bool
    """False if its preview failed."""
    counts: Mapping[str, int]
    """How many relationships the pull request leaves new, changed, ...: by the word of their `change`."""
    drift: int
    """How many relationships have drift."""
    warnings: list[str]
    notes: list[str]
    others: Mapping[str, int]
    """Resources that are no peerings, by the same words."""


class Review(Document):
    """What `ontap-peering review --output json` prints."""

    changes: list[Row]
    """What the pull request does."""
    drift: list[Row]
    """What is due without it."""
    errors: list[str]
    """Of previews that failed, and mistakes in fleet files."""
    alarms: list[str]
    refused: list[str]
    """What needs a word of `--allow` that was not given."""
    allowed: list[str]
    """What had one."""
    stacks: list[StackPart]


class Meaning(Document):
    """One of the things that the term means."""

    kind: Literal["code", "check", "policy", "sync"]
    of: str | None
    """Which requests answer with the code, or what the check looks at; null for anything else."""
    severity: Severity | None
    """How serious it is if the check finds something wrong; null for anything else."""
    meaning: str
    details: str | None
    """Why a check matters; null for anything else."""
    remedy: str
    """What to do."""
    source: str | None
    """How the meaning of a code is known; null for anything else."""
    link: str
    """Into the documentation."""


class Explanation(Document):
    """What `ontap-peering explain --output json` prints."""

    term: str
    meanings: list[Meaning]


class StackRun(Document):
    """What became of one stack."""

    stack: str
    result: Result
    seconds: Annotated[float, PlainSerializer(lambda span: round(span, 1), return_type=float)]
    """How long the engine ran."""
    changes: Mapping[str, int]
    """How many resources, by the engine's own word for the operation."""
    errors: list[str]


class FleetRun(Document):
    """What `ontap-peering fleet up` and `fleet preview` print with `--output json`."""

    stacks: list[StackRun]
    """Those that failed first."""


BY_COMMAND: Final[Mapping[str, type[Document]]] = {
    "status": Status,
    "doctor": Doctor,
    "drift": Drift,
    "explain": Explanation,
    "plan": Plan,
    "review": Review,
    "fleet up": FleetRun,
    "fleet preview": FleetRun,
}
