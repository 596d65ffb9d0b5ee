"""From files to findings: every document is read, judged and accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from argocli.lint.choose import STRICTER, Choice
from argocli.lint.finding import ERROR, MAX_FINDINGS, WARNING, Finding, json_path
from argocli.lint.fits import fits
from argocli.lint.index import CLUSTER_TEMPLATE, TEMPLATE, Finder, TemplateIndex
from argocli.lint.semantics import validate
from argocli.lint.suggest import closest
from argocli.lint.suppress import MARK
from argocli.lint.walker import Deviation, deviations, kinds, object_metadata
from argocli.manifest.parse import Document, Problem, parse
from argocli.manifest.read import Unreadable

GROUP = "argoproj.io/"
LINTED = ("Workflow", "WorkflowTemplate", "CronWorkflow", "ClusterWorkflowTemplate")
SHORT = {"wf": LINTED[0], "wftmpl": LINTED[1], "cronwf": LINTED[2], "cwftmpl": LINTED[3]}
PLURAL = {
    "workflows": LINTED[0],
    "workflowtemplates": LINTED[1],
    "cronworkflows": LINTED[2],
    "clusterworkflowtemplates": LINTED[3],
}

_MARK = MARK.encode()

Path = tuple[str | int, ...]


class Options:
    """How to judge; `selected` are the kinds that count, `choice` the rules, without which nothing is worth a warning.
    `passing`: what does not even look like Argo's is passed over."""

    __slots__ = ("choice", "compatible", "passing", "selected", "strict")

    def __init__(
        self,
        *,
        strict: bool = True,
        compatible: bool = False,
        selected: Sequence[str] = LINTED,
        choice: Choice | None = None,
        passing: bool = False,
    ) -> None:
        self.strict = strict
        self.compatible = compatible
        self.selected = frozenset(selected)
        self.choice = choice
        self.passing = passing


class Report:
    """What was found, and what became of every document. `marked` is a document of each file with comments for lint;
    `suppressed` and `known` count the findings that comments and the baseline leave out. `may_be_empty`: nothing to
    judge is no failure."""

    __slots__ = (
        "broken",
        "documents",
        "files",
        "findings",
        "ignored",
        "known",
        "linted",
        "marked",
        "may_be_empty",
        "sources",
        "suppressed",
        "unreadable",
    )

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.marked: list[Document] = []
        self.sources: list[str] = []
        self.suppressed = 0
        self.known = 0
        self.files = 0
        self.documents = 0
        self.linted = 0
        self.ignored = 0
        self.broken = 0
        self.may_be_empty = False
        self.unreadable: list[tuple[str, str]] = []

    @property
    def errors(self) -> int:
        return sum(finding.failing for finding in self.findings) + len(self.unreadable)


class _Read:
    """A document after the first phase. `meant`: it is to be judged for what it means as well; `clean`: it is just what
    its type allows."""

    __slots__ = ("clean", "document", "findings", "meant")

    def __init__(self, document: Document, findings: list[Finding], *, clean: bool, meant: bool) -> None:
        self.document = document
        self.findings = findings
        self.clean = clean
        self.meant = meant


class Reading:
    """A file after the first phase: its documents, and how many there are of each sort."""

    __slots__ = ("broken", "documents", "ignored", "linted", "marked", "read", "source", "unreadable")

    def __init__(self, source: str) -> None:
        self.source = source
        self.unreadable = ""
        self.marked: Document | None = None
        self.read: list[_Read] = []
        self.documents = 0
        self.linted = 0
        self.ignored = 0
        self.broken = 0


class Check:
    """One run over files in two phases: first each document alone, then what it means beside all others, so that their
    order never counts. `beyond` finds templates that are not in the files."""

    def __init__(self, options: Options, beyond: Finder | None = None) -> None:
        self.report = Report()
        self.index = TemplateIndex(strict=options.strict, beyond=beyond)
        self._options = options
        self._readings: list[Reading] = []

    def read(self, source: str, data: bytes | Unreadable) -> Reading:
        """The first phase for one file."""
        reading = Reading(source)
        if isinstance(data, Unreadable):
            reading.unreadable = data.reason
        elif not self._options.passing or looks_ours(data):
            documents = parse(data, source)
            if documents and _MARK in data:
                reading.marked = documents[0]
            for document in documents:
                reading.documents += 1
                if self._options.passing and _is_no_object(document):
                    reading.ignored += 1
                else:
                    reading.read.append(_read(document, self._options, reading))
        self.adopt(reading)
        return reading

    def adopt(self, reading: Reading) -> None:
        """Take in a file that has been read already."""
        report = self.report
        self._readings.append(reading)
        report.files += 1
        report.sources.append(reading.source)
        report.documents += reading.documents
        report.linted += reading.linted
        report.ignored += reading.ignored
        report.broken += reading.broken
        if reading.unreadable:
            report.unreadable.append((reading.source, reading.unreadable))
        if reading.marked is not None:
            report.marked.append(reading.marked)
        for read in reading.read:
            self.index.add(read.document, clean=read.clean)

    def judge(self) -> Report:
        """The second phase for all files."""
        for reading in self._readings:
            self.report.findings += self.judge_file(reading)
        return self.report

    def judge_file(self, reading: Reading) -> list[Finding]:
        """The second phase for one of them."""
        found: list[Finding] = []
        for read in reading.read:
            document = read.document
            errors = read.findings
            if read.meant:
                errors = [*errors, *validate(document, self.index)]
            found += errors
            warnings: list[Finding] = []
            if read.meant and self._options.choice is not None:
                warnings = _warnings(document, self.index, self._options.choice, errors)
                found += warnings
            if len(errors) >= MAX_FINDINGS or len(warnings) >= MAX_FINDINGS:
                message = "there is more to say than is listed: so much that the rest is left out"
                severity = ERROR if len(errors) >= MAX_FINDINGS else WARNING
                found.append(Finding("hostile", message, document, document.locate(()), severity=severity))
            if document.kind in (TEMPLATE, CLUSTER_TEMPLATE):
                found += _duplicate(document, self.index)
        return found


def _warnings(document: Document, index: TemplateIndex, choice: Choice, errors: list[Finding]) -> list[Finding]:
    from argocli.lint.advice import advise

    warnings = advise(document, index, choice)
    if warnings and errors:
        from argocli.lint.advice.causes import others

        return others(warnings, errors, index.holder(document))
    return warnings


def check(sources: Iterable[tuple[str, bytes | Unreadable]], options: Options, beyond: Finder | None = None) -> Report:
    """Judge all files."""
    run = Check(options, beyond)
    for source, data in sources:
        run.read(source, data)
    report = run.judge()
    report.findings = without_echoes(report.findings)
    return report


def looks_ours(data: bytes) -> bool:
    """Whether a file may hold an object of Argo's; most files of most repositories do not."""
    return b"argoproj.io" in data or (b"Workflow" in data and b"kind" in data)


def _is_no_object(document: Document) -> bool:
    """Whether a document can be read and is no Kubernetes object, nor meant to be one."""
    if any(problem.code == "not-a-mapping" for problem in document.problems):
        return True
    return isinstance(document.value, dict) and not document.kind and "apiVersion" not in document.value


def _read(document: Document, options: Options, reading: Reading) -> _Read:
    kind = document.kind
    strict = options.strict and (kind not in LINTED or kind in options.selected)
    dropped: list[Path] = []
    findings = validate_document(document, strict=strict, dropped=dropped)
    clean = not findings and not dropped and kind in kinds()
    meant = False
    if document.value is None or any(finding.rule in ("no-kind", "unknown-kind") for finding in findings):
        reading.broken += 1
    elif kind not in LINTED or kind not in options.selected:
        reading.ignored += 1
    elif not any(finding.rule in ("duplicate-key", "merge-collision") for finding in findings):
        reading.linted += 1
        meant = True
    else:
        reading.broken += 1
        meant = not options.compatible
    if options.compatible:
        for finding in findings:
            if finding.rule in STRICTER:
                finding.severity = WARNING
        if kind and kind not in kinds() and document.value is not None:
            findings += [_deviation(document, one) for one in object_metadata(document.value)]
    return _Read(document, findings, clean=clean, meant=meant)


def _duplicate(document: Document, index: TemplateIndex) -> list[Finding]:
    """Of templates of one kind, namespace and name only the first can be found."""
    first = index.first(document)
    if (first.source, first.index) == (document.source, document.index):
        return []
    path = ("metadata", "name")
    there = first.locate(path)
    message = f'duplicate {document.kind} found: "{document.name}" is there already, in {first.source}:{there.line}'
    related = ((first, there, f"the first {document.name!r}"),)
    place = document.locate(path)
    return [Finding("duplicate-template", message, document, place, json_path(path), related=related)]


def without_echoes(findings: list[Finding]) -> list[Finding]:
    """What is wrong with a template is said once where it stands, not at every reference to it as well."""
    if not any(finding.origin is not None for finding in findings):
        return findings
    places = {
        (finding.rule, finding.source, finding.document.index, finding.line, finding.column)
        for finding in findings
        if finding.origin is None
    }
    kept = []
    for finding in findings:
        if finding.origin is not None:
            document, span = finding.origin
            if (finding.rule, document.source, document.index, span.line, span.column) in places:
                continue
        kept.append(finding)
    return kept


def validate_document(document: Document, *, strict: bool = True, dropped: list[Path] | None = None) -> list[Finding]:
    """Everything wrong with one document by itself: its text, its kind, its fields. `dropped` gets what the decoder
    passes over in silence."""
    findings = [
        _problem(problem, document)
        for problem in document.problems[:MAX_FINDINGS]
        if strict or problem.code not in ("duplicate-key", "merge-collision")
    ]
    if document.value is None or not document.kind:
        return findings
    if document.kind not in kinds():
        return [*findings, *_unknown_kind(document)]
    if fits(document.value, document.kind):
        return findings
    for found in deviations(document.value, document.kind, strict=strict, dropped=dropped):
        findings.append(_deviation(document, found))
        if len(findings) >= MAX_FINDINGS:
            break
    return findings


def _problem(problem: Problem, document: Document) -> Finding:
    """A finding about the text. Where there is no kind, what stands for it or nearly is called so is at fault."""
    if problem.code != "no-kind" or not isinstance(document.value, dict):
        return Finding(problem.code, problem.message, document, problem.span)
    if "kind" in document.value:
        return Finding(problem.code, problem.message, document, document.locate(("kind",)), "$.kind")
    key = next((one for one in document.value if closest(one, ("kind",))), "")
    if not key:
        return Finding(problem.code, problem.message, document, problem.span)
    message = f"{problem.message}, did you mean 'kind' by {key!r}?"
    return Finding(problem.code, message, document, document.locate_key((key,)), json_path((key,)))


def _deviation(document: Document, found: Deviation) -> Finding:
    span = document.locate_key(found.path) if found.key else document.locate(found.path)
    return Finding(found.rule, found.message, document, span, json_path(found.path))


def _unknown_kind(document: Document) -> list[Finding]:
    """A kind that Argo does not have: an error where it is meant to be Argo's, or nearly is."""
    value = document.value if isinstance(document.value, dict) else {}
    version = value.get("apiVersion")
    guess = closest(document.kind, list(kinds()))
    ours = isinstance(version, str) and version.startswith(GROUP)
    if not ours or not guess:
        return []
    return [
        Finding(
            "unknown-kind",
            f'unknown kind "{document.kind}", did you mean {guess!r}?',
            document,
            document.locate(("kind",)),
            "$.kind",
        )
    ]
