"""Debian packages as files: fetched with apt, unpacked into a folder, never installed.

apt reads all it knows each time it starts, so it is asked for many packages at once.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.cluster.programs import Unavailable

_LISTS = Path("/var/lib/apt/lists")
_RUNS_ALONE = re.compile(r"lib|python|zlib|gcc-")  # the rest is what maintainers' scripts and terminals want


def unpack(packages: Iterable[str], archives: Path, folder: Path) -> None:
    """The files of packages under a folder, those of each package once."""
    if missing := [package for package in packages if not (folder / ".unpacked" / package).exists()]:
        for package, archive in zip(missing, fetch(missing, archives), strict=True):
            _run("dpkg", "-x", str(archive), str(folder))
            (folder / ".unpacked").mkdir(exist_ok=True)
            (folder / ".unpacked" / package).touch()


def fetch(packages: list[str], archives: Path) -> list[Path]:
    """The archives of packages as the machine's own apt sources offer them."""
    archives.mkdir(parents=True, exist_ok=True)

    def found(package: str) -> list[Path]:
        return sorted(archives.glob(f"{package}_*.deb"))

    if missing := [package for package in packages if not found(package)]:
        if not any(_LISTS.glob("*Packages*")):
            _run("apt-get", "update", "-qq")
        try:
            _run("apt-get", "download", "-qq", *missing, folder=archives)
        except Unavailable:  # the lists are older than the archive
            _run("apt-get", "update", "-qq")
            _run("apt-get", "download", "-qq", *missing, folder=archives)
    return [found(package)[-1] for package in packages]


def with_libraries(packages: Iterable[str]) -> list[str]:
    """Packages and the libraries they need to start."""
    needs: dict[str, list[str]] = {}
    for line in _run("apt-cache", "depends", "--recurse", "--important", *packages).splitlines():
        if not line.startswith((" ", "<")):
            needs[line] = needed = []
        elif (match := re.match(r"\s*\|?(?:Pre)?Depends: ([^<\s]+)$", line)) and _RUNS_ALONE.match(match[1]):
            needed.append(match[1])
    wanted, waiting = set(), list(packages)
    while waiting:
        if (package := waiting.pop()) not in wanted:
            wanted.add(package)
            waiting += needs[package]
    return sorted(wanted)


def _run(*command: str, folder: Path | None = None) -> str:
    if shutil.which(command[0]) is None:
        raise Unavailable(f"{command[0]} is not installed")
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        complaint = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise Unavailable(f"{' '.join(command[:2])}: {complaint}")
    return done.stdout
