"""The engine's released archive is used with the checksum that the repository knows, and never with another one."""

import hashlib
import importlib.util
import io
import os
import platform
import sys
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

PROVIDE = Path(__file__).resolve().parents[2] / "tools" / "pulumi" / "provide.py"


@pytest.fixture
def provide(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("provide", PROVIDE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    return module


def released(provide: ModuleType, folder: Path, content: bytes = b"#!/bin/sh\n") -> str:
    """An archive where the module looks for one; its checksum."""
    path = folder / "pulumi-linux-x64.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name in (*provide.PROGRAMS, "pulumi-language-go"):
            member = tarfile.TarInfo(f"pulumi/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    vars(provide)["ARCHIVE"] = f"{folder.as_uri()}/pulumi-{{platform}}.tar.gz"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def provided(provide: ModuleType, tmp_path: Path) -> Path:
    target = tmp_path / "engine"
    target.mkdir()
    provide.from_archive(target)
    return target


def test_an_archive_with_the_known_checksum_is_unpacked(provide: ModuleType, tmp_path: Path) -> None:
    vars(provide)["CHECKSUMS"] = {"linux-x64": released(provide, tmp_path)}
    target = provided(provide, tmp_path)
    assert {path.name for path in target.iterdir()} == set(provide.PROGRAMS)
    assert all(os.access(path, os.X_OK) for path in target.iterdir())


def test_an_archive_with_another_checksum_is_not_unpacked(provide: ModuleType, tmp_path: Path) -> None:
    vars(provide)["CHECKSUMS"] = {"linux-x64": released(provide, tmp_path)}
    changed = released(provide, tmp_path, b"#!/bin/sh\necho changed\n")
    with pytest.raises(provide.NotProvidedError, match=f"unknown checksum, {changed}: not used"):
        provided(provide, tmp_path)
    assert list((tmp_path / "engine").iterdir()) == []


def test_an_archive_that_cannot_be_had_is_no_engine(provide: ModuleType, tmp_path: Path) -> None:
    vars(provide)["ARCHIVE"] = (tmp_path / "none.tar.gz").as_uri()
    with pytest.raises(provide.NotProvidedError, match="cannot download the archive"):
        provided(provide, tmp_path)


def test_an_archive_without_end_is_given_up(provide: ModuleType, tmp_path: Path) -> None:
    released(provide, tmp_path)
    vars(provide)["MAX_ARCHIVE_BYTES"] = 10
    with pytest.raises(provide.NotProvidedError, match="too large or too slow"):
        provided(provide, tmp_path)


def test_there_is_no_archive_for_an_unknown_processor(
    provide: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(provide.NotProvidedError, match="no archive for linux-riscv64"):
        provided(provide, tmp_path)
