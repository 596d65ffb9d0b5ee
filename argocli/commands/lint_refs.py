"""Templates that lie in folders beside the files that are checked: looked up only when something refers to them."""

from __future__ import annotations

from collections.abc import Sequence

from argocli.manifest.parse import parse
from argocli.manifest.positions import Document
from argocli.manifest.read import Unreadable, read_paths

_KINDS = ("WorkflowTemplate", "ClusterWorkflowTemplate")
_WORD = b"WorkflowTemplate"


class TemplatesBelow:
    """The templates in some folders. Files are read when the first one is asked for; of those that can hold one, only
    the ones that mention its name are parsed."""

    def __init__(self, folders: Sequence[str]) -> None:
        self._folders = folders
        self._unparsed: dict[str, bytes] | None = None
        self._found: dict[tuple[str, str, str], Document] = {}

    def find(self, kind: str, namespace: str, name: str) -> Document | None:
        """The first such template in the order of files; `namespace` is as the document writes it, empty where it
        writes none, and for cluster templates."""
        if not self._folders or not name:
            return None
        if self._unparsed is None:
            self._unparsed = {
                source: data
                for source, data in read_paths(self._folders, bytes)
                if not isinstance(data, Unreadable) and _WORD in data
            }
        word = name.encode()
        for source in [source for source, data in self._unparsed.items() if word in data]:
            for document in parse(self._unparsed.pop(source), source):
                self._keep(document)
        return self._found.get((kind, namespace, name))

    def _keep(self, document: Document) -> None:
        metadata = document.value.get("metadata") if isinstance(document.value, dict) else None
        if document.kind not in _KINDS or not isinstance(metadata, dict):
            return
        name, namespace = metadata.get("name"), metadata.get("namespace")
        if isinstance(name, str):
            space = namespace if isinstance(namespace, str) and document.kind == _KINDS[0] else ""
            self._found.setdefault((document.kind, space, name), document)
