"""Starting a process that belongs to nobody: its own session, no terminal, its output in a file."""

from __future__ import annotations

import os


def spawn_detached(words: list[str], log: str) -> None:
    """Start `words` (the first is a path) with this process's environment; what it prints is added to `log`."""
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.posix_spawn(
        words[0],
        words,
        dict(os.environ),
        file_actions=[
            (os.POSIX_SPAWN_DUP2, nothing, 0),
            (os.POSIX_SPAWN_DUP2, output, 1),
            (os.POSIX_SPAWN_DUP2, output, 2),
        ],
        setsid=True,
    )
    os.close(output)
    os.close(nothing)
