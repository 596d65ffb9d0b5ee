"""A made repository of manifests: workflows, cron workflows and templates that refer to each other, none with a fault.

`manifests(300)` is always the same 300 files, about 1.5 KB each.
"""

from __future__ import annotations

import random
from pathlib import Path

_HEAD = """\
# {about}
apiVersion: argoproj.io/v1alpha1
kind: {kind}
metadata:
  {name}
  labels:
    team: {team}
    app.kubernetes.io/part-of: {area}
  annotations:
    workflows.argoproj.io/description: Fetches what {area} needs and counts it.
"""
_FETCH = """\
    - name: {name}-fetch
      inputs:
        parameters:
          - name: url
          - name: attempts
            value: "3"
      retryStrategy:
        limit: "{{{{inputs.parameters.attempts}}}}"
        backoff: {{duration: 10s, factor: 2}}
      container:
        image: registry.example.com/{area}/fetch:1.{number}
        command: [sh, -c]
        args: ['curl --fail "{{{{inputs.parameters.url}}}}" | wc -c > /tmp/size']
        resources:
          requests: {{cpu: 100m, memory: 128Mi}}
      outputs:
        parameters:
          - name: size
            valueFrom:
              path: /tmp/size
"""
_COUNT = """\
    - name: {name}-count
      inputs:
        parameters:
          - name: text
      script:
        image: python:3.12-alpine
        command: [python3]
        source: |
          import json
          words = json.loads('''{{{{inputs.parameters.text}}}}''')
          print(len(words))
"""
_STEPS = """\
    - name: main
      steps:
        - - name: fetch
            templateRef:
              name: {library}
              template: {library}-fetch
            arguments:
              parameters:
                - name: url
                  value: "{{{{workflow.parameters.source}}}}/index-{number}.json"
        - - name: count
            template: {name}-count
            when: "{{{{steps.fetch.outputs.parameters.size}}}} > 0"
            arguments:
              parameters:
                - name: text
                  value: "[{{{{steps.fetch.outputs.parameters.size}}}}]"
"""
_DAG = """\
    - name: main
      inputs:
        parameters:
          - name: source
      dag:
        tasks:
          - name: fetch
            template: {name}-fetch
            arguments:
              parameters:
                - name: url
                  value: "{{{{inputs.parameters.source}}}}"
          - name: pages
            depends: fetch.Succeeded
            templateRef:
              name: {library}
              template: {library}-fetch
              clusterScope: {cluster}
            withItems: [one, two, three-{number}]
            arguments:
              parameters:
                - name: url
                  value: "{{{{inputs.parameters.source}}}}/{{{{item}}}}"
"""
_ARGUMENTS = """\
  entrypoint: main
  arguments:
    parameters:
      - name: source
        value: https://{area}.example.com
  templates:
"""
_AREAS = ("billing", "catalogue", "search", "shipping", "reports")
_TEAMS = ("blue", "green", "orange", "violet")


def manifests(count: int, seed: int = 1) -> dict[str, str]:
    """The files by path. Of ten, one is a WorkflowTemplate, and of twenty one each is a ClusterWorkflowTemplate and a
    CronWorkflow; the rest are workflows that use them."""
    chance = random.Random(seed)
    libraries = [number for number in range(count) if number % 10 == 0]
    return dict(_one(number, libraries, chance) for number in range(count))


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def _one(number: int, libraries: list[int], chance: random.Random) -> tuple[str, str]:
    library = chance.choice(libraries)
    cluster = library % 20 == 10
    words = {"area": chance.choice(_AREAS), "team": chance.choice(_TEAMS), "number": number}
    words |= {"library": f"library-{library}", "cluster": str(cluster).lower()}
    if number % 10 == 0:
        kind = "ClusterWorkflowTemplate" if number % 20 == 10 else "WorkflowTemplate"
        words |= {"kind": kind, "about": f"What others share, part {number}.", "name": f"name: library-{number}"}
        body = (_FETCH + _COUNT).format(**{**words, "name": f"library-{number}"})
        return f"templates/{words['area']}/library-{number}.yaml", f"{_HEAD.format(**words)}spec:\n  templates:\n{body}"
    name = f"{words['area']}-{number}"
    words |= {"kind": "Workflow", "about": f"Run {number} of {words['area']}.", "name": f"generateName: {name}-"}
    flow = _DAG + _FETCH if cluster or number % 2 == 0 else _STEPS + _COUNT
    spec = _ARGUMENTS.format(**words) + flow.format(**{**words, "name": name})
    folder = "workflows"
    if number % 20 == 5:
        folder = "schedules"
        words |= {"kind": "CronWorkflow", "name": f"name: {name}"}
        below = "".join(f"  {line}\n" for line in spec.splitlines())
        schedule = f'  schedules: ["{number % 60} {number % 24} * * *"]\n  concurrencyPolicy: Forbid\n'
        spec = f"{schedule}  workflowSpec:\n{below}"
    return f"{folder}/{words['area']}/{name}.yaml", f"{_HEAD.format(**words)}spec:\n{spec}"
