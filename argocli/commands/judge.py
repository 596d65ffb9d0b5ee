"""Whether a cluster would take a workflow: what lint says of it, with the templates that the cluster has."""

from __future__ import annotations

from argocli.commands.session import Session
from argocli.errors import ManifestError, Refused
from argocli.lint.finding import ERROR
from argocli.lint.index import TemplateIndex
from argocli.lint.semantics import validate
from argocli.manifest.positions import Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.model.workflow import Workflow


class Judge:
    """Keeps the templates that it has asked for."""

    def __init__(self, session: Session, *, strict: bool = True) -> None:
        self._session = session
        self._index = TemplateIndex(strict=strict, beyond=self.template)

    def know(self, document: Document | None, value: Workflow) -> Document:
        """Take in an object, so that others can refer to it where it is a template; as a document that says so."""
        judged = Document(document.source if document else "", document.index if document else 0, 1)
        if document is not None:
            judged.line, judged.file = document.line, document.file
        judged.value = value  # type: ignore[assignment]
        self._index.add(judged)
        return judged

    def check(self, workflow: Workflow, document: Document | None = None) -> None:
        """`document` is what the workflow was made of, where there is one. Raises ManifestError for what is wrong, and
        NotFound for a template that is missing."""
        judged = self.know(document, workflow)
        wrong = [finding for finding in validate(judged, self._index) if finding.severity == ERROR]
        if not wrong:
            return
        first, more = wrong[0], f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        if document is None:
            raise ManifestError(first.message + more)
        raise ManifestError(first.message + more, source=document.source, line=first.line, column=first.column)

    def template(self, kind: str, namespace: str, name: str) -> Document | None:
        """A template as the cluster has it; None where it must not be read."""
        try:
            value = self._session.resources().get(kind, namespace, name)
        except Refused as error:
            self._session.diagnostics.warn(f"not checked against {name}: {error.message}")
            return None
        found = Document(f"{kind} {name}", 0, 1)
        found.value = {"apiVersion": "argoproj.io/v1alpha1", "kind": kind, **value}
        return found
