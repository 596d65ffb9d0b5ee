"""Container images for tests, packed as files out of Debian packages and scripts; nothing is pulled.

Each stands in for a well-known image: the same name, the same programs under the same names, much smaller.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.cluster.debian import fetch, with_libraries

_BORN = "2026-01-01T00:00:00Z"
_FOLDERS = ("dev", "etc", "home", "mnt", "proc", "root", "run", "sys", "tmp", "usr", "usr/bin", "usr/lib", "var")
_MERGED = ("bin", "sbin", "lib", "lib64")
_LEFT_OUT = ("usr/share/", "etc/")
_SLEEP = 'trap "exit 0" TERM INT; while :; do sleep 3600 & wait; done'

_ARGOSAY = r"""#!/bin/sh
# Says things, keeps them, waits and fails on request.
verb=${1:-echo}
[ $# -eq 0 ] || shift
case $verb in
echo)
    if [ $# -lt 2 ]; then echo "${1-hello argo}"; exit; fi
    mkdir -p "$(dirname "$2")" && echo "$1" >"$2" ;;
cat) cat "$@" ;;
sleep) sleep "$1" ;;
exit) exit "${1:-0}" ;;
assert_contains) grep -qF -e "$2" -- "$1" ;;
sh) exec sh "$@" ;;
*) echo "argosay: what is $verb?" >&2; exit 1 ;;
esac
"""

_COWSAY = r"""#!/bin/sh
echo "< $* >"
printf '%s\n' '   \  ^__^' '    \ (oo)____' '      (__)    )\' '        ||--|| *'
"""


@dataclass(frozen=True)
class Image:
    file: str
    names: tuple[str, ...]
    scripts: tuple[tuple[str, str], ...] = ()
    packages: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()


IMAGES = (
    Image(
        "busybox",
        tuple(
            f"docker.io/library/{name}" for name in ("busybox:latest", "busybox:1.36", "alpine:latest", "alpine:3.23")
        ),
        command=("sh",),
    ),
    Image("pause", ("registry.k8s.io/pause:3.10",), entrypoint=("/bin/sh", "-c", _SLEEP)),
    Image(
        "argosay",
        ("docker.io/argoproj/argosay:v2", "docker.io/argoproj/argosay:v1"),
        scripts=(("argosay", _ARGOSAY), ("cowsay", _COWSAY)),
        entrypoint=("argosay",),
    ),
    Image("whalesay", ("docker.io/docker/whalesay:latest",), scripts=(("cowsay", _COWSAY),), command=("/bin/sh",)),
    Image(
        "python",
        tuple(f"docker.io/library/python:{tag}" for tag in ("latest", "3", "alpine", "alpine3.23", "3.12-alpine")),
        packages=("python3-minimal", "libpython3-stdlib"),
        command=("python3",),
    ),
)


def pack(folder: Path, debian: Path, archives: Path) -> None:
    """An archive for every image, as `ctr images import` reads them; those that are there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    wholes = {image: folder / f"{image.file}-{_mark(image)}.tar" for image in IMAGES}
    for stale in set(folder.glob("*.tar")) - set(wholes.values()):
        stale.unlink()
    for image, whole in wholes.items():
        if not whole.exists():
            layers = [_busybox(debian / "bin" / "busybox")]
            if image.scripts:
                layers.append(_scripts(image.scripts))
            if image.packages:
                layers.append(_files_of(fetch(with_libraries(image.packages), archives)))
            half = folder / f"{image.file}.{os.getpid()}"
            half.write_bytes(_archive(image, layers))
            half.replace(whole)


def _mark(image: Image) -> str:
    """Another one when the image is described in another way."""
    return hashlib.sha256(repr(image).encode()).hexdigest()[:8]


def _archive(image: Image, layers: list[bytes]) -> bytes:
    sums = [hashlib.sha256(layer).hexdigest() for layer in layers]
    start = {"Env": ["PATH=/usr/local/bin:/usr/bin:/bin"], "Entrypoint": image.entrypoint, "Cmd": image.command}
    config = json.dumps(
        {
            "architecture": {"aarch64": "arm64"}.get(os.uname().machine, "amd64"),
            "os": "linux",
            "created": _BORN,
            "config": {key: value for key, value in start.items() if value},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}" for digest in sums]},
            "history": [{"created": _BORN} for _ in layers],
        }
    ).encode()
    name = hashlib.sha256(config).hexdigest() + ".json"
    manifest = [{"Config": name, "RepoTags": image.names, "Layers": [f"{digest}.tar" for digest in sums]}]
    files = {name: config, **{f"{digest}.tar": layer for digest, layer in zip(sums, layers, strict=True)}}
    files["manifest.json"] = json.dumps(manifest).encode()
    return _tar((_file(path, data), data) for path, data in files.items())


def _busybox(program: Path) -> bytes:
    """The folders every image has, and one program under its two hundred names."""
    applets = subprocess.run([str(program), "--list"], capture_output=True, text=True, check=True).stdout.split()

    def members() -> Iterator[tuple[tarfile.TarInfo, bytes]]:
        for path in _FOLDERS:
            yield _folder(path, 0o1777 if path == "tmp" else 0o755), b""
        for path in _MERGED:
            yield _link(path, "usr/bin" if path.endswith("bin") else "usr/lib"), b""
        yield _file("etc/passwd", users := b"root:x:0:0:root:/root:/bin/sh\n"), users
        yield _file("etc/group", groups := b"root:x:0:\n"), groups
        yield _file("usr/bin/busybox", data := program.read_bytes(), 0o755), data
        for applet in sorted(set(applets) - {"busybox"}):
            yield _link(f"usr/bin/{applet}", "busybox"), b""

    return _tar(members())


def _scripts(scripts: tuple[tuple[str, str], ...]) -> bytes:
    return _tar((_file(f"usr/bin/{name}", text.encode(), 0o755), text.encode()) for name, text in scripts)


def _files_of(packages: Iterable[Path]) -> bytes:
    """The programs and libraries of Debian packages, without their papers, in the folders of a merged /usr."""

    def members() -> Iterator[tuple[tarfile.TarInfo, bytes]]:
        seen = set()
        for package in packages:
            unpacked = subprocess.run(["dpkg", "--fsys-tarfile", str(package)], capture_output=True, check=True).stdout
            with tarfile.open(fileobj=io.BytesIO(unpacked)) as source:
                for member in source:
                    member.name = _merged(member.name)
                    if member.islnk():
                        member.linkname = _merged(member.linkname)
                    if member.name in seen or member.name.startswith(_LEFT_OUT) or member.name in ("", *_FOLDERS):
                        continue
                    seen.add(member.name)
                    content = source.extractfile(member) if member.isreg() else None
                    yield member, content.read() if content else b""
        yield _link("usr/bin/python", "python3"), b""

    return _tar(members())


def _merged(path: str) -> str:
    path = path.removeprefix("./").strip("/")
    head, slash, rest = path.partition("/")
    if head not in _MERGED:
        return path
    return f"usr/{'bin' if head.endswith('bin') else 'lib'}{slash}{rest}"


def _tar(members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for entry, data in members:
            tar.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def _file(path: str, data: bytes, mode: int = 0o644) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path)
    entry.size, entry.mode = len(data), mode
    return entry


def _folder(path: str, mode: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path)
    entry.type, entry.mode = tarfile.DIRTYPE, mode
    return entry


def _link(path: str, target: str) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path)
    entry.type, entry.linkname = tarfile.SYMTYPE, target
    return entry
