"""The policy pack on the real engine, at a preview and on a state file, in an environment of its own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ontap_peering import messages
from support import ROOT
from support.engine import EngineStack
from support.reading import Reader
from support.world import World

SECRET = "this-passphrase-is-made-up"
GUIDE = ROOT / "docs" / "gitops.md"
ALLOWED = """
ontap.ClusterPeering("east-west", clusters=["east", "west"])
ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H")
"""
REFUSED = f"""
ontap.ClusterPeer(
    "accept", cluster="west", remote={{"ip_addresses": ["10.9.0.1"]}}, passphrase="{SECRET}",
    encryption={{"proposed": "none"}}, in_use="absent",
)
"""


@pytest.fixture(scope="module")
def pack() -> str:
    tool: list[str | Path] = [sys.executable, ROOT / "tools" / "policy.py"]
    provided = subprocess.run(tool, stdout=subprocess.PIPE, text=True, check=True)
    return provided.stdout.strip()


def in_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.timeout(900)
def test_a_mandatory_policy_fails_the_preview_and_advice_does_not(world: World, tmp_path: Path, pack: str) -> None:
    stack = EngineStack(tmp_path / "project", world.environment)
    reader = Reader(stack.folder, stack.variables(), (GUIDE,))
    own = {"PACK": pack}
    stack.program(REFUSED)
    refused = reader.types("pulumi preview --policy-pack PACK", own, exit_code=1)
    assert "no-unencrypted" in refused
    assert messages.declared_unencrypted() in in_one_line(refused)
    assert messages.declared_unauthenticated() in in_one_line(refused)
    stack.program(ALLOWED)
    allowed = stack.must("up", "--yes", "--skip-preview", "--policy-pack", pack)
    assert messages.anyone_may_accept() in in_one_line(allowed.output)
    (stack.folder / "state.json").write_text(stack.must("stack", "export").output)
    analyzed = reader.types("pulumi policy analyze --policy-pack PACK --file state.json", own)
    assert messages.anyone_may_accept() in in_one_line(analyzed)
    assert reader.untyped() == {}
    stack.printed += [refused, analyzed]
    stack.remember_secrets()
    assert stack.passphrases
    shown = "".join(stack.printed)
    assert [secret for secret in (SECRET, *stack.passphrases) if secret in shown] == []


def test_started_by_hand_the_pack_says_what_it_is_for(pack: str) -> None:
    told = subprocess.run([pack], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (1, f"{messages.started_by_hand()}\n")
    elsewhere = "from ontap_peering.policy.launch import main; main()"
    told = subprocess.run([sys.executable, "-c", elsewhere], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (1, f"{messages.no_sdk_for_policies()}\n")
