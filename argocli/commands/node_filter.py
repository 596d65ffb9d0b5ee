"""Which nodes of a tree are shown: --status and --node-field-selector."""

from __future__ import annotations

from argocli.errors import UsageError
from argocli.model.node_selectors import parse_node_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from argocli.model.workflow import Node


def node_filter(status: str, selector: str) -> Callable[[Node], bool]:
    """A test over nodes; empty texts let all through. Raises UsageError."""
    if status and selector:
        raise UsageError(
            "--status and --node-field-selector cannot be used together", hint="add phase= to the selector"
        )
    return parse_node_selector(f"phase={status}" if status else selector)
