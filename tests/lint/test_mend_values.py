"""Plain values and the lists that took the place of single fields: what `--fix` makes of them, to the letter."""

from __future__ import annotations

import pytest

from tests.lint.mending import CRON, MAIN, check_mending, mended, rules, workflow

RUN = "  workflowSpec: {entrypoint: m, templates: [{name: m, container: {image: b}}]}\n"
WITH_CHOICE = {
    "pod-gc-strategy": workflow("  podGC:\n    strategy: HERE # x\n"),
    "retry-policy": workflow(templates=MAIN + "    retryStrategy: {limit: 1, retryPolicy: HERE}\n"),
    "concurrency-policy": f"{CRON}spec:\n  schedules: ['@daily']\n  concurrencyPolicy: HERE\n{RUN}",
    "resource-action": workflow(
        templates="  - name: m\n    resource:\n      action: HERE\n      manifest: 'kind: X'\n"
    ),
}


def container(fields: str) -> str:
    return workflow(templates=f"  - name: m\n    container: {{image: b, {fields}}}\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("args: [1, 1.50, 0x1F, -3]", 'args: ["1", "1.50", "0x1F", "-3"]'),
        ("args: [yes, True,off , 1_000]", 'args: ["yes", "True","off" , "1_000"]'),
        ("env: [{name: a, value: 010}]", 'env: [{name: a, value: "010"}]'),
        ("command: [a], workingDir: 1e3", 'command: [a], workingDir: "1e3"'),
        ("tty: 'true'", "tty: true"),
        ('stdin: "false", args: [false]', 'stdin: false, args: ["false"]'),
        ('ports: [{containerPort: "80"}]', "ports: [{containerPort: 80}]"),
    ],
)
def test_quotes_come_and_go_and_the_letters_stay(before: str, after: str) -> None:
    check_mending("wrong-type", container(before), container(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  priority: '-5' # low\n", "  priority: -5 # low\n"),
        ('  suspend: "true"\n', "  suspend: true\n"),
        ("  nodeSelector:\n    a: true # on\n    b: 1\n", '  nodeSelector:\n    a: "true" # on\n    b: "1"\n'),
        ("  podMetadata: {labels: {v: 1.0}}\n", '  podMetadata: {labels: {v: "1.0"}}\n'),
        ("  schedulerName: 5", '  schedulerName: "5"'),
        ("  schedulerName:\n    5", '  schedulerName:\n    "5"'),
    ],
)
def test_types_in_a_block(before: str, after: str) -> None:
    end = "" if before.endswith("\n") else "\n"
    check_mending("wrong-type", workflow(before + end), workflow(after + end))


def test_types_in_json() -> None:
    before = '{"kind":"Workflow","apiVersion":"argoproj.io/v1alpha1","metadata":{"name":"a"},"spec":{"priority":"3","entrypoint":"m","templates":[{"name":"m","container":{"image":"b","args":[1,true]}}]}}'
    assert mended(before) == before.replace('"3"', "3").replace("[1,true]", '["1","true"]')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("timeout: '300'", "timeout: '300s'"),
        ('timeout: "0"  # none', 'timeout: "0s"  # none'),
        ("timeout: 300 # five minutes", 'timeout: "300s" # five minutes'),
    ],
)
def test_a_timeout_gets_its_unit(before: str, after: str) -> None:
    template = "  - name: m\n    {}\n    container: {{image: b}}\n"
    assert mended(workflow(templates=template.format(before))) == workflow(templates=template.format(after))
    assert rules(workflow(templates=template.format(after))) == []


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("pod-gc-strategy", "onpodcompletion", "OnPodCompletion"),
        ("pod-gc-strategy", "'on-workflow_success'", "'OnWorkflowSuccess'"),
        ("retry-policy", "onFailure", "OnFailure"),
        ("retry-policy", '"ALWAYS"', '"Always"'),
        ("concurrency-policy", "forbid", "Forbid"),
        ("resource-action", "Create", "create"),
    ],
)
def test_known_values_in_another_case(rule: str, before: str, after: str) -> None:
    check_mending(rule, WITH_CHOICE[rule].replace("HERE", before), WITH_CHOICE[rule].replace("HERE", after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "  synchronization:\n    mutex:  # only one\n      # named\n      name: m  # so\n\n      namespace: x\n    # end\n",
            "  synchronization:\n    mutexes:  # only one\n      # named\n    - name: m  # so\n\n      namespace: x\n    # end\n",
        ),
        (
            "  synchronization:\n    mutex:\n        name: m\n        namespace: x\n",
            "  synchronization:\n    mutexes:\n      - name: m\n        namespace: x\n",
        ),
        (
            "  synchronization:\n    semaphore: {configMapKeyRef: {name: a, key: b}} # x\n",
            "  synchronization:\n    semaphores: [{configMapKeyRef: {name: a, key: b}}] # x\n",
        ),
        (
            "  synchronization: {mutex: {name: m}, semaphores: []}\n",
            "  synchronization: {mutexes: [{name: m}], semaphores: []}\n",
        ),
        ('  synchronization: {"mutex":{\n    "name":"m"}}\n', '  synchronization: {"mutexes":[{\n    "name":"m"}]}\n'),
        (
            "  synchronization:\n    semaphore:\n      configMapKeyRef:\n        name: a\n        key: |-\n          b\n",
            "  synchronization:\n    semaphores:\n    - configMapKeyRef:\n        name: a\n        key: |-\n          b\n",
        ),
    ],
)
def test_a_lock_becomes_the_only_one_of_a_list(before: str, after: str) -> None:
    check_mending("unknown-field", workflow(before), workflow(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('schedule: "0 * * * *"  # hourly', 'schedules: ["0 * * * *"]  # hourly'),
        ("schedule:   '@daily'", "schedules:   ['@daily']"),
        ("schedule: 0 * * * *", "schedules: [0 * * * *]"),
        ("schedule: 0,30 9 * * 1-5 # twice", 'schedules: ["0,30 9 * * 1-5"] # twice'),
        ("schedule:\n    0 * * * *", "schedules:\n    [0 * * * *]"),
        ('"schedule": "0 * * * *"', '"schedules": ["0 * * * *"]'),
    ],
)
def test_a_schedule_becomes_the_only_one_of_a_list(before: str, after: str) -> None:
    text = f"{CRON}spec:\n  HERE\n{RUN}"
    check_mending("unknown-field", text.replace("HERE", before), text.replace("HERE", after))


def test_the_list_may_have_its_name_already() -> None:
    text = CRON + "spec:\n  schedules: '@daily'\n  workflowSpec: {entrypoint: m, templates: [{name: m, suspend: {}}]}\n"
    check_mending("wrong-type", text, text.replace("'@daily'", "['@daily']"))
    text = workflow("  synchronization:\n    mutexes:\n      name: a\n")
    check_mending("wrong-type", text, text.replace("      name: a", "    - name: a"))
