"""Unique secrets are planted everywhere, and nothing that the runs leave or show holds one of them in clear."""

import os
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from support.engine import EngineStack
from support.world import World

PROGRAM = """
config = pulumi.Config()
secret = config.require_secret("secret")
other = config.get_secret("other")
ontap.ClusterPeer("one", cluster="east", remote={"ip_addresses": ["10.2.0.11"]}, passphrase=secret)
ontap.ClusterPeer(
    "two", cluster="west", remote={"ip_addresses": ["10.1.0.11"]}, passphrase=other or secret, timeout="PT2S",
    wait_for="authenticated",
)
"""
OFFER = 'ontap.ClusterPeer("offer", cluster="east", expiry_time="PT2H")\n'
PLANTED = {
    "first passphrase": "canary-first-4f1d7a60",
    "rotated passphrase": "canary-rotated-93be02c5",
    "passphrase shorter than the policy": "cnry7a1",
    "passphrase that the other side does not have": "canary-mismatch-71bb3c9e",
    "passphrase in a reply that was cut short": "canary-cut-88f0d2aa",
    "password that is wrong": "canary-wrong-5d20e8b1",
}


@contextmanager
def watched_arguments() -> Iterator[set[str]]:
    """The arguments of all processes that run meanwhile."""
    seen: set[str] = set()
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(0.02):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
                except OSError:
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        is_over.set()
        watcher.join()


def test_no_planted_secret_is_anywhere_in_clear(world: World, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    stack = EngineStack(tmp_path / "project", {"TMPDIR": str(temporary)})
    stack.configure(world.clusters)
    with watched_arguments() as arguments:
        live(stack, world)
    stack.remember_secrets()
    secrets = PLANTED | {f"password of {alias}": end["password"] for alias, end in world.endpoints.items()}
    secrets |= {f"passphrase {number}": each for number, each in enumerate(stack.passphrases)}
    assert len(stack.passphrases) > 1
    places = {"what was printed": "\n".join(stack.printed), "the journal": world.journal_text()}
    places["process arguments"] = "\n".join(arguments)
    for root in (stack.folder, temporary):
        for folder, _, names in os.walk(root):
            places |= {f"{folder}/{name}": text_of(Path(folder, name)) for name in names}
    found = [
        f"{what} in {where}" for where, text in places.items() for what, secret in secrets.items() if secret in text
    ]
    assert found == []
    assert len(places) > 20


def text_of(path: Path) -> str:
    """The content, unpacked where it is packed; a log that was cut off or encrypted is read as far as it goes."""
    raw = path.read_bytes()
    unpacked = b""
    with suppress(zlib.error):
        unpacked = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(raw)
    return (raw + unpacked).decode(errors="replace")


def live(stack: EngineStack, world: World) -> None:
    """The life of a stack, its mistakes included."""
    stack.program(PROGRAM + OFFER)
    secret(stack, PLANTED["first passphrase"])
    stack.must("preview", "--diff")
    secret(stack, PLANTED["passphrase that the other side does not have"], "other")
    mismatched = stack.run("up", "--yes", "--skip-preview")
    assert "was not authenticated within PT2S" in mismatched.output
    stack.must("config", "rm", "other")
    stack.up("--debug")
    secret(stack, PLANTED["passphrase shorter than the policy"])
    refused = stack.run("up", "--yes", "--skip-preview", "--diff")
    assert "4653236" in refused.output
    secret(stack, PLANTED["passphrase in a reply that was cut short"])
    rule = {"match": {"method": "PATCH"}, "phase": "after", "effect": {"kind": "truncate"}, "when": {"times": 2}}
    world.steer("/faults", rule)
    cut = stack.run("up", "--yes", "--skip-preview", "--diff")
    assert "may or may not have taken effect" in cut.output
    secret(stack, PLANTED["rotated passphrase"])
    stack.up("--diff")
    right = stack.environment.copy()
    stack.environment["ONTAP_EAST_PASSWORD"] = PLANTED["password that is wrong"]
    assert "HTTP 401" in stack.run("refresh", "--yes").output
    stack.environment.clear()
    stack.environment.update(right)
    for command in (("refresh", "--yes"), ("stack",), ("stack", "history"), ("stack", "export"), ("stack", "output")):
        stack.must(*command)


def secret(stack: EngineStack, value: str, key: str = "secret") -> None:
    stack.must("config", "set", "--secret", key, typed=value)
