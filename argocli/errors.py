"""Every error a user can meet, by meaning, with its exit code and a hint.

ArgoError
├── UsageError        2  the command line contradicts itself
├── ManifestError     3  a manifest cannot be read, with file, line and column
├── LintFailed        1  findings were printed already
├── NotFound          3  no such object
├── Conflict          3  it exists already, or changed meanwhile
├── Refused           3  the object or the server says no
├── Unreachable       4  no cluster, server or container engine answered
├── WorkflowFailed    1  the workflow that was waited for did not succeed
└── TimedOut        124  the time that was given is over

Adapters translate what their libraries raise into these and keep the cause; only the front door prints them.
"""

from __future__ import annotations

OK = 0
FAILED = 1
USAGE = 2
REFUSED = 3
UNREACHABLE = 4
BUG = 5
TIMEOUT = 124
INTERRUPTED = 130


class ArgoError(Exception):
    """An error with one line of what happened, an exit code, and what to do next."""

    exit_code = REFUSED

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ArgoError):
    exit_code = USAGE


class ManifestError(ArgoError):
    """A manifest that cannot be used; `source` is the file as the user named it, `line` and `column` count from 1."""

    def __init__(
        self,
        message: str,
        *,
        source: str | None = None,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
    ) -> None:
        self.source, self.line, self.column = source, line, column
        place = ":".join(str(part) for part in (source, line, column) if part is not None)
        super().__init__(f"{place}: {message}" if place else message, hint=hint)


class LintFailed(ArgoError):
    exit_code = FAILED


class NotFound(ArgoError):
    pass


class Conflict(ArgoError):
    pass


class Refused(ArgoError):
    pass


class Unreachable(ArgoError):
    exit_code = UNREACHABLE


class WorkflowFailed(ArgoError):
    exit_code = FAILED


class TimedOut(ArgoError):
    exit_code = TIMEOUT
