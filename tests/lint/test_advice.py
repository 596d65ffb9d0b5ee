"""Every warning beyond the controller's rules: what brings it, where it points, and what does not bring it."""

from __future__ import annotations

import pytest

from argocli.lint.advice import advise
from argocli.lint.catalogue import rules
from argocli.lint.choose import Choice
from argocli.lint.index import TemplateIndex
from argocli.manifest.parse import parse

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec:\n  entrypoint: main\n"
OK = "  - {name: ok, container: {image: 'b:1'}}\n"
QUIET = ("no-retry", "unused-template")


def warnings(text: str, kind: str = "Workflow", ignore: tuple[str, ...] = QUIET) -> list:
    documents = parse(text.replace("kind: Workflow\n", f"kind: {kind}\n", 1).encode(), "f.yaml")
    index = TemplateIndex()
    for document in documents:
        assert not document.problems, document.problems
        index.add(document)
    return [one for document in documents for one in advise(document, index, Choice(("all",), ignore))]


def piece(text: str, finding) -> str:
    """The piece of the text that a finding points at."""
    assert finding.line == finding.end_line
    return text.split("\n")[finding.line - 1][finding.column - 1 : finding.end_column - 1]


def steps(*lines: str) -> str:
    """A workflow whose entrypoint has these lines as its steps, and that has a template `ok` and one with inputs."""
    body = "".join(f"    {line}\n" for line in lines)
    inputs = "  - {name: in, inputs: {parameters: [{name: a}]}, container: {image: 'b:1', args: ['{{inputs.parameters.a}}']}}\n"
    return f"{HEAD}  templates:\n  - name: main\n    steps:\n{body}{OK}{inputs}"


def dag(*tasks: str, more: str = "") -> str:
    body = "".join(f"      - {task}\n" for task in tasks)
    return f"{HEAD}  templates:\n  - name: main\n    dag:\n{more}      tasks:\n{body}{OK}"


def leaf(body: str, spec: str = "") -> str:
    return f"{HEAD}{spec}  templates:\n  - name: main\n{body}"


IMAGE = "    container: {image: 'b:1'}\n"
CRON = """apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: c}
spec:
  schedules: [SCHEDULE]
  workflowSpec:
    entrypoint: main
    templates:
    - {name: main, container: {image: 'b:1'}}
"""

# rule, a manifest that brings it, the piece that it points at, a manifest like it that does not
TABLE = [
    ("ignored-field", steps("- - {name: s, template: in, arguments: {paramters: [], parameters: [{name: a, value: x}]}}"), "paramters",
     steps("- - {name: s, template: in, arguments: {parameters: [{name: a, value: x}]}}")),
    ("ignored-value", steps("- - {name: s, template: in, arguments: {parameters: [{name: a, value: [1, 2]}]}}"), "[1, 2]",
     steps("- - {name: s, template: in, arguments: {parameters: [{name: a, value: '[1, 2]'}]}}")),
    ("open-tag", leaf("    container: {image: 'b:1', args: ['x {{workflow.name} y']}\n"), "{{workflow.name}",
     leaf("    container: {image: 'b:1', args: ['x {{ .Name } y']}\n")),
    ("unused-parameter", leaf("    inputs: {parameters: [{name: aa, value: x}]}\n" + IMAGE), "aa",
     leaf("    inputs: {parameters: [{name: aa, value: x}]}\n    container: {image: 'b:1', args: ['{{=inputs.parameters.aa}}']}\n")),
    ("unused-argument", leaf(IMAGE, "  arguments: {parameters: [{name: aa, value: x}]}\n"), "aa",
     leaf("    container: {image: 'b:1', args: ['{{workflow.parameters.aa}}']}\n", "  arguments: {parameters: [{name: aa, value: x}]}\n")),
    ("unknown-argument", steps("- - {name: s, template: in, arguments: {parameters: [{name: a, value: x}, {name: b, value: x}]}}"), "b",
     steps("- - {name: s, template: in, arguments: {parameters: [{name: a, value: x}]}}")),
    ("default-not-in-enum", leaf("    inputs: {parameters: [{name: a, default: zz, enum: [x, y]}]}\n    container: {image: 'b:1', args: ['{{inputs.parameters.a}}']}\n"), "zz",
     leaf("    inputs: {parameters: [{name: a, default: 1, enum: [1, y]}]}\n    container: {image: 'b:1', args: ['{{inputs.parameters.a}}']}\n")),
    ("shadowed-default", leaf("    inputs: {parameters: [{name: a, default: zz, value: x}]}\n    container: {image: 'b:1', args: ['{{inputs.parameters.a}}']}\n"), "zz",
     leaf("    inputs: {parameters: [{name: a, default: zz}]}\n    container: {image: 'b:1', args: ['{{inputs.parameters.a}}']}\n")),
    ("argument-without-value", leaf("    container: {image: 'b:1', args: ['{{workflow.parameters.aa}}']}\n", "  arguments: {parameters: [{name: aa}]}\n"), "aa",
     leaf("    container: {image: 'b:1', args: ['{{workflow.parameters.aa}}']}\n", "  arguments: {parameters: [{name: aa, value: ''}]}\n")),
    ("endless-recursion", steps("- - {name: s, template: main}"), "main", steps("- - {name: s, template: main, when: 'a == b'}")),
    ("unknown-hook-template", steps("- - {name: s, template: ok, hooks: {exit: {template: okk}}}"), "okk",
     steps("- - {name: s, template: ok, hooks: {exit: {template: ok}}}")),
    ("two-exit-handlers", leaf(IMAGE, "  onExit: main\n  hooks: {exit: {template: main}}\n"), "onExit", leaf(IMAGE, "  onExit: main\n")),
    ("same-group-reference", steps("- - {name: s, template: ok}", "  - {name: t, template: in, arguments: {parameters: [{name: a, value: 'x{{steps.s.outputs.result}}'}]}}"), "steps.s",
     steps("- - {name: s, template: ok}", "- - {name: t, template: in, arguments: {parameters: [{name: a, value: 'x{{steps.s.outputs.result}}'}]}}")),
    ("missing-dependency", dag("{name: a, template: ok}", "{name: b, template: ok, when: '{{tasks.a.outputs.result}} == x'}"), "tasks.a",
     dag("{name: a, template: ok}", "{name: c, template: ok, depends: a}", "{name: b, template: ok, depends: c, when: '{{tasks.a.outputs.result}} == x'}")),
    ("unreachable-task", dag("{name: a, template: ok}", "{name: b, template: ok}", more="      target: b\n"), "a",
     dag("{name: a, template: ok}", "{name: b, template: ok, depends: a}", more="      target: b\n")),
    ("bad-depends", dag("{name: a, template: ok}", "{name: b, template: ok, depends: 'a &&'}"), "&", dag("{name: a, template: ok}", "{name: b, template: ok, depends: '!(a.Failed) || a-b'}")),
    ("sequence-without-end", steps("- - {name: s, template: ok, withSequence: {start: 1}}"), "withSequence", steps("- - {name: s, template: ok, withSequence: {count: 1}}")),
    ("with-param-no-list", steps("- - {name: s, template: ok, withParam: nolist}"), "nolist", steps("- - {name: s, template: ok, withParam: '[1]'}")),
    ("item-outside-loop", steps("- - {name: s, template: in, arguments: {parameters: [{name: a, value: '{{item.k}}'}]}}"), "item",
     steps("- - {name: s, template: in, withItems: [{k: 1}], arguments: {parameters: [{name: a, value: '{{item.k}}'}]}}")),
    ("misspelt-variable", leaf("    container: {image: 'b:1', args: ['{{workflows.parameters.a}}']}\n"), "workflows",
     leaf("    container: {image: 'b:1', args: ['{{values.parameters.a}} {{ x }} {{inputs}}']}\n")),
    ("bad-expression", leaf("    container: {image: 'b:1', args: ['{{=1 + }}']}\n"), "+", leaf("    container: {image: 'b:1', args: ['{{=1 + 1}}']}\n")),
    ("hyphen-in-expression", steps("- - {name: my-s, template: ok}", "- - {name: t, template: in, arguments: {parameters: [{name: a, value: '{{=steps.my-s.outputs.result}}'}]}}"), "steps.my-s",
     steps("- - {name: my-s, template: ok}", "- - {name: t, template: in, arguments: {parameters: [{name: a, value: \"{{=steps['my-s'].outputs.result}}\"}]}}")),
    ("unknown-reference", steps("- - {name: s, template: ok}", "- - {name: t, template: in, arguments: {parameters: [{name: a, value: '{{=steps.ss.outputs.result}}'}]}}"), "steps.ss",
     steps("- - {name: s, template: ok}", "- - {name: t, template: in, arguments: {parameters: [{name: a, value: '{{=steps.s.outputs.result}}'}]}}")),
    ("bad-when", steps("- - {name: s, template: ok, when: '{{workflow.name}} == '}"), "=", steps("- - {name: s, template: ok, when: \"{{workflow.name}} == 'a b'\"}")),
    ("unknown-function", leaf("    container: {image: 'b:1', args: ['{{=sprig.trmi(workflow.name)}}']}\n"), "sprig.trmi",
     leaf("    container: {image: 'b:1', args: ['{{=sprig.trim(workflow.name)}}']}\n")),
    ("bad-duration", leaf("    suspend: {duration: soon}\n"), "soon", leaf("    suspend: {duration: '20'}\n")),
    ("backoff-without-limit", leaf("    retryStrategy: {backoff: {duration: 1s}}\n" + IMAGE), "backoff", leaf("    retryStrategy: {limit: 2, backoff: {duration: 1s}}\n" + IMAGE)),
    ("retry-without-limit", leaf("    retryStrategy: {retryPolicy: Always}\n" + IMAGE), "retryStrategy", leaf("    retryStrategy: {expression: 'true'}\n" + IMAGE)),
    ("schedule-never-comes", CRON.replace("SCHEDULE", "'0 0 31 feb,4 *'"), "'0 0 31 feb,4 *'", CRON.replace("SCHEDULE", "'0 0 31 feb,5 *'")),
    ("undeclared-volume", leaf("    container: {image: 'b:1', volumeMounts: [{name: vv, mountPath: /a}]}\n"), "vv",
     leaf("    container: {image: 'b:1', volumeMounts: [{name: vv, mountPath: /a}]}\n", "  volumes: [{name: vv, emptyDir: {}}]\n")),
    ("image-without-tag", leaf("    container: {image: 'host:5000/b'}\n"), "'host:5000/b'", leaf("    container: {image: 'host:5000/b:1'}\n")),
    ("duplicate-env", leaf("    container: {image: 'b:1', env: [{name: A, value: x}, {name: A, value: y}]}\n"), "A", leaf("    container: {image: 'b:1', env: [{name: A, value: x}, {name: B, value: y}]}\n")),
    ("plain-secret", leaf("    container: {image: 'b:1', env: [{name: DB_PASSWORD, value: x}]}\n"), "x", leaf("    container: {image: 'b:1', env: [{name: DB_PASSWORD, value: '{{inputs.parameters.p}}'}]}\n")),
    ("script-without-source", leaf("    script: {image: 'b:1', command: [sh]}\n"), "script", leaf("    script: {image: 'b:1', command: [sh], source: x}\n")),
    ("http-without-url", leaf("    http: {}\n"), "http", leaf("    http: {url: 'http://x'}\n")),
    ("empty-lock", leaf("    synchronization: {mutexes: [{namespace: x}]}\n" + IMAGE), "{namespace: x}", leaf("    synchronization: {mutexes: [{name: x}], semaphores: [{configMapKeyRef: {name: a, key: b}}]}\n" + IMAGE)),
    ("memoize-without-cache", leaf("    memoize: {key: x}\n" + IMAGE), "memoize", leaf("    memoize: {key: x, cache: {configMap: {name: c}}}\n" + IMAGE)),
    ("memoize-without-key", leaf("    memoize: {cache: {configMap: {name: c}}}\n" + IMAGE), "memoize", leaf("    memoize: {key: x, cache: {configMap: {name: c}}}\n" + IMAGE)),
    ("wrong-api-version", leaf(IMAGE).replace("v1alpha1", "v1"), "argoproj.io/v1", leaf(IMAGE)),
    ("deprecated-field", steps("- - {name: s, template: ok, onExit: ok}"), "onExit", steps("- - {name: s, template: ok, hooks: {exit: {template: ok}}}")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "bad", "shown", "good"), TABLE, ids=[row[0] for row in TABLE])
def test_what_brings_a_warning_and_what_does_not(rule: str, bad: str, shown: str, good: str) -> None:
    found = warnings(bad, "CronWorkflow" if "CronWorkflow" in bad else "Workflow")
    mine = [one for one in found if one.rule == rule]
    assert [one.rule for one in found] == [rule], found
    assert [piece(bad, one) for one in mine] == [shown]
    assert mine[0].path.startswith("$")
    assert [one.rule for one in warnings(good, "CronWorkflow" if "CronWorkflow" in good else "Workflow")] == []


def test_templates_that_nothing_calls() -> None:
    text = steps("- - {name: s, template: ok}")
    assert [piece(text, one) for one in warnings(text, ignore=("no-retry",))] == ["in"]
    assert warnings(text, "WorkflowTemplate", ignore=("no-retry",)) == []
    dynamic = text.replace("template: ok}", "template: '{{inputs.parameters.x}}'}")
    assert warnings(dynamic, ignore=("no-retry",)) == []


def test_pods_that_are_not_tried_again() -> None:
    assert [one.rule for one in warnings(leaf(IMAGE), ignore=())] == ["no-retry"]
    assert warnings(leaf("    retryStrategy: {limit: 1}\n" + IMAGE), ignore=()) == []
    assert warnings(leaf(IMAGE, "  templateDefaults: {retryStrategy: {limit: 1}}\n"), ignore=()) == []


def test_arguments_are_checked_against_templates_of_other_documents() -> None:
    library = """---
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: lib}
spec:
  templates:
  - {name: t, inputs: {parameters: [{name: count, default: 1}]}, container: {image: 'b:1', args: ['{{inputs.parameters.count}}']}}
"""
    text = steps(
        "- - {name: s, templateRef: {name: lib, template: t}, arguments: {parameters: [{name: cuont, value: 1}]}}"
    )
    found = warnings(text + library)
    assert [one.rule for one in found] == ["unknown-argument"]
    assert "did you mean 'count'?" in found[0].message


def test_a_tag_within_text_of_several_lines_is_found() -> None:
    text = leaf(
        "    script:\n      image: b:1\n      command: [sh]\n      source: |\n        echo one\n        echo {{input.parameters.x}} two\n"
    )
    (found,) = warnings(text)
    assert (found.rule, found.line, piece(text, found)) == ("misspelt-variable", 13, "input")


def test_rules_that_are_off_stay_silent_and_every_rule_is_in_the_table() -> None:
    text = leaf("    container: {image: b}\n")
    documents = parse(text.encode(), "f.yaml")
    index = TemplateIndex()
    assert advise(documents[0], index, Choice()) == []
    listed = {row[0] for row in TABLE} | {"unused-template", "no-retry"}
    from argocli.lint import catalogue_advice, catalogue_practice

    assert listed == {rule.id for rule in (*catalogue_advice.RULES, *catalogue_practice.RULES)}
    assert len(listed) >= 25
    assert all(rule.summary.endswith(".") and rule.help.endswith(".") for rule in rules().values())
