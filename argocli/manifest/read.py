"""Files, folders and standard input, in the order in which they are to be read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from argocli.manifest.parse import MAX_BYTES

_SUFFIXES = (".yaml", ".yml", ".json")


class Unreadable:
    """A path that gave no bytes, and why."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


def read_paths(paths: Sequence[str], stdin: Callable[[], bytes]) -> Iterator[tuple[str, bytes | Unreadable]]:
    """Every file that `paths` name, with its bytes; standard input is called `stdin`."""
    for path in list_paths(paths):
        if path == "-":
            yield "stdin", stdin()
        else:
            yield path, read_file(path)


def list_paths(paths: Sequence[str]) -> Iterator[str]:
    """Every file that `paths` name, once: folders are walked in lexical order for YAML and JSON, a named file is one
    whatever it is called, `-` is standard input."""
    seen: set[str] | None = set() if len(paths) > 1 else None
    for path in paths:
        for found in _walk(path) if path != "-" and os.path.isdir(path) else (path,):
            if seen is not None:
                place = found if found == "-" else os.path.abspath(found)
                if place in seen:
                    continue
                seen.add(place)
            yield found


def _walk(folder: str) -> Iterator[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        yield folder  # reading it will say why
        return
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            if not os.path.islink(path) and name not in (".git", ".venv", "node_modules"):
                yield from _walk(path)
        elif name.endswith(_SUFFIXES):
            yield path


def read_file(path: str) -> bytes | Unreadable:
    """The bytes of a file, a little more than the limit at the most."""
    try:
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        return Unreadable((error.strerror or str(error)).lower())
