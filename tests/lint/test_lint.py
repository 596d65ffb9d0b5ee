"""argo lint: what is found, where, and what becomes of every document."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from argocli.__main__ import run
from argocli.lint.check import Options, check

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
GOOD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec:\n  entrypoint: m\n  templates:\n  - name: m\n    container: {image: b}\n"


def lint(text: str, **options: object):
    return check([("f.yaml", text.encode())], Options(**options))


def lines(report) -> list[tuple[int, int, str]]:
    return [(finding.line, finding.column, finding.rule) for finding in report.findings]


def test_a_good_document_has_no_findings() -> None:
    report = lint(GOOD)
    assert (report.linted, report.errors, report.documents) == (1, 0, 1)


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("entrypoint:", "entrypont:", (5, 3, "unknown-field"), "did you mean 'entrypoint'?"),
        ("image: b", "image: 1", (8, 24, "wrong-type"), "cannot unmarshal number"),
        ("name: m\n    c", "name: [m]\n    c", (7, 11, "wrong-type"), "cannot unmarshal array"),
        ("kind: Workflow", "kind: Workflw", (2, 7, "unknown-kind"), "did you mean 'Workflow'?"),
        ("spec:", "metadata: {}\nspec:", (4, 1, "duplicate-key"), "metadata"),
    ],
)
def test_what_is_wrong_is_located(old: str, new: str, place: tuple[int, int, str], message: str) -> None:
    report = lint(GOOD.replace(old, new))
    assert lines(report) == [place]
    assert message in report.findings[0].message
    assert report.errors == 1


def test_all_findings_at_once() -> None:
    report = lint(GOOD.replace("image: b", "image: 1, imge: 2, command: x").replace("entrypoint", "entry"))
    assert len(report.findings) == 4


def test_below_a_step_only_its_own_keys_are_strict() -> None:
    step = "    steps: [[{name: s, template: m, tmplate: x, arguments: {bogus: 1}}]]\n"
    report = lint(GOOD.replace("    container: {image: b}\n", step))
    assert [finding.message.partition(",")[0] for finding in report.findings] == [
        'unknown field "spec.templates[0].steps[0][0].tmplate"'
    ]


def test_not_strict_drops_unknown_fields_and_ignores_case() -> None:
    assert lint(GOOD.replace("entrypoint", "EntryPoint"), strict=False).errors == 0
    assert lint(GOOD.replace("image: b", "Image: 1"), strict=False).errors == 1


def test_every_document_is_accounted_for() -> None:
    text = GOOD + "---\nkind: [\n---\nkind: ConfigMap\n---\njust text\n---\n" + GOOD
    report = lint(text)
    assert report.documents == 5
    assert (report.linted, report.ignored, report.broken) == (2, 1, 2)
    assert report.errors == 2
    assert lint(text, compatible=True).errors == 0


def test_mutated_manifests_never_break_it(tmp_path: Path, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(4)
    file = tmp_path / "mutated.yaml"
    sources = [path.read_bytes() for path in sorted(EXAMPLES.glob("*.yaml"))]
    for number in range(2000):
        data = bytearray(chance.choice(sources))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            kind = chance.randrange(4)
            if kind == 0:
                data[at] = chance.randrange(256)
            elif kind == 1:
                del data[at : at + chance.randrange(20)]
            elif kind == 2:
                data[at:at] = chance.choice(
                    [b"---\n", b"{{", b": ", b"\n", b"- ", b"&a ", b"*a ", b"null", b"\t", b"[", b"'"]
                )
            else:
                data[at:at] = data[at : at + chance.randrange(40)]
            if not data:
                break
        report = check([(f"m{number}", bytes(data))], Options())
        assert report.documents == report.linted + report.broken + report.ignored
        for finding in report.findings:
            assert finding.line >= 1
            assert finding.message
        file.write_bytes(bytes(data))
        assert run(["submit", "--dry-run", "-o", "name", str(file)]) in (0, 1, 3)
        said = capsys.readouterr()
        assert said.out or said.err
        assert "Traceback" not in said.err


def test_the_command(argo, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(GOOD.replace("entrypoint", "entrypont"))
    done = argo("lint", str(bad), "examples")
    assert done.returncode == 1
    assert f"{bad}:5:3:" in done.stdout
    assert "^^^^^^^^^" in done.stdout
    assert "\x1b" not in done.stdout
    assert argo("lint", "-", stdin=GOOD).returncode == 0
    assert argo("lint", str(tmp_path / "missing.yaml")).returncode == 1
    assert argo("lint", "-", stdin="kind: ConfigMap\n").returncode == 3
    assert argo("lint", "--allow-empty", "-", stdin="kind: ConfigMap\n").returncode == 0
    assert argo("lint").returncode == 2
