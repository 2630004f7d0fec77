"""Two teams on the real engine: each has a project and a stack of its own, and reaches its own cluster only."""

import base64
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ontap_peering import messages
from support import ROOT
from support.engine import EngineStack
from support.leaks import leaks, places_of
from support.reading import NO_QUESTIONS, Reader, documented
from support.world import World

GUIDE = ROOT / "docs" / "two-teams.md"
ALIASES = ("east", "west")
OFFER = """
word = pulumi.Config().get("rotation")
offer = ontap.ClusterPeer(
    "offer", cluster="east", expiry_time="PT2H", expected_remote="west", rotation=word
)
pulumi.export("uuid", offer.uuid)
pulumi.export("token", offer.token)
"""
ACCEPT = """
east = pulumi.StackReference("organization/storage-east/test")
token = east.get_output("token")
accept = ontap.ClusterPeer("accept", cluster="west", token=token, wait_for="available", timeout="PT2S")
"""
BY_HAND = """
token = pulumi.Config().require_secret("token")
accept = ontap.ClusterPeer("accept", cluster="west", token=token, wait_for="available", timeout="PT2S")
"""


@dataclass(frozen=True)
class Teams:
    world: World
    east: EngineStack
    west: EngineStack

    def peered(self) -> None:
        self.east.program(OFFER)
        self.east.up()
        self.west.program(ACCEPT)
        self.west.up()
        self.east.up("--refresh")

    def give_by_hand(self, token: str) -> None:
        self.west.must("config", "set", "--secret", "token", typed=token)

    def token(self) -> str:
        """As one team reads it to give it to the other."""
        self.east.remember_secrets()
        found: str = self.east.output("token")
        self.east.printed.pop()
        return found

    def states(self) -> list[tuple[str, str]]:
        """Authentication and status on both clusters."""
        peers = [peer for alias in ALIASES for peer in self.world.peers(alias)]
        return [(peer["authentication"]["state"], peer["status"]["state"]) for peer in peers]


WORKING = [("ok", "available")] * 2


@pytest.fixture
def teams(world: World, tmp_path: Path) -> Iterator[Teams]:
    def team(alias: str, **more: str) -> EngineStack:
        return EngineStack(tmp_path / alias, own(more, world, alias), project=f"storage-{alias}")

    east = team("east")
    made = Teams(world, east, team("west", PULUMI_BACKEND_URL=(east.folder / "state").as_uri()))
    yield made
    for stack in (made.east, made.west):
        stack.remember_secrets()
    passphrases = made.east.passphrases | made.west.passphrases
    secrets = {f"{form} of {n}": text for n, each in enumerate(passphrases) for form, text in forms(each).items()}
    assert leaks(secrets, places_of(made.east, world) | places_of(made.west, world)) == []


def own(variables: Mapping[str, str], world: World, alias: str) -> dict[str, str]:
    """With the credentials of one cluster only."""
    settings = {name: value for name, value in world.environment.items() if name.startswith(f"ONTAP_{alias.upper()}_")}
    return {**variables, **settings}


def forms(passphrase: str) -> dict[str, str]:
    """As it is, and its inner characters in base64, at each place where a group may begin."""
    coded = {
        f"base64, shifted by {n}": base64.b64encode(b"x" * n + passphrase.encode())[4:-4].decode() for n in range(3)
    }
    return {"passphrase": passphrase, **coded}


def problems(stack: EngineStack, *command: str) -> list[str]:
    """What is wrong, in the words of the provider, or of the engine."""
    found = stack.run(*(command or ("preview",))).errors()
    return [line.partition("has a problem: ")[2] or line.removeprefix("error: ") for line in found]


def refused_before_any_request(teams: Teams, *command: str) -> list[str]:
    teams.world.forget_journal()
    found = problems(teams.west, *command)
    assert teams.world.sent() == []
    return found


def test_one_team_offers_the_other_accepts_and_both_are_quiet_then(teams: Teams) -> None:
    teams.east.program(OFFER)
    teams.east.up()
    offered = teams.east.output("uuid")
    assert teams.east.must("stack", "output").lines_with("token") == ["token   [secret]"]
    teams.west.program(ACCEPT)
    teams.west.up()
    (accepted,) = teams.world.peers("west")
    assert sorted(accepted["remote"]["ip_addresses"]) == teams.world.addresses("east")
    assert accepted["authentication"]["state"] == "ok"
    followed = teams.east.up("--refresh")
    assert followed.lines_with(messages.offer_accepted("west", offered, teams.world.endpoints["west"]["uuid"]))
    assert teams.states() == WORKING
    for stack in (teams.east, teams.west):
        stack.must("preview", "--refresh", "--expect-no-changes")
        assert "token" not in stack.resources().popitem()[1]["inputs"]


def test_a_token_by_hand_may_be_wrapped_and_is_of_no_further_use_once_it_expired(teams: Teams) -> None:
    teams.east.program(OFFER)
    teams.east.up()
    token = teams.token()
    teams.give_by_hand(f"  {token[:70]}\n{token[70:]}\n\n")
    teams.west.program(BY_HAND)
    teams.west.up()
    assert teams.states() == WORKING
    teams.west.must("preview", "--refresh", "--expect-no-changes")


@pytest.mark.parametrize(
    ("spoilt", "line"),
    [
        (lambda token: token[:-9], messages.token_damaged()),
        (lambda token: token[9:], messages.not_a_token()),
        (lambda _: "my-own-passphrase-1", messages.not_a_token()),
        (lambda _: " ", messages.token_empty()),
    ],
    ids=["cut at its end", "cut at its beginning", "a passphrase", "blank"],
)
def test_what_is_no_token_is_one_line_and_shows_nothing_of_it(
    teams: Teams, spoilt: Callable[[str], str], line: str
) -> None:
    teams.east.program(OFFER)
    teams.east.up()
    given = spoilt(teams.token())
    teams.give_by_hand(given)
    teams.west.program(BY_HAND)
    assert refused_before_any_request(teams) == [line]
    assert not given.strip() or given not in "".join(teams.west.printed)


def test_an_offer_that_nobody_took_is_told_to_the_accepting_team_and_renewed(teams: Teams) -> None:
    teams.world.set_clock(datetime.now(UTC) - timedelta(hours=3))
    teams.east.program(OFFER)
    teams.east.up()
    expired = teams.east.output("token")
    teams.world.set_clock(datetime.now(UTC))
    teams.west.program(ACCEPT)
    (line,) = refused_before_any_request(teams, "up", "--yes", "--skip-preview")
    assert line.startswith("token: this token of cluster 'east' expired at ")
    assert line == problems(teams.west)[0]
    teams.east.up("--refresh")
    assert teams.token() != expired
    teams.west.up()
    assert teams.states() == WORKING


def test_the_offering_team_rotates_with_one_word_and_the_other_one_follows(teams: Teams) -> None:
    teams.peered()
    teams.east.must("config", "set", "rotation", "2026-12")
    teams.east.up("--refresh")
    (offering,) = teams.world.peers("east")
    waits = teams.east.must("preview", "--refresh")
    assert waits.lines_with("cluster 'west' has not taken the new passphrase yet")
    preview = teams.west.must("preview")
    assert preview.lines_with("[diff: ~passphrase]")
    teams.west.up("--refresh")
    assert teams.states() == WORKING
    assert "expiry_time" not in teams.world.peers("east")[0]["authentication"]
    assert offering["authentication"]["expiry_time"]
    for stack in (teams.east, teams.west):
        stack.up("--refresh")
        quiet = stack.must("preview", "--refresh", "--expect-no-changes")
        assert quiet.lines_with("passphrase") == []


def test_a_side_with_the_passphrase_of_an_older_token_says_for_what_it_waits(teams: Teams) -> None:
    teams.peered()
    teams.east.must("config", "set", "rotation", "1")
    teams.east.up("--refresh")
    older = teams.token()
    teams.east.must("config", "set", "rotation", "2")
    teams.east.up("--refresh")
    teams.give_by_hand(older)
    teams.west.program(BY_HAND)
    teams.west.up()
    waits = teams.west.must("preview", "--refresh")
    assert waits.lines_with("this side has a new passphrase")
    teams.give_by_hand(teams.token())
    teams.west.up()
    quiet = teams.west.must("preview", "--refresh", "--expect-no-changes")
    assert quiet.lines_with("passphrase") == []
    assert teams.states() == WORKING


def test_addresses_that_the_offering_cluster_gets_reach_the_accepting_side_in_the_token(teams: Teams) -> None:
    teams.peered()
    new = ["10.1.0.21", "10.1.0.22"]
    teams.world.readdress("east", new)
    teams.east.up("--refresh")
    teams.world.forget_journal()
    assert teams.west.up().lines_with("[diff: ~remote]")
    assert teams.world.sent("POST", "PATCH", "DELETE") == ["west PATCH"]
    assert sorted(teams.world.peers("west")[0]["remote"]["ip_addresses"]) == new


def test_the_accepting_team_leaves_first_and_can_come_back_once_the_offer_is_open_again(teams: Teams) -> None:
    teams.peered()
    teams.west.must("destroy", "--yes", "--skip-preview")
    assert refused_before_any_request(teams) == [messages.token_used("east")]
    told = teams.east.up("--refresh")
    assert told.lines_with(messages.passphrase_repair("send again", "rejected"))
    waits = teams.east.must("preview", "--refresh")
    assert waits.lines_with("cluster 'west' has not accepted yet")
    teams.west.up()
    assert teams.states() == WORKING
    teams.west.must("destroy", "--yes", "--skip-preview")
    left = teams.east.must("destroy", "--yes", "--skip-preview", "--refresh")
    assert left.lines_with("the other cluster deleted or revoked its side")
    assert left.lines_with("will be") == []
    assert teams.states() == []


def test_the_offering_team_leaves_first_the_accepting_one_is_told_and_can_stay_or_leave(teams: Teams) -> None:
    teams.peered()
    teams.east.must("destroy", "--yes", "--skip-preview")
    teams.world.forget_journal()
    left = teams.west.run("up", "--yes", "--skip-preview", "--refresh")
    assert left.lines_with("the other cluster deleted or revoked its side")
    assert left.lines_with(messages.token_empty())
    assert teams.world.sent("POST", "PATCH", "DELETE") == []
    teams.east.up()
    teams.west.up("--refresh")
    assert teams.states() == WORKING
    for team in (teams.east, teams.west):
        team.must("destroy", "--yes", "--skip-preview")
    assert teams.states() == []


def test_a_token_can_be_withdrawn_once_the_accepting_side_ignores_its_changes(teams: Teams) -> None:
    teams.peered()
    kept = ACCEPT.replace("token=token", "token=token, opts=pulumi.ResourceOptions(ignore_changes=['token'])")
    teams.west.program(kept)
    teams.west.must("preview", "--expect-no-changes")
    teams.east.program(OFFER.replace('pulumi.export("token", offer.token)', ""))
    teams.east.up()
    teams.world.forget_journal()
    teams.west.up("--expect-no-changes")
    teams.west.up("--refresh", "--expect-no-changes")
    assert teams.world.sent("POST", "PATCH", "DELETE") == []
    assert teams.states() == WORKING


def test_a_stack_that_is_gone_and_a_secret_that_is_not_decrypted_are_one_line_each(teams: Teams) -> None:
    teams.west.program(ACCEPT)
    assert problems(teams.west) == [messages.token_empty()]
    teams.east.program(OFFER)
    teams.east.up()
    teams.west.must("stack", "change-secrets-provider", "passphrase", typed="another\nanother\n")
    teams.west.environment["PULUMI_CONFIG_PASSPHRASE"] = "another"
    assert problems(teams.west) == [messages.not_decrypted("token")]
    nowhere = ACCEPT.replace("storage-east/test", "storage-east/gone")
    teams.west.program(nowhere)
    (line,) = problems(teams.west)
    assert line == 'Preview failed: unknown stack "organization/storage-east/gone"'


def test_a_token_of_the_own_cluster_and_inputs_that_it_says_already_are_refused(teams: Teams) -> None:
    teams.east.program(OFFER)
    teams.east.up()
    teams.give_by_hand(teams.token())
    teams.west.program(BY_HAND.replace("token=token", 'token=token, expected_remote="east", rotation="1"'))
    assert problems(teams.west) == [messages.token_says("expected_remote"), messages.token_follows("rotation")]
    self_made = 'ontap.ClusterPeer("accept", cluster="east", token=offer.token)\n'
    teams.east.program(OFFER + self_made)
    teams.world.forget_journal()
    assert problems(teams.east, "up", "--yes", "--skip-preview") == [messages.own_token("east", "east")]
    assert teams.world.sent("POST", "PATCH", "DELETE") == []


def test_a_token_that_is_not_known_yet_is_unknown_in_the_preview_and_then_accepted(
    world: World, tmp_path: Path
) -> None:
    stack = EngineStack(tmp_path / "project", world.environment)
    stack.program(OFFER + 'ontap.ClusterPeer("accept", cluster="west", token=offer.token, wait_for="available")\n')
    assert "remote             : [unknown]" in stack.must("preview", "--diff").lines_with("remote")
    stack.up()
    assert Teams(world, stack, stack).states() == WORKING
    stack.up("--refresh")
    stack.must("preview", "--refresh", "--expect-no-changes")


def test_the_example_and_every_command_of_the_guide_work_as_written(world: World, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "two-teams", tmp_path / "example")
    backend = EngineStack(tmp_path / "backend", NO_QUESTIONS).variables()
    east, west = (Reader(tmp_path / "example" / alias, own(backend, world, alias), [GUIDE]) for alias in ALIASES)
    for team in (east, west):
        subprocess.run(["pulumi", "stack", "init", "prod"], cwd=team.folder, env=dict(team.variables), check=True)  # noqa: S607 - of the environment
    assert 'status: "unidentified"' in east.types("pulumi up")
    token = east.types("pulumi stack output token --show-secrets")
    west.types("pulumi config set --secret token", answer=token)
    assert 'status: "available"' in west.types("pulumi up")
    assert "accepted the offer" in east.types("pulumi up --refresh")
    assert "2 unchanged" in east.types("pulumi up")
    for team in (west, east):
        assert "2 deleted" in team.types("pulumi destroy")
    assert set(documented(GUIDE)) == east.typed | west.typed
