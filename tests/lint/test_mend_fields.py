"""Keys and the head of a document: what `--fix` makes of them, to the letter."""

from __future__ import annotations

import pytest

from tests.lint.mending import CRON, HEAD, WORK, check_mending, mended, rules, workflow


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  entrypont: m  # first\n", "  entrypoint: m  # first\n"),
        ("  EntryPoint: m\n", "  entrypoint: m\n"),
        ('  "entrypont":   m\n', '  "entrypoint":   m\n'),
        ("  'entrypiont' : m\n", "  'entrypoint' : m\n"),
        ("  ? entrypont\n  : m\n", "  ? entrypoint\n  : m\n"),
        ("  entrypont:\n    m\n", "  entrypoint:\n    m\n"),
        ("  entrypont: >-\n    m\n\n  # next\n", "  entrypoint: >-\n    m\n\n  # next\n"),
    ],
)
def test_a_misspelt_key_gets_its_name_and_nothing_else_changes(before: str, after: str) -> None:
    rest = "  templates:\n  - name: m\n    container: {image: b}\n"
    check_mending("unknown-field", f"{HEAD}spec:\n{before}{rest}", f"{HEAD}spec:\n{after}{rest}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{imge: b, argss: [x]}", "{image: b, args: [x]}"),
        ("{imge: b, argss: [x]}".replace(" ", "\n      "), "{image: b, args: [x]}".replace(" ", "\n      ")),
        ('{"imge":"b"}', '{"image":"b"}'),
        ("{ image: b, volumMounts: [] } # ä", "{ image: b, volumeMounts: [] } # ä"),
        ("{image: b, resources: {limit: {cpu: 1}}}", "{image: b, resources: {limits: {cpu: 1}}}"),
    ],
)
def test_between_brackets(before: str, after: str) -> None:
    template = "  - name: m\n    container: {}\n"
    check_mending(
        "unknown-field", workflow(templates=template.format(before)), workflow(templates=template.format(after))
    )


def test_a_key_and_what_is_below_it() -> None:
    before = "  - name: m\n    contaner:\n      imge: 5\n"
    after = '  - name: m\n    container:\n      image: "5"\n'
    assert mended(workflow(templates=before)) == workflow(templates=after)


def test_line_ends_marks_and_other_documents_stay() -> None:
    before = (
        "\ufeff# ä\tfirst\r\n" + WORK.replace("\n", "\r\n") + "---\r\n# second\r\n" + WORK.replace("\n", "\r\n")
    ).replace("entrypoint", "entrypont")
    assert mended(before) == before.replace("entrypont", "entrypoint")


def test_json_stays_json() -> None:
    import json

    good = json.dumps({"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "a"}, "spec": {
        "entrypoint": "m", "templates": [{"name": "m", "container": {"image": "b", "command": ["5"]}}]}}, indent=1)  # fmt: skip
    bad = good.replace("entrypoint", "entrypont").replace('"5"', "5").replace('"Workflow"', '"Worklow"')
    assert mended(bad) == good
    bad = good.replace(' "apiVersion": "argoproj.io/v1alpha1",\n', "")
    assert json.loads(mended(bad)) == json.loads(good)
    assert mended(bad) == good


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("kind: workflow # w", "kind: Workflow # w"),
        ('kind: "Wrokflow"', 'kind: "Workflow"'),
        ("kind: Workflows", "kind: Workflow"),
    ],
)
def test_a_misspelt_kind(before: str, after: str) -> None:
    check_mending("unknown-kind", WORK.replace("kind: Workflow", before), WORK.replace("kind: Workflow", after))


def test_the_nearest_of_the_kinds() -> None:
    text = CRON.replace("CronWorkflow", "Cronworkflow") + "spec: {schedules: [], workflowSpec: {}}\n"
    assert "kind: CronWorkflow\n" in mended(text)
    text = WORK.replace("kind: Workflow", "kind: WorkflowTemplat")
    assert "kind: WorkflowTemplate\n" in mended(text)


def _exit(call: str) -> str:
    return workflow(templates=f"  - name: m\n    steps:\n{call}  - name: b\n    container: {{image: b}}\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "    - - name: a\n        onExit: b  # always\n        template: b\n",
            "    - - name: a\n        hooks:\n          exit:\n            template: b  # always\n        template: b\n",
        ),
        (
            "    - - onExit: 'b'\n        name: a\n        template: b\n",
            "    - - hooks:\n          exit:\n            template: 'b'\n        name: a\n        template: b\n",
        ),
        (
            "    - - {name: a, onExit: b, template: b}\n",
            "    - - {name: a, hooks: {exit: {template: b}}, template: b}\n",
        ),
        (
            '    - - {"name": "a", "template": "b", "onExit":"b"}\n',
            '    - - {"name": "a", "template": "b", "hooks": {"exit": {"template": "b"}}}\n',
        ),
    ],
)
def test_an_exit_handler_becomes_a_hook(before: str, after: str) -> None:
    check_mending("deprecated-field", _exit(before), _exit(after))
    assert rules(_exit(after)) == []


def test_an_exit_handler_of_a_task_with_other_line_ends() -> None:
    task = "  - name: m\n    dag:\n      tasks:\n      - name: a\n        template: b\n        onExit: b"
    text = workflow(templates=f"  - name: b\n    container: {{image: b}}\n{task}").replace("\n", "\r\n")
    hook = "hooks:\r\n          exit:\r\n            template: b"
    assert mended(text) == text.replace("onExit: b", hook)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("apiVersion: argoproj.io/v1beta1 # x\n", "apiVersion: argoproj.io/v1alpha1 # x\n"),
        ('apiVersion: "argoproj.io/v1"\n', 'apiVersion: "argoproj.io/v1alpha1"\n'),
        ("apiVersion: argproj.io/v1alpha1\n", "apiVersion: argoproj.io/v1alpha1\n"),
        ("", "apiVersion: argoproj.io/v1alpha1\n"),
        ("# what it is\n", "# what it is\napiVersion: argoproj.io/v1alpha1\n"),
    ],
)
def test_the_version_is_put_right(before: str, after: str) -> None:
    rest = WORK.removeprefix("apiVersion: argoproj.io/v1alpha1\n")
    check_mending("wrong-api-version", before + rest, after + rest)


def test_the_version_is_written_into_brackets() -> None:
    rest = "metadata: {name: a}, spec: {entrypoint: m, templates: [{name: m, container: {image: b}}]}}"
    check_mending(
        "wrong-api-version",
        f"{{kind: Workflow, {rest}\n",
        f"{{apiVersion: argoproj.io/v1alpha1, kind: Workflow, {rest}\n",
    )
