"""Each import contract refuses a violation of what its name says: one is planted for each in a copy of the code."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIG = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
NAMES = [each["name"] for each in tomllib.loads(CONFIG)["tool"]["importlinter"]["contracts"]]
PLANTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "The provider and the simulator share no Python": (
        ("ontap_peering/peer/key.py", "from ontap_simulator import ids"),
        ("ontap_simulator/ids.py", "import ontap_peering.errors"),
    ),
    "The provider: cli, resources and policy": (
        ("ontap_peering/peer/plan.py", "from ontap_peering import connect"),
        ("ontap_peering/errors.py", "from ontap_peering.peer import key"),
        ("ontap_peering/client/errors.py", "from ontap_peering import config"),
        ("ontap_peering/pairing/pace.py", "from ontap_peering.fleet import model"),
        ("ontap_peering/unplaced.py", "import json"),
        ("ontap_peering/review/preview.py", "from ontap_peering import config"),
    ),
    "Only cli, resources, provider and engine import Pulumi": (
        ("ontap_peering/connect.py", "import pulumi"),
        ("ontap_peering/config.py", "from pulumi import Config"),
    ),
    "Only engine imports gRPC and signal": (
        ("ontap_peering/provider.py", "import signal"),
        ("ontap_peering/client/transport.py", "import grpc"),
    ),
    "Only cli imports typer and rich": (
        ("ontap_peering/provider.py", "import typer"),
        ("ontap_peering/run.py", "from rich import console"),
    ),
    "Only client.exchange imports requests": (
        ("ontap_peering/client/wire.py", "import requests"),
        ("ontap_peering/cli/stack.py", "from urllib3 import util"),
    ),
    "Checks, fleet, review, pairing, peer, sources and messages are pure": (
        ("ontap_peering/checks/judging.py", "import os"),
        ("ontap_peering/fleet/document.py", "from pathlib import Path"),
        ("ontap_peering/review/report.py", "import os"),
        ("ontap_peering/peer/reconcile.py", "import time"),
        ("ontap_peering/pairing/writing.py", "import secrets"),
        ("ontap_peering/messages/peers.py", "import os"),
        ("ontap_peering/sources.py", "import os"),
    ),
    "The simulator: command line over simulator": (
        ("ontap_simulator/tls.py", "from ontap_simulator.control import app"),
        ("ontap_simulator/api/message.py", "from ontap_simulator.control import journal"),
        ("ontap_simulator/clock.py", "from ontap_simulator import ids"),
    ),
    "Only routing and openapi know the simulator's endpoints": (
        ("ontap_simulator/api/envelope.py", "from ontap_simulator.api.endpoints import jobs"),
    ),
    "The simulator's domain knows neither HTTP nor JSON": (
        ("ontap_simulator/domain/jobs.py", "import json"),
        ("ontap_simulator/domain/network.py", "from urllib.parse import quote"),
    ),
    "The simulator has no circle of imports": (
        ("ontap_simulator/api/endpoints/ipspaces.py", "from ontap_simulator.api.endpoints import svms"),
    ),
}
PLANTED = [(name, *plant) for name, plants in PLANTS.items() for plant in plants]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of the code with all of them in it."""
    folder = tmp_path_factory.mktemp("planted")
    for package in (ROOT / "provider" / "ontap_peering", ROOT / "simulator" / "ontap_simulator"):
        ignored = shutil.ignore_patterns("schemas", "__pycache__", "dashboard")
        shutil.copytree(package, folder / package.name, ignore=ignored)
    for _, path, line in PLANTED:
        with (folder / path).open("a", encoding="utf-8") as module:
            module.write(f"\n{line}\n")
    (folder / "pyproject.toml").write_text(CONFIG, encoding="utf-8")
    lint = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(lint, cwd=folder, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": "."}, check=False)
    assert done.returncode == 1, done.stdout
    return re.sub(r"\s+", " ", done.stdout.partition("Broken contracts")[2])


@pytest.mark.parametrize("name", NAMES)
def test_every_contract_has_a_plant(name: str) -> None:
    assert [planted for planted in PLANTS if name.startswith(planted)]


@pytest.mark.parametrize(("name", "path", "line"), PLANTED, ids=[f"{path} {line}" for _, path, line in PLANTED])
def test_a_planted_violation_is_refused(report: str, name: str, path: str, line: str) -> None:
    _, _, section = report.partition(name)
    next_contract = min((at for each in NAMES if (at := section.find(f"{each} ---")) > 0), default=len(section))
    importer = path.removesuffix(".py").replace("/", ".")
    assert f".{importer.rpartition('.')[2]} " in f"{section[:next_contract]} ", f"{line} in {path} passes"
