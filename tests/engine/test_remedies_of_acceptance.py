"""What a line about an acceptance says will help does help."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ontap_peering import messages
from ontap_simulator.domain.spec import Settings
from support.engine import EngineStack
from support.world import PEERS, World, running_world

NOW = ("--yes", "--skip-preview")
SECRET, OTHER, NEW = "the-first-passphrase", "another-passphrase", "the-second-passphrase"
CLUSTERS = ("east", *(f"far{number}" for number in range(1, 7)))


@pytest.fixture
def world() -> Iterator[World]:
    """An accepted offer takes the name of the other cluster, whatever it was called."""
    with running_world(clusters=CLUSTERS, settings=Settings(custom_names_survive=False)) as made:
        yield made


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    return EngineStack(tmp_path / "project", world.environment)


def offers(stack: EngineStack, **expected: str) -> None:
    lines = [
        f'{name} = ontap.ClusterPeer("{name}", cluster="east"{more})\npulumi.export("{name}", {name}.passphrase)\n'
        for name, more in expected.items()
    ]
    stack.program("".join(lines))


def accept(stack: EngineStack, world: World, **clusters: str) -> None:
    """Somebody accepts each offer on a cluster."""
    for offer, cluster in clusters.items():
        remote = {"ip_addresses": world.addresses("east")}
        body = {"remote": remote, "authentication": {"passphrase": stack.output(offer)}}
        world.call(cluster, "POST", body=body)


def test_an_uncertain_acceptance_is_settled_by_a_refresh(stack: EngineStack, world: World) -> None:
    offers(stack, offer="")
    stack.up()
    accept(stack, world, offer="far1")
    (line,) = stack.run("destroy", *NOW).errors()
    name, uuid = stack.resources()["offer"]["outputs"]["name"], world.endpoints["far1"]["uuid"]
    assert line == f"error: {messages.acceptance_uncertain('east', name, 'far1', uuid)}"
    stack.must("refresh", *NOW)
    stack.must("destroy", *NOW)
    assert world.peers("east") == []


def test_an_ambiguous_acceptance_is_settled_by_expected_remote(stack: EngineStack, world: World) -> None:
    offers(stack, first="", second="")
    stack.up()
    accept(stack, world, first="far2", second="far1")
    lines = stack.run("refresh", *NOW).errors()
    assert len(lines) == 2
    assert all("by which of these clusters is unclear: far" in line for line in lines)
    offers(stack, first=', expected_remote="far2"', second=f', expected_remote="{world.endpoints["far1"]["uuid"]}"')
    stack.up("--refresh=false")
    stack.must("preview", "--refresh", "--expect-no-changes")
    found = {name: item["outputs"]["uuid"] for name, item in stack.resources().items()}
    assert found == {"first": world.endpoints["far2"]["uuid"], "second": world.endpoints["far1"]["uuid"]}


def test_an_acceptance_by_another_cluster_is_settled_by_expecting_it(stack: EngineStack, world: World) -> None:
    offers(stack, offer=', expected_remote="far4"')
    stack.up()
    accept(stack, world, offer="far3")
    (line,) = stack.run("up", *NOW, "--refresh").errors()
    assert line.endswith(messages.remote_refused("east", "").removeprefix("east: "))
    offers(stack, offer=', expected_remote="far3"')
    stack.up("--refresh")
    stack.must("preview", "--refresh", "--expect-no-changes")


def test_an_acceptance_by_another_cluster_is_settled_by_deleting_it(stack: EngineStack, world: World) -> None:
    offers(stack, offer=', expected_remote="far6"')
    stack.up()
    accept(stack, world, offer="far5")
    assert stack.run("up", *NOW, "--refresh").exit_code != 0
    world.call("east", "DELETE", f"{PEERS}/{world.endpoints['far5']['uuid']}")
    stack.up("--refresh")
    accept(stack, world, offer="far6")
    stack.up("--refresh")
    assert stack.resources()["offer"]["outputs"]["uuid"] == world.endpoints["far6"]["uuid"]


def test_a_side_that_nobody_accepts_is_accepted_after_what_the_line_says(stack: EngineStack, world: World) -> None:
    """On far1 somebody gave another passphrase, far2 has another offer, on far3 the passphrase has expired."""

    def remote(cluster: str) -> dict[str, list[str]]:
        return {"ip_addresses": world.addresses(cluster)}

    def side(cluster: str, other: str, passphrase: str, more: str = "") -> str:
        given = f'cluster="{cluster}", remote={remote(other)}, passphrase="{passphrase}"{more}'
        return f'ontap.ClusterPeer("{cluster}-{other}", {given})\n'

    def waiting(timeout: str, *passphrases: str) -> str:
        wait = f', wait_for="available", timeout="{timeout}"'
        others = ("far1", "far2", "far3")
        return "".join(side("east", other, each, wait) for other, each in zip(others, passphrases, strict=True))

    for cluster, passphrase in (("far1", OTHER), ("far3", SECRET)):
        body = {"remote": remote("east"), "authentication": {"passphrase": passphrase, "expiry_time": "P1D"}}
        world.call(cluster, "POST", body=body)
    world.call("far3", "PATCH", f"{PEERS}/{world.east.uuid}", body={"authentication": {"expiry_time": "PT30M"}})
    world.advance("PT1H")
    world.call("far2", "POST", body={})
    stack.program(waiting("PT1S", SECRET, SECRET, SECRET))
    output = stack.run("up", *NOW, "--continue-on-error").output
    assert messages.another_passphrase_there("far1", "east") in output
    assert messages.no_offer_there("far2", open_offers=1) in output
    assert messages.passphrase_expired_there("far3", "").partition("expired at")[0] in output
    offer = world.call("far2", "POST", body={})["records"][0]["authentication"]["passphrase"]
    there = [side(far, "east", NEW, ', adopt="existing"') for far in ("far1", "far3")]
    stack.program("".join([*there, waiting("PT1M", NEW, offer, NEW)]))
    stack.up()
    stack.must("preview", "--refresh", "--expect-no-changes")


def test_a_generated_passphrase_that_nobody_learns_is_replaced_by_one_of_your_own(tmp_path: Path) -> None:
    with running_world(settings=Settings(generated_passphrase_in_patch=False)) as world:
        stack = EngineStack(tmp_path / "project", world.environment)

        def declare(offer: str, passphrase: str) -> None:
            east, west = ({"ip_addresses": world.addresses(cluster)} for cluster in ("east", "west"))
            accept = f'cluster="west", remote={east}, passphrase={passphrase}, adopt="existing"'
            more = offer.format(west=west)
            stack.program(
                f'offer = ontap.ClusterPeer("offer", cluster="east"{more})\nontap.ClusterPeer("accept", {accept})\n'
            )

        declare("", "offer.passphrase")
        stack.up()
        stack.up("--refresh")
        declare(', rotation="1"', "offer.passphrase")
        (line,) = stack.run("up", *NOW).errors()
        assert line.endswith(messages.generated_not_returned("east", "NAME").partition("'NAME'")[2])
        declare(f', remote={{west}}, passphrase="{NEW}"', f'"{NEW}"')
        stack.up()
        world.advance("PT2H")
        assert [peer["authentication"]["state"] for peer in world.peers("east")] == ["ok"]
        stack.must("preview", "--refresh", "--expect-no-changes")
