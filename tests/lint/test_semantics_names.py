"""Names, and what a workflow says about itself."""

from __future__ import annotations

import pytest

from tests.lint.probes import HEAD, MAIN, OK, dag, failing, finds, leaf, mended, passes, said, steps, workflow

ARGS = "  arguments: {parameters: [{NAME}]}\n"
LONG = "a" * 64


@pytest.mark.parametrize(
    ("text", "fragment", "good"),
    [
        (workflow("{name: main, container: {image: a}}", "«container»: {image: a}"), "spec.templates[1].name is required", None),
        (workflow("{name: main, container: {image: a}}", "{name: «a_b», container: {image: a}}"), "spec.templates[1].name: 'a_b' is invalid: name must consist of", ("a_b", "a-b")),
        (workflow("{name: main, container: {image: a}}", "{name: «-a», container: {image: a}}"), "is invalid", ("-a", "9a-")),
        (workflow("{name: main, container: {image: a}}", '{name: «"a\\n"», container: {image: a}}'), "is invalid", None),
        (workflow("{name: main, container: {image: a}}", "{name: «é», container: {image: a}}"), "is invalid", None),
        (workflow("{name: main, container: {image: a}}", f"{{name: «{'a' * 129}», container: {{image: a}}}}"), "must be no more than 128", ("a" * 129, "a" * 128)),
        (workflow("{name: main, container: {image: a}}", "{name: «main», container: {image: a}}"), "spec.templates[1].name 'main' is not unique", None),
        (leaf("container: {image: a}", spec=ARGS.replace("NAME", "«value»: x")), "spec.arguments.parameters[0].name is required", None),
        (leaf("container: {image: a}", spec=ARGS.replace("NAME", "name: «a.b»")), "Parameter/Artifact name must consist of", ("a.b", "_9-a")),
        (leaf("container: {image: a}", spec="  arguments: {artifacts: [{name: «a b», raw: {data: x}}]}\n"), "spec.arguments.artifacts[0].name: 'a b' is invalid", ("a b", "a_b")),
        (leaf("container: {image: a}", "inputs: {parameters: [{name: «a/b», value: x}]}"), "templates.main.inputs.parameters[0].name: 'a/b' is invalid", ("a/b", "a")),
        (leaf("container: {image: a}", "inputs: {artifacts: [{name: «a/b», path: /x, raw: {data: x}}]}"), "templates.main.inputs.artifacts[0].name", ("a/b", "a")),
        (leaf("container: {image: a}", "outputs: {parameters: [{name: «a/b», valueFrom: {path: /x}}]}"), "templates.main.outputs.parameters [0].name", ("a/b", "a")),
        (leaf("container: {image: a}", "outputs: {artifacts: [{«path»: /x}]}"), "templates.main.outputs.artifacts [0].name is required", None),
        (leaf("containerSet: {containers: [{name: «a_b», image: a}]}"), "containerSet.containers[0].name: 'a_b' is invalid", ("a_b", "a")),
        (leaf("containerSet: {containers: [{name: a, image: a}, {name: «a», image: a}]}"), "containers[1].name 'a' is not unique", ("[{name: a", "[{name: b")),
        (steps("«template»: ok"), "templates.main.steps[0].name is required", None),
        (steps("name: a, template: ok", "name: «a», template: ok"), "templates.main.steps[1].name 'a' is not unique", None),
        (steps("name: «a_b», template: ok"), "templates.main.steps[0].name 'a_b' is invalid", ("a_b", "a")),
        (steps("name: «'a-{{foo}}'», template: ok"), "is invalid", None),
        (dag("«template»: ok"), "templates.main.tasks[0].name is required", None),
        (dag("name: «a_b», template: ok"), "templates.main.tasks[0].name: 'a_b' is invalid", ("a_b", "a")),
        (dag("name: a, template: ok", "name: «a», template: ok"), "templates.main sorting failed: duplicated nodeName a", None),
        (leaf("container: {image: a}", "outputs: {parameters: [{name: o, globalName: «a.b», valueFrom: {path: /x}}]}"), "templates.main.outputs.parameters.o.globalName: 'a.b' is invalid", ("a.b", "a_b")),
        (leaf("container: {image: a}", "outputs: {artifacts: [{name: o, globalName: «'{{ foo }}'», path: /x}]}"), "outputs.artifacts.o.globalName:", ("{{ foo }}", "x-{{foo.a_b}}")),
    ],
)  # fmt: skip
def test_names(text: str, fragment: str, good: tuple[str, str] | None) -> None:
    rule = "name-required" if "required" in fragment else "name-duplicate" if "uni" in fragment else "name-invalid"
    finds(text, "name-duplicate" if "duplicated" in fragment else rule, fragment)
    if good:
        passes(mended(text, good))


def test_a_step_name_with_inputs_is_judged_without_them() -> None:
    inputs = "    inputs: {parameters: [{name: x, value: '1'}, {name: z, value: '2'}]}\n"
    called = f"{HEAD}  templates:\n  - {{name: main, steps: [[{{name: a, template: t}}]]}}\n  - name: t\n{inputs}    steps:\n    - [{{NAMES}}]\n{OK}"
    one, two = "name: 'run-{{inputs.parameters.x}}', template: ok", "name: 'run-{{inputs.parameters.z}}', template: ok"
    passes(called.replace("{NAMES}", f"{{{one}}}, {{{two}}}"))
    passes(called.replace("{NAMES}", f"{{{one}}}"))
    assert "is not unique" in said(called.replace("{NAMES}", f"{{{one}}}, {{{one}}}"))[0]
    assert "is invalid" in said(called.replace("{NAMES}", f"{{{one.replace('run-', 'run_')}}}"))[0]


def test_a_task_name_with_inputs_needs_a_real_value() -> None:
    inputs = "    inputs: {parameters: [{name: x, value: a}]}\n"
    text = dag("name: 'run-{{inputs.parameters.x}}', template: ok", more=inputs)
    passes(text)
    called = text.replace("name: main", "name: t").replace(
        "  templates:\n", "  templates:\n  - {name: main, steps: [[{name: a, template: t}]]}\n"
    )
    assert "is invalid" in said(called)[0]


@pytest.mark.parametrize(
    ("kind", "limit", "words"),
    [
        ("Workflow", 63, "workflow name"),
        ("WorkflowTemplate", 63, "workflow template name"),
        ("ClusterWorkflowTemplate", 63, "cluster workflow template name"),
        ("CronWorkflow", 52, "cron workflow name"),
    ],
)
def test_long_names(kind: str, limit: int, words: str) -> None:
    text = f"kind: {kind}\nmetadata: {{name: NAME}}\nspec: {{entrypoint: m, templates: [{{name: m, container: {{image: a}}}}]}}\n"
    if kind == "CronWorkflow":
        text = text.replace("spec: ", "spec: {schedules: ['* * * * *'], workflowSpec: ").replace("]}\n", "]}}\n")
    passes(text.replace("NAME", "a" * limit))
    long = "a" * (limit + 1)
    finds(
        text.replace("NAME", f"«{long}»"),
        "name-too-long",
        f'{words} "{long}" must not be more than {limit} characters long (currently {limit + 1})',
    )
    if kind != "CronWorkflow":
        passes(text.replace("name: NAME", f"generateName: {LONG}"))


SPEC = "metadata: {name: w}\nspec:\n"


@pytest.mark.parametrize(
    ("text", "rule", "fragment", "good"),
    [
        (f"kind: Workflow\n{SPEC.replace('spec', '«spec»')}  templates:\n{MAIN}", "entrypoint-required", "spec.entrypoint is required", ("spec:\n", "spec:\n  entrypoint: main\n")),
        (f"{HEAD}  templates:\n{MAIN}  hooks: {{«running»: {{template: main}}}}\n", "hook-expression-required", "hooks.running Expression required", ("running: {", "running: {expression: x, ")),
        (f"{HEAD}  templates:\n{MAIN}  hooks: {{«Exit»: {{template: main}}}}\n", "hook-expression-required", "hooks.Exit Expression required", ("Exit", "exit")),
        (f"{HEAD}  templates:\n{MAIN}  podGC: {{strategy: «OnPodFailure»}}\n", "pod-gc-strategy", "podGC.strategy unknown strategy 'OnPodFailure'", ("Failure", "Success")),
        (f"{HEAD}  templates:\n{MAIN}  podGC: {{labelSelector: {{matchLabels: {{a: «c d»}}}}}}\n", "pod-gc-selector", "podGC.labelSelector invalid:", ("c d", "c.d")),
        (f"{HEAD}  templates:\n{MAIN}  podGC: {{labelSelector: {{matchLabels: {{«a b»: c}}}}}}\n", "pod-gc-selector", "podGC.labelSelector invalid:", ("a b", "x.io/a")),
        (f"{HEAD}  templates:\n{MAIN}  podGC: {{labelSelector: {{matchExpressions: [{{key: a, operator: «In»}}]}}}}\n", "pod-gc-selector", "podGC.labelSelector invalid:", ("operator: In", "operator: In, values: [b]")),
        (f"{HEAD}  templates:\n{MAIN}  podGC: {{labelSelector: {{matchExpressions: [{{key: a, operator: Exists, «values»: [b]}}]}}}}\n", "pod-gc-selector", "podGC.labelSelector invalid:", (", values: [b]", "")),
        (f"{HEAD}  templates:\n{MAIN}  podGC: {{labelSelector: {{matchExpressions: [{{key: a, operator: «exists»}}]}}}}\n", "pod-gc-selector", "podGC.labelSelector invalid:", ("exists", "DoesNotExist")),
        (f"{HEAD}  templates:\n{MAIN}  podResources: {{limits: {{«nvidia.com/gpu»: '1'}}}}\n", "pod-resources", 'spec.podResources: "nvidia.com/gpu" is not a valid pod-level resource', ("nvidia.com/gpu", "hugepages-2Mi")),
        (f"{HEAD}  templates:\n{MAIN}  podResources: {{«claims»: [{{name: a}}]}}\n", "pod-resources", "spec.podResources.claims is not supported", ("claims: [{name: a}]", "requests: {cpu: '1'}")),
    ],
)  # fmt: skip
def test_the_workflow(text: str, rule: str, fragment: str, good: tuple[str, str]) -> None:
    finds(text, rule, fragment)
    passes(mended(text, good))


def test_templates_need_no_entrypoint() -> None:
    for kind in ("WorkflowTemplate", "ClusterWorkflowTemplate"):
        passes(f"kind: {kind}\n{SPEC}  templates:\n{MAIN}")


@pytest.mark.parametrize(
    ("taken", "fragment"),
    [
        ("metadata: {name: p}, ", "executor plugin metadata name is mandatory"),
        ("ports: [{containerPort: 1}], ", "at least one port is mandatory"),
        ("requests: {cpu: '1'}", "resources requests are mandatory"),
        ("limits: {cpu: '1'}, ", "resources limits are mandatory"),
        (", securityContext: {}", "security context is mandatory"),
    ],
)
def test_executor_plugins(taken: str, fragment: str) -> None:
    container = (
        "ports: [{containerPort: 1}], resources: {limits: {cpu: '1'}, requests: {cpu: '1'}}, securityContext: {}"
    )
    plugin = f"  executorPlugins: [{{metadata: {{name: p}}, spec: {{sidecar: {{container: {{{container}}}}}}}}}]\n"
    text = leaf("container: {image: a}", spec=plugin)
    passes(text)
    found = failing(text.replace(taken, ""))
    assert [one.rule for one in found] == ["executor-plugin-incomplete"]
    assert f"spec.executorPlugins: {fragment}" in found[0].message
    assert found[0].line == 5


def test_duplicate_templates() -> None:
    one = f"kind: WorkflowTemplate\nmetadata: {{name: «t»}}\nspec:\n  templates:\n{MAIN}"
    plain = mended(one)
    finds(f"{plain}---\n{one}", "duplicate-template", "duplicate WorkflowTemplate found")
    passes(f"{plain}---\n{plain.replace('name: t', 'name: t, namespace: b')}")
    cluster = one.replace("WorkflowTemplate", "ClusterWorkflowTemplate")
    finds(f"{mended(cluster)}---\n{cluster}", "duplicate-template", "duplicate ClusterWorkflowTemplate found")
    passes(f"{workflow('{name: main, container: {image: a}}')}---\n{workflow('{name: main, container: {image: a}}')}")
    related = failing(f"{plain}---\n{plain}")[0].related
    assert [(span.line, words) for _, span, words in related] == [(2, "the first 't'")]
    assert said(f"{plain}---\n{plain}", selected=("Workflow",)) != []
