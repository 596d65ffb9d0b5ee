"""What the controller would refuse: references, arguments, variables, and the rules of each kind of template."""

from __future__ import annotations

from argocli.lint.finding import Finding
from argocli.lint.index import TemplateIndex
from argocli.lint.semantics.spec import check
from argocli.lint.semantics.validation import Validation
from argocli.manifest.positions import Document

Path = tuple[str | int, ...]


def validate(document: Document, index: TemplateIndex, spoiled: frozenset[Path] = frozenset()) -> list[Finding]:
    """Everything that the controller would refuse about a document, and the references that lead nowhere.

    `spoiled` are the mappings in which the schema has found something.
    """
    run = Validation(document, index, spoiled)
    if document.kind == "CronWorkflow":
        from argocli.lint.semantics.cron import check as check_cron

        check_cron(run)
    else:
        check(run)
    return run.findings


__all__ = ["validate"]
