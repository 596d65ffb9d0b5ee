"""More good manifests: templates that others use, schedules, JSON, several documents in a file."""

from __future__ import annotations

LEAVES = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: leaves}
spec:
  entrypoint: main
  executor: {serviceAccountName: agent}
  templates:
  - name: main
    steps:
    - - {name: create, template: create}
    - - {name: ask, template: ask, arguments: {parameters: [{name: id, value: "{{steps.create.outputs.parameters.id}}"}]}}
    - - {name: wait, template: wait}
    - - {name: both, template: both}
    - - {name: sort, template: sort}
    - - {name: plug, template: plug}
    - - {name: bare, inline: {container: {image: "busybox:1.36", command: [date]}}}
  - name: create
    resource:
      action: create
      successCondition: status.phase == Succeeded
      manifest: |
        apiVersion: v1
        kind: ConfigMap
        metadata:
          generateName: "{{workflow.name}}-"
    outputs:
      parameters:
      - name: id
        valueFrom:
          jsonPath: '{.metadata.uid}'
  - name: ask
    inputs:
      parameters: [{name: id}]
    http:
      url: https://api.example.com/{{inputs.parameters.id}}
      method: POST
      timeoutSeconds: 20
      successCondition: response.statusCode == 200
      headers:
      - name: Accept
        value: application/json
  - name: wait
    suspend:
      duration: "20"
  - name: both
    containerSet:
      volumeMounts:
      - {name: shared, mountPath: /shared}
      containers:
      - name: first
        image: busybox:1.36
        command: [touch, /shared/a]
      - name: second
        image: busybox:1.36
        dependencies: [first]
        command: [ls, /shared]
    volumes:
    - name: shared
      emptyDir: {}
  - name: sort
    data:
      source:
        artifactPaths:
          name: files
          s3: {bucket: results, key: in, endpoint: s3.example.com}
      transformation:
      - expression: "filter(data, {# endsWith '.json'})"
  - name: plug
    plugin:
      slack:
        text: hi
"""

LIBRARY = """\
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: library
spec:
  entrypoint: greet
  arguments:
    parameters:
    - name: who
      value: world
  templates:
  - name: greet
    inputs:
      parameters:
      - name: who
        value: "{{workflow.parameters.who}}"
      - name: times
        default: "1"
    container:
      image: busybox:1.36
      command: [echo]
      args: ["hello {{inputs.parameters.who}}", "{{inputs.parameters.times}}"]
    outputs:
      parameters:
      - name: greeting
        value: "hello {{inputs.parameters.who}}"
---
apiVersion: argoproj.io/v1alpha1
kind: ClusterWorkflowTemplate
metadata:
  name: shared
spec:
  templates:
  - name: notify
    inputs:
      parameters:
      - name: channel
        enum: [ops, dev]
        value: ops
    container:
      image: busybox:1.36
      command: [echo, "{{inputs.parameters.channel}}"]
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: user-
spec:
  entrypoint: main
  hooks:
    exit:
      template: bye
    failed:
      expression: workflow.status == "Failed"
      template: bye
  templates:
  - name: main
    dag:
      tasks:
      - name: greet
        templateRef:
          name: library
          template: greet
        arguments:
          parameters:
          - name: who
            value: "you"
      - name: notify
        depends: greet.Succeeded
        templateRef: {name: shared, template: notify, clusterScope: true}
        arguments:
          parameters:
          - name: channel
            value: dev
      - name: again
        depends: greet
        template: bye
        when: "'{{tasks.greet.outputs.parameters.greeting}}' != ''"
  - name: bye
    container:
      image: busybox:1.36
      command: ["echo", "bye from {{workflow.name}}"]
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: whole-
spec:
  workflowTemplateRef:
    name: library
  arguments:
    parameters:
    - name: who
      value: everybody
"""

CRON = """\
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata:
  name: nightly
spec:
  schedules:
    - "0 3 * * *"
    - 30 4 * * 1-5
  timezone: Europe/Berlin
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 60
  successfulJobsHistoryLimit: 3
  stopStrategy:
    expression: cronworkflow.failed >= 3
  workflowMetadata:
    labels:
      from: nightly
  workflowSpec:
    entrypoint: main
    arguments:
      parameters:
        - name: day
          value: "{{workflow.scheduledTime}}"
    templates:
      - name: main
        container:
          image: "busybox:1.36"
          command: ["date", "-d", "{{workflow.parameters.day}}"]
"""

JSON = """\
{
  "apiVersion": "argoproj.io/v1alpha1",
  "kind": "Workflow",
  "metadata": {"name": "in-json"},
  "spec": {
    "entrypoint": "main",
    "arguments": {"parameters": [{"name": "p", "value": "a \\"b\\" \\u00e9"}]},
    "templates": [
      {
        "name": "main",
        "steps": [
          [{"name": "one", "template": "echo", "arguments": {"parameters": [{"name": "m", "value": "x\\t{{workflow.parameters.p}}"}]}}],
          [{"name": "two", "template": "echo", "arguments": {"parameters": [{"name": "m", "value": "{{steps.one.outputs.result}}"}]}}]
        ]
      },
      {
        "name": "echo",
        "inputs": {"parameters": [{"name": "m"}]},
        "script": {"image": "python:3.12", "command": ["python"], "source": "print(1)\\nprint(\\"\\\\u00e9 {{inputs.parameters.m}}\\")\\n"}
      }
    ]
  }
}
"""

QUOTED = """\
apiVersion: 'argoproj.io/v1alpha1'
"kind": "Workflow"
metadata: {name: 'quoted', labels: {'a-b': "c"}}
spec:
  "entrypoint": 'all'
  arguments: {parameters: [{name: 'p1', value: &text 'it''s {{workflow.name}}'}, {name: p2, value: *text}]}
  templates:
  - name: main
    inputs: &inputs {parameters: [{name: p1, value: "{{workflow.parameters.p1}}\\t\\
        {{workflow.parameters.p2}}"}]}
    script: &script
      image: "python:\\
        3.12"
      command: [python]
      source: |2-
          # {{inputs.parameters.p1}} é日本 {{workflow.uid}}
          print('{{inputs.parameters.p1}}',
                '{{workflow.namespace}}')
  - name: again
    inputs: *inputs
    script: {<<: *script, imagePullPolicy: Always}
    outputs: {parameters: [{name: o, valueFrom: {path: /tmp/x}}]}
  - name: calls
    steps:
    - [{name: s1, template: again}]
    - [{name: s2, template: main, arguments: {parameters: [{name: p1, value: 'a
        {{steps.s1.outputs.parameters.o}}'}]}}]
  - name: folded
    container:
      image: busybox:1.36
      args:
      - >+
        first line {{workflow.name}}

          deeper {{workflow.parameters.p1}}
        last {{workflow.parameters.p2}}

      - plain text that goes
        on {{workflow.parameters.p1}} here
  - name: all
    steps: [[{name: first, template: calls}], [{name: second, template: folded}]]
"""
