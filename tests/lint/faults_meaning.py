"""Faults of meaning, by the rule that finds them: in which manifest, what is replaced, and by what. The piece that a
finding has to point at stands between «these»."""

from __future__ import annotations

from tests.lint.faults_bases import DAG, DEPENDENCIES, STEPS
from tests.lint.faults_bases_more import CRON, JSON, LEAVES, LIBRARY, QUOTED

Change = tuple[str, str, str]  # manifest, old text, new text

FAULTS: dict[str, tuple[Change, ...]] = {
    "name-required": (
        (STEPS, "- name: size\n            valueFrom:\n              path", "- «valueFrom»:\n              path"),
        (STEPS, "        - - name: fetch\n            template: fetch\n", "        - - «template»: fetch\n"),
        (STEPS, "    - name: tell\n      inputs:", "    - «inputs»:"),
        (STEPS, "          - name: words\n            path: /tmp/words", "          - «path»: /tmp/words"),
        (DAG, "      - name: square\n        depends: numbers\n        template", "      - «depends»: numbers\n        template"),
        (DAG, '    - {name: count, value: "3"}', '    - {«value»: "3"}'),
        (CRON, "      - name: main\n        container", "      - «container»"),
    ),
    "name-invalid": (
        (STEPS, "- - name: fetch\n", "- - name: «fetch it»\n"),
        (STEPS, "        - - name: good\n", "        - - name: «go/od»\n"),
        (STEPS, "    - name: tell\n", "    - name: «te_ll»\n"),
        (STEPS, "        parameters:\n          - name: url\n", "        parameters:\n          - name: «u.rl»\n"),
        (DAG, "      - name: celebrate\n", "      - name: «celebrate!»\n"),
        (DAG, "{name: greeting, value: hello}", "{name: «gree ting», value: hello}"),
        (LIBRARY, "  - name: notify\n    inputs", "  - name: «noti fy»\n    inputs"),
    ),
    "name-duplicate": (
        (STEPS, "          - name: bad\n            template", "          - name: «good»\n            template"),
        (STEPS, "    - name: leave\n      steps", "    - name: «tell»\n      steps"),
        (STEPS, "          - name: attempts\n", "          - name: «url»\n"),
        (STEPS, "      - name: sizes\n        value", "      - name: «mode»\n        value"),
        (DAG, "      - name: picked\n", "      - name: «celebrate»\n"),
        (DAG, "  - name: say\n    inputs", "  - name: «square»\n    inputs"),
        (DAG, "{name: greeting, value: hello}", "{name: «count», value: hello}"),
        (QUOTED, "{name: p2, value: *text}", "{name: «p1», value: *text}"),
    ),
    "name-too-long": (
        (DAG, "  name: report\n  annotations", f"  name: «{'r' * 64}»\n  annotations"),
        (LIBRARY, "  name: library\nspec", f"  name: «{'l' * 64}»\nspec"),
        (CRON, "  name: nightly\n", f"  name: «{'n' * 53}»\n"),
    ),
    "entrypoint-required": (
        (STEPS, "spec:\n  entrypoint: main\n", "«spec»:\n"),
        (DAG, "spec:\n  entrypoint: report\n", "«spec»:\n"),
        (CRON, "  workflowSpec:\n    entrypoint: main\n", "  «workflowSpec»:\n"),
        (JSON, '"spec": {\n    "entrypoint": "main",', '«"spec"»: {'),
    ),
    "undefined-template": (
        (STEPS, "  entrypoint: main\n", "  entrypoint: «mian»\n"),
        (STEPS, "  onExit: leave\n", "  onExit: «leaf»\n"),
        (STEPS, "- name: sizes\n            template: count", "- name: sizes\n            template: «cuont»"),
        (STEPS, "name: bad\n            template: tell", "name: bad\n            template: «told»"),
        (DAG, "  entrypoint: report\n", "  entrypoint: «reprot»\n"),
        (DAG, "        depends: square.Succeeded || square.AllFailed\n        template: add-up", "        depends: square.Succeeded || square.AllFailed\n        template: «addup»"),
        (DAG, "template: make-list\n        arg", "template: «makelist»\n        arg"),
        (LEAVES, "{name: wait, template: wait}", "{name: wait, template: «wiat»}"),
        (LIBRARY, "          name: library\n          template: greet", "          name: library\n          template: «great»"),
        (LIBRARY, "{name: shared, template: notify,", "{name: shared, template: «notfy»,"),
        (LIBRARY, "        depends: greet\n        template: bye", "        depends: greet\n        template: «by»"),
        (CRON, "    entrypoint: main\n", "    entrypoint: «man»\n"),
        (JSON, '"two", "template": "echo"', '"two", "template": «"ehco"»'),
        (QUOTED, "{name: s1, template: again}", "{name: s1, template: «agian»}"),
        (QUOTED, "\"entrypoint\": 'all'", "\"entrypoint\": «'al'»"),
    ),
    "unresolved-reference": (
        (LIBRARY, "          name: library\n          template", "          name: «libary»\n          template"),
        (LIBRARY, "{name: shared, template: notify", "{name: «shard», template: notify"),
        (LIBRARY, "{name: shared, template: notify, clusterScope: true}", "{name: «shared», template: notify}"),
        (LIBRARY, "  workflowTemplateRef:\n    name: library", "  workflowTemplateRef:\n    name: «librari»"),
    ),
    "template-missing": (
        (STEPS, "- - name: numbered\n            template: count", "- - name: «numbered»"),
        (DAG, "      - name: square\n        depends: numbers\n        template: square", "      - name: «square»\n        depends: numbers"),
        (LEAVES, "{name: wait, template: wait}", "{name: «wait»}"),
    ),
    "template-and-reference": (
        (LIBRARY, "      - name: greet\n        templateRef", "      - name: greet\n        «template»: bye\n        templateRef"),
    ),
    "reference-incomplete": (
        (LIBRARY, "        templateRef:\n          name: library\n          template: greet", "        «templateRef»:\n          name: library"),
        (LIBRARY, "templateRef: {name: shared, template: notify, clusterScope: true}", "«templateRef»: {template: notify, clusterScope: true}"),
    ),
    "cluster-scope-reference": (
        (LIBRARY, '      - name: channel\n        enum: [ops, dev]\n        value: ops\n    container:\n      image: busybox:1.36\n      command: [echo, "{{inputs.parameters.channel}}"]', "      - name: channel\n        value: ops\n    steps: [[{name: a, templateRef: {name: «library», template: greet}, arguments: {parameters: [{name: who, value: '{{inputs.parameters.channel}}'}]}}]]"),
    ),
    "template-type-unknown": (
        (STEPS, '    - name: tell\n      inputs:\n        parameters:\n          - name: message\n      container:\n        image: busybox:1.36\n        command: [echo, "{{inputs.parameters.message}}"]', "    - name: «tell»\n      inputs:\n        parameters:\n          - name: message"),
        (LEAVES, '  - name: wait\n    suspend:\n      duration: "20"', "  - name: «wait»\n    suspend:"),
        (CRON, '      - name: main\n        container:\n          image: "busybox:1.36"\n          command: ["date", "-d", "{{workflow.parameters.day}}"]', "      - name: «main»"),
    ),
    "template-types-several": (
        (DAG, "      - name: voice\n    container:", "      - name: voice\n    «suspend»: {}\n    container:"),
        (LEAVES, '    suspend:\n      duration: "20"', '    suspend:\n      duration: "20"\n    «http»: {url: "https://a.example.com"}'),
    ),
    "input-not-supplied": (
        (DAG, "        template: add-up\n        arguments:\n          parameters:\n          - name: squares\n", "        template: «add-up»\n        arguments:\n          parameters:\n          - name: square\n"),
        (DAG, '        template: make-list\n        arguments:\n          parameters: [{name: count, value: "{{workflow.parameters.count}}"}]', "        template: «make-list»"),
        (DEPENDENCIES, '        dependencies: [a]\n        template: use\n        arguments:\n          artifacts:\n          - {name: file, from: "{{tasks.a.outputs.artifacts.file}}"}\n      - name: c', "        dependencies: [a]\n        template: «use»\n      - name: c"),
        (JSON, '{"name": "two", "template": "echo", "arguments": {"parameters": [{"name": "m", "value": "{{steps.one.outputs.result}}"}]}}', '{"name": "two", "template": «"echo"»}'),
    ),
    "argument-value-required": (
        (DAG, '          - name: number\n            value: "{{item}}"', "          - name: «number»"),
        (STEPS, "                - name: url\n                  value: \"{{workflow.parameters.source}}/index.json\"", "                - name: «url»"),
        (CRON, '        - name: day\n          value: "{{workflow.scheduledTime}}"', "        - name: «day»"),
    ),
    "argument-value-source": (
        (DAG, '          - name: number\n            value: "{{item}}"', "          - name: number\n            «valueFrom»: {path: /tmp/x}"),
    ),
    "enum-empty": (
        (STEPS, "        enum: [fast, thorough]", "        «enum»: []"),
    ),
    "enum-mismatch": (
        (STEPS, "        value: fast\n", "        value: «quick»\n"),
        (STEPS, "value: fast\n        enum: [fast, thorough]", "value: «fast»\n        enum: [quick, thorough]"),
    ),
    "artifact-source-required": (
        (STEPS, '                - name: words\n                  from: "{{inputs.artifacts.list}}"', "                - name: «words»"),
        (DEPENDENCIES, '          - name: file\n            from: "{{tasks.a.outputs.artifacts.file}}"', "          - name: «file»"),
    ),
    "artifact-two-sources": (
        (STEPS, '                  from: "{{inputs.artifacts.list}}"', '                  from: "{{inputs.artifacts.list}}"\n                  «fromExpression»: inputs.artifacts.list'),
    ),
    "artifact-path-required": (
        (STEPS, "          - name: words\n            path: /tmp/words", "          - name: «words»"),
        (DEPENDENCIES, "      - name: file\n        path: /tmp/file\n        archive:", "      - name: «file»\n        archive:"),
    ),
    "artifact-path-not-allowed": (
        (STEPS, "          - name: list\n      steps:", "          - name: list\n            «path: /tmp/list»\n      steps:"),
    ),
    "artifact-path-outside": (
        (STEPS, "            path: /tmp/words", "            path: «/tmp/../words»"),
    ),
    "artifact-location": (
        (STEPS, "          - name: words\n            path: /tmp/words", "          - name: words\n            path: /tmp/words\n            «git»: {revision: main}"),
        (STEPS, "          - name: words\n            path: /tmp/words", "          - name: words\n            path: /tmp/words\n            hdfs: {addresses: [a], hdfsUser: b, path: «c/d»}"),
        (DAG, "    synchronization:\n", "    archiveLocation: {«git»: {revision: main}}\n    synchronization:\n"),
    ),
    "input-from": (
        (STEPS, "          - name: words\n            path", "          - name: words\n            «from»: '{{workflow.name}}'\n            path"),
    ),
    "output-value-twice": (
        (LIBRARY, '        value: "hello {{inputs.parameters.who}}"\n---', '        «value»: "hello {{inputs.parameters.who}}"\n        valueFrom: {path: /tmp/a}\n---'),
        (DAG, "      - name: value\n        valueFrom: {path: /work/value}", "      - name: value\n        «value»: a\n        valueFrom: {path: /work/value}"),
    ),
    "output-value-required": (
        (DAG, "      - name: value\n        valueFrom: {path: /work/value}", "      - name: «value»"),
        (STEPS, "          - name: size\n            valueFrom:\n              path: /tmp/size\n              default: \"0\"", "          - name: «size»"),
    ),
    "output-source": (
        (DAG, "valueFrom: {path: /work/value}", "valueFrom: {«jsonPath»: '{.a}'}"),
        (LEAVES, "        valueFrom:\n          jsonPath: '{.metadata.uid}'", "        valueFrom:\n          «path»: /tmp/a"),
        (DAG, "valueFrom: {path: /work/value}", "«valueFrom»: {default: a}"),
    ),
    "retry-policy": ((STEPS, "        retryPolicy: OnFailure", "        retryPolicy: «Sometimes»"),),
    "timeout-format": ((STEPS, "      timeout: 10m", '      timeout: «"600"»'),),
    "timeout-not-allowed": (
        (STEPS, "    - name: leave\n", "    - name: leave\n      «timeout»: 5m\n"),
        (DAG, "  - name: report\n", "  - name: report\n    «pendingTimeout»: 5m\n"),
    ),
    "deadline-not-allowed": (
        (STEPS, "    - name: leave\n", "    - name: leave\n      «activeDeadlineSeconds»: 5\n"),
        (DAG, "  - name: report\n", "  - name: report\n    «activeDeadlineSeconds»: 5\n"),
    ),
    "deadline-format": ((STEPS, "      timeout: 10m", "      activeDeadlineSeconds: «ten»"),),
    "parallelism-not-allowed": ((STEPS, "      timeout: 10m", "      «parallelism»: 3"),),
    "image-required": (
        (STEPS, "      script:\n        image: python:3.12-alpine\n", "      «script»:\n"),
        (STEPS, "      container:\n        image: curlimages/curl:8.8.0\n", "      «container»:\n"),
        (LEAVES, 'container: {image: "busybox:1.36", command: [date]}', "«container»: {command: [date]}"),
        (JSON, '"script": {"image": "python:3.12", ', '«"script"»: {'),
    ),
    "mount-path-twice": (
        (STEPS, "            mountPath: /scratch\n", "            mountPath: /scratch\n          - name: scratch\n            mountPath: «/scratch»\n"),
        (STEPS, "            path: /tmp/words", "            path: «/scratch»"),
    ),
    "reserved-container-name": (
        (LEAVES, "      - name: first\n", "      - name: «wait»\n"),
    ),
    "init-container-name": (
        (STEPS, "      timeout: 10m", '      initContainers:\n        - «image»: "busybox:1.36"'),
    ),
    "containers-required": (
        (LEAVES, "      containers:\n      - name: first\n        image: busybox:1.36\n        command: [touch, /shared/a]\n      - name: second\n        image: busybox:1.36\n        dependencies: [first]\n        command: [ls, /shared]\n", "      «containers»: []\n"),
    ),
    "container-dependency": ((LEAVES, "dependencies: [first]", "dependencies: [«frist»]"),),
    "container-cycle": ((LEAVES, "dependencies: [first]", "«dependencies: [second]»"),),
    "main-container-required": (
        (LEAVES, "  - name: both\n    containerSet:\n      volumeMounts:\n      - {name: shared, mountPath: /shared}\n      containers:", "  - name: both\n    outputs: {parameters: [{name: o, valueFrom: {path: /tmp/a}}]}\n    containerSet:\n      volumeMounts:\n      - {name: shared, mountPath: /shared}\n      «containers»:"),
    ),
    "resource-action": (
        (LEAVES, "      action: create\n", "      action: «make»\n"),
        (LEAVES, "    resource:\n      action: create\n", "    «resource»:\n"),
    ),
    "manifest-required": (
        (LEAVES, '    resource:\n      action: create\n      successCondition: status.phase == Succeeded\n      manifest: |\n        apiVersion: v1\n        kind: ConfigMap\n        metadata:\n          generateName: "{{workflow.name}}-"\n', "    «resource»:\n      action: create\n"),
    ),
    "manifest-syntax": (
        (LEAVES, '      manifest: |\n        apiVersion: v1\n        kind: ConfigMap\n        metadata:\n          generateName: "{{workflow.name}}-"\n', "      manifest: «'apiVersion: [v1'»\n"),
    ),
    "resource-claims": (
        (LEAVES, "  - name: wait\n", "  - name: wait\n    «resourceClaims»: [{name: gpu}]\n"),
    ),
    "several-loops": (
        (STEPS, "            withItems: [one, two]\n", "            withItems: [one, two]\n            «withParam»: '[1]'\n"),
        (DAG, '        withParam: "{{tasks.numbers.outputs.result}}"\n', '        withParam: "{{tasks.numbers.outputs.result}}"\n        «withSequence»: {count: "2"}\n'),
    ),
    "sequence-count-and-end": (
        (STEPS, '              end: "3"\n', '              count: "3"\n              «end»: "3"\n'),
    ),
    "tasks-required": (
        (LIBRARY, "    dag:\n      tasks:\n      - name: greet\n        templateRef:\n          name: library\n          template: greet\n        arguments:\n          parameters:\n          - name: who\n            value: \"you\"\n      - name: notify\n        depends: greet.Succeeded\n        templateRef: {name: shared, template: notify, clusterScope: true}\n        arguments:\n          parameters:\n          - name: channel\n            value: dev\n      - name: again\n        depends: greet\n        template: bye\n        when: \"'{{tasks.greet.outputs.parameters.greeting}}' != ''\"\n", "    «dag»: {}\n"),
    ),
}  # fmt: skip
