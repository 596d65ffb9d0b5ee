"""The front door: runs a command line, and is the only place that prints errors."""

from __future__ import annotations

import sys

from argocli.errors import BUG, INTERRUPTED, OK, ArgoError


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))


def run(words: list[str]) -> int:
    """One command line; its exit code. Nothing but SystemExit leaves this."""
    from argocli.cli.dispatch import main as dispatch

    try:
        return dispatch(words)
    except ArgoError as error:
        print(f"error: {error.message if not str(error) else error}", file=sys.stderr)
        if error.hint:
            print(f"hint: {error.hint}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # Whoever read has had enough; say nothing, and keep the interpreter from complaining at exit.
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return OK
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:  # the last line of defence: no traceback reaches a user
        return _report()


def _report() -> int:
    """A bug: one line, and everything else in a file."""
    import os
    import tempfile
    import traceback

    handle, path = tempfile.mkstemp(prefix="argo-report-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        traceback.print_exc(file=file)
    kind = sys.exc_info()[0]
    print(f"error: a bug in argo ({kind.__name__ if kind else 'unknown'}); the details are in {path}", file=sys.stderr)
    return BUG


if __name__ == "__main__":
    main()
