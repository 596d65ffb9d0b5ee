"""The comment that tells editors by which schema to check: `# yaml-language-server: $schema=ADDRESS`.

Known addresses are those of Argo's own schema, which is one for all kinds and goes by branch or tag, and files named
after a kind: what `argo schema KIND` prints (`workflow.json`, `workflow-3.6.json`) and collections of CRD schemas
(`workflow_v1alpha1.json`). About others there is nothing to say.
"""

from __future__ import annotations

from argocli.lint.advice.notes import Notes
from argocli.lint.finding import INFO, Edit
from argocli.lint.late import late
from argocli.manifest.positions import Document, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

# The release whose rules these are, and the branch of its minor version.
TAG = "v4.1.2"
_BRANCH = "release-4.1"
_WORD = "yaml-language-server"
_A_BRANCH = late(r"release-\d+\.\d+")
_A_TAG = late(r"v\d+\.\d+\.\d+(-[\w.]+)?")
_MODELINE = late(rf"\s*#\s*{_WORD}\s*:.*?\$schema=(\S+)")
_RAW = "https://raw.githubusercontent.com/argoproj/argo-workflows/"
_FILE = "/api/jsonschema/schema.json"
_OFFICIAL = late(
    r"https?://(?:raw\.githubusercontent\.com/argoproj/(?P<raw>argo(?:-workflows)?)/(?:refs/(?:heads|tags)/)?"
    r"|github\.com/argoproj/(?:argo|argo-workflows)/(?:blob|raw)/"
    r"|cdn\.jsdelivr\.net/gh/argoproj/(?P<cdn>argo(?:-workflows)?)@)"
    r"(?P<ref>[^/]+)/api/jsonschema/schema\.json"
    r"(?P<part>#/definitions/io\.argoproj\.workflow\.v1alpha1\.(?P<kind>\w+))?"
)
_OF_KIND = late(r"(?:.*/)?(?P<kind>[A-Za-z]+)(?P<tail>_v1alpha1|-(?P<version>\d+\.\d+))?\.json")
_KINDS = (
    "Workflow",
    "WorkflowTemplate",
    "CronWorkflow",
    "ClusterWorkflowTemplate",
    "WorkflowEventBinding",
    "WorkflowTaskSet",
)


def advise(notes: Notes) -> None:
    document = notes.document
    for number in _comments_before(document):
        line = document.text[number - 1]
        match = _MODELINE.match(line) if _WORD in line else None
        if match is None:
            continue
        right, why = _judged(match[1], document.kind)
        if right != match[1]:
            span = Span(number, match.start(1) + 1, number, match.end(1) + 1)
            notes.warn("modeline", f"{why}: {right}", (), severity=INFO, span=span, fix=(Edit(span, right),))


def _comments_before(document: Document) -> list[int]:
    """The lines above a document that are its own; above the first one all there are."""
    found: list[int] = []
    number = document.line - 1
    while number > 0:
        line = document.text[number - 1].strip()
        if line.startswith("#"):
            found.append(number)
        elif line and not (line.startswith("---") and document.index == 0):
            break
        number -= 1
    return found


def _judged(address: str, kind: str) -> tuple[str, str]:
    """The right address, and what is wrong with the one given."""
    official = _OFFICIAL.fullmatch(address)
    if official is not None:
        return _official(official, kind)
    named = _OF_KIND.fullmatch(address)
    if named is None or named["kind"].lower() not in map(str.lower, _KINDS):
        return address, ""
    tail = named["tail"] or ""
    said = f"this schema is that of {named['kind']}, the document is a {kind}"
    right = address[: named.start("kind")] + _like(named["kind"], kind) + ("" if named["version"] else tail) + ".json"
    if named["kind"].lower() == kind.lower():
        said = f"this schema is that of Argo {named['version']}, not of the present version"
        current = named["version"] is None or TAG.startswith(f"v{named['version']}.")
        return (address if current else right), said
    return right, said


def _like(given: str, kind: str) -> str:
    """A kind in capitals and small letters, or in small letters only, as another is written."""
    return kind.lower() if given.islower() else kind


def _official(match: re.Match[str], kind: str) -> tuple[str, str]:
    address, ref, part = match[0], match["ref"], match["part"] or ""
    right = _present(ref)
    if match["kind"] and match["kind"] in _KINDS and match["kind"] != kind:
        part = part[: -len(match["kind"])] + kind
    repository = match["raw"] or match["cdn"]
    if right == ref and part == (match["part"] or "") and repository == "argo-workflows":
        return address, ""
    if match["cdn"]:
        return f"https://cdn.jsdelivr.net/gh/argoproj/argo-workflows@{right}{_FILE}{part}", _reason(match, right, kind)
    return f"{_RAW}{right}{_FILE}{part}", _reason(match, right, kind)


def _reason(match: re.Match[str], right: str, kind: str) -> str:
    if match["kind"] and match["kind"] in _KINDS and match["kind"] != kind:
        return f"this schema is that of {match['kind']}, the document is a {kind}"
    if right != match["ref"]:
        return f"this schema is that of {match['ref']}, not of the present version"
    return "the schema has another address now"


def _present(ref: str) -> str:
    """The branch or tag that has taken the place of one; whatever is no version is left."""
    if ref == "master":
        return "main"
    if _A_BRANCH.fullmatch(ref):
        return _BRANCH
    if _A_TAG.fullmatch(ref) and ref.rpartition(".")[0] != TAG.rpartition(".")[0]:
        return TAG
    return ref
