"""Secrets of another stack, on the real engine: without its passphrase, `{}` comes in their place."""

from pathlib import Path

import pytest

from ontap_peering import messages
from support.engine import EngineStack
from support.world import World

OFFER = """
offer = ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H")
pulumi.export("passphrase", offer.passphrase)
pulumi.export("address", offer.ip_address)
pulumi.export("cluster", pulumi.Output.secret("east"))
pulumi.export("yes", pulumi.Output.secret(True))
pulumi.export("addresses", pulumi.Output.secret(["10.1.0.11"]))
pulumi.export("ipspace", pulumi.Output.secret({"name": "Default"}))
"""
OTHER = 'other = pulumi.StackReference("organization/peering/test").require_output\n'
ACCEPT = f"""
{OTHER}
ontap.ClusterPeer(
    "accept",
    cluster="west",
    remote={{"ip_addresses": [other("address")]}},
    passphrase=other("passphrase"),
    expected_remote=other("cluster"),
)
"""
ODD = f"""
{OTHER}
ontap.ClusterPeer(
    "odd",
    cluster=other("cluster"),
    remote={{"ip_addresses": [other("cluster")]}},
    generate_passphrase=other("yes"),
    ipspace=other("ipspace"),
    peer_applications=other("addresses"),
)
"""


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    """The second of two stacks of one project; the first, `test`, has made an offer and has another passphrase."""
    made = EngineStack(tmp_path / "project")
    made.environment |= world.environment
    made.program(OFFER)
    made.up()
    made.environment["PULUMI_CONFIG_PASSPHRASE"] = "another"
    made.must("stack", "init", "second")
    return made


def problems(stack: EngineStack) -> list[str]:
    return [line.partition("has a problem: ")[2] for line in stack.run("preview").errors()]


def test_a_secret_that_cannot_be_decrypted_is_named_and_the_remedy_helps(stack: EngineStack, world: World) -> None:
    stack.program(ACCEPT)
    assert problems(stack) == [messages.not_decrypted(path) for path in ("passphrase", "expected_remote")]
    mine = stack.environment.pop("PULUMI_CONFIG_PASSPHRASE")
    stack.must("stack", "change-secrets-provider", "passphrase", "--stack", "test", typed=f"{mine}\n{mine}\n")
    stack.environment["PULUMI_CONFIG_PASSPHRASE"] = mine
    stack.up()
    assert [peer["authentication"]["state"] for peer in world.peers("west")] == ["ok"]


def test_an_input_of_any_type_may_be_such_a_secret(stack: EngineStack) -> None:
    stack.program(ODD)
    paths = ("cluster", "remote.ip_addresses.0", "generate_passphrase", "ipspace", "peer_applications")
    assert problems(stack) == [messages.not_decrypted(path) for path in paths]
