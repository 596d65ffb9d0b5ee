"""`argo lint --watch`: judge again whenever a file changes, until interrupted."""

from __future__ import annotations

import os
from collections.abc import Iterator

from argocli.commands.lint import Judgement, LintOptions, say
from argocli.errors import INTERRUPTED, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.commands.session import Session

_SUFFIXES = (".yaml", ".yml", ".json")
_DEBOUNCE_MS = 50


def watch(options: LintOptions, judgement: Judgement, session: Session) -> int:
    """Report now and after every change; whatever is wrong with a file never ends the watching."""
    for path in options.files:
        if not os.path.exists(path):
            raise UsageError(f"{path}: there is nothing to watch")
    say(judgement.report(options.files, session), options, session)
    try:
        for changed in _changes([*options.files, *judgement.refs]):
            print(f"changed: {', '.join(changed)}", file=session.stderr)
            say(judgement.report(options.files, session), options, session)
    except KeyboardInterrupt:
        pass
    return INTERRUPTED


def _changes(paths: list[str]) -> Iterator[list[str]]:
    """The manifests that changed, whenever some do."""
    import watchfiles

    # A file is watched by its folder: editors put a new one in its place.
    folders = {path if os.path.isdir(path) else os.path.dirname(path) or "." for path in paths}
    named = {os.path.abspath(path) for path in paths if not os.path.isdir(path)}
    whole = [os.path.abspath(path) + os.sep for path in paths if os.path.isdir(path)]

    def wanted(change: watchfiles.Change, path: str) -> bool:
        return path in named or (path.endswith(_SUFFIXES) and path.startswith(tuple(whole)))

    for batch in watchfiles.watch(*folders, watch_filter=wanted, debounce=_DEBOUNCE_MS, step=20, raise_interrupt=True):
        yield sorted(os.path.relpath(path) for _, path in batch)
