"""Templates by kind, namespace and name over everything that was read, whatever the order of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from argocli.lint.facts import Holder, Path
from argocli.lint.fields import KINDS
from argocli.lint.fits import fits
from argocli.manifest.positions import Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TEMPLATE = "WorkflowTemplate"
CLUSTER_TEMPLATE = "ClusterWorkflowTemplate"

Key = tuple[str, str, str]
NAMES: Key = ("", "", "")
Place = tuple[str, int]  # the file and the number of the document in it
Finder = Callable[[str, str, str], Document | None]
Fetcher = Callable[[str, int], Document | None]


class TemplateIndex:
    """Knows every WorkflowTemplate and ClusterWorkflowTemplate by name, and the holder of templates that each document
    is. Of several with one name the first by file and place counts. `beyond` is asked for templates that are not
    there."""

    def __init__(self, *, strict: bool = True, beyond: Finder | None = None) -> None:
        self.strict = strict
        # Where somebody wants to know: every template that is asked for; NAMES where all names were.
        self.asked: set[Key] | None = None
        self._beyond = beyond
        self._fetch: Fetcher | None = None
        self._places: dict[Key, Place] = {}
        self._documents: dict[Place, Document | None] = {}
        self._borrowed: dict[Key, Document | None] = {}
        self._own: list[tuple[Key, Place]] = []
        self._holders: dict[int, tuple[Document, Holder]] = {}

    def add(self, document: Document, *, clean: bool | None = None) -> None:
        """Take a document in. `clean`: whether its values are known to be just what the decoder keeps."""
        value = document.value
        if not isinstance(value, dict):
            return
        if clean:
            self._holders[id(document)] = (document, Holder(document, value))
        if document.kind in (TEMPLATE, CLUSTER_TEMPLATE):
            place = (document.source, document.index)
            self._documents[place] = document
            self._own.append((_key(document), place))
            self._name(_key(document), place)

    def _name(self, key: Key, place: Place) -> None:
        if place <= self._places.get(key, place):
            self._places[key] = place

    def defined(self) -> list[tuple[Key, Place]]:
        """Every template taken in."""
        return self._own

    def join(self, others: Iterable[tuple[Key, Place]], fetch: Fetcher) -> None:
        """Take note of templates that others have read; `fetch` gets their documents."""
        self._fetch = fetch
        for key, place in others:
            self._name(key, place)

    def find(self, kind: str, namespace: str, name: str) -> Document | None:
        """The template of this name; cluster templates have no namespace."""
        key = (kind, namespace, name)
        if self.asked is not None:
            self.asked.add(key)
        place = self._places.get(key)
        if place is not None:
            return self._document(place)
        if self._beyond is None:
            return None
        if key not in self._borrowed:
            self._borrowed[key] = self._beyond(kind, namespace, name)
        return self._borrowed[key]

    def _document(self, place: Place) -> Document | None:
        if place not in self._documents:
            self._documents[place] = self._fetch(*place) if self._fetch is not None else None
        return self._documents[place]

    def names(self) -> list[Key]:
        """All that were named, in an order of their own, for guesses at what was meant."""
        if self.asked is not None:
            self.asked.add(NAMES)
        return sorted(self._places)

    def first(self, document: Document) -> Document:
        """The template that counts of those with the document's name, mostly the document itself."""
        place = self._places.get(_key(document))
        found = self._document(place) if place is not None else None
        return document if found is None else found

    def holder(self, document: Document) -> Holder:
        """The document as a holder of templates; made once."""
        kept = self._holders.get(id(document))
        if kept is None:
            kept = self._holders[id(document)] = (document, self._holder(document))
        return kept[1]

    def _holder(self, document: Document) -> Holder:
        value = document.value
        if not isinstance(value, dict) or document.kind not in KINDS:
            return Holder(document, {})
        if fits(value, document.kind):
            return Holder(document, value)
        from itertools import islice

        from argocli.lint.decoded import decoded
        from argocli.lint.finding import MAX_FINDINGS
        from argocli.lint.walker import deviations

        dropped: list[Path] = []
        # What comes after so many is not reported, and hides nothing.
        found = list(islice(deviations(value, document.kind, strict=self.strict, dropped=dropped), MAX_FINDINGS))
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
