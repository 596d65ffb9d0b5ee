"""Paths in containers: cleaned as the controller cleans them, and kept from climbing out."""

from __future__ import annotations


def climbs_out(path: str) -> bool:
    """Whether `..` leads out of the folder that is named before it. Paths that begin with it are not judged."""
    before, found, _ = path.partition("/../")
    if not found:
        before = path.removesuffix("/..") if path.endswith("/..") else ""
    if not before:
        return False
    below = before + "/"
    cleaned = clean_path(path)
    return not cleaned.startswith(below) or cleaned == below


def clean_path(path: str) -> str:
    """The shortest path that means the same."""
    if not path:
        return "."
    rooted = path[0] == "/"
    kept: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == ".." and kept and kept[-1] != "..":
            kept.pop()
        elif part != ".." or not rooted:
            kept.append(part)
    return ("/" if rooted else "") + "/".join(kept) or "."
