#!/usr/bin/env python3
"""
Provide a `pulumi` CLI with its Python language host, and print the folder that contains them.

Takes the first of these that works:

1. a `pulumi` on PATH, at least of the pinned minor version, with its Python language host beside it;
2. the per-user cache, filled by an earlier run;
3. the released archive, if it can be reached, and only with the checksum that is known here;
4. a build from the official Go modules, for machines that can reach only package registries.

Standard library only: it runs before any environment exists. Progress goes to stderr, the folder to stdout.
"""

import contextlib
import fcntl
import hashlib
import http.client
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

VERSION = "3.259.0"
CLI_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
HOST_PACKAGE = "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3"
SDK_SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
PROGRAMS = ("pulumi", "pulumi-language-python", "pulumi-language-python-exec", "pulumi-resource-pulumi-python")

ARCHIVE = f"https://get.pulumi.com/releases/sdk/pulumi-v{VERSION}-{{platform}}.tar.gz"
CHECKSUMS = {
    "darwin-arm64": "57c27f179e527e2cf9f62b841a448af72a020e44b2fb4ee0d9bd85556c00c864",
    "darwin-x64": "eaca4c3b8277bfa3ab061fa3b270d1c66358a0b2e613da8c5587a04b7226c534",
    "linux-arm64": "edc8327463a72160bb36cf82cf5062da9c8a244290a706d9980988e7bf486853",
    "linux-x64": "94ba357acac23d01474084c4b00098dc0f7bc70ce13f34c777459254a5f718e5",
}
"""SHA-256 of the archive of this version for each platform."""
PROCESSORS = {"aarch64": "arm64", "arm64": "arm64", "amd64": "x64", "x86_64": "x64"}
MAX_ARCHIVE_BYTES = 1 << 30
CONNECT_TIMEOUT_SECONDS = 5
DOWNLOAD_TIMEOUT_SECONDS = 600
BUILD_TIMEOUT_SECONDS = 45 * 60
PROGRESS_SECONDS = 10

HERE = Path(__file__).resolve().parent


class NotProvidedError(Exception):
    """One way to get the engine failed; the text says why."""


def say(line: str) -> None:
    print(f"engine: {line}", file=sys.stderr, flush=True)


def cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "ontap-peering" / f"pulumi-{VERSION}"


def is_complete(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in PROGRAMS)


def require_complete(folder: Path) -> None:
    if not is_complete(folder):
        raise NotProvidedError(f"{folder} does not contain all of {', '.join(PROGRAMS)}")


def from_path() -> Path:
    cli = shutil.which("pulumi")
    if cli is None:
        raise NotProvidedError("no pulumi on PATH")
    answer = subprocess.run([cli, "version"], capture_output=True, text=True, timeout=60, check=False)
    found = re.match(r"v?(\d+)\.(\d+)\.", answer.stdout)
    major, minor = (int(part) for part in VERSION.split(".")[:2])
    if found is None or int(found[1]) != major or int(found[2]) < minor:
        raise NotProvidedError(
            f"{cli} is {answer.stdout.strip() or 'of an unreadable version'}; {VERSION} or a later 3.x is required"
        )
    folder = Path(cli).resolve().parent
    require_complete(folder)
    return Path(cli).parent


def from_archive(target: Path) -> None:
    platform_name = f"{sys.platform}-{PROCESSORS.get(platform.machine().lower(), platform.machine())}"
    if platform_name not in CHECKSUMS:
        raise NotProvidedError(f"there is no archive for {platform_name}")
    with tempfile.TemporaryFile() as archive:
        try:
            checksum = download(ARCHIVE.format(platform=platform_name), archive)
        except (OSError, http.client.HTTPException) as error:
            raise NotProvidedError(f"cannot download the archive ({getattr(error, 'reason', error)})") from None
        if checksum != CHECKSUMS[platform_name]:
            raise NotProvidedError(f"the archive for {platform_name} has an unknown checksum, {checksum}: not used")
        archive.seek(0)
        with tarfile.open(fileobj=archive) as unpacked:
            for member in unpacked:
                name = Path(member.name).name
                if name in PROGRAMS and (content := unpacked.extractfile(member)) is not None:
                    (target / name).write_bytes(content.read())
                    (target / name).chmod(0o755)


def download(url: str, target: IO[bytes]) -> str:
    """The SHA-256 of what was downloaded. Raises OSError, TimeoutError included."""
    checksum = hashlib.sha256()
    ends_at = time.monotonic() + DOWNLOAD_TIMEOUT_SECONDS
    with urllib.request.urlopen(url, timeout=CONNECT_TIMEOUT_SECONDS) as reply:  # noqa: S310 - of a constant above
        say(f"downloading {url}")
        while chunk := reply.read(1 << 20):
            target.write(chunk)
            checksum.update(chunk)
            if target.tell() > MAX_ARCHIVE_BYTES or time.monotonic() > ends_at:
                raise TimeoutError("it is too large or too slow")
    return checksum.hexdigest()


def from_go_modules(target: Path) -> None:
    if shutil.which("go") is None:
        raise NotProvidedError("cannot build it: no Go on PATH")
    say(f"building pulumi {VERSION} from its Go modules: about five minutes on two cores, once per user")
    version_flag = f"-X {SDK_MODULE}/go/common/version.Version=v{VERSION}"
    go_build(
        HERE / "cli",
        CLI_PACKAGE,
        target / "pulumi",
        ["-tags", "osusergo,grpcnotrace", "-ldflags", f"-s -w {version_flag}"],
    )
    go_build(HERE / "language-host", HOST_PACKAGE, target / "pulumi-language-python", ["-ldflags", "-s -w"])
    sdk = Path(go_output(HERE / "cli", "list", "-m", "-f", "{{.Dir}}", SDK_MODULE).strip())
    for script in SDK_SCRIPTS:
        copied = target / Path(script).name
        shutil.copyfile(sdk / script, copied)
        copied.chmod(0o755)


def go_output(module: Path, *arguments: str) -> str:
    answer = subprocess.run(
        ["go", *arguments], cwd=module, stdout=subprocess.PIPE, text=True, timeout=BUILD_TIMEOUT_SECONDS, check=False
    )
    if answer.returncode != 0:
        raise NotProvidedError(f"`go {' '.join(arguments)}` in {module} failed with exit code {answer.returncode}")
    return answer.stdout


def go_build(module: Path, package: str, output: Path, flags: list[str]) -> None:
    name = output.name
    say(f"{name}: downloading modules")
    total = len(go_output(module, "list", "-deps", package).split())
    command = ["go", "build", "-v", "-trimpath", *flags, "-o", str(output), package]
    environment = {**os.environ, "CGO_ENABLED": "0"}
    started = told = time.monotonic()
    other_lines = []
    with subprocess.Popen(command, cwd=module, env=environment, stderr=subprocess.PIPE, text=True) as build:
        compiled = 0
        for line in build.stderr or ():
            if " " in line.strip():
                other_lines.append(line.rstrip())
            else:
                compiled += 1
            now = time.monotonic()
            if now - told >= PROGRESS_SECONDS:
                told = now
                say(f"{name}: {compiled} of at most {total} packages compiled, {now - started:.0f} s")
            if now - started > BUILD_TIMEOUT_SECONDS:
                build.kill()
    if build.returncode != 0:
        raise NotProvidedError("\n".join([f"building {name} failed:", *other_lines[-20:]]))
    say(f"{name}: built in {time.monotonic() - started:.0f} s")


@contextlib.contextmanager
def only_one_at_a_time(folder: Path) -> Iterator[None]:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another run that is already providing it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def provide() -> Path:
    refusals = []
    try:
        return from_path()
    except NotProvidedError as refusal:
        refusals.append(str(refusal))
    cached = cache_folder()
    if is_complete(cached):
        return cached
    with only_one_at_a_time(cached):
        if is_complete(cached):
            return cached
        say(refusals[0])
        for way in (from_archive, from_go_modules):
            staged = Path(tempfile.mkdtemp(prefix=f"{cached.name}-", dir=cached.parent))
            try:
                way(staged)
                require_complete(staged)
                staged.chmod(0o755)
                shutil.rmtree(cached, ignore_errors=True)
                staged.rename(cached)
            except NotProvidedError as refusal:
                say(str(refusal))
                refusals.append(str(refusal))
            else:
                say(f"pulumi {VERSION} is in {cached}")
                return cached
            finally:
                shutil.rmtree(staged, ignore_errors=True)
    raise NotProvidedError("; ".join(refusals))


if __name__ == "__main__":
    try:
        print(provide())
    except NotProvidedError as refusal:
        sys.exit(
            f"engine: cannot provide pulumi {VERSION}: {refusal}. Install it from https://www.pulumi.com/docs/install/"
        )
    except KeyboardInterrupt:
        sys.exit(130)
