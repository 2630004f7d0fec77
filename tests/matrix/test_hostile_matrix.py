"""
Whatever answers in a cluster's place at whichever request of whichever operation, it does no harm.

For every operation, every request it sends and every kind of reply: run with that reply to one request, run again
without it. Then all is as the crash matrix demands. Moreover, another peer on each cluster is untouched, nobody
elsewhere got a connection, and no diagnostics hold a secret.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from matrix.bench import (
    BYSTANDER,
    Bench,
    Snapshot,
    failure_of,
    report,
    secrets_of,
    share_of,
    snapshot,
    trouble_after,
    trouble_of_third_run,
)
from matrix.operations import OPERATIONS, Operation
from support.hostile import Hostile, Script, forbidden_server
from support.hostile_replies import KINDS, UNSEEN
from support.plugin import Plugin
from support.protocol_stack import ProtocolStack
from support.world import permissive_world

SHARE_IN_EVERY_RUN = "0.01"
CLUSTERS = ("east", "west")


@dataclass
class HostileBench(Bench):
    script: Script
    elsewhere: list[object]

    def begin(self, operation: Operation) -> ProtocolStack:
        self.script.calm()
        stack = super().begin(operation)
        self.script.calm()
        return stack

    def prepare(self) -> None:
        body = {"name": BYSTANDER, "authentication": {"expiry_time": "P7D"}}
        for alias in CLUSTERS:
            made = self.world.call(alias, "POST", body=body)
            self.script.bystanders[alias] = made["records"][0]["uuid"]

    def bystanders(self) -> dict[str, str]:
        return {
            alias: each["uuid"] for alias in CLUSTERS for each in self.world.peers(alias) if each["name"] == BYSTANDER
        }


@pytest.fixture(scope="module")
def bench() -> Iterator[HostileBench]:
    with ExitStack() as opened:
        world = opened.enter_context(permissive_world())
        address, elsewhere = opened.enter_context(forbidden_server())
        script, profiles = Script(address), world.clusters
        for alias in CLUSTERS:
            end = world.endpoints[alias]
            server = Hostile(alias, f"{end['host']}:{end['port']}", end["ca_file"], script)
            profiles[alias] = opened.enter_context(server).profile(profiles[alias])
        plugin = opened.enter_context(Plugin(profiles, impatient=True))
        bench = HostileBench(world, plugin, script, elsewhere)
        bench.warm_up()
        yield bench


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_no_reply_does_harm(bench: HostileBench, operation: Operation) -> None:
    stack = bench.without_trouble(operation)
    requests_sent = len(bench.script.log)
    expected = snapshot(bench.world)
    assert not trouble_of_third_run(bench, stack, operation)
    tried, failures = Counter[str](), list[str]()
    left: list[str] = []
    whole = [(number, kind) for number in range(requests_sent) for kind in KINDS]
    for number, kind in share_of(whole, operation, SHARE_IN_EVERY_RUN):
        trouble = trouble_with(bench, operation, number, kind, expected, left)
        tried[kind] += 1
        if trouble:
            failures.append(f"request {number}, {kind}: {trouble}")
    report("hostile", operation, requests_sent, tried, failed=len(failures), left=len(left))
    assert not failures, "\n".join(failures)


def trouble_with(  # noqa: PLR0913, PLR0917 - what one try consists of
    bench: HostileBench, operation: Operation, number: int, kind: str, expected: Snapshot, left: list[str]
) -> str:
    """What is wrong after the reply and the next run, empty if nothing is."""
    stack = bench.begin(operation)
    bystanders = bench.bystanders()
    bench.script.answer(kind, number=number)
    said = failure_of(stack, bench.plugin, operation)
    asked = bench.script.log[number] if number < len(bench.script.log) else "nothing"
    bench.script.calm()
    if not said.isprintable():
        return f"it speaks to the terminal: {said!r}"
    trouble = trouble_after(bench, operation, stack, said, expected, left)
    if bench.bystanders() != bystanders:
        return f"{asked}: another peer was touched; after: {said}"
    if bench.elsewhere:
        return f"{asked}: a connection elsewhere"
    printed = bench.plugin.printed
    if any(secret in printed for secret in secrets_of(stack)) or "bug in ontap-peering" in said + printed:
        return f"{asked}: a secret or a bug: {said}"
    if trouble and asked.startswith("PATCH") and (operation.name, kind) in UNSEEN:
        return ""
    return f"{asked}: {trouble}" if trouble else ""
