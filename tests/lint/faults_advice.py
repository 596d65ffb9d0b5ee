"""Faults that only warnings are about, and those of the text itself, by the rule that finds them; see faults_meaning."""

from __future__ import annotations

from tests.lint.faults_bases import DAG, DEPENDENCIES, STEPS
from tests.lint.faults_bases_more import CRON, JSON, LEAVES, LIBRARY, QUOTED
from tests.lint.faults_meaning import Change

FAULTS: dict[str, tuple[Change, ...]] = {
    "unused-parameter": (
        (STEPS, "        parameters:\n          - name: url\n", "        parameters:\n          - name: «spare»\n            default: a\n          - name: url\n"),
        (DAG, "      parameters:\n      - name: squares\n", "      parameters:\n      - {name: «spare», default: a}\n      - name: squares\n"),
    ),
    "unused-argument": (
        (STEPS, "      - name: source\n", "      - name: «spare»\n        value: a\n      - name: source\n"),
        (DAG, "    - {name: greeting, value: hello}", "    - {name: greeting, value: hello}\n    - {name: «spare», value: hello}"),
    ),
    "unknown-argument": (
        (STEPS, "                - name: url\n", "                - {name: «colour», value: red}\n                - name: url\n"),
        (DAG, '          - name: text\n            value: "the squares', '          - {name: «txt», value: a}\n          - name: text\n            value: "the squares'),
        (LIBRARY, '          - name: who\n            value: "you"', '          - name: «how»\n            value: "you"'),
    ),
    "default-not-in-enum": (
        (LIBRARY, "        enum: [ops, dev]\n        value: ops", "        enum: [ops, dev]\n        value: «sales»"),
    ),
    "shadowed-default": (
        (LIBRARY, '        value: "{{workflow.parameters.who}}"', '        value: "{{workflow.parameters.who}}"\n        default: «you»'),
    ),
    "argument-without-value": ((DAG, "    - {name: greeting, value: hello}", "    - {name: «greeting»}"),),
    "unused-template": (
        (STEPS, "    - name: tell\n", '    - name: «spare»\n      container: {image: "busybox:1.36"}\n    - name: tell\n'),
        (DAG, "  - name: say\n", '  - {name: «spare», container: {image: "busybox:1.36"}}\n  - name: say\n'),
    ),
    "endless-recursion": (
        (STEPS, "        - - name: fetch\n            template: fetch\n            arguments:", "        - - name: again\n            template: «main»\n            arguments: {artifacts: [{name: list, raw: {data: a}}]}\n        - - name: fetch\n            template: fetch\n            arguments:"),
    ),
    "unknown-hook-template": (
        (STEPS, "              exit:\n                template: tell", "              exit:\n                template: «tel»"),
        (LIBRARY, "    exit:\n      template: bye", "    exit:\n      template: «by»"),
        (DEPENDENCIES, "hooks: {exit: {template: make}}", "hooks: {exit: {template: «mak»}}"),
    ),
    "two-exit-handlers": ((LIBRARY, "  hooks:\n    exit", "  «onExit: bye»\n  hooks:\n    exit"),),
    "same-group-reference": (
        (STEPS, "value: '{{item}} {{workflow.parameters.mode}}'", "value: '{{item}} {{«steps.count.outputs.result»}}'"),
    ),
    "missing-dependency": (
        (DAG, '''"{{= tasks['add-up'].outputs.result + '!' }}"''', '''"{{= «tasks['celebrate']».outputs.result + '!' }}"'''),
    ),
    "unreachable-task": ((DEPENDENCIES, "      - name: d\n        dependencies: [b, c]", "      - {name: «e», template: make}\n      - name: d\n        dependencies: [b, c]"),),
    "bad-depends": (
        (DAG, "depends: square.Succeeded || square.AllFailed", "depends: square.Succeeded || «|| square.AllFailed»"),
        (DAG, "add-up.Succeeded && !numbers.Failed", "«(add-up.Succeeded && !numbers.Failed»"),
        (LIBRARY, "depends: greet.Succeeded", "depends: greet.Succeeded «&&»"),
    ),
    "sequence-without-end": ((STEPS, '            withSequence:\n              start: "1"\n              end: "3"', '            «withSequence»:\n              start: "1"'),),
    "with-param-no-list": (
        (STEPS, 'withParam: "{{workflow.parameters.sizes}}"', 'withParam: «"{{workflow.parameters.source}}"»'),
        (DAG, 'withParam: "{{tasks.numbers.outputs.result}}"', "withParam: «'{\"a\": 1}'»"),
        (DAG, 'withParam: "{{tasks.numbers.outputs.result}}"', "withParam: «1, 2, 3»"),
    ),
    "item-outside-loop": (
        (DAG, "value: \"{{workflow.parameters.count}}\"", "value: \"{{«item»}}\""),
        (STEPS, 'value: "{{workflow.parameters.source}}/index.json"', 'value: "{{«item»}}/index.json"'),
    ),
    "misspelt-variable": (
        (STEPS, '"{{inputs.parameters.url}}"', '"{{«input».parameters.url}}"'),
        (DAG, "{{tasks.square.outputs.parameters.value}}", "{{«task».square.outputs.parameters.value}}"),
        (STEPS, "{{steps.fetch.outputs.result}}", "{{«step».fetch.outputs.result}}"),
        (JSON, "x\\t{{workflow.parameters.p}}", "x\\t{{«workflows».parameters.p}}"),
        (QUOTED, "'{{workflow.namespace}}'", "'{{«worfklow».namespace}}'"),
    ),
    "open-tag": ((DAG, 'value: "{{item}}"', 'value: "«{{item»"'),),
    "ignored-value": (
        (STEPS, "                  value: '{{item}} {{workflow.parameters.mode}}'", "                  value: «[a, b]»"),
        (DAG, 'value: "{{workflow.parameters.count}}"', "value: «{a: b}»"),
    ),
    "bad-expression": (
        (DAG, "\"{{= tasks['add-up'].outputs.result + '!' }}\"", "\"{{= «tasks['add-up'].outputs.result + + }}»\""),
        (DAG, "asInt(tasks['add-up'].outputs.result) > 3 }}", "asInt(tasks['add-up'].outputs.result > «3» }}"),
        (LEAVES, "filter(data, {# endsWith '.json'})", "«filter(data, {# endsWith '.json')»"),
        (LIBRARY, 'expression: workflow.status == "Failed"', 'expression: «workflow.status = "Failed"»'),
    ),
    "hyphen-in-expression": (
        (DAG, "tasks['add-up'].outputs.result + '!'", "«tasks.add-up».outputs.result + '!'"),
    ),
    "unknown-reference": (
        (DAG, "\"{{= tasks['add-up'].outputs.result + '!' }}\"", "\"{{= «tasks['add-down']».outputs.result + '!' }}\""),
        (STEPS, 'expression: steps["numbered"].status', 'expression: «steps["nubmered"]».status'),
    ),
    "unknown-function": ((DAG, "asInt(tasks", "«asInteger»(tasks"),),
    "bad-when": (
        (DAG, "when: \"{{tasks.add-up.outputs.result}} > 10\"", "when: \"«({{tasks.add-up.outputs.result}} > 10»\""),
        (STEPS, '"{{workflow.status}} == Succeeded"', '"{{workflow.status}} «== && Succeeded»"'),
    ),
    "bad-duration": (
        (STEPS, "          duration: 10s", "          duration: «ten»"),
        (STEPS, "          maxDuration: 5m", "          maxDuration: «5 m»"),
        (LEAVES, '      duration: "20"', '      duration: «"20 secs"»'),
        (DAG, "      maxAge: 10m", '      maxAge: «"10"»'),
        (STEPS, "      timeout: 10m", "      timeout: «ten»"),
    ),
    "backoff-without-limit": ((STEPS, '        limit: "{{inputs.parameters.attempts}}"\n        retryPolicy: OnFailure\n        backoff:', "        retryPolicy: OnFailure\n        «backoff»:"),),
    "retry-without-limit": ((DAG, "  - name: square\n    inputs", "  - name: square\n    «retryStrategy»: {retryPolicy: Always}\n    inputs"),),
    "schedule-never-comes": ((CRON, '"0 3 * * *"', '«"0 3 30 2 *"»'), (CRON, "- 30 4 * * 1-5", "- «30 4 31 4 *»")),
    "undeclared-volume": (
        (STEPS, "          - name: scratch\n            mountPath", "          - name: «scrach»\n            mountPath"),
        (DAG, "{name: work, mountPath: /work}", "{name: «wrok», mountPath: /work}"),
        (LEAVES, "{name: shared, mountPath: /shared}", "{name: «shard», mountPath: /shared}"),
    ),
    "image-without-tag": (
        (STEPS, "image: curlimages/curl:8.8.0", "image: «curlimages/curl»"),
        (CRON, 'image: "busybox:1.36"', 'image: «"busybox:latest"»'),
        (JSON, '"image": "python:3.12"', '"image": «"python"»'),
    ),
    "duplicate-env": ((STEPS, "          - name: RETRIES\n", "          - name: «POD»\n"),),
    "plain-secret": ((STEPS, '          - name: RETRIES\n            value: "{{retries}}"', "          - name: DB_PASSWORD\n            value: «hunter2»"),),
    "script-without-source": ((JSON, '"script": {"image": "python:3.12", "command": ["python"], "source": "print(1)\\nprint(\\"\\\\u00e9 {{inputs.parameters.m}}\\")\\n"}', '«"script"»: {"image": "python:3.12", "command": ["python", "{{inputs.parameters.m}}"]}'),),
    "http-without-url": ((LEAVES, "    http:\n      url: https://api.example.com/{{inputs.parameters.id}}\n", "    «http»:\n      body: '{{inputs.parameters.id}}'\n"),),
    "no-retry": ((CRON, "      - name: main\n        container", "      - name: «main»\n        container"),),
    "empty-lock": (
        (DAG, "      mutexes:\n      - name: voice", "      mutexes:\n      - «{}»"),
        (DAG, "      mutexes:\n      - name: voice", "      semaphores:\n      - «namespace»: a"),
    ),
    "memoize-without-cache": ((DAG, "    memoize:\n      key: \"sum-{{inputs.parameters.squares}}\"\n      maxAge: 10m\n      cache:\n        configMap:\n          name: sums", "    «memoize»:\n      key: \"sum-{{inputs.parameters.squares}}\"\n      maxAge: 10m"),),
    "memoize-without-key": ((DAG, "    memoize:\n      key: \"sum-{{inputs.parameters.squares}}\"\n", "    «memoize»:\n"),),
    "wrong-api-version": (
        (STEPS, "apiVersion: argoproj.io/v1alpha1", "apiVersion: «argoproj.io/v1»"),
        (JSON, '"apiVersion": "argoproj.io/v1alpha1"', '"apiVersion": «"argoproj/v1alpha1"»'),
        (DAG, "apiVersion: argoproj.io/v1alpha1\nkind", "«kind»"),
    ),
    "deprecated-field": (
        (DEPENDENCIES, "hooks: {exit: {template: make}}", "«onExit»: make"),
        (LEAVES, "{name: wait, template: wait}", "{name: wait, template: wait, «onExit»: create}"),
    ),
    "unused-suppression": (
        (STEPS, "  entrypoint: main\n", "  entrypoint: main  «# argolint: disable=unused-template -- not so»\n"),
    ),
    "suppression-without-reason": (
        (STEPS, "  onExit: leave\n", "  onExit: leave  «# argolint: disable=all»\n"),
    ),
    "modeline": (
        (CRON, "apiVersion: argoproj.io/v1alpha1\n", "«# yaml-language-server: $schema=https://raw.githubusercontent.com/argoproj/argo-workflows/v3.4.0/api/jsonschema/schema.json»\napiVersion: argoproj.io/v1alpha1\n"),
    ),
    "unknown-kind": (
        (STEPS, "kind: Workflow", "kind: «Workfow»"),
        (CRON, "kind: CronWorkflow", "kind: «CronWorkflows»"),
        (LIBRARY, "kind: ClusterWorkflowTemplate", "kind: «ClusterworkflowTemplate»"),
    ),
    "no-kind": (
        (CRON, "apiVersion: argoproj.io/v1alpha1\nkind: CronWorkflow\n", "«apiVersion»: argoproj.io/v1alpha1\n"),
        (DAG, "kind: Workflow\n", 'kind: «""»\n'),
    ),
    "not-a-mapping": ((LIBRARY, "---\napiVersion: argoproj.io/v1alpha1\nkind: ClusterWorkflowTemplate", "---\n«- a»\n---\napiVersion: argoproj.io/v1alpha1\nkind: ClusterWorkflowTemplate"), (LIBRARY, "---\napiVersion: argoproj.io/v1alpha1\nkind: ClusterWorkflowTemplate", "---\n«just a text»\n---\napiVersion: argoproj.io/v1alpha1\nkind: ClusterWorkflowTemplate")),
    "merge-collision": ((QUOTED, "{<<: *script, imagePullPolicy: Always}", "{<<: *script, «command»: [sh]}"),),
    "hostile": ((CRON, "  concurrencyPolicy: Forbid\n", "  concurrencyPolicy: &a [«*a»]\n"),),
    "syntax": (
        (STEPS, "    strategy: OnPodSuccess", "    strategy: OnPodSuccess«:» x"),
        (STEPS, "  parallelism: 4", "   «parallelism:» 4"),
        (DAG, "accessModes: [ReadWriteOnce]", "accessModes: [ReadWriteOnce\n      «resources2:» 1"),
        (CRON, '"0 3 * * *"', "«* 3 * * *»"),
        (STEPS, 'value: "{{item}} of', 'value: «{{item}}» of'),
        (STEPS, "  onExit: leave\n", "«\t»onExit: leave\n"),
        (JSON, '"kind": "Workflow",', '"kind": "Workflow" «"x"»'),
        (DAG, "  name: report\n  annotations", "  name: «@report»\n  annotations"),
        (CRON, "  timezone: Europe/Berlin", "  timezone: «*berlin»"),
        (LEAVES, "metadata: {name: leaves}", "metadata: {name: leaves«\x07»}"),
    ),
    "duplicate-key": (
        (STEPS, "  parallelism: 4\n", "  parallelism: 4\n  «parallelism»: 5\n"),
        (DAG, "        template: square\n", "        template: square\n        «template»: say\n"),
        (LEAVES, "      method: POST\n", "      method: POST\n      «url»: b\n"),
        (JSON, '"entrypoint": "main",', '"entrypoint": "main", «"entrypoint"»: "echo",'),
        (QUOTED, "{name: s1, template: again}", "{name: s1, template: again, «name»: s1}"),
    ),
}  # fmt: skip
