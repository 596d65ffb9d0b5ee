"""A pod's own view of this machine: mount, pid and (unprivileged) user namespaces, with an overlay of the host's root.

Writes go to memory and end with the pod; the home folder and other users' temporary files are hidden, what PATH
leads to stays readable.
"""

from __future__ import annotations

import ctypes
import os

NEW_MOUNTS = 0x00020000
NEW_PIDS = 0x20000000
NEW_USER = 0x10000000
_RDONLY, _REMOUNT, _BIND, _REC, _PRIVATE = 1, 32, 4096, 16384, 1 << 18
_DETACH = 2
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_DEATH_SIGNAL = 1

Bind = tuple[str, str, bool]  # source on this machine, place in the pod, read-only


class Unavailable(Exception):
    """The kernel, or who runs this machine, does not allow it."""


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise Unavailable(f"{what}: {os.strerror(code)}")


def _mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    result = _libc().mount(
        os.fsencode(source), os.fsencode(target), kind.encode() or None, ctypes.c_ulong(flags), data.encode() or None
    )
    _check(result, f"mount {target}")


def die_with_parent() -> None:
    """SIGKILL for this process as soon as its parent is gone."""
    _libc().prctl(_DEATH_SIGNAL, 9, 0, 0, 0)


def unshare() -> None:
    """New namespaces for this process's children and mounts. Raises Unavailable."""
    if not hasattr(os, "uname") or os.uname().sysname != "Linux":
        raise Unavailable("namespaces need Linux")
    uid, gid = os.getuid(), os.getgid()
    if uid == 0 and _libc().unshare(NEW_MOUNTS | NEW_PIDS) == 0:
        return
    _check(_libc().unshare(NEW_USER | NEW_MOUNTS | NEW_PIDS), "unshare")
    for name, content in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
        try:
            with open(f"/proc/self/{name}", "w") as file:
                file.write(content)
        except OSError as error:
            raise Unavailable(f"{name}: {error.strerror}") from error


def build_root(place: str, hidden: list[str], binds: list[Bind]) -> None:
    """Make `place` the root of this process: an overlay of the host with `hidden` folders empty and `binds` in place.

    Called as the first process of its pid namespace. Raises Unavailable.
    """
    _mount("none", "/", flags=_REC | _PRIVATE)
    _mount("tmpfs", place, "tmpfs", data="mode=0755")
    upper, work, root = (os.path.join(place, name) for name in ("upper", "work", "root"))
    for folder in (upper, work, root):
        os.mkdir(folder)
    _overlay_host(root, upper, work)
    others = _other_mounts(place)
    kept = _readable_through_path(hidden)
    sources = [(os.path.realpath(source), target, read_only) for source, target, read_only in binds]
    _pivot(root)
    # From here on targets are looked up in the new root, so that no link leads a mount back to the host.
    for folder in ("/dev", "/sys"):
        if os.path.isdir(_OLD + folder):
            _mount(_OLD + folder, folder, flags=_BIND | _REC)
    _mount("proc", "/proc", "proc")
    for mounted in others:
        _try_bind(_OLD + mounted, mounted, read_only=True)
    for folder in [folder for folder in hidden if os.path.isdir(_OLD + folder)]:
        # One hidden folder may lie in another, and is gone with its content.
        os.makedirs(folder, exist_ok=True)
        _mount("tmpfs", folder, "tmpfs", data="mode=1777" if folder.endswith("tmp") else "mode=0755")
    for source in kept:
        _try_bind(_OLD + source, source, read_only=True)
    for source, target, read_only in sources:
        _bind(_OLD + source, target, read_only=read_only)
    _check(_libc().umount2(os.fsencode(_OLD), _DETACH), "umount")
    os.rmdir(_OLD)


def _overlay_host(root: str, upper: str, work: str) -> None:
    """The host's root under a layer of the pod's own; folder by folder where the kernel refuses the whole.

    It does for unprivileged users, because other file systems are mounted below `/`.
    """
    try:
        _overlay("/", root, upper, work)
        return
    except Unavailable:
        _mount(root, root, flags=_BIND)
    for name in os.listdir("/"):
        source, target = "/" + name, os.path.join(root, name)
        if os.path.islink(source):
            os.symlink(os.readlink(source), target)
        elif os.path.isdir(source):
            os.mkdir(target)
            if name not in ("proc", "sys", "dev"):
                layers = [os.path.join(layer, f"of-{name}") for layer in (upper, work)]
                for layer in layers:
                    os.mkdir(layer)
                try:
                    _overlay(source, target, *layers)
                except Unavailable:
                    _try_bind(source, target, read_only=True)


def _overlay(lower: str, target: str, upper: str, work: str) -> None:
    options = f"lowerdir={lower},upperdir={upper},workdir={work}"
    try:
        _mount("overlay", target, "overlay", data=options)
    except Unavailable:
        _mount("overlay", target, "overlay", data=options + ",userxattr")


_OLD = "/.old-root"


def _pivot(root: str) -> None:
    number = _PIVOT_ROOT.get(os.uname().machine)
    if number is None:
        raise Unavailable(f"pivot_root is not known for {os.uname().machine}")
    os.mkdir(root + _OLD)
    _check(_libc().syscall(number, os.fsencode(root), os.fsencode(root + _OLD)), "pivot_root")
    os.chdir("/")


def _bind(source: str, target: str, *, read_only: bool) -> None:
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    elif not os.path.exists(target):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w"):
            pass
    _mount(source, target, flags=_BIND | _REC)
    if read_only:
        _mount("none", target, flags=_BIND | _REMOUNT | _RDONLY)


def _try_bind(source: str, target: str, *, read_only: bool) -> None:
    """A bind that the pod can live without."""
    try:
        _bind(source, target, read_only=read_only)
    except (Unavailable, OSError):
        return


def _other_mounts(place: str) -> list[str]:
    """File systems beside the root one that steps may read, such as a separate /usr."""
    skipped = ("/proc", "/sys", "/dev", "/run", "/tmp", place)  # noqa: S108  # a mount point, nothing is written
    found = []
    with open("/proc/self/mountinfo") as file:
        for line in file:
            target = line.split(" ")[4].encode().decode("unicode_escape")
            if target != "/" and not any(target == skip or target.startswith(skip + "/") for skip in skipped):
                found.append(target)
    return found


def _readable_through_path(hidden: list[str]) -> list[str]:
    """Folders below hidden ones that programs on PATH need: the tool's own folder beside its `bin`."""
    found: dict[str, None] = {}
    for entry in os.environ.get("PATH", "").split(os.pathsep):
        for folder in hidden:
            if not entry.startswith(folder + "/") or not os.path.isdir(entry):
                continue
            parent = os.path.dirname(os.path.normpath(entry))
            whole = parent != folder and os.path.dirname(parent) != os.path.join(folder, ".local")
            found[parent if whole and not parent.endswith("/.local") else entry] = None
    return [path for path in found if not any(path.startswith(other + "/") for other in found)]
