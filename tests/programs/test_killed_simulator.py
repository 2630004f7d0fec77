"""`ontap-sim serve --state` as a process: every change that it acknowledged is in the file, whatever ends it."""

import json
import resource
import time
from pathlib import Path

import pytest
import requests

from ontap_simulator import OntapSimulator
from support.serving import DEADLINE, serving, wait_until_ready


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


def test_nothing_acknowledged_is_lost_when_the_process_is_killed(path: Path, tmp_path: Path) -> None:
    endpoints_file = tmp_path / "endpoints.json"
    options = ("--state", str(path), "--endpoints-file", str(endpoints_file), "--no-tls")
    kept: dict[str, str] = {}
    with requests.Session() as session:
        session.trust_env = False
        for number in range(3):
            with serving(*options) as process:
                wait_until_ready(process)
                east = json.loads(endpoints_file.read_text())["clusters"]["east"]
                session.auth = (east["username"], east["password"])
                peers = f"{east['url']}/api/cluster/peers"
                listed = session.get(peers, timeout=DEADLINE).json()
                assert {each["uuid"]: each["name"] for each in listed["records"]} == kept
                ends_at = time.monotonic() + 0.3 + 0.1 * number
                while time.monotonic() < ends_at:
                    record = session.post(peers, timeout=DEADLINE).json()["records"][0]
                    kept[record["uuid"]] = record["name"]
                process.kill()
                process.wait(DEADLINE)
    assert len(kept) > 10
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.covers("code 262145")
def test_a_change_that_cannot_be_saved_is_not_acknowledged(path: Path, tmp_path: Path) -> None:
    endpoints_file = tmp_path / "endpoints.json"
    options = ("--state", str(path), "--endpoints-file", str(endpoints_file), "--no-tls")
    with serving(*options) as process, requests.Session() as session:
        session.trust_env = False
        wait_until_ready(process)
        endpoints = json.loads(endpoints_file.read_text())
        east = endpoints["clusters"]["east"]
        session.auth = (east["username"], east["password"])
        peers = f"{east['url']}/api/cluster/peers"
        assert session.post(peers, timeout=DEADLINE).status_code == 201
        size = max(each.stat().st_size for each in tmp_path.iterdir())
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, size))
        for method in ("POST", "POST", "GET"):
            reply = session.request(method, peers, timeout=DEADLINE)
            assert (reply.status_code, reply.json()["error"]["code"]) == (500, "262145")
        steered = session.get(f"{endpoints['control']}/clock", timeout=DEADLINE)
        assert (steered.status_code, "could not be saved" in steered.json()["error"]) == (500, True)
        process.kill()
    with OntapSimulator(tls=False, state=path) as simulator:
        assert len(simulator.fabric.clusters["east"].peers) == 1
