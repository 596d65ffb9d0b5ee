"""What the families of warnings work with: one document, the templates and calls in it, and where findings go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from argocli.lint.choose import Choice
from argocli.lint.facts import Call, Fields, Holder, Path, Tag, TaggedText, TemplateFacts
from argocli.lint.finding import MAX_FINDINGS, WARNING, Edit, Finding, json_path
from argocli.lint.index import CLUSTER_TEMPLATE, TEMPLATE, TemplateIndex
from argocli.lint.semantics.validation import MAX_GUESSES, VALUE, as_written, locate
from argocli.lint.suggest import closest
from argocli.lint.tokens import token_span
from argocli.manifest.positions import Document, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Notes:
    """`templates` are those of the document, the ones written inside steps and tasks included."""

    __slots__ = (
        "_arguments",
        "_guesses",
        "_names",
        "_said",
        "choice",
        "document",
        "findings",
        "holder",
        "index",
        "spec",
        "templates",
    )

    def __init__(self, document: Document, index: TemplateIndex, choice: Choice) -> None:
        self.document = document
        self.index = index
        self.choice = choice
        self.holder: Holder = index.holder(document)
        self.spec: Fields = self.holder.spec
        self.templates: list[TemplateFacts] = []
        for template in self.holder.templates:
            self._collect(template)
        self.findings: list[Finding] = []
        self._guesses = MAX_GUESSES
        self._said: set[tuple[str, str, int, int]] = set()
        self._arguments: dict[str, None] | None = None
        self._names: dict[tuple[int, str], dict[str, None]] = {}

    def names(self, template: TemplateFacts, what: str) -> dict[str, None]:
        """The names of a template's calls, of its inputs or of its outputs: `calls`, `inputs.parameters` and so on."""
        found = self._names.get((id(template), what))
        if found is None:
            side, _, kind = what.partition(".")
            listed = (template.value.get(side) or {}).get(kind) or ()
            names = [one.get("name") or "" for one in listed if isinstance(one, dict)]
            found = dict.fromkeys(names if kind else [call.name for call in template.calls])
            self._names[id(template), what] = found
        return found

    @property
    def arguments(self) -> dict[str, None]:
        """The names of the workflow's own arguments."""
        if self._arguments is None:
            self._arguments = dict.fromkeys(one["name"] for _, one in parameters(self.spec, "arguments"))
        return self._arguments

    def guess(self, name: str, known: Iterable[object]) -> str:
        """Words about what was meant, to put behind a message; empty where nothing is near."""
        self._guesses -= 1
        if self._guesses < 0:
            return ""
        found = closest(name, [one for one in known if isinstance(one, str)])
        return f", did you mean '{found}'?" if found else ""

    def _collect(self, template: TemplateFacts) -> None:
        self.templates.append(template)
        for call in template.calls:
            inline = self.inline(call)
            if inline is not None:
                self._collect(inline)

    def inline(self, call: Call) -> TemplateFacts | None:
        """The template written inside a step or task."""
        if call.inline is None and isinstance(call.value.get("inline"), dict):
            call.inline = TemplateFacts(call.value["inline"], (*call.path, "inline"))
        return call.inline

    @property
    def is_workflow(self) -> bool:
        """Whether this is something that runs, not a library of templates."""
        return self.document.kind not in (TEMPLATE, CLUSTER_TEMPLATE)

    @property
    def refers_to_template(self) -> bool:
        """Whether the spec is another object's, with a few things of its own."""
        return bool(self.spec.get("workflowTemplateRef"))

    def called(self, call: Fields, inline: TemplateFacts | None = None) -> TemplateFacts | None:
        """The template that a step, task or hook means, where that is certain."""
        if inline is not None:
            return inline
        reference = call.get("templateRef")
        if isinstance(reference, dict):
            cluster = bool(reference.get("clusterScope"))
            namespace = "" if cluster or self.document.kind == CLUSTER_TEMPLATE else self.holder.namespace
            kind = CLUSTER_TEMPLATE if cluster else TEMPLATE
            document = self.index.find(kind, namespace, reference.get("name") or "")
            if document is None:
                return None
            return self.index.holder(document).by_name.get(reference.get("template") or "")
        return self.holder.by_name.get(call.get("template") or "")

    def warn(
        self,
        rule: str,
        message: str,
        path: Path,
        at: int = VALUE,
        *,
        severity: str = WARNING,
        span: Span | None = None,
        fix: tuple[Edit, ...] = (),
    ) -> None:
        """A finding at a path of the document."""
        if not self.choice.counts(rule) or len(self.findings) >= MAX_FINDINGS:
            return
        place = span or locate(self.holder, path, at)
        # What an alias repeats is said once.
        said = (rule, message, place.line, place.column)
        if said in self._said:
            return
        self._said.add(said)
        written = json_path(as_written(self.holder, path))
        self.findings.append(Finding(rule, message, self.document, place, written, severity, fix=fix))

    def warn_in(
        self,
        rule: str,
        message: str,
        path: Path,
        start: int,
        end: int,
        *,
        key: bool = False,
        replacement: str | None = None,
    ) -> None:
        """A finding at a piece of the string at a path; `replacement` mends the piece where it stands on one line."""
        span = token_span(self.document, as_written(self.holder, path), start, end, key=key)
        exact = span.line == span.end_line and span.end_column - span.column == end - start
        fix = (Edit(span, replacement),) if replacement is not None and exact else ()
        self.warn(rule, message, path, span=span, fix=fix)

    def warn_tag(self, rule: str, message: str, text: TaggedText, tag: Tag) -> None:
        self.warn_in(rule, message, text.path, tag.start, tag.end, key=text.key)


def parameters(owner: Fields, side: str) -> list[tuple[int, Fields]]:
    """The parameters of inputs, outputs or arguments that have a name, each with its index."""
    below = owner.get(side)
    listed = below.get("parameters") if isinstance(below, dict) else None
    return [
        (index, one)
        for index, one in enumerate(listed or ())
        if isinstance(one, dict) and isinstance(one.get("name"), str) and one["name"]
    ]


def strings(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every string below a value, each with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from strings(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from strings(item, (*path, index))
