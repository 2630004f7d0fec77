"""What both matrices do: run an operation, run it again, and compare the world with that of a run without trouble."""

import json
import os
import random
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import requests

from matrix import operations
from matrix.operations import OTHER_SECRET, OWN_SECRET, THIRD_SECRET, Operation
from support.impatient_plugin import MADE
from support.plugin import Plugin, PluginError
from support.protocol_stack import Program, ProtocolStack
from support.world import World

REPORT = "MATRIX_REPORT"
SHARE = "MATRIX_SHARE"
SEED = "MATRIX_SEED"
BYSTANDER = "bystander"
"""A peer that no program knows."""
Snapshot = dict[str, list[dict[str, Any]]]

Choice = TypeVar("Choice")


@dataclass
class Bench:
    world: World
    plugin: Plugin

    def prepare(self) -> None:
        """What else is in the new world."""

    def warm_up(self) -> None:
        """The plugin asks a cluster who it is only once: without this, the first operation sends more requests."""
        stack = ProtocolStack()
        stack.up(self.plugin, operations.BOTH)
        stack.up(self.plugin, {})

    def without_trouble(self, operation: Operation) -> ProtocolStack:
        """The operation twice: a client remembers names that it has asked for, so only the second is like each try."""
        for _ in range(2):
            stack = self.begin(operation)
            stack.up(self.plugin, operation.program)
        return stack

    def begin(self, operation: Operation) -> ProtocolStack:
        """A new world in which the program `before` was run and time went on."""
        now = datetime.now(UTC).replace(microsecond=0)
        self.world.steer("/reset", None)
        self.world.set_clock(now - operation.made_ago)
        self.prepare()
        stack = ProtocolStack()
        stack.up(self.plugin, operation.before)
        self.world.set_clock(now)
        operation.meanwhile(self.world)
        self.world.forget_journal()
        return stack


def share_of(whole: Iterable[Choice], operation: Operation, in_every_run: str) -> list[Choice]:
    """All of them, or a share that is another one each day."""
    share = float(os.environ.get(SHARE, in_every_run))
    if share >= 1:
        return list(whole)
    seed = os.environ.get(SEED) or datetime.now(UTC).date().isoformat()
    chance = random.Random(f"{seed}/{operation.name}")  # noqa: S311 - reproducible
    return [each for each in whole if chance.random() < share]


def trouble_after(  # noqa: PLR0913, PLR0917 - what one try consists of
    bench: Bench, operation: Operation, stack: ProtocolStack, said: str, expected: Snapshot, left: list[str]
) -> str:
    """What is wrong after the trouble and the next run, empty if nothing is."""
    try:
        stack.up(bench.plugin, operation.program)
    except PluginError as error:
        return f"the next run failed: {error}; after: {said}"
    found = snapshot(bench.world)
    has_left_offer = found != expected and without_offers(found) == without_offers(expected)
    if has_left_offer and operation.remedy is not None:
        left.append(operation.name)
    elif found != expected:
        return f"another world than without it: {found} instead of {expected}; after: {said}"
    if leaked := [secret for secret in secrets_of(stack) if secret in said or secret in bench.world.journal_text()]:
        return f"{len(leaked)} secrets leaked"
    trouble = trouble_of_third_run(bench, stack, operation) or trouble_with_passphrases(bench.world, stack)
    return trouble or (trouble_with_remedy(bench, stack, operation.remedy) if operation.remedy else "")


def failure_of(stack: ProtocolStack, plugin: Plugin, operation: Operation, *, checkpoints: bool = True) -> str:
    try:
        stack.up(plugin, operation.program, checkpoints=checkpoints)
    except PluginError as error:
        return str(error)
    return ""


def trouble_of_third_run(bench: Bench, stack: ProtocolStack, operation: Operation) -> str:
    bench.world.forget_journal()
    done = stack.up(bench.plugin, operation.program)
    writes = [each for each in bench.world.sent() if not each.endswith(" GET")]
    return f"the third run was not quiet: {done} {writes}" if done or writes else ""


def trouble_with_remedy(bench: Bench, stack: ProtocolStack, remedy: Program) -> str:
    stack.up(bench.plugin, remedy)
    found = snapshot(bench.world)
    return "" if found == without_offers(found) else f"the remedy leaves an offer: {found}"


def trouble_with_passphrases(world: World, stack: ProtocolStack) -> str:
    """Every open offer is taken from the other side by the passphrase that the engine keeps."""
    for name, had in stack.state.items():
        if "passphrase" not in had.outputs or had.outputs["authentication"]["state"] != "pending":
            continue
        cluster = had.inputs["cluster"]
        other = "west" if cluster == "east" else "east"
        body = {
            "remote": {"ip_addresses": [had.outputs["ip_address"] or world.addresses(cluster)[0]]},
            "authentication": {"passphrase": had.outputs["passphrase"]},
        }
        with suppress(requests.HTTPError):
            world.call(other, "POST", body=body)
        states = [each["authentication"]["state"] for each in world.peers(cluster) if each["name"] != BYSTANDER]
        if states != ["ok"]:
            return f"the passphrase kept of {name} does not open it: {states}"
    return ""


def secrets_of(stack: ProtocolStack) -> set[str]:
    """Those of the program and of the state, and how each begins that the provider makes for a peering."""
    stored = {str(had.outputs.get("passphrase") or OWN_SECRET) for had in stack.state.values()}
    return {OWN_SECRET, OTHER_SECRET, THIRD_SECRET, MADE} | stored


def snapshot(world: World) -> Snapshot:
    """The world without what differs from run to run: uuids of offers, instants, generated names' ends."""
    return {alias: sorted((shown(each) for each in world.peers(alias)), key=str) for alias in ("east", "west")}


def without_offers(snapshot: Snapshot) -> Snapshot:
    """The world but for what is on offer beside a working authentication."""
    return {
        alias: [{**each, "minutes_left": None} if each["authentication"]["state"] == "ok" else each for each in records]
        for alias, records in snapshot.items()
    }


def shown(record: dict[str, Any]) -> dict[str, Any]:
    authentication = dict(record["authentication"])
    expiry = authentication.pop("expiry_time", None)
    return {
        "name": record["name"],
        "remote": record.get("remote", {}).get("name"),
        "ip_addresses": sorted(record.get("remote", {}).get("ip_addresses", ())),
        "authentication": authentication,
        "minutes_left": minutes_until(expiry),
        "encryption": record["encryption"],
        "status": record["status"]["state"],
        "ipspace": record["ipspace"]["name"],
        "applications": record.get("peer_applications"),
        "svms": record.get("initial_allowed_svms"),
    }


def minutes_until(expiry: str | None) -> int | None:
    """To the nearest five, since an expired offer may have been recreated a little later."""
    if expiry is None:
        return None
    return round((datetime.fromisoformat(expiry) - datetime.now(UTC)) / timedelta(minutes=5)) * 5


def report(  # noqa: PLR0913 - a line of the report
    matrix: str, operation: Operation, requests_sent: int, tried: Counter[str], *, failed: int, left: int
) -> None:
    """Append a line of JSON for docs/robustness.md."""
    if path := os.environ.get(REPORT):
        line = {
            "matrix": matrix,
            "operation": operation.name,
            "requests": requests_sent,
            "tried": tried,
            "failed": failed,
            "left": left,
        }
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
