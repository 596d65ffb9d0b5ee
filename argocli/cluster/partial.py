"""Lists for tables: of every workflow only what a row shows, so that a thousand large ones fit into little memory.

An API server has no way to leave out the nodes: its tables lack columns that a row needs, its metadata form lacks the
status. So whole objects come, and each is cut down before the next is made; with msgspec they are not even made.
"""

from __future__ import annotations

from argocli.cluster.compressed import reachable
from argocli.cluster.pages import each
from argocli.model.brief import brief

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from argocli.cluster.transport import Response
    from argocli.model.values import Json, JsonObject
    from argocli.model.workflow import Workflow

    Typed: TypeAlias = Callable[[bytes], tuple[list[Workflow], JsonObject]]

# msgspec takes longer to load than it saves below this size.
_WORTH_LOADING = 1_500_000


class BriefDecoder:
    """Takes pages apart. `typed` False does without msgspec."""

    __slots__ = ("_typed",)

    def __init__(self, *, typed: bool = True) -> None:
        self._typed: Typed | bool = typed

    def __call__(self, response: Response) -> tuple[list[Workflow], JsonObject]:
        """The rows of a page, and the list's metadata."""
        if self._typed is True and len(response.body) >= _WORTH_LOADING:
            self._typed = _typed() or False
        if callable(self._typed):
            try:
                return self._typed(response.body)
            except ValueError:
                # An object of another form than the types say: the plain way takes it as it is.
                self._typed = False
        metadata: JsonObject = {}
        return [_row(item) for item in each(response, metadata)], metadata


def _row(item: Json) -> Workflow:
    workflow: Workflow = item if isinstance(item, dict) else {}  # type: ignore[assignment]
    status = workflow.get("status")
    if status and status.get("phase") == "Running":
        workflow = reachable(workflow)
    return brief(workflow)


def _typed() -> Typed | None:
    """A decoder that skips what a row does not need; None where msgspec is not installed."""
    try:
        from argocli.cluster.typed import decode
    except ImportError:
        return None
    return lambda body: decode(body, _row)
