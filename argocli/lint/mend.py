"""The edits that mend a finding where that is safe. Asked by `--fix` and `--diff` only, never on the way to a verdict.

Every answer has been tried: the edited document means what it is to mean, and nothing else in it has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from argocli.lint.altered import Path
from argocli.lint.finding import Edit, Finding, parsed_path
from argocli.lint.sheet import Mending, Sheet, sheet_of

Mender = Callable[[Sheet, Finding, Path], Mending | None]

# By rule: the module of its family, and the function in it.
_MENDERS = {
    "unknown-field": ("fields", "unknown_field"),
    "unknown-kind": ("fields", "unknown_kind"),
    "deprecated-field": ("fields", "deprecated_field"),
    "wrong-api-version": ("fields", "api_version"),
    "wrong-type": ("values", "wrong_type"),
    "timeout-format": ("values", "timeout"),
    "pod-gc-strategy": ("values", "choice"),
    "retry-policy": ("values", "choice"),
    "concurrency-policy": ("values", "choice"),
    "resource-action": ("values", "choice"),
    "duplicate-key": ("pairs", "duplicate_key"),
    "shadowed-default": ("pairs", "shadowed_default"),
    "dependency-unknown": ("words", "result_word"),
    "depends-result": ("words", "result_word"),
    "hyphen-in-expression": ("words", "replaced_word"),
    "misspelt-variable": ("words", "replaced_word"),
}


def mended(finding: Finding) -> tuple[Edit, ...]:
    """The edits for a finding; none where there is no safe way."""
    if finding.origin is not None:
        return ()
    found = _MENDERS.get(finding.rule)
    if found is None:
        from argocli.lint import mend_comments

        return mend_comments.mended(finding)
    sheet = sheet_of(finding.document)
    if sheet is None:
        return ()
    mender: Mender = getattr(import_module(f"argocli.lint.mend_{found[0]}"), found[1])
    mending = mender(sheet, finding, parsed_path(finding.path))
    return mending.edits if mending is not None and sheet.bears_out(mending) else ()
