"""The edits that mend a finding where that is safe. Asked by `--fix` and `--diff` only, never on the way to a verdict.

Every answer has been tried: the edited document means what it is to mean, and nothing else in it has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from argocli.lint.altered import Path
from argocli.lint.finding import Edit, Finding, parsed_path
from argocli.lint.fix import Patch
from argocli.lint.sheet import Mending, Sheet, sheet_of

Mender = Callable[[Sheet, Finding, Path], Mending | None]
_Mended = list[tuple[Finding, Mending]]

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
    mend_all([finding])
    return finding.fix


def mend_all(findings: Sequence[Finding]) -> None:
    """Give every finding its edits, none where there is no safe way, or where they would overlap another's."""
    by_sheet: dict[Sheet, _Mended] = {}
    others: dict[str, list[Finding]] = {}
    for finding in findings:
        found = _MENDERS.get(finding.rule)
        if found is None and (finding.fix or finding.rule == "unused-suppression"):
            others.setdefault(finding.source, []).append(finding)
        if found is None:
            continue
        sheet = sheet_of(finding.document) if finding.origin is None else None
        mender: Mender = getattr(import_module(f"argocli.lint.mend_{found[0]}"), found[1])
        mending = mender(sheet, finding, parsed_path(finding.path)) if sheet is not None else None
        finding.fix = ()
        if sheet is not None and mending is not None:
            by_sheet.setdefault(sheet, []).append((finding, mending))
    for sheet, wanted in by_sheet.items():
        patch = Patch(sheet.text, sheet.before)
        apart = [(finding, mending) for finding, mending in wanted if patch.take(mending.edits)]
        for finding, mending in _sound(sheet, apart):
            finding.fix = mending.edits
    for listed in others.values():
        from argocli.lint.mend_comments import mend_comments

        mend_comments(listed)


def _sound(sheet: Sheet, wanted: _Mended) -> _Mended:
    """Those that do together what each of them is meant to do. They are tried all at once; only if that fails, in
    parts."""
    if not wanted or sheet.bears_out([mending for _, mending in wanted]):
        return wanted
    if len(wanted) == 1:
        return []
    half = len(wanted) // 2
    first, second = _sound(sheet, wanted[:half]), _sound(sheet, wanted[half:])
    together = [*first, *second]
    return together if sheet.bears_out([mending for _, mending in together]) else first
