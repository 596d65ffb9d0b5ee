"""Variables: which names can be resolved where, and how tags are told from other text."""

from __future__ import annotations

import pytest

from tests.lint.probes import HEAD, MAIN, OK, failing, finds, leaf, mended, passes, said, steps, workflow


def body(text: str, *more: str, spec: str = "", kind: str = "Workflow", head: str = "") -> str:
    """A container whose argument is the text."""
    made = leaf(f"container: {{image: a, args: ['{text}']}}", *more, spec=spec, kind=kind)
    return made.replace("metadata: {name: w}", f"metadata: {{name: w{head}}}")


GOOD = [
    "workflow.name", "workflow.namespace", "workflow.uid", "workflow.mainEntrypoint", "workflow.serviceAccountName", "workflow.status", "workflow.labels",
    "workflow.labels.json", "workflow.annotations", "workflow.annotations.json", "workflow.creationTimestamp", "workflow.creationTimestamp.s", "workflow.creationTimestampX",
    "workflow.scheduledTime", "workflow.scheduledTimeX", "workflow.duration", "workflow.durations.x", "pod.name", "node.name", "steps.name", "steps.names", "tasks.name",
    "outputs.anything", "inputs.parameters", "retries", "lastRetry.nope", "item", "item[0]", "foo", "foo.bar", "cronworkflow.name", "workflow", " workflow.name ", "", "=nope(", "= x",
    " =workflow.nope", "{", "Workflow.nope", "workflows.nope", "inputs", "outputs", "items.x",
]  # fmt: skip
BAD = [
    "workflow.nope", "workflow.Name", "workflow.parameters", "workflow.parameters.json", "workflow.parameters.p", "workflow.priority", "workflow.labels.x", "workflow.annotations.x",
    "workflow.failures", "workflow.outputs.parameters.x", "workflow.outputs.artifacts.x", "inputs.parameters.p", "inputs.artifacts.x", "inputs.artifacts.x.path", "inputs.x",
    "item.x", "steps.a.id", "tasks.a.id", "pod.nope", "pod.name.x", "  workflow.nope  ", "workflow.name.x", "workflow.parameters<x",
]  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_names_that_are_known_or_nobodys(name: str) -> None:
    passes(body(f"x {{{{{name}}}}} z"))


@pytest.mark.parametrize("name", BAD)
def test_names_that_nothing_resolves(name: str) -> None:
    marked = name.replace(name.strip(), f"«{name.strip()}»")
    finds(body(f"x {{{{{marked}}}}} z"), "unresolved-variable", f"templates.main: failed to resolve {{{{{name}}}}}")


def test_arguments_of_the_workflow() -> None:
    spec = "  arguments: {parameters: [{name: p, value: x}, {name: q}]}\n"
    for name in ("workflow.parameters", "workflow.parameters.json", "workflow.parameters.p", "workflow.parameters.q"):
        passes(body(f"{{{{{name}}}}}", spec=spec))
    assert said(body("{{workflow.parameters.r}}", spec=spec))
    assert said(body("{{workflow.parameters}}", spec="  arguments: {artifacts: [{name: p, raw: {data: x}}]}\n"))
    for kind in ("WorkflowTemplate", "ClusterWorkflowTemplate"):
        passes(body("{{workflow.parameters}} {{workflow.parameters.r}} {{workflow.parametersX}}", kind=kind))
        assert said(body("{{workflow.nope}}", kind=kind))


@pytest.mark.parametrize("field", ["labels", "annotations"])
def test_labels_and_annotations(field: str) -> None:
    for key in ("x", "a.b/c"):
        passes(body(f"{{{{workflow.{field}.{key}}}}}", head=f", {field}: {{{key}: z}}"))
        passes(body(f"{{{{workflow.{field}.{key}}}}}", spec=f"  workflowMetadata: {{{field}: {{{key}: z}}}}\n"))
    passes(body("{{workflow.labels.x}}", spec="  workflowMetadata: {labelsFrom: {x: {expression: z}}}\n"))
    assert said(body("{{workflow.labels.x}}", head=", annotations: {x: z}"))
    assert said(body("{{workflow.labels.a<b}}", head=", labels: {a<b: z}"))


def test_priority() -> None:
    passes(body("{{workflow.priority}}", spec="  priority: 0\n"))


def test_what_of_a_referenced_template_counts() -> None:
    text = "kind: Workflow\nmetadata: {name: w}\nspec: {workflowTemplateRef: {name: t}}\n"
    template = "kind: WorkflowTemplate\nmetadata: {name: t, labels: {x: z}}\nspec:\n  priority: 1\n  entrypoint: main\n  workflowMetadata: {labels: {m: z}}\n  templates: [{name: main, container: {image: '{{TAG}}'}}]\n"
    for tag, good in (("workflow.labels.m", True), ("workflow.labels.x", False), ("workflow.priority", False)):
        assert (not said(f"{template.replace('TAG', tag)}---\n{text}", selected=("Workflow",))) == good


@pytest.mark.parametrize(
    ("kind", "good"),
    [("container: {image: a", True), ("script: {image: a", True), ("resource: {action: get", True), ("data: {", True), ("containerSet: {containers: [{name: a}]", True),
     ("http: {", False), ("plugin: {x: {}", False), ("suspend: {", False)],
)  # fmt: skip
def test_the_pod_has_a_name_where_there_is_a_pod(kind: str, good: bool) -> None:
    assert (not said(leaf(kind + "}", "metadata: {annotations: {a: '{{pod.name}}'}}"))) == good


def test_inputs() -> None:
    inputs = "inputs: {parameters: [{name: p, value: x}], artifacts: [{name: r, path: /x, raw: {data: d}}]}"
    passes(body("{{inputs.parameters.p}}{{inputs.artifacts.r}}{{inputs.artifacts.r.path}}", inputs))
    assert said(leaf("suspend: {duration: '{{inputs.artifacts.r.path}}'}", inputs.replace("path: /x, ", "")))
    passes(leaf("suspend: {duration: '{{inputs.artifacts.r}}'}", inputs.replace("path: /x, ", "")))


@pytest.mark.parametrize(
    "more",
    [
        "metadata: {annotations: {a: '{{«workflow.nope»}}'}}", "metadata: {annotations: {'{{«workflow.nope»}}': x}}", "metrics: {prometheus: [{name: a, help: '{{«workflow.nope»}}'}]}",
        "nodeSelector: {a: '{{«workflow.nope»}}'}", "volumes: [{name: a, emptyDir: {medium: '{{«workflow.nope»}}'}}]", "outputs: {artifacts: [{name: a, path: '/x{{«workflow.nope»}}'}]}",
        "retryStrategy: {expression: '{{«workflow.nope»}}'}", "memoize: {key: '{{«workflow.nope»}}', maxAge: 1h}", "synchronization: {mutexes: [{name: '{{«workflow.nope»}}'}]}",
        "inputs: {parameters: [{name: a, default: '{{«workflow.nope»}}', value: x}]}", "activeDeadlineSeconds: '{{«workflow.nope»}}'",
    ],
)  # fmt: skip
def test_the_whole_of_a_leaf_is_searched(more: str) -> None:
    text = leaf("container: {image: a}", more)
    finds(text, "unresolved-variable", "failed to resolve {{workflow.nope}}")
    passes(mended(text, ("workflow.nope", "workflow.name")))


@pytest.mark.parametrize(
    "more",
    ["metadata: {annotations: {a: '{{workflow.nope}}'}}", "metrics: {prometheus: [{name: a, help: '{{workflow.nope}}'}]}", "memoize: {key: '{{workflow.nope}}', maxAge: 1h}",
     "synchronization: {mutexes: [{name: '{{workflow.nope}}'}]}", "inputs: {parameters: [{name: a, value: '{{workflow.nope}}'}]}"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["steps: []", "dag: {tasks: [{name: a, inline: {suspend: {}}}]}"])
def test_of_steps_and_dags_only_the_calls_and_outputs_are_searched(kind: str, more: str) -> None:
    passes(leaf(kind, more))


@pytest.mark.parametrize(
    "spec",
    [
        "serviceAccountName: '{{workflow.nope}}'",
        "podSpecPatch: '{{workflow.nope}}'",
        "templateDefaults: {container: {image: '{{workflow.nope}}'}}",
        "hooks: {exit: {template: '{{workflow.nope}}'}}",
        "volumes: [{name: '{{workflow.nope}}'}]",
    ],
)
def test_the_spec_is_not_searched(spec: str) -> None:
    passes(leaf("container: {image: a}", spec=f"  {spec}\n"))


def test_but_metadata_for_all_pods_is() -> None:
    text = leaf("container: {image: a}", spec="  podMetadata: {annotations: {a: '{{«workflow.nope»}}'}}\n")
    finds(text, "unresolved-variable", "failed to resolve {{workflow.nope}}")
    own = "metadata: {annotations: {a: x}}"
    passes(leaf("container: {image: a}", own, spec="  podMetadata: {annotations: {a: '{{workflow.nope}}'}}\n"))
    assert said(
        leaf(
            "container: {image: a}",
            own.replace("annotations", "labels"),
            spec="  podMetadata: {annotations: {a: '{{workflow.nope}}'}}\n",
        )
    )
    passes(leaf("steps: []", spec="  podMetadata: {annotations: {a: '{{workflow.nope}}'}}\n"))


# Values and tags within tags

P = "  arguments: {parameters: [{name: p, value: '%s'}]}\n"


def test_a_value_brings_its_tags_along() -> None:
    finds(
        body("x {{«workflow.parameters.p»}}", spec=P % "{{workflow.nope}}"),
        "unresolved-variable",
        "failed to resolve {{workflow.nope}}",
    )
    passes(body("{{workflow.parameters.p}}", spec=P % "{{foo}}"))
    passes(body("x", spec=P % "{{workflow.nope}}"))
    inputs = "inputs: {parameters: [{name: p}]}"
    assert said(body("x", inputs, spec=P % "{{workflow.nope}}"))
    passes(body("x", inputs, spec=P % "{{workflow.name}}"))


@pytest.mark.parametrize(
    ("tag", "meant"),
    [
        ("workflow.nmae", "workflow.name"),
        ("inputs.parameters.mesage", "inputs.parameters.message"),
        ("pod.nam", "pod.name"),
        ("workflow.xyz", ""),
    ],
)
def test_near_misses_are_named(tag: str, meant: str) -> None:
    found = said(body(f"{{{{{tag}}}}}", "inputs: {parameters: [{name: message, value: x}]}"))[0]
    assert found.endswith(f"failed to resolve {{{{{tag}}}}}" + (f", did you mean '{meant}'?" if meant else ""))


@pytest.mark.parametrize(
    ("tag", "meant"),
    [
        ("steps.a.output.result", "steps.a.outputs.result"),
        ("steps.aa.status", "steps.a.status"),
        ("tasks.a.id", "steps.a.id"),
        ("steps.zzzzzzz.id", ""),
    ],
)
def test_near_misses_of_steps(tag: str, meant: str) -> None:
    found = said(steps("name: a, template: ok", f"name: b, template: ok, when: '{{{{{tag}}}}}'"))[0]
    assert found.endswith(f"failed to resolve {{{{{tag}}}}}" + (f", did you mean '{meant}'?" if meant else ""))


def test_stand_ins_are_not_shown() -> None:
    call = "{name: main, steps: [[{name: a, template: t, arguments: {parameters: [{name: k, value: name}]}}]]}"
    text = workflow(
        call, "{name: t, inputs: {parameters: [{name: k}]}, container: {image: '{{workflow.{{inputs.parameters.k}}}}'}}"
    )
    assert "failed to resolve {{workflow.…}}" in said(text)[0]


def test_a_tag_within_a_tag() -> None:
    inputs = "inputs: {parameters: [{name: k, value: VALUE}]}"
    finds(
        body("{{«workflow.{{inputs.parameters.k»}}}}", inputs.replace("VALUE", "nope")),
        "unresolved-variable",
        "failed to resolve {{workflow.nope}}",
    )
    passes(body("{{workflow.{{inputs.parameters.k}}}}", inputs.replace("VALUE", "name")))
    passes(body("{{a.{{inputs.parameters.k}}}}", inputs.replace("VALUE", "name")))
    assert said(body("{{workflow.{{item}}}}"))


def test_tags_end_at_the_first_braces() -> None:
    passes(body('{{="}}"}}'))
    passes(body("{{foo}}}}"))
    finds(body("{{«workflow.nope» }}}}"), "unresolved-variable", "{{workflow.nope }}")
    passes(body("{ {workflow.nope}}"))


def test_a_line_break_is_no_blank() -> None:
    passes(leaf('container: {image: a, args: ["{{\\nworkflow.nope\\n}}"]}'))


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("{{workflow.nope", False),
        ("{{ foo", True),
        ("{{", True),
        ("a {{outputs.x", True),
        ("{{=x", False),
        ("{{foo}} {{steps.a", False),
    ],
)
def test_a_tag_that_is_not_closed_runs_on(text: str, good: bool) -> None:
    assert (not said(body(text))) == good
    assert all(one.line == 7 and one.column > 30 for one in failing(body(text)))


def test_an_open_tag_takes_in_what_follows_it() -> None:
    swallowed = leaf("container: {image: a, args: ['{{', '{{workflow.nope}}', '{{workflow.nope}}']}")
    assert len(failing(swallowed)) == 1
    passes(leaf("container: {image: a, args: ['{{', '{{workflow.nope}}']}"))
    assert said(leaf("container: {image: a, args: ['{{workflow.nope}}', '{{']}"))
    passes(steps("name: a, template: ok, arguments: {parameters: [{name: p, value: '{{'}]}, when: '}}'"))
    assert (
        "Cannot find end tag"
        in said(steps("name: a, template: ok, arguments: {parameters: [{name: p, value: '}}'}]}, when: '{{'"))[0]
    )
    assert "Cannot find end tag" in said(leaf("container: {image: a}", "timeout: '{{x'"))[0]


def test_characters_that_cannot_be_filled_in() -> None:
    control = '  arguments: {parameters: [{name: p, value: "%s"}]}\n'
    finds(body("{{«workflow.parameters.p»}}", spec=control % "\\x01"), "value-not-json", "invalid JSON")
    finds(body("{{«workflow.parameters.p»}}", spec=control % "\\x7f"), "value-not-json", "invalid JSON")
    for harmless in ("\\n\\t\\r\\b\\f", "\\u200b", "😀", '\\"\\\\', "é"):
        passes(body("{{workflow.parameters.p}}", spec=control % harmless))
    passes(body("x", spec=control % "\\x01"))
    call = '{name: main, steps: [[{name: a, template: t, arguments: {parameters: [{name: m, value: «"\\x01"»}]}}]]}'
    used = "{name: t, inputs: {parameters: [{name: m}]}, container: {image: '{{inputs.parameters.m}}'}}"
    finds(workflow(call, used), "value-not-json", "invalid JSON")
    passes(mended(workflow(call, used), ("'{{inputs.parameters.m}}'", "a")))


# Later than everything else

GLOBAL = "  - {name: made, outputs: {parameters: [{name: o, globalName: g, valueFrom: {path: /x}}], artifacts: [{name: r, globalName: h, path: /z}]}, container: {image: a}}\n"


@pytest.mark.parametrize("tag", ["workflow.outputs.parameters.g", "workflow.outputs.artifacts.h"])
def test_global_outputs_are_known_once_a_step_has_made_them(tag: str) -> None:
    make, use = "name: a, template: made", f"name: b, template: ok, when: '{{{{{tag}}}}}'"
    passes(steps(make, use) + GLOBAL)
    assert said(steps(use, make) + GLOBAL)
    inner = "  - {name: inner, steps: [[{name: a, template: made}]]}\n"
    passes(steps("name: a, template: inner", use) + inner + GLOBAL)
    passes(steps(make, spec="  onExit: bye\n") + GLOBAL + f"  - {{name: bye, container: {{image: '{{{{{tag}}}}}'}}}}\n")
    own = f"{HEAD}  onExit: bye\n  templates:\n{GLOBAL}  - {{name: bye, container: {{image: '{{{{{tag}}}}}'}}}}\n"
    assert said(own.replace("entrypoint: main", "entrypoint: made"))


def test_global_names_that_are_tags_let_any_name_pass() -> None:
    made = GLOBAL.replace("globalName: g", "globalName: '{{foo}}'")
    use = "name: b, template: ok, when: '{{workflow.outputs.parameters.any}}'"
    passes(steps("name: a, template: made", use) + made)
    assert said(steps(use, "name: a, template: made") + made)
    artifact = GLOBAL.replace("globalName: h", "globalName: '{{foo}}'")
    bye = "  - {name: bye, container: {image: '{{workflow.outputs.artifacts.any}}'}}\n"
    passes(steps("name: a, template: ok", spec="  onExit: bye\n") + artifact + bye)
    assert said(steps("name: a, template: ok", spec="  onExit: bye\n") + GLOBAL + bye)
    assert said(steps("name: a, template: ok") + artifact + bye)


def test_failures_are_known_at_the_end() -> None:
    bye = "  - {name: bye, container: {image: '{{workflow.failures}}'}}\n"
    passes(f"{HEAD}  onExit: bye\n  templates:\n{MAIN}{bye}")
    passes(f"{HEAD}  onExit: ok\n  templates:\n{MAIN}{OK}{bye}")
    assert said(f"{HEAD}  templates:\n{MAIN}{bye}")
    assert said(f"{HEAD}  hooks: {{exit: {{template: bye}}}}\n  templates:\n{MAIN}{bye}")
    assert said(
        f"{HEAD}  onExit: ok\n  templates:\n  - {{name: main, steps: [[{{name: a, template: bye}}]]}}\n{OK}{bye}"
    )


def test_every_place_is_reported_and_each_once() -> None:
    text = leaf("container: {image: '{{workflow.a}}', args: ['{{workflow.b}} {{workflow.b}}', '{{workflow.a}}']}")
    assert [(one.column, one.message.rpartition(" ")[2]) for one in failing(text)] == [
        (27, "{{workflow.a}}"),
        (52, "{{workflow.b}}"),
        (67, "{{workflow.b}}"),
        (85, "{{workflow.a}}"),
    ]
