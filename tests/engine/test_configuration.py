"""Clusters in stack config, set through the CLI as a user does, on the real engine."""

import json
import re
import shlex
from pathlib import Path

import pytest
from pydantic import SecretStr

from ontap_peering import messages
from ontap_peering.config import Profiles
from support.engine import EngineStack
from support.world import World

OFFER = 'ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H")\n'


@pytest.fixture
def stack(world: World, tmp_path: Path) -> EngineStack:
    made = EngineStack(tmp_path / "project")
    made.configure(world.clusters)
    return made


def test_an_unknown_cluster_is_one_line_with_those_that_are_configured(stack: EngineStack) -> None:
    stack.program('ontap.ClusterPeer("bad", cluster="mars")')
    (line,) = stack.run("preview").errors()
    assert "mars: no such cluster is configured (known: east, west)" in line


def test_numbers_and_a_dotted_alias_work_as_the_cli_stores_them(stack: EngineStack, world: World) -> None:
    login = {name: world.clusters["east"][name] for name in ("username", "password")}
    stack.configure({"dc.east": {**world.clusters["east"], "username": "9007199254740993"}})
    stack.must("config", "set", "--path", "--plaintext", "ontap:clusters.dc.east.password", "0042")
    assert "username: 9007199254740993\n" in (stack.folder / "Pulumi.test.yaml").read_text()
    config = json.loads(stack.must("config", "--json", "--show-secrets").output)
    profile = Profiles.from_config(config["ontap:clusters"]["value"]).find("dc.east")
    assert profile.username == "9007199254740993"
    assert profile.password == SecretStr("0042")
    stack.environment |= {f"ONTAP_DC_EAST_{name.upper()}": value for name, value in login.items()}
    stack.program('ontap.ClusterPeer("offer", cluster="dc.east")\n')
    stack.up()
    assert len(world.peers("east")) == 1


def test_aliases_that_share_their_variables_are_refused_with_both_names(stack: EngineStack, world: World) -> None:
    stack.configure({"east-1": world.clusters["east"], "east.1": world.clusters["west"]})
    stack.program('ontap.ClusterPeer("offer", cluster="east-1")\n')
    (line,) = stack.run("preview").errors()
    assert line.endswith(messages.aliases_collide(["east-1", "east.1"], "ONTAP_EAST_1_HOST"))


def test_each_command_that_a_message_names_helps(world: World, tmp_path: Path) -> None:
    """From a misspelled setting of a cluster to one that can be reached; its alias needs quotes, its user a type."""
    values = {**world.clusters["east"], "username": "true"}
    stack = EngineStack(tmp_path / "project")
    stack.must("config", "set", "--path", 'ontap:clusters["my east"].hots', "east")
    stack.program('ontap.ClusterPeer("offer", cluster="my east")\n')
    followed = []
    while lines := stack.run("preview").errors():
        (line,) = lines
        followed.append(command_in(line))
        assert len(followed) < 10, followed
        words = shlex.split(re.sub("<(.+)>", lambda found: values[found[1]], followed[-1]))
        stack.must(*words[1:], typed=values["password"])
    path = """--path 'ontap:clusters["my east"]"""
    assert followed == [
        f"pulumi config rm {path}.hots'",
        f"pulumi config set {path}.host' <host>",
        f"pulumi config set --secret {path}.password'",
        f"pulumi config set {path}.username' <username>",
        f"pulumi config set --type string {path}.username' <username>",
    ]
    stack.environment["ONTAP_MY_EAST_USERNAME"] = world.clusters["east"]["username"]
    stack.environment["ONTAP_MY_EAST_CA_FILE"] = world.clusters["east"]["ca_file"]
    stack.up()
    assert len(world.peers("east")) == 1


def command_in(line: str) -> str:
    found = re.search("`(.+?)`", line)
    assert found is not None, line
    return found[1]
