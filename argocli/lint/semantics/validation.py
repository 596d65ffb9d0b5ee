"""One pass over one document: what it knows, what it has seen, and the findings it makes."""

from __future__ import annotations

from argocli.lint.facts import BLANKS, Fields, Holder, Path, Tag, TaggedText, TemplateFacts
from argocli.lint.finding import ERROR, MAX_FINDINGS, Finding, json_path
from argocli.lint.index import CLUSTER_TEMPLATE, TEMPLATE, TemplateIndex
from argocli.lint.semantics.standins import FIRST_FREE, PREFIX, WORKFLOW, for_people, stand_in
from argocli.lint.tokens import token_span
from argocli.manifest.positions import Document, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.substitution import View

# How deep calls are followed at once; what is called deeper has its turn afterwards.
MAX_DEPTH = 40

# How far templates of other documents are followed: how deep, and how many of their steps and tasks at all. They are
# judged where they stand as well; what is looked for here is what is wrong for this caller alone.
FOREIGN_DEPTH = 20
FOREIGN_CALLS = 5_000

MAX_GUESSES = 50

# Where a finding points: the value at its path, the key there, or what names the mapping there.
VALUE = 0
KEY = 1
NAME = 2

Related = tuple[tuple[Document, Span, str], ...]


class Base:
    """A holder of templates as this pass reaches it. `label` tells its templates from others of the same name;
    `foreign`: it stands in another document."""

    __slots__ = ("foreign", "holder", "label", "local", "stored")

    def __init__(self, holder: Holder, label: str, *, local: bool, foreign: bool) -> None:
        self.holder = holder
        self.label = label
        self.local = local
        self.foreign = foreign
        # Inline templates of a holder reached by reference are kept by the step's name alone.
        self.stored: dict[str, TemplateFacts] = {}


class Site:
    """A call that is being followed: who calls, where, the words for it in messages, and the step or task, if any."""

    __slots__ = ("base", "path", "value", "words")

    def __init__(self, base: Base, path: Path, words: str, value: Fields | None = None) -> None:
        self.base = base
        self.path = path
        self.words = words
        self.value = value


class Validation:
    """`template_mode`: the document is a template, its arguments come later. `lenient`: arguments need no values.
    `plain`: no value of the workflow brings tags or unusual characters."""

    __slots__ = (
        "_bases",
        "_counter",
        "_foreign_calls",
        "_guesses",
        "_reported",
        "any_artifact",
        "chain",
        "deferred",
        "document",
        "findings",
        "globals",
        "holder",
        "incomplete",
        "index",
        "lenient",
        "namespace",
        "plain",
        "root",
        "seen",
        "statics",
        "template_mode",
    )

    def __init__(self, document: Document, index: TemplateIndex) -> None:
        self.document = document
        self.index = index
        self.holder = index.holder(document)
        kind = document.kind
        self.template_mode = kind in (TEMPLATE, CLUSTER_TEMPLATE)
        self.lenient = kind != "CronWorkflow"
        self.namespace = "" if kind == CLUSTER_TEMPLATE else self.holder.namespace
        name = "" if self.template_mode else self.holder.name
        self.root = Base(self.holder, f"local/{name}", local=True, foreign=False)
        self.globals: dict[str, str] = dict(WORKFLOW)
        self.plain = True
        self.any_artifact = False
        # Something called is not among the files: what it would have brought is not missed.
        self.incomplete = False
        self.chain: list[Site] = []
        self.seen: set[str] = set()
        self.statics: set[int] = set()
        self.deferred: list[tuple[Base, TemplateFacts, View, list[Site]]] = []
        self.findings: list[Finding] = []
        self._bases: dict[int, Base] = {}
        self._reported: set[tuple[object, ...]] = set()
        self._counter = FIRST_FREE
        self._guesses = MAX_GUESSES
        self._foreign_calls = FOREIGN_CALLS

    def stand_in(self) -> str:
        """A text that stands for a value of run time, unlike any other."""
        self._counter += 1
        return stand_in(self._counter)

    def may_guess(self) -> bool:
        """Whether there may be one more guess at what was meant: each takes a while, and nobody reads hundreds."""
        self._guesses -= 1
        return self._guesses >= 0

    def may_follow(self, base: Base, template: TemplateFacts) -> bool:
        """Whether the body of a template is to be judged for this caller."""
        if not base.foreign:
            return True
        if len(self.chain) >= FOREIGN_DEPTH and all(site.base.foreign for site in self.chain[-FOREIGN_DEPTH:]):
            return False
        self._foreign_calls -= 1 + len(template.calls)
        return self._foreign_calls >= 0

    def base(self, document: Document) -> Base:
        """Another document, or this one, reached by reference."""
        found = self._bases.get(id(document))
        if found is None:
            holder = self.index.holder(document)
            scope = "cluster" if document.kind == CLUSTER_TEMPLATE else "namespaced"
            label = f"{scope}/{holder.name}"
            found = Base(holder, label, local=False, foreign=document is not self.document)
            self._bases[id(document)] = found
        return found

    def add(
        self,
        rule: str,
        message: str,
        base: Base,
        path: Path,
        at: int = VALUE,
        *,
        severity: str = ERROR,
        related: Related = (),
        mark: Path | None = None,
    ) -> None:
        """A finding at a path; `mark` is the path to point at where that is another one."""
        if self._new(rule, base, path, message):
            span = locate(base.holder, path if mark is None else mark, at)
            self._report(rule, message, base, path, span, severity, related)

    def add_at(self, rule: str, message: str, base: Base, path: Path, span: Span, detail: object) -> None:
        """A finding at a place within the value at a path."""
        if self._new(rule, base, path, detail):
            self._report(rule, message, base, path, span, ERROR, ())

    def add_call(
        self, rule: str, message: str, site: Site, path: Path, mark: Path, *, detail: object, related: Related = ()
    ) -> None:
        """A finding about what a call hands over; `detail` tells it from others of the same rule and place."""
        if self._new(rule, site.base, path, detail):
            if not site.base.foreign and site.words:
                message = f"{site.words} {message}"
            span = locate(site.base.holder, mark, VALUE)
            self._report(rule, message, site.base, path, span, ERROR, related)

    def add_tag(self, rule: str, message: str, base: Base, text: TaggedText, tag: Tag | None) -> None:
        """A finding about a tag of a string, or about the whole string. What stands between the braces is meant."""
        start, end = inside(tag) if tag is not None else (0, 0)
        if self._new(rule, base, text.path, start if tag is not None else message):
            original = as_written(base.holder, text.path)
            span = token_span(base.holder.document, original, start, end, key=text.key)
            self._report(rule, message, base, text.path, span, ERROR, ())

    def _new(self, rule: str, base: Base, path: Path, detail: object) -> bool:
        key = (rule, id(base.holder), path, detail)
        if key in self._reported or path in base.holder.spoiled or len(self.findings) >= MAX_FINDINGS:
            return False
        self._reported.add(key)
        return True

    def _report(
        self, rule: str, message: str, base: Base, path: Path, span: Span, severity: str, related: Related
    ) -> None:
        origin = None
        if base.foreign:
            origin = (base.holder.document, span)
            related = ((base.holder.document, span, message), *related)
            message = "".join(f"{site.words} " for site in self.chain if site.words) + message
            site = next((site for site in reversed(self.chain) if not site.base.foreign), None)
            path = site.path if site is not None else self.root.holder.path
            span = self._place(site, path)
        if PREFIX in message:
            message = for_people(message)
        original = json_path(as_written(self.holder, path))
        finding = Finding(rule, message, self.document, span, original, severity, related)
        finding.origin = origin
        self.findings.append(finding)

    def _place(self, site: Site | None, path: Path) -> Span:
        """Where a call stands that leads into another document."""
        if site is None:
            return locate(self.holder, path, NAME)
        if site.value is None:
            return locate(self.holder, path, VALUE)
        refers = site.value.get("templateRef") is not None
        return locate(self.holder, (*path, "templateRef") if refers else path, NAME)


def inside(tag: Tag) -> tuple[int, int]:
    """Where the name or expression of a tag begins and ends in its string; all of the tag where there is none."""
    start = tag.start + 2 + len(tag.body) - len(tag.body.lstrip(BLANKS))
    end = start + len(tag.body.strip(BLANKS))
    return (start, end) if end > start else (tag.start, tag.end)


def locate(holder: Holder, path: Path, at: int) -> Span:
    """The place of a value, of its key, or of what names the mapping there."""
    names = holder.renamed.get((*path, "name"), "name")
    path = as_written(holder, path)
    document = holder.document
    if at == VALUE:
        return document.locate(path)
    if at == NAME:
        place = document.place
        for part in path:
            place = place.children.get(part) if place is not None else None
        if place is not None and place.keys:
            name = place.children.get(names)
            if name is not None:
                return name.span
            if not path or isinstance(path[-1], int):
                return next(iter(place.keys.values()))
    return document.locate_key(path)


def as_written(holder: Holder, path: Path) -> Path:
    """The path in the file, where keys may be spelled otherwise."""
    if not holder.renamed:
        return path
    return tuple(holder.renamed.get(path[: index + 1], part) for index, part in enumerate(path))
