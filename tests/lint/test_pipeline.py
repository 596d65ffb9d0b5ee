"""What a run puts together: errors, warnings beside them, what is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from argocli.lint.check import Options, check
from argocli.lint.choose import Choice

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: a-}\n"
GOOD = HEAD + "spec:\n  entrypoint: m\n  templates:\n  - name: m\n    container: {image: b}\n"
UNUSED = GOOD + "  - name: other\n    container: {image: b}\n"
STEPS = GOOD.replace(
    "container: {image: b}", "steps: [[{name: s, template: othre, arguments: {parameters: [{name: x, value: 1}]}}]]"
)


def rules(text: str, choice: Choice | None = Choice(), **options: object) -> list[str]:  # noqa: B008  # never changed
    return [finding.rule for finding in check([("f.yaml", text.encode())], Options(choice=choice, **options)).findings]


def test_warnings_stand_beside_errors_and_never_fail_a_run(argo, tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(UNUSED)
    done = argo("lint", str(file))
    assert done.returncode == 0
    assert "[unused-template]" in done.stdout
    assert "no linting errors found! 1 warning" in done.stdout
    file.write_text(UNUSED.replace("image: b}\n  -", "}\n  -"))
    done = argo("lint", str(file))
    assert done.returncode == 1
    assert "[unused-template]" in done.stdout
    assert "[image-required]" in done.stdout


def test_without_a_choice_of_rules_nothing_is_worth_a_warning() -> None:
    assert rules(UNUSED) == ["unused-template"]
    assert rules(UNUSED, None) == []


def test_only_what_is_judged_is_worth_a_warning() -> None:
    assert rules(UNUSED, selected=("CronWorkflow",)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (UNUSED.replace("apiVersion", "apiVersoin"), ["unknown-field"]),
        (STEPS + "  - name: other\n    container: {image: b}\n", ["undefined-template"]),
        (UNUSED.replace("entrypoint", "entrypont"), ["unknown-field"]),
        (GOOD.replace("container", "retryStrategy: {limit: true}\n    container"), ["wrong-type"]),
        (STEPS.replace("value: 1", "value: '{{item.x}}'").replace("othre", "m"),
         ["unresolved-variable", "endless-recursion", "unknown-argument"]),
    ],
)  # fmt: skip
def test_a_warning_with_the_cause_of_an_error_is_not_said(text: str, found: list[str]) -> None:
    assert rules(text) == found


def test_a_warning_with_a_cause_of_its_own_is() -> None:
    assert sorted(rules(UNUSED.replace("{image: b}\n  -", "{}\n  -"))) == ["image-required", "unused-template"]


OTHERS = [
    "services: {web: {image: nginx}}\n", "- hosts: all\n", '{"name": "web"}', "name: Workflow of a kind\non: push\n",
    "a: {{ template }}\n", "argo: argoproj.io\n", "- argoproj.io\n", "text with argoproj.io in it\n",
]  # fmt: skip


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_no_object_is_passed_over_where_nothing_need_be_found(text: str) -> None:
    report = check([("f.yaml", text.encode())], Options(passing=True))
    assert (report.files, report.errors, report.broken, report.linted) == (1, 0, 0, 0)
    assert check([("f.yaml", text.encode())], Options()).errors == 1


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (GOOD.replace("kind: Workflow\n", ""), "no-kind"),
        (GOOD.replace("kind: Workflow", "kind: Workflw"), "unknown-kind"),
        (GOOD.replace("spec:", "spec: {"), "syntax"),
        (GOOD.replace("argoproj.io/v1alpha1", "argo").replace("image: b", "imge: b"), "unknown-field"),
    ],
)
def test_what_is_meant_to_be_of_argo_is_judged_all_the_same(text: str, rule: str) -> None:
    assert rule in rules(text, passing=True)


def test_a_folder_that_cannot_be_read_is_told(argo, tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text(GOOD)
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    done = argo("lint", str(tmp_path))
    assert done.returncode == 1
    assert "gone.yaml: no such file or directory" in done.stdout
