"""`ontap-sim serve` as a process."""

import json
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from support.serving import DEADLINE, serving, wait_until_ready


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_a_signal_and_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "endpoints.json"
    with serving("--endpoints-file", str(path), "--clusters", "a,b", "--seed", "1") as process:
        printed = wait_until_ready(process)
        assert path.stat().st_mode & 0o777 == 0o600
        document = json.loads(path.read_text())
        end = document["clusters"]["a"]
        with requests.Session() as session:
            session.trust_env = False
            reply = session.get(
                f"{end['url']}/api/cluster",
                auth=(end["username"], end["password"]),
                verify=end["ca_file"],
                timeout=DEADLINE,
            )
            assert reply.json()["uuid"] == end["uuid"]
            assert session.get(f"{document['control']}/clock", timeout=DEADLINE).json()["mode"] == "system"
            began = time.monotonic()
            process.send_signal(number)
            output, errors = process.communicate(timeout=DEADLINE)
            assert time.monotonic() - began < 2
        assert (process.returncode, errors) == (0, "")
        assert end["url"] in printed
        assert end["password"] not in printed + output
        assert not Path(end["ca_file"]).parent.exists()
        assert list(tmp_path.iterdir()) == []


def test_the_endpoints_file_has_the_agreed_keys(tmp_path: Path) -> None:
    path = tmp_path / "endpoints.json"
    with serving("--endpoints-file", str(path), "--no-tls", "--clock", "manual") as process:
        wait_until_ready(process)
        document = json.loads(path.read_text())
        process.terminate()
        process.communicate(timeout=DEADLINE)
    assert list(document) == ["control", "clusters"]
    east = document["clusters"]["east"]
    logins = ["username", "password", "reader_username", "reader_password", "token"]
    files = ["ca_file", "client_cert", "client_key"]
    assert list(east) == ["url", "host", "port", *logins, *files, "uuid", "name", "intercluster_addresses"]
    assert (east["host"], east["ca_file"]) == ("127.0.0.1", None)
    assert east["intercluster_addresses"] == ["10.1.0.11", "10.1.0.12"]


def test_the_first_of_two_to_end_leaves_the_endpoints_file_of_the_second(tmp_path: Path) -> None:
    path = tmp_path / "endpoints.json"
    options = ("--endpoints-file", str(path), "--no-tls")
    with serving(*options) as first:
        wait_until_ready(first)
        with serving(*options) as second:
            wait_until_ready(second)
            written = path.read_text()
            first.terminate()
            first.communicate(timeout=DEADLINE)
            assert path.read_text() == written
            second.terminate()
            second.communicate(timeout=DEADLINE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("change", [lambda path: path.unlink(), lambda path: path.write_bytes(b"\xff")])
def test_an_endpoints_file_that_the_user_changed_is_left_alone(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    path = tmp_path / "endpoints.json"
    with serving("--endpoints-file", str(path), "--no-tls") as process:
        wait_until_ready(process)
        change(path)
        left = list(tmp_path.iterdir())
        process.terminate()
        assert process.communicate(timeout=DEADLINE)[1] == ""
    assert list(tmp_path.iterdir()) == left


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving("--port", str(port), "--endpoints-file", str(tmp_path / "e.json")) as process:
            output, errors = process.communicate(timeout=DEADLINE)
    assert (process.returncode, output) == (1, "")
    assert errors.strip().splitlines() == [f"ontap-sim: cannot listen on 127.0.0.1:{port}: Address already in use"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("names", ["", "east,east", "9east", "no spaces"])
def test_invalid_cluster_names_are_one_clear_line(names: str) -> None:
    with serving("--clusters", names) as process:
        output, errors = process.communicate(timeout=DEADLINE)
    assert (process.returncode, output) == (1, "")
    assert len(errors.strip().splitlines()) == 1


def test_clusters_are_named_or_described_but_not_both(tmp_path: Path) -> None:
    path = tmp_path / "fabric.yaml"
    path.write_text("clusters: [{name: east}]")
    with serving("--clusters", "a,b", "--fabric", str(path), "--no-tls") as process:
        output, errors = process.communicate(timeout=DEADLINE)
    assert (process.returncode, output) == (1, "")
    assert errors.strip().splitlines() == ["ontap-sim: give either --clusters or --fabric"]


def test_an_endpoints_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "endpoints.json"
    with serving("--endpoints-file", str(path), "--no-tls") as process:
        output, errors = process.communicate(timeout=DEADLINE)
    assert (process.returncode, output) == (1, "")
    assert errors.strip().splitlines() == [f"ontap-sim: {path}: No such file or directory"]
