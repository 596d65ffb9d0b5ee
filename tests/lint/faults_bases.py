"""Good manifests of many styles, into which the faults are put."""

from __future__ import annotations

STEPS = """\
# Steps that fetch, loop and tell, with an exit handler that asks how it went.
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: fetch-
  namespace: data
  labels:
    team: blue
spec:
  entrypoint: main
  onExit: leave
  serviceAccountName: runner
  activeDeadlineSeconds: 3600
  parallelism: 4
  podGC:
    strategy: OnPodSuccess
    labelSelector:
      matchLabels:
        team: blue
  ttlStrategy:
    secondsAfterCompletion: 600
  arguments:
    parameters:
      - name: source
        value: https://data.example.com
      - name: mode
        value: fast
        enum: [fast, thorough]
      - name: sizes
        value: "[1, 2]"
    artifacts:
      - name: list
        raw:
          data: a b c
  volumes:
    - name: scratch
      emptyDir: {}
  templates:
    - name: main
      inputs:
        artifacts:
          - name: list
      steps:
        - - name: fetch
            template: fetch
            arguments:
              parameters:
                - name: url
                  value: "{{workflow.parameters.source}}/index.json"
              artifacts:
                - name: words
                  from: "{{inputs.artifacts.list}}"
        - - name: count
            template: count
            when: "{{steps.fetch.outputs.parameters.size}} > 0"
            withItems: [one, two]
            arguments:
              parameters:
                - name: text
                  value: "{{item}} of {{steps.fetch.outputs.result}}"
          - name: sizes
            template: count
            withParam: "{{workflow.parameters.sizes}}"
            continueOn:
              failed: true
            arguments:
              parameters:
                - name: text
                  value: '{{item}} {{workflow.parameters.mode}}'
        - - name: numbered
            template: count
            withSequence:
              start: "1"
              end: "3"
            hooks:
              exit:
                template: tell
                arguments:
                  parameters:
                    - name: message
                      value: done with {{item}}
              running:
                template: tell
                expression: steps["numbered"].status == "Running"
                arguments:
                  parameters:
                    - name: message
                      value: running
            arguments:
              parameters:
                - name: text
                  value: "{{item}}"
    - name: fetch
      inputs:
        parameters:
          - name: url
          - name: attempts
            default: "3"
        artifacts:
          - name: words
            path: /tmp/words
      retryStrategy:
        limit: "{{inputs.parameters.attempts}}"
        retryPolicy: OnFailure
        backoff:
          duration: 10s
          factor: 2
          maxDuration: 5m
      timeout: 10m
      container:
        image: curlimages/curl:8.8.0
        command: [sh, -c]
        args: ['curl --fail "{{inputs.parameters.url}}" | tee /scratch/body | wc -c > /tmp/size']
        env:
          - name: POD
            value: "{{pod.name}}"
          - name: RETRIES
            value: "{{retries}}"
        resources:
          requests:
            cpu: 100m
            memory: 64Mi
        volumeMounts:
          - name: scratch
            mountPath: /scratch
      outputs:
        parameters:
          - name: size
            valueFrom:
              path: /tmp/size
              default: "0"
        artifacts:
          - name: body
            path: /scratch/body
            s3:
              bucket: results
              key: "{{workflow.name}}/body.json"
              endpoint: s3.example.com
    - name: count
      inputs:
        parameters:
          - name: text
      script:
        image: python:3.12-alpine
        command: [python3]
        source: |
          text = '''{{inputs.parameters.text}}'''
          words = text.split()

          print(len(words), "{{workflow.parameters.mode}}")
    - name: tell
      inputs:
        parameters:
          - name: message
      container:
        image: busybox:1.36
        command: [echo, "{{inputs.parameters.message}}"]
    - name: leave
      steps:
        - - name: good
            template: tell
            when: "{{workflow.status}} == Succeeded"
            arguments:
              parameters:
                - name: message
                  value: good after {{workflow.duration}}
          - name: bad
            template: tell
            when: "{{workflow.status}} != Succeeded"
            arguments:
              parameters:
                - name: message
                  value: >-
                    it failed:
                    {{workflow.failures}}
"""

DAG = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  name: report
  annotations:
    note: "about {{workflow.name}}"
spec:
  entrypoint: report
  arguments:
    parameters:
    - {name: count, value: "3"}
    - {name: greeting, value: hello}
  volumeClaimTemplates:
  - metadata:
      name: work
    spec:
      accessModes: [ReadWriteOnce]
      resources:
        requests:
          storage: 1Gi
  templates:
  - name: report
    dag:
      failFast: false
      tasks:
      - name: numbers
        template: make-list
        arguments:
          parameters: [{name: count, value: "{{workflow.parameters.count}}"}]
      - name: square
        depends: numbers
        template: square
        withParam: "{{tasks.numbers.outputs.result}}"
        arguments:
          parameters:
          - name: number
            value: "{{item}}"
      - name: add-up
        depends: square.Succeeded || square.AllFailed
        template: add-up
        arguments:
          parameters:
          - name: squares
            value: "{{tasks.square.outputs.parameters.value}}"
      - name: celebrate
        depends: add-up.Succeeded && !numbers.Failed
        template: say
        when: "{{tasks.add-up.outputs.result}} > 10"
        arguments:
          parameters:
          - name: text
            value: "the squares add up to {{tasks.add-up.outputs.result}}, {{workflow.parameters.greeting}}"
      - name: picked
        depends: add-up
        when: "{{= asInt(tasks['add-up'].outputs.result) > 3 }}"
        template: say
        arguments:
          parameters:
          - name: text
            value: "{{= tasks['add-up'].outputs.result + '!' }}"
  - name: make-list
    inputs:
      parameters: [{name: count}]
    script:
      image: python:3.12-alpine
      command: [python3]
      source: >
        import json;
        print(json.dumps(list(range(
        int("{{inputs.parameters.count}}")))))
  - name: square
    inputs:
      parameters:
      - name: number
    metadata:
      labels:
        number: "{{inputs.parameters.number}}"
    container:
      image: busybox:1.36
      command: [sh, -c]
      args: ["echo $(( {{inputs.parameters.number}} * 2 )) > /work/value"]
      volumeMounts:
      - {name: work, mountPath: /work}
    outputs:
      parameters:
      - name: value
        valueFrom: {path: /work/value}
  - name: add-up
    inputs:
      parameters:
      - name: squares
    script:
      image: python:3.12-alpine
      command: [python3]
      source: |
        import json
        print(sum(int(n) for n in json.loads('{{inputs.parameters.squares}}')))
    memoize:
      key: "sum-{{inputs.parameters.squares}}"
      maxAge: 10m
      cache:
        configMap:
          name: sums
  - name: say
    inputs:
      parameters:
      - name: text
    synchronization:
      mutexes:
      - name: voice
    container:
      image: busybox:1.36
      command: [echo]
      args: ["{{inputs.parameters.text}}"]
"""

DEPENDENCIES = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  name: diamond
spec:
  entrypoint: diamond
  templates:
  - name: diamond
    dag:
      target: d
      tasks:
      - name: a
        template: make
      - name: b
        dependencies: [a]
        template: use
        arguments:
          artifacts:
          - {name: file, from: "{{tasks.a.outputs.artifacts.file}}"}
      - name: c
        dependencies: [a]
        template: use
        continueOn: {failed: true}
        arguments:
          artifacts:
          - {name: file, from: "{{tasks.a.outputs.artifacts.file}}"}
      - name: d
        dependencies: [b, c]
        hooks: {exit: {template: make}}
        template: use
        arguments:
          artifacts:
          - name: file
            from: "{{tasks.a.outputs.artifacts.file}}"
  - name: make
    container:
      image: busybox:1.36
      command: [touch, /tmp/file]
    outputs:
      artifacts:
      - name: file
        path: /tmp/file
        archive:
          none: {}
  - name: use
    inputs:
      artifacts:
      - name: file
        path: /tmp/file
    container:
      image: busybox:1.36
      command: [cat, "{{inputs.artifacts.file.path}}"]
    metrics:
      prometheus:
      - name: used_files
        help: How many files were used
        labels:
        - {key: task, value: diamond}
        counter:
          value: "1"
      - name: used_seconds
        help: How long it took
        gauge:
          realtime: true
          value: "{{duration}}"
"""
