"""Templates that lie in folders beside the files that are checked: looked up only when something refers to them."""

from __future__ import annotations

import os

from argocli.manifest.parse import parse
from argocli.manifest.positions import Document
from argocli.manifest.read import Unreadable, list_paths, read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

_KINDS = ("WorkflowTemplate", "ClusterWorkflowTemplate")
_WORD = b"WorkflowTemplate"


class TemplatesBelow:
    """The templates in some folders. Files are read when the first one is asked for; of those that can hold one, only
    the ones that mention its name are parsed. Files `besides` (absolute paths) are left out: they are known already."""

    def __init__(self, folders: Sequence[str], besides: AbstractSet[str] = frozenset()) -> None:
        self._folders = folders
        self._besides = besides
        self._unparsed: dict[str, bytes] | None = None
        self._found: dict[tuple[str, str, str], tuple[int, Document]] = {}

    def find(self, kind: str, namespace: str, name: str) -> Document | None:
        """The first such template in the order of files; `namespace` is as the document writes it, empty where it
        writes none, and for cluster templates."""
        if not self._folders or not name:
            return None
        if self._unparsed is None:
            self._unparsed = self._candidates()
        word = name.encode()
        for number, (source, data) in enumerate(self._unparsed.items()):
            if word in data:
                self._unparsed[source] = b""
                for document in parse(data, source):
                    self._keep(number, document)
        found = self._found.get((kind, namespace, name))
        return found[1] if found is not None else None

    def _candidates(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for path in list_paths(self._folders):
            if os.path.abspath(path) not in self._besides:
                data = read_file(path)
                if not isinstance(data, Unreadable) and _WORD in data:
                    found[path] = data
        return found

    def _keep(self, number: int, document: Document) -> None:
        metadata = document.value.get("metadata") if isinstance(document.value, dict) else None
        if document.kind not in _KINDS or not isinstance(metadata, dict):
            return
        name, namespace = metadata.get("name"), metadata.get("namespace")
        if isinstance(name, str):
            space = namespace if isinstance(namespace, str) and document.kind == _KINDS[0] else ""
            key = (document.kind, space, name)
            if key not in self._found or number < self._found[key][0]:
                self._found[key] = (number, document)
