"""The wheel is what is installed: both packages, their data, their types, and what a package index shows."""

import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from support import ROOT

HOLDS = (
    "ontap_peering/py.typed",
    "ontap_peering/schemas/ontap/errors.json",
    "ontap_simulator/control/dashboard/app.js",
    "ontap_simulator/control/dashboard/index.html",
    "ontap_simulator/control/dashboard/style.css",
    "ontap_simulator/fabric.yaml",
    "ontap_simulator/py.typed",
    "ontap_simulator/schemas/ontap/errors.json",
)
IMPORT = """
import ontap_peering, ontap_peering.client.errors as errors, ontap_simulator
assert errors.catalogue(), "no error catalogue"
print(ontap_peering.__file__, ontap_simulator.__file__)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sdist, and of the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("built")
    command: list[str | Path] = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (made,) = built.glob("*.whl")
    return made


def test_the_wheel_holds_both_packages_with_their_data_and_types(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for name in HOLDS:
        assert name in names


def test_the_wheel_imports_in_an_environment_that_has_only_its_dependencies(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=False)
    python = tmp_path / "env" / "bin" / "python"
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
        wheel,
    ]
    subprocess.run(pip, check=True, capture_output=True)
    (installed,) = (tmp_path / "env" / "lib").glob("*/site-packages")
    dependencies = tmp_path / "dependencies"
    dependencies.mkdir()
    for found in Path(sysconfig.get_path("purelib")).iterdir():
        if not found.name.startswith(("ontap_peering", "_ontap_peering", "__editable__")):
            (dependencies / found.name).symlink_to(found)
    (installed / "dependencies.pth").write_text(str(dependencies))
    done = subprocess.run([python, "-I", "-c", IMPORT], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [
        str(installed / package / "__init__.py") for package in ("ontap_peering", "ontap_simulator")
    ]


def test_a_package_index_takes_both_files_and_shows_no_link_that_leads_nowhere(built: Path, wheel: Path) -> None:
    files = sorted(built.iterdir())
    assert len(files) == 2
    check: list[str | Path] = [sys.executable, "-m", "twine", "check", "--strict", *files]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith("/METADATA"))
        said = message_from_bytes(archive.read(name)).as_string()
    assert "describes every input and output" in said
    assert re.findall(r"\]\((?!https?:)[^)]*\)", said) == []
