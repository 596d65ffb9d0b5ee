"""Templates by kind, namespace and name over everything that was read, whatever the order of the files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from argocli.lint.decoded import decoded
from argocli.lint.facts import Holder, Path
from argocli.lint.walker import deviations, kinds
from argocli.manifest.positions import Document

TEMPLATE = "WorkflowTemplate"
CLUSTER_TEMPLATE = "ClusterWorkflowTemplate"

Key = tuple[str, str, str]
Finder = Callable[[str, str, str], Document | None]


class TemplateIndex:
    """Knows every WorkflowTemplate and ClusterWorkflowTemplate by name, and the holder of templates that each document
    is. Of two with one name the first counts; `duplicates` has the later ones with it. `beyond` is asked for templates
    that are not there."""

    def __init__(self, *, strict: bool = True, beyond: Finder | None = None) -> None:
        self.strict = strict
        self.duplicates: list[tuple[Document, Document]] = []
        self._beyond = beyond
        self._found: dict[Key, Document] = {}
        self._absent: set[Key] = set()
        self._holders: dict[int, tuple[Document, Holder]] = {}

    def add(self, document: Document, *, clean: bool | None = None) -> None:
        """Take a document in. `clean`: whether its values are known to be just what the decoder keeps."""
        value = document.value
        if not isinstance(value, dict):
            return
        if clean:
            self._holders[id(document)] = (document, Holder(document, value))
        if document.kind in (TEMPLATE, CLUSTER_TEMPLATE):
            key = _key(document)
            first = self._found.setdefault(key, document)
            if first is not document:
                self.duplicates.append((document, first))

    def find(self, kind: str, namespace: str, name: str) -> Document | None:
        """The template of this name; cluster templates have no namespace."""
        key = (kind, namespace, name)
        found = self._found.get(key)
        if found is None and self._beyond is not None and key not in self._absent:
            found = self._beyond(kind, namespace, name)
            if found is None:
                self._absent.add(key)
            else:
                self._found[key] = found
        return found

    def names(self) -> list[Key]:
        """All that are there, for guesses at what was meant."""
        return list(self._found)

    def holder(self, document: Document) -> Holder:
        """The document as a holder of templates; made once."""
        kept = self._holders.get(id(document))
        if kept is None:
            kept = self._holders[id(document)] = (document, self._holder(document))
        return kept[1]

    def _holder(self, document: Document) -> Holder:
        value = document.value
        if not isinstance(value, dict) or document.kind not in kinds():
            return Holder(document, {})
        dropped: list[Path] = []
        found = list(deviations(value, document.kind, strict=self.strict, dropped=dropped))
        if not found and not dropped:
            return Holder(document, value)
        kept, renamed = decoded(value, document.kind, strict=self.strict)
        spoiled = frozenset(path for one in found for path in (one.path, one.path[:-1]))
        return Holder(document, kept, renamed, spoiled)


def _key(document: Document) -> Key:
    value: Any = document.value
    metadata = value.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    name, namespace = metadata.get("name"), metadata.get("namespace")
    return (
        document.kind,
        namespace if isinstance(namespace, str) and document.kind == TEMPLATE else "",
        name if isinstance(name, str) else "",
    )
