"""`argo template lint`: lint for one kind."""

from __future__ import annotations

from argocli.commands.lint import LintOptions
from argocli.commands.lint import run as lint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.commands.session import Session

__all__ = ["LintOptions", "run"]


def run(options: LintOptions, session: Session) -> int:
    return lint(options.only("WorkflowTemplate"), session)
