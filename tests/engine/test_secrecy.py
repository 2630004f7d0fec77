"""Unique secrets are planted everywhere; nothing that the runs leave or show has one in clear."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.engine import EngineStack
from support.leaks import files_of, leaks, places_of, secrets_of
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


def test_no_planted_secret_appears_in_clear(world: World, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    stack = EngineStack(tmp_path / "project", {"TMPDIR": str(temporary)})
    stack.configure(world.clusters)
    with watched_arguments() as arguments:
        live(stack, world)
    stack.remember_secrets()
    assert len(stack.passphrases) > 1
    places = places_of(stack, world) | files_of(temporary) | {"process arguments": "\n".join(arguments)}
    assert leaks(PLANTED | secrets_of(stack, world), places) == []
    assert len(places) > 20


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
    rule = {"match": {"method": "PATCH"}, "phase": "after", "effect": {"kind": "truncate"}, "when": {"times": None}}
    world.steer("/faults", rule)
    cut = stack.run("up", "--yes", "--skip-preview", "--diff")
    world.forget_faults()
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


def leaks_of(stack: EngineStack, world: World) -> list[str]:
    return leaks(secrets_of(stack, world), places_of(stack, world))


def test_the_scan_finds_a_secret_in_any_place(world: World, tmp_path: Path) -> None:
    made = EngineStack(tmp_path / "project")
    made.configure(world.clusters)
    made.program(OFFER)
    made.up()
    assert (made.folder / "events.jsonl").read_text()
    made.remember_secrets()
    assert leaks_of(made, world) == []
    (passphrase,) = made.passphrases
    made.must("stack", "export", "--show-secrets")
    assert set(leaks_of(made, world)) >= {"passphrase 0 in printed", "password of east in printed"}
    made.printed.clear()
    planted = made.folder / "home" / "planted"
    planted.write_text(f"x{passphrase}x{world.clusters['west']['password']}x")
    assert sorted(leaks_of(made, world)) == [f"passphrase 0 in {planted}", f"password of west in {planted}"]
