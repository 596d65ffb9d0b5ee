"""Where `--fix` keeps its hands off: what could be meant otherwise, or cannot be written safely."""

from __future__ import annotations

import pytest

from tests.lint.mending import CRON, HEAD, MAIN, WORK, dag, mended, rules, workflow

RUN = "  workflowSpec: {entrypoint: m, templates: [{name: m, suspend: {}}]}\n"


def template(fields: str) -> str:
    return workflow(templates=f"  - name: m\n{fields}")


CASES = {
    # Keys
    "the right key is there": f"{HEAD}spec:\n  entrypont: a\n  entrypoint: m\n  templates:\n{MAIN}",
    "two are meant to be one": template("    container: {imge: a, iamge: b}\n"),
    "two are as near": workflow("  affinity: {nodAffinity: {}}\n"),
    "the value has another form": template("    container: {image: a, commandd: {a: b}}\n"),
    "a field of another type in the wrong place": CRON + f"spec:\n  schedules: ['@daily']\n  retryStrategy: {{limit: 1}}\n{RUN}",
    "a deadline in the wrong place": CRON + f"spec:\n  schedules: ['@daily']\n  activeDeadlineSeconds: 5\n{RUN}",
    "gone without a successor, whatever is near": workflow("  podPriority: 5\n"),
    "nothing is near": workflow("  foobarbaz: 5\n"),
    "short words": template("    container: {image: a, tt: true}\n"),
    "a key with an anchor": template("    container: {image: a, &k commmand: [b]}\n"),
    "repeated by an alias": workflow("  podMetadata: &x {labls: {a: b}}\n  workflowMetadata: *x\n"),
    "brought in by a merge": template("    container: &c {imge: a}\n  - name: o\n    container: {<<: *c, args: [x]}\n"),
    # Kinds and versions
    "a kind of somebody else": WORK.replace("kind: Workflow", "kind: Application"),
    "two kinds are as near": WORK.replace("kind: Workflow", "kind: Workflowtas"),
    "a version of somebody else": WORK.replace("argoproj.io/v1alpha1", "serverlessworkflow.io/v1"),
    # Types
    "a tag says so": template("    container: {image: a, args: [!!int 5]}\n"),
    "an anchor": template("    container: {image: a, args: [&a 5], workingDir: *a}\n"),
    "a number with leading zeros": workflow("  priority: '05'\n"),
    "a number that is too large": workflow("  priority: '99999999999'\n"),
    "a number with a fraction": workflow("  priority: '1.0'\n"),
    "a truth in other words": workflow("  suspend: 'yes'\n"),
    "a list where text belongs": template("    container: {image: [a]}\n"),
    "text where a list belongs": template("    container: {image: a, command: sh -c x}\n"),
    "a plain word where a number belongs": workflow("  priority: high\n"),
    "a number in a block of text": workflow("  priority: |-\n    5\n"),
    # Lists
    "both forms of a lock": workflow("  synchronization: {mutex: {name: a}, mutexes: [{name: b}]}\n"),
    "a lock without anything": workflow("  synchronization: {mutex: , semaphores: []}\n"),
    "a lock that is indented by one": workflow("  synchronization:\n    mutex:\n     name: a\n"),
    "a schedule in a block of text": CRON + f"spec:\n  schedule: >-\n    0 * * * *\n{RUN}",
    "both forms of a schedule": CRON + f"spec:\n  schedule: '@daily'\n  schedules: ['@hourly']\n{RUN}",
    "several names in one text": dag("      - {name: a, template: b}\n      - {name: c, template: b, dependencies: a}\n"),
    # Pairs
    "a pair with another value": WORK.replace("entrypoint: m\n", "entrypoint: m\n  entrypoint: o\n"),
    "a comment between the pairs": template("    container: {image: a, # x\n      image: a}\n"),
    "a pair that an alias repeats": template("    container: {image: a, env: [], env: &e []}\n    sidecars: *e\n"),
    # Hooks
    "hooks beside onExit": template("    steps: [[{name: a, template: b, onExit: b, hooks: {}}]]\n  - {name: b, suspend: {}}\n"),
    "an onExit in a block of text": template("    steps: [[{name: a, template: b}]]\n  - name: d\n    dag:\n      tasks:\n      - name: a\n        template: b\n        onExit: |-\n          b\n  - {name: b, suspend: {}}\n"),
    # Values
    "a timeout below zero": template("    timeout: '-5'\n    container: {image: a}\n"),
    "a timeout without end": template("    timeout: '99999999999999999'\n    container: {image: a}\n"),
    "a strategy that is none": workflow("  podGC: {strategy: OnPodFailure}\n"),
    # Words
    "a tag that some other program may read": template("    script: {image: a, source: '{{ task.name }}'}\n"),
    "an input that there is not": template("    inputs: {parameters: [{name: a, value: b}]}\n    script: {image: a, source: '{{input.parameters.b}} {{inputs.parameters.a}}'}\n"),
    "an argument that there is not": template("    script: {image: a, source: '{{workflw.parameters.b}}'}\n"),
    "a step that there is not": template("    script: {image: a, source: '{{stps.b.outputs.result}}'}\n"),
    # Text
    "a line end that editors do not know": "# a\u2028# b\n" + WORK.replace("entrypoint", "entrypont"),
    "half a line end": "# a\r# b\n" + WORK.replace("entrypoint", "entrypont"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_left_as_it_is(name: str) -> None:
    assert rules(CASES[name]) or name == "a kind of somebody else"
    assert mended(CASES[name]) == CASES[name]


def test_what_is_wrong_in_a_template_elsewhere_is_not_mended_at_the_call() -> None:
    called = f"{HEAD}spec:\n  entrypoint: m\n  templates:\n  - name: m\n    steps: [[{{name: a, templateRef: {{name: t, template: x}}}}]]\n"
    text = (
        called
        + "---\napiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: t}\nspec:\n  templates:\n  - name: x\n    timeout: '5'\n    container: {image: b}\n"
    )
    assert mended(text) == text.replace("'5'", "'5s'")


def test_text_that_is_not_utf8_stays() -> None:
    from argocli.commands.lint_fix import mend
    from tests.lint.mending import findings

    data = WORK.replace("entrypoint", "entrypont").encode("utf-16")
    found = findings(data)
    assert found
    assert mend(data, found) == (data, [])
