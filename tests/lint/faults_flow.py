"""Faults of order, of variables and of schedules, by the rule that finds them; see faults_meaning."""

from __future__ import annotations

from tests.lint.faults_bases import DAG, DEPENDENCIES, STEPS
from tests.lint.faults_bases_more import CRON, JSON, LEAVES, LIBRARY, QUOTED
from tests.lint.faults_meaning import Change

FAULTS: dict[str, tuple[Change, ...]] = {
    "dependency-unknown": (
        (DAG, "        depends: numbers\n", "        depends: «nubmers»\n"),
        (DAG, "depends: square.Succeeded || square.AllFailed", "depends: square.Succeeded || «sqare».AllFailed"),
        (DAG, "add-up.Succeeded && !numbers.Failed", "add-up.Succeeded && !«number».Failed"),
        (DAG, "        depends: add-up\n", "        depends: «add-down»\n"),
        (DEPENDENCIES, "dependencies: [b, c]", "dependencies: [b, «x»]"),
        (LIBRARY, "depends: greet.Succeeded", "depends: «great».Succeeded"),
    ),
    "dependency-cycle": (
        (DAG, "      - name: numbers\n        template", "      - name: numbers\n        depends: «picked»\n        template"),
        (DEPENDENCIES, "      - name: a\n        template: make", "      - name: a\n        «dependencies: [d]»\n        template: make"),
        (LIBRARY, "      - name: greet\n        templateRef", "      - name: greet\n        «depends: again»\n        templateRef"),
    ),
    "dependency-missing": (
        (DAG, "      - name: square\n        depends: numbers\n        template: square\n        withParam: \"{{tasks.numbers.outputs.result}}\"\n        arguments:\n          parameters:\n          - name: number\n            value: \"{{item}}\"", "      - name: square\n        template: square\n        withItems: [1]\n        arguments:\n          parameters:\n          - name: number\n            value: \"{{«tasks.numbers.outputs.result»}}\""),
        (DEPENDENCIES, "      - name: c\n        dependencies: [a]\n        template: use\n        continueOn: {failed: true}\n        arguments:\n          artifacts:\n          - {name: file, from: \"{{tasks.a.outputs.artifacts.file}}\"}", "      - name: c\n        template: use\n        continueOn: {failed: true}\n        arguments:\n          artifacts:\n          - {name: file, from: \"{{«tasks.a.outputs.artifacts.file»}}\"}"),
    ),
    "digit-name": (
        (DAG, "      - name: celebrate\n", "      - name: «2celebrate»\n"),
        (DEPENDENCIES, "      - name: d\n        dependencies", "      - name: «4d»\n        dependencies"),
    ),
    "depends-and-dependencies": (
        (DAG, "        depends: numbers\n", "        «dependencies»: [numbers]\n"),
    ),
    "continue-on-with-depends": (
        (DAG, "        depends: numbers\n", "        depends: numbers\n        «continueOn»: {failed: true}\n"),
    ),
    "depends-result": (
        (DAG, "square.Succeeded ||", "«square.Suceeded» ||"),
        (DAG, "!numbers.Failed", "!«numbers.Fail»"),
        (LIBRARY, "greet.Succeeded", "«greet.Done»"),
    ),
    "depends-without-items": (
        (DAG, "!numbers.Failed", "!«numbers.AllFailed»"),
        (LIBRARY, "greet.Succeeded", "«greet.AnySucceeded»"),
    ),
    "target-unknown": ((DEPENDENCIES, "      target: d", "      target: «e»"),),
    "metric-name": (
        (DEPENDENCIES, "- name: used_files", "- name: «used-files»"),
        (DEPENDENCIES, "- {key: task, value: diamond}", "- {key: «a-task», value: diamond}"),
    ),
    "metric-help": ((DEPENDENCIES, "      - name: used_files\n        help: How many files were used\n", "      - name: «used_files»\n"),),
    "metric-value": (
        (DEPENDENCIES, '        counter:\n          value: "1"', "        «counter»: {}"),
        (DEPENDENCIES, '        gauge:\n          realtime: true\n          value: "{{duration}}"', "        «gauge»:\n          realtime: true"),
    ),
    "metric-realtime": (
        (DEPENDENCIES, 'value: "{{duration}}"', 'value: «"{{resourcesDuration.cpu}}"»'),
    ),
    "hook-expression-required": (
        (LIBRARY, '    failed:\n      expression: workflow.status == "Failed"\n', "    «failed»:\n"),
        (STEPS, '              running:\n                template: tell\n                expression: steps["numbered"].status == "Running"\n', "              «running»:\n                template: tell\n"),
    ),
    "pod-gc-strategy": ((STEPS, "    strategy: OnPodSuccess", "    strategy: «OnSuccess»"),),
    "pod-gc-selector": (
        (STEPS, "      matchLabels:\n        team: blue\n  ttl", "      matchExpressions: [{key: team, operator: «Is»}]\n  ttl"),
    ),
    "templates-beside-reference": (
        (LIBRARY, "  workflowTemplateRef:\n    name: library\n", "  workflowTemplateRef:\n    name: library\n  «templates»: [{name: a, container: {image: 'a:1'}}]\n"),
    ),
    "duplicate-template": (
        (LIBRARY, "kind: ClusterWorkflowTemplate\nmetadata:\n  name: shared\nspec:\n  templates:\n  - name: notify", "kind: WorkflowTemplate\nmetadata:\n  name: «library»\nspec:\n  templates:\n  - name: notify"),
    ),
    "schedules-required": (
        (CRON, '  schedules:\n    - "0 3 * * *"\n    - 30 4 * * 1-5\n', "  «schedules»: []\n"),
        (CRON, 'spec:\n  schedules:\n    - "0 3 * * *"\n    - 30 4 * * 1-5\n', "«spec»:\n"),
    ),
    "schedule-malformed": (
        (CRON, '"0 3 * * *"', '«"0 3 * *"»'),
        (CRON, "- 30 4 * * 1-5", "- «30 4 * * 1-8»"),
        (CRON, '"0 3 * * *"', '«"60 3 * * *"»'),
        (CRON, '"0 3 * * *"', "«every night»"),
        (CRON, "- 30 4 * * 1-5", "- «\"@nightly\"»"),
    ),
    "timezone-unknown": ((CRON, "Europe/Berlin", "«Europe/Berlín»"), (CRON, "Europe/Berlin", "«Mars/Olympus»")),
    "concurrency-policy": ((CRON, "concurrencyPolicy: Forbid", "concurrencyPolicy: «Forbidden»"),),
    "starting-deadline": ((CRON, "startingDeadlineSeconds: 60", "startingDeadlineSeconds: «-1»"),),
    "tag-not-closed": (
        (STEPS, '"{{workflow.parameters.source}}/index.json"', '"«{{workflow.parameters.source}/index.json»"'),
        (LIBRARY, '"bye from {{workflow.name}}"', '"bye from «{{workflow.name»"'),
        (STEPS, "print(len(words), \"{{workflow.parameters.mode}}\")", "print(len(words), \"«{{workflow.parameters.mode}»\")"),
        (DAG, "    synchronization:\n      mutexes:\n      - name: voice\n", "    synchronization: {mutexes: [{name: «'{{inputs.'»}]}\n"),
        (LIBRARY, '"bye from {{workflow.name}}"', '"bye from «{{= workflow.name»"'),
    ),
    "unresolved-variable": (
        # inputs
        (STEPS, '"{{inputs.parameters.url}}"', '"{{«inputs.parameters.uri»}}"'),
        (STEPS, "from: \"{{inputs.artifacts.list}}\"", "from: \"{{«inputs.artifacts.lists»}}\""),
        (STEPS, "limit: \"{{inputs.parameters.attempts}}\"", "limit: \"{{«inputs.parameters.tries»}}\""),
        (DEPENDENCIES, "{{inputs.artifacts.file.path}}", "{{«inputs.artifacts.file.paths»}}"),
        (DAG, 'number: "{{inputs.parameters.number}}"', 'number: "{{«inputs.parameters.numbr»}}"'),
        (DAG, 'key: "sum-{{inputs.parameters.squares}}"', 'key: "sum-{{«inputs.parameters.square»}}"'),
        (LEAVES, "{{inputs.parameters.id}}", "{{«inputs.parameters.ids»}}"),
        (STEPS, "text = '''{{inputs.parameters.text}}'''", "text = '''{{«inputs.parameters.txt»}}'''"),
        (JSON, "{{inputs.parameters.m}}", "{{«inputs.parameters.n»}}"),
        (QUOTED, "# {{inputs.parameters.p1}} é日本", "# {{«inputs.parameters.p9»}} é日本"),
        (DAG, 'int("{{inputs.parameters.count}}")', 'int("{{«inputs.parameters.cout»}}")'),
        # steps and tasks
        (STEPS, "{{steps.fetch.outputs.parameters.size}} > 0", "{{«steps.fetch.outputs.parameters.sise»}} > 0"),
        (STEPS, "{{item}} of {{steps.fetch.outputs.result}}", "{{item}} of {{«steps.fetsh.outputs.result»}}"),
        (DAG, '"{{tasks.numbers.outputs.result}}"', '"{{«tasks.nubmers.outputs.result»}}"'),
        (DAG, "{{tasks.square.outputs.parameters.value}}", "{{«tasks.square.outputs.parameters.values»}}"),
        (DAG, "\"{{tasks.add-up.outputs.result}} > 10\"", "\"{{«tasks.add-up.output.result»}} > 10\""),
        (DAG, "\"{{tasks.add-up.outputs.result}} > 10\"", "\"{{«steps.add-up.outputs.result»}} > 10\""),
        (DEPENDENCIES, "      - name: d\n        dependencies: [b, c]\n        hooks: {exit: {template: make}}\n        template: use\n        arguments:\n          artifacts:\n          - name: file\n            from: \"{{tasks.a.outputs.artifacts.file}}\"", "      - name: d\n        dependencies: [b, c]\n        hooks: {exit: {template: make}}\n        template: use\n        arguments:\n          artifacts:\n          - name: file\n            from: \"{{«tasks.a.outputs.artifacts.files»}}\""),
        (LEAVES, "{{steps.create.outputs.parameters.id}}", "{{«steps.create.outputs.parameters.uid»}}"),
        (JSON, "{{steps.one.outputs.result}}", "{{«steps.on.outputs.result»}}"),
        (QUOTED, "{{steps.s1.outputs.parameters.o}}", "{{«steps.s1.outputs.parameters.oo»}}"),
        (LIBRARY, "'{{tasks.greet.outputs.parameters.greeting}}'", "'{{«tasks.greet.outputs.parameters.greetings»}}'"),
        # items
        (STEPS, 'value: "{{item}} of', 'value: "{{«item.name»}} of'),
        # the workflow
        (STEPS, "{{workflow.parameters.source}}", "{{«workflow.parameters.sauce»}}"),
        (STEPS, 'withParam: "{{workflow.parameters.sizes}}"', 'withParam: "{{«workflow.parameters.size»}}"'),
        (STEPS, "{{workflow.name}}/body.json", "{{«workflow.nam»}}/body.json"),
        (STEPS, '"{{workflow.status}} == Succeeded"', '"{{«workflow.state»}} == Succeeded"'),
        (STEPS, "it failed:\n                    {{workflow.failures}}", "it failed:\n                    {{«workflow.failure»}}"),
        (STEPS, "good after {{workflow.duration}}", "good after {{«workflow.durations»}}"),
        (DAG, "{{workflow.parameters.greeting}}", "{{«workflow.parameters.greetings»}}"),
        (LIBRARY, "bye from {{workflow.name}}", "bye from {{«workflow.labels.app»}}"),
        (LIBRARY, "bye from {{workflow.name}}", "bye from {{«workflow.annotations.app»}}"),
        (CRON, "{{workflow.parameters.day}}", "{{«workflow.parameters.days»}}"),
        (JSON, "x\\t{{workflow.parameters.p}}", "x\\t{{«workflow.parameters.q»}}"),
        (QUOTED, "'{{workflow.namespace}}'", "'{{«workflow.namespaces»}}'"),
        (QUOTED, "{{workflow.uid}}", "{{«workflow.uuid»}}"),
        (QUOTED, "\n        {{workflow.parameters.p2}}\"", "\n        {{«workflow.parameters.p3»}}\""),
        (QUOTED, "deeper {{workflow.parameters.p1}}", "deeper {{«workflow.parameters.p3»}}"),
        (QUOTED, "last {{workflow.parameters.p2}}", "last {{«workflow.parameters.p3»}}"),
        (QUOTED, "on {{workflow.parameters.p1}} here", "on {{«workflow.parameters.p3»}} here"),
        (QUOTED, "first line {{workflow.name}}", "first line {{«workflow.names»}}"),
        # where the controller does not look
        (STEPS, "  serviceAccountName: runner\n", "  serviceAccountName: '{{«workflow.parameters.runner»}}'\n"),
        (DAG, "  - name: report\n    dag:", "  - name: report\n    metrics: {prometheus: [{name: a, help: b, counter: {value: '{{«inputs.parameters.none»}}'}}]}\n    dag:"),
        (LIBRARY, '"{{workflow.parameters.who}}"', '"{{«workflow.parameters.whom»}}"'),
        # pods and attempts
        (STEPS, '"{{pod.name}}"', '"{{«pod.names»}}"'),
        (STEPS, '"{{retries}}"', '"{{«inputs.retries»}}"'),
    ),
    "value-not-json": (
        (LIBRARY, 'value: "you"', 'value: «"yo\\x01u"»'),
    ),
    "executor-plugin-incomplete": (
        (STEPS, "  parallelism: 4\n", '  executorPlugins: [«{spec: {sidecar: {container: {image: "a:1"}}}}»]\n'),
    ),
    "pod-resources": (
        (LEAVES, "  - name: ask\n", "  - name: ask\n    «podResources»: {limits: {cpu: '1'}}\n"),
    ),
    "manifest-twice": (
        (LEAVES, "      manifest: |", "      «manifestFrom»: {artifact: {name: m, raw: {data: a}}}\n      manifest: |"),
    ),
    "manifest-artifact": (
        (LEAVES, '      manifest: |\n        apiVersion: v1\n        kind: ConfigMap\n        metadata:\n          generateName: "{{workflow.name}}-"\n', "      manifestFrom: {artifact: {name: «m», raw: {data: a}}}\n"),
    ),
}  # fmt: skip
