"""The fixture that other projects use in their tests."""

import subprocess
import sys
from pathlib import Path

SUITE = """
import pytest, requests

def peers(end, **kwargs):
    return requests.request(
        kwargs.pop("method", "GET"), end.url + "/api/cluster/peers", auth=(end.username, end.password),
        verify=end.ca_file, timeout=10, **kwargs,
    )

@pytest.mark.parametrize("time", [1, 2])
def test_each_test_has_a_fabric_of_its_own(ontap_simulator, time):
    end = ontap_simulator.endpoints["east"]
    assert peers(end).json()["num_records"] == 0
    assert peers(end, method="POST").status_code == 201

@pytest.mark.ontap_simulator(fabric=["a", "b", "c"], tls=False)
def test_the_marker_settles_the_clusters(ontap_simulator):
    assert list(ontap_simulator.endpoints) == ["a", "b", "c"]
    assert ontap_simulator.endpoints["a"].url.startswith("http://")
"""


def test_another_projects_tests_get_a_running_simulator(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["ontap_simulator.pytest_plugin"]')
    (tmp_path / "test_theirs.py").write_text(SUITE, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "--strict-markers", "-p", "no:cacheprovider", str(tmp_path)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stdout
    assert "3 passed" in ran.stdout
