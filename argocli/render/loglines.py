"""Log lines: which pod said what, each pod in its own colour."""

from __future__ import annotations

from argocli.ports import LogLine

_COLOURS = (32, 33, 34, 35, 36, 37)


def stamp(line: LogLine) -> str:
    """When it was printed, in UTC."""
    return line.time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def log_line(line: LogLine, *, colour: bool, timestamps: bool = False, prefix: bool = True) -> str:
    """`pod: text`, as it is printed."""
    content = f"{stamp(line)} {line.text}" if timestamps else line.text
    if prefix:
        content = f"{line.pod}: {content}"
    if not colour:
        return content
    code = _COLOURS[sum(map(ord, line.pod)) % len(_COLOURS)]
    return f"\x1b[{code}m{content}\x1b[0m"
