"""Debian packages as files: fetched with apt, unpacked into a folder, never installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tests.cluster.programs import Unavailable

_LISTS = Path("/var/lib/apt/lists")
_RUNS_ALONE = re.compile(r"lib|python|zlib|gcc-")  # the rest is what maintainers' scripts and terminals want


def unpack(packages: tuple[str, ...], archives: Path, folder: Path) -> None:
    """The files of packages under a folder, those of each package once."""
    for package in packages:
        stamp = folder / ".unpacked" / package
        if not stamp.exists():
            _run("dpkg", "-x", str(fetch(package, archives)), str(folder))
            stamp.parent.mkdir(exist_ok=True)
            stamp.touch()


def fetch(package: str, archives: Path) -> Path:
    """The archive of a package as the machine's own apt sources offer it."""
    archives.mkdir(parents=True, exist_ok=True)
    if found := sorted(archives.glob(f"{package}_*.deb")):
        return found[-1]
    if not any(_LISTS.glob("*Packages*")):
        _run("apt-get", "update", "-qq")
    try:
        _run("apt-get", "download", "-qq", package, folder=archives)
    except Unavailable:
        _run("apt-get", "update", "-qq")
        _run("apt-get", "download", "-qq", package, folder=archives)
    return sorted(archives.glob(f"{package}_*.deb"))[-1]


def with_libraries(*packages: str) -> list[str]:
    """Packages and the libraries they need to start."""
    wanted, waiting = [], list(packages)
    while waiting:
        package = waiting.pop()
        if package in wanted:
            continue
        wanted.append(package)
        told = _run("apt-cache", "depends", "--important", package)
        needed = re.findall(r"^\s*\|?(?:Pre)?Depends: ([^<\s]+)$", told, re.MULTILINE)
        waiting += [name for name in needed if _RUNS_ALONE.match(name)]
    return sorted(wanted)


def _run(*command: str, folder: Path | None = None) -> str:
    if shutil.which(command[0]) is None:
        raise Unavailable(f"{command[0]} is not installed")
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        complaint = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise Unavailable(f"{' '.join(command[:2])} {command[-1]}: {complaint}")
    return done.stdout
