"""Warnings that have the cause of an error: one mistake is said once."""

from __future__ import annotations

from collections.abc import Sequence

from argocli.lint.facts import Holder
from argocli.lint.finding import Finding, json_path

# Warnings that say nothing new in a document where one of these errors is found, nor where fields do not fit.
_FOLLOWING = {
    "unused-template": ("undefined-template", "template-missing"),
    "unused-parameter": ("unresolved-variable", "tag-not-closed"),
    "unused-argument": ("unresolved-variable", "tag-not-closed"),
    "unreachable-task": ("target-unknown", "dependency-unknown"),
}


def others(warnings: Sequence[Finding], errors: Sequence[Finding], holder: Holder) -> list[Finding]:
    """The warnings that have a cause of their own."""
    if not errors:
        return list(warnings)
    rules = {error.rule for error in errors}
    places = {error.path for error in errors if error.path}
    spoiled = {json_path(path) for path in holder.spoiled}
    return [
        warning
        for warning in warnings
        if warning.path not in places
        and not _in(warning.path, spoiled)
        and not (warning.rule in _FOLLOWING and (spoiled or rules.intersection(_FOLLOWING[warning.rule])))
    ]


def _in(path: str, spoiled: set[str]) -> bool:
    """Whether the value, or the mapping that it stands in, is at fault."""
    return path in spoiled or path[: max(path.rfind("."), path.rfind("["))] in spoiled
