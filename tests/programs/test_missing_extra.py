"""`ontap-sim` in an environment without the packages of the extra says in one line how to install them."""

import subprocess
import sys

import pytest

WITHOUT = """
import sys
sys.modules[{package!r}] = None
sys.argv = ["ontap-sim", *{arguments!r}]
from ontap_simulator.cli import main
main()
"""


@pytest.mark.parametrize("package", ["typer", "starlette", "uvicorn", "trustme", "yaml"])
def test_a_missing_package_is_one_line_that_names_the_extra(package: str) -> None:
    program = WITHOUT.format(package=package, arguments=["serve", "--clusters", "east"])
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        f"ontap-sim: the simulator needs the package {package}; install it with: pip install 'ontap-peering[simulator]'"
    ]


def test_a_module_of_our_own_that_is_missing_is_a_bug_and_shows_its_trace() -> None:
    program = WITHOUT.format(package="ontap_simulator.cli.app", arguments=["--help"])
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "Traceback" in done.stderr
