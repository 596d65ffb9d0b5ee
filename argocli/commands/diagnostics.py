"""Lines on stderr that are not about an error: how many of them, and in which form."""

from __future__ import annotations

import sys

from argocli.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_LEVELS = {
    "debug": 0, "trace": 0, "info": 1, "print": 1, "warn": 2, "warning": 2, "error": 3, "fatal": 3, "panic": 3,
}  # fmt: skip


class Diagnostics:
    """`level` and `form` are what --loglevel and --log-format say; empty texts say nothing. Without a stream it is
    stderr as it is then: a live view puts lines above itself. Raises UsageError."""

    __slots__ = ("_form", "_least", "_stream")

    def __init__(self, stream: TextIO | None = None, level: str = "", form: str = "") -> None:
        if level and level.lower() not in _LEVELS:
            raise UsageError(f'--loglevel is "{level}"', hint="one of debug, info, warn, error")
        if form not in ("", "text", "json"):
            raise UsageError(f'--log-format is "{form}"', hint="text or json")
        self._least = _LEVELS[level.lower() or "info"]
        self._form = form
        self._stream = stream

    def debug(self, text: str) -> None:
        self._say("debug", text)

    def info(self, text: str) -> None:
        self._say("info", text)

    def warn(self, text: str) -> None:
        self._say("warn", text)

    def _say(self, level: str, text: str) -> None:
        if _LEVELS[level] < self._least:
            return
        if self._form == "json":
            import json
            from datetime import UTC, datetime

            time = datetime.now(UTC).isoformat(timespec="milliseconds")
            line = json.dumps({"time": time, "level": level.upper(), "msg": text}, ensure_ascii=False)
        else:
            line = f"warning: {text}" if level == "warn" else text
        print(line, file=self._stream or sys.stderr, flush=True)
