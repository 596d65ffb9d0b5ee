"""Every document is accounted for: one that cannot be read hides nothing beside it, and is never passed over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from argocli.__main__ import run
from argocli.commands.lint import verdict
from argocli.lint.check import LINTED, Check, Options, Report
from argocli.lint.choose import Choice
from argocli.lint.finding import Finding
from argocli.render.findings import report_text
from tests.lint.spoilt import Spoilt, all_spoilt, one_spoilt

COUNT = 400
SEED = 3
CLOSING = re.compile(
    r"\((\d+) files?, (\d+) documents?: (\d+) linted(?:, (\d+) unreadable)?(?:, (\d+) of other kinds)?[^)]*\)\n\Z"
)


def judged(data: bytes) -> tuple[Report, set[str]]:
    """The report, and the names of the documents that could be read."""
    checking = Check(Options(choice=Choice()))
    reading = checking.read("f.yaml", data)
    return checking.judge(), {one.document.name for one in reading.read}


def closing(text: str) -> tuple[int, int, int, int]:
    """Documents, and how many of them are linted, unreadable, and of other kinds, as the last line says."""
    found = CLOSING.search(text)
    assert found, text[-300:]
    return int(found[2]), int(found[3]), int(found[4] or 0), int(found[5] or 0)


def miscounted(report: Report) -> str:
    """What does not add up."""
    documents, linted, unreadable, others = closing(report_text(report, "simple", colour=False))
    if documents != linted + unreadable + others:
        return f"{documents} documents are {linted} + {unreadable} + {others}"
    if (documents, linted, unreadable, others) != (report.documents, report.linted, report.broken, report.ignored):
        return "the closing line says something else than the report"
    if unreadable and verdict(report, allow_empty=False) == 0:
        return "a document was not read, and all is well"
    wrong = {finding.document.index for finding in report.findings if finding.failing and unread(finding)}
    return "" if len(wrong) == unreadable else f"{unreadable} are unreadable, {len(wrong)} are reported"


def unread(finding: Finding) -> bool:
    """Whether the finding keeps its document from being linted."""
    if finding.rule in ("duplicate-key", "merge-collision"):
        return finding.document.kind in LINTED
    return finding.rule in ("syntax", "hostile", "not-a-mapping", "no-kind", "unknown-kind")


def wrong_with(spoilt: Spoilt) -> str:
    """What does not add up, or documents that were there and are not found."""
    report, names = judged(spoilt.data)
    if miscounted(report):
        return miscounted(report)
    missing = [name for name in spoilt.intact if name not in names]
    if missing:
        return f"{', '.join(missing)} not found"
    return f"{report.documents} documents of {spoilt.least}" if report.documents < spoilt.least else ""


def test_counts_add_up() -> None:
    for data in all_spoilt(COUNT, SEED):
        assert not miscounted(judged(data)[0]), data


def test_what_is_spoilt_hides_nothing() -> None:
    for spoilt in one_spoilt(COUNT, SEED):
        assert not wrong_with(spoilt), spoilt.data


def test_the_command_counts_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, spoilt in enumerate(one_spoilt(25, SEED)):
        file = tmp_path / f"{number}.yaml"
        file.write_bytes(spoilt.data)
        code = run(["lint", "-o", "simple", str(file)])
        documents, linted, unreadable, others = closing(capsys.readouterr().out)
        assert documents == linted + unreadable + others >= len(spoilt.intact)
        assert code == 0 or unreadable or linted < documents or code == 1
        assert code != 0 or not unreadable


GOOD = "kind: Workflow\nmetadata: {name: %s}\nspec: {entrypoint: m, templates: [{name: m, container: {image: a}}]}\n"


@pytest.mark.parametrize(
    "bad",
    [
        b"a: [\n", b"'\n", b"a: \x00\n", b"\xfa\xff\xfe\n", b"\xc3(\n", b"- 1\n", b"just text\n", b"a: &a [*a]\n",
        b"a: " + b"[" * 500 + b"]" * 500 + b"\n", b"%YAML x\n", b"a: .inf\n", b"? \n: 1\n", b"a: b\n\tc: d\n", b"@\n",
        b"a: \x1b[2J\n", b"!!binary x\n", b"a: *b\n", b"kind: 1\n", b"kind: ''\n", b"a: 1\na: 2\nkind: Workflow\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_document_that_cannot_be_read_among_good_ones(bad: bytes, at: int) -> None:
    parts = [GOOD.encode() % name for name in (b"one", b"two")]
    parts.insert(at, bad)
    data = b"---\n".join(parts)
    report, names = judged(data)
    assert {"one", "two"} <= names
    assert not miscounted(report)
    assert report.linted == 2
    assert report.documents == 3


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_encodings(encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    data = mark + "---\n".join(GOOD % name for name in ("one", "zwölf")).encode(encoding)
    assert judged(data)[1] == {"one", "zwölf"}
    cut, names = judged(data + b"---\nx"[: 1 + len(mark)])
    assert "one" in names
    assert cut.documents >= 2
