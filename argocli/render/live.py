"""The live tree on a terminal: redrawn on change and once a second, never taller than the screen."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from argocli.model.workflow import Status, Workflow
from argocli.render.detail import header, shown_status, tree_lines
from argocli.render.fold import fold
from argocli.render.nodes import Keep
from argocli.render.tree import rows

if TYPE_CHECKING:
    from rich.text import Text


class LiveView:
    """A context that shows the newest state; on leaving it, the whole tree stays on the screen."""

    def __init__(self, stream: TextIO | None = None, *, colour: bool = True, keep: Keep = lambda node: True) -> None:
        from rich.console import Console
        from rich.live import Live

        self._stream = stream or sys.stdout
        self._colour = colour
        self._keep = keep
        self._console = Console(file=self._stream, no_color=not colour, highlight=False, soft_wrap=False)
        self._live = Live(console=self._console, auto_refresh=False, transient=True, vertical_overflow="crop")

    def __enter__(self) -> LiveView:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def show(self, workflow: Workflow, now: datetime) -> None:
        """Draw one frame."""
        from rich.text import Text

        width, height = self._console.size
        lines = frame(workflow, now, height - 1, colour=self._colour, keep=self._keep)
        body = Text("\n", no_wrap=True, overflow="ellipsis").join(
            _cut(Text.from_ansi(line, no_wrap=True, overflow="ellipsis"), width) for line in lines
        )
        self._live.update(body, refresh=True)


def _cut(line: Text, width: int) -> Text:
    line.truncate(width, overflow="ellipsis")
    return line


def frame(workflow: Workflow, now: datetime, height: int, *, colour: bool, keep: Keep = lambda node: True) -> list[str]:
    """The lines of one frame, at most `height`: a short head, then the tree folded to what is left."""
    found = rows(workflow, keep)
    head = header(workflow, now, colour=colour)
    if len(head) + len(found) + 2 > height:
        status = workflow.get("status", Status())
        head = [f"{workflow['metadata']['name']}  {shown_status(workflow)}  {status.get('progress', '')}".rstrip()]
    room = max(1, height - len(head) - 2)
    folded = fold(found, room)
    drawn = iter(tree_lines(workflow, [line.row for line in folded if line.row is not None], now, colour=colour))
    if not found:
        return head[:height]
    titles = next(drawn)
    body = [next(drawn) if line.row is not None else line.summary for line in folded]
    return [*head, "", titles, *body][:height]
