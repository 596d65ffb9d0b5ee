"""What the controller would refuse: references, arguments, variables, and the rules of each kind of template."""

from __future__ import annotations

from argocli.lint.finding import Finding
from argocli.lint.index import TemplateIndex
from argocli.lint.semantics.spec import check
from argocli.lint.semantics.validation import Validation
from argocli.manifest.positions import Document


def validate(document: Document, index: TemplateIndex) -> list[Finding]:
    """Everything that the controller would refuse about a document, and the references that lead nowhere."""
    run = Validation(document, index)
    if document.kind == "CronWorkflow":
        from argocli.lint.semantics.cron import check as check_cron

        check_cron(run)
    else:
        check(run)
    return run.findings


__all__ = ["validate"]
