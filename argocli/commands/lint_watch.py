"""`argo lint --watch`: judge again whenever a file changes, until interrupted."""

from __future__ import annotations

import os
from collections.abc import Iterator

from argocli.commands.lint import Judgement, LintOptions, say
from argocli.commands.lint_again import Again
from argocli.errors import INTERRUPTED, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.commands.session import Session

_SUFFIXES = (".yaml", ".yml", ".json")
_DEBOUNCE_MS = 60
# So often the files are looked at where nobody tells of changes: some file systems do not.
_LOOK_MS = 2000


def watch(options: LintOptions, judgement: Judgement, session: Session) -> int:
    """Report now and after every change; whatever is wrong with a file never ends the watching."""
    for path in options.files:
        if not os.path.exists(path):
            raise UsageError(f"{path}: there is nothing to watch")
    again = Again(options.files, judgement, session)
    try:
        say(again.report()[0], options, session)
        for _ in _changes([*options.files, *judgement.refs]):
            changed = again.changed()
            if changed:
                print(
                    f"changed: {', '.join(os.path.relpath(path) for path in changed)}", file=session.stderr, flush=True
                )
                report, anew = again.report()
                say(report, options, session, only=anew)
    except KeyboardInterrupt:
        pass
    return INTERRUPTED


def _changes(paths: list[str]) -> Iterator[None]:
    """Whenever a manifest may have changed."""
    import watchfiles

    # A file is watched by its folder: editors put a new one in its place.
    folders = {path if os.path.isdir(path) else os.path.dirname(path) or "." for path in paths}
    named = {os.path.abspath(path) for path in paths if not os.path.isdir(path)}
    whole = [os.path.abspath(path) + os.sep for path in paths if os.path.isdir(path)]

    def wanted(change: watchfiles.Change, path: str) -> bool:
        return path in named or (path.endswith(_SUFFIXES) and path.startswith(tuple(whole)))

    for _ in watchfiles.watch(
        *folders,
        watch_filter=wanted,
        debounce=_DEBOUNCE_MS,
        step=20,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        yield
