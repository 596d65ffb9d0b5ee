"""From files to findings: every document is read, judged and accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from argocli.lint.choose import STRICTER
from argocli.lint.finding import WARNING, Finding, json_path
from argocli.lint.suggest import closest
from argocli.lint.suppress import MARK
from argocli.lint.walker import deviations, kinds
from argocli.manifest.parse import Document, parse
from argocli.manifest.positions import Span
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


class Options:
    """How to judge; `selected` are the kinds that count."""

    __slots__ = ("compatible", "selected", "strict")

    def __init__(self, *, strict: bool = True, compatible: bool = False, selected: Sequence[str] = LINTED) -> None:
        self.strict = strict
        self.compatible = compatible
        self.selected = frozenset(selected)


class Report:
    """What was found, and what became of every document. `marked` is a document of each file with comments for lint;
    `suppressed` and `known` count the findings that comments and the baseline leave out."""

    __slots__ = (
        "broken",
        "documents",
        "files",
        "findings",
        "ignored",
        "known",
        "linted",
        "marked",
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
        self.unreadable: list[tuple[str, str]] = []

    @property
    def errors(self) -> int:
        return sum(finding.failing for finding in self.findings) + len(self.unreadable)


def check(sources: Iterable[tuple[str, bytes | Unreadable]], options: Options) -> Report:
    """Judge all files."""
    report = Report()
    for source, data in sources:
        report.files += 1
        report.sources.append(source)
        if isinstance(data, Unreadable):
            report.unreadable.append((source, data.reason))
            continue
        documents = parse(data, source)
        if documents and _MARK in data:
            report.marked.append(documents[0])
        for document in documents:
            report.documents += 1
            _judge(document, options, report)
    return report


def _judge(document: Document, options: Options, report: Report) -> None:
    findings = validate_document(document, strict=options.strict)
    kind = document.kind
    if document.value is None or any(finding.rule in ("no-kind", "unknown-kind") for finding in findings):
        report.broken += 1
    elif kind not in LINTED or kind not in options.selected:
        report.ignored += 1
        if kind in LINTED:
            return
    elif not any(finding.rule in ("duplicate-key", "merge-collision") for finding in findings):
        report.linted += 1
    else:
        report.broken += 1
    if options.compatible:
        for finding in findings:
            if finding.rule in STRICTER:
                finding.severity = WARNING
    report.findings.extend(findings)


def validate_document(document: Document, *, strict: bool = True) -> list[Finding]:
    """Everything wrong with one document: its text, its kind, its fields."""
    findings = [
        Finding(problem.code, problem.message, document, problem.span)
        for problem in document.problems
        if strict or problem.code not in ("duplicate-key", "merge-collision")
    ]
    if document.value is None or not document.kind:
        return findings
    if document.kind not in kinds():
        return [*findings, *_unknown_kind(document)]
    for deviation in deviations(document.value, document.kind, strict=strict):
        span: Span = document.locate_key(deviation.path) if deviation.key else document.locate(deviation.path)
        findings.append(Finding(deviation.rule, deviation.message, document, span, json_path(deviation.path)))
    return findings


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
