"""Arguments: their values, and whether they are what the called template asks for."""

from __future__ import annotations

import pytest

from tests.lint.probes import HEAD, dag, failing, finds, leaf, mended, passes, said, steps, workflow

STEP = "name: a, template: ok, arguments: {parameters: [{name: p, %s}]}"
ART = "name: a, template: ok, arguments: {artifacts: [{name: p, %s}]}"
WHO = "templates.main.steps[0].a.arguments.p"


@pytest.mark.parametrize(
    ("text", "rule", "fragment", "good"),
    [
        (steps("name: a, template: ok, arguments: {parameters: [{name: «p», default: x}]}"), "argument-value-required", f"{WHO}.value or {WHO}.valueFrom is required", ("default: x", "value: ''")),
        (dag("name: a, template: ok, arguments: {parameters: [{name: «p»}]}"), "argument-value-required", "templates.main.tasks.a.arguments.p.value or", ("name: p", "name: p, value: 1")),
        (steps(STEP % "«valueFrom»: {default: x}"), "argument-value-source", "valueFrom only allows: default, configMapKeyRef and supplied", ("default: x", "supplied: {}")),
        (steps(STEP % "«valueFrom»: {path: /x}"), "argument-value-source", f"{WHO}.valueFrom only allows", ("path: /x", "event: x")),
        (steps(STEP % "«valueFrom»: {supplied: {}, jsonPath: x}"), "argument-value-source", "valueFrom only allows", ("jsonPath", "jqFilter")),
        (steps(STEP % "«valueFrom»: {configMapKeyRef: {name: a, key: b}, expression: x}"), "argument-value-source", "valueFrom only allows", (", expression: x", "")),
        (steps(STEP % "value: x, «enum»: []"), "enum-empty", f"{WHO}.enum should contain at least one value", ("[]", "[x]")),
        (steps("name: a, template: ok, arguments: {parameters: [{name: «p», valueFrom: {supplied: {}}, enum: [x]}]}"), "argument-value-required", f"{WHO}.value is required", ("enum: [x]", "enum: [x], value: x")),
        (steps(STEP % "value: «z», enum: [x]"), "enum-mismatch", f"{WHO}.value should be present in {WHO}.enum list", ("[x]", "[x, z]")),
        (steps("name: a, template: ok, arguments: {artifacts: [{name: «p», fromExpression: x}]}"), "artifact-source-required", f"{WHO}.from, artifact location, or key is required", ("fromExpression: x", "raw: {data: ''}")),
        (steps(ART % "from: '{{x}}', «fromExpression»: z"), "artifact-two-sources", f"{WHO} shouldn't have both `from` and `fromExpression`", ("from: '{{x}}', fromExpression: z", "s3: {key: k}")),
        (steps("name: a, template: «echo»"), "input-not-supplied", "templates.main.steps[0].a templates.echo inputs.parameters.m was not supplied", ("template: echo", "template: echo, arguments: {parameters: [{name: m, value: ''}]}")),
        (dag("name: a, template: «echo»"), "input-not-supplied", "templates.main.tasks.a templates.echo inputs.parameters.m was not supplied", None),
        (steps("name: a, template: «echo», arguments: {parameters: [{name: m, valueFrom: {event: x}}]}"), "input-not-supplied", "inputs.parameters.m was not supplied", ("event: x", "configMapKeyRef: {name: a, key: b}")),
        (leaf("container: {image: a}", "inputs: {parameters: [{name: m}]}").replace("entrypoint: main", "entrypoint: «main»"), "input-not-supplied", "templates.main inputs.parameters.m was not supplied", ("{name: m}", "{name: m, default: x}")),
        (leaf("container: {image: a}", "inputs: {artifacts: [{name: m, path: /x}]}").replace("entrypoint: main", "entrypoint: «main»"), "input-not-supplied", "templates.main inputs.artifacts.m was not supplied", ("path: /x", "path: /x, optional: true")),
    ],
)  # fmt: skip
def test_arguments(text: str, rule: str, fragment: str, good: tuple[str, str] | None) -> None:
    finds(text, rule, fragment)
    if good:
        passes(mended(text, good))


@pytest.mark.parametrize(
    "location",
    [
        "s3: {key: k}", "gcs: {key: k}", "oss: {key: k}", "plugin: {name: x, key: k}", "azure: {blob: b}", "http: {url: 'https://x'}",
        "artifactory: {url: 'https://x/p'}", "artifactory: {url: 'https://x', usernameSecret: {name: a, key: b}}", "git: {repo: r}",
        "hdfs: {addresses: [a]}", "hdfs: {path: /x}", "raw: {data: ''}", "from: '{{x}}'",
    ],
)  # fmt: skip
def test_places_that_an_artifact_can_come_from(location: str) -> None:
    passes(steps(ART % location))


@pytest.mark.parametrize(
    "location",
    [
        "s3: {bucket: b}", "gcs: {bucket: b}", "azure: {container: c}", "http: {}", "artifactory: {url: 'https://x'}", "git: {}", "hdfs: {hdfsUser: u}",
        "archiveLogs: true", "git: {}, s3: {key: k}", "optional: true",
    ],
)  # fmt: skip
def test_places_that_say_too_little(location: str) -> None:
    assert [one.rule for one in failing(steps(ART % location))] == ["artifact-source-required"]


def test_the_first_kind_of_location_counts() -> None:
    passes(steps(ART % "s3: {}, git: {repo: r}"))


LENIENT = "arguments: {parameters: [%s]}"


@pytest.mark.parametrize("kind", ["Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate"])
def test_values_may_come_at_submission(kind: str) -> None:
    passes(leaf("container: {image: a}", spec=f"  {LENIENT % '{name: p}'}\n", kind=kind))
    passes(leaf("container: {image: a}", spec=f"  {LENIENT % '{name: p, enum: [x]}'}\n", kind=kind))


def test_an_enum_without_value_hides_what_comes_after_it() -> None:
    bad = "{name: q, enum: []}"
    assert said(leaf("container: {image: a}", spec=f"  {LENIENT % bad}\n"))
    passes(leaf("container: {image: a}", spec=f"  {LENIENT % ('{name: p, enum: [x]}, ' + bad)}\n"))
    assert said(leaf("container: {image: a}", spec=f"  {LENIENT % (bad + ', {name: p, enum: [x]}')}\n"))


@pytest.mark.parametrize(
    ("value", "enum", "good"),
    [
        ("1", "'1'", True),
        ("1.50", "'1.5'", True),
        ("1e3", "'1000'", True),
        ("true", "'true'", True),
        ("1", "'01'", False),
        ("0x10", "'16'", True),
    ],
)
def test_enums_are_compared_as_text(value: str, enum: str, good: bool) -> None:
    parameter = f"{{name: p, value: {value}, enum: [{enum}]}}"
    found = said(leaf("container: {image: a}", spec=f"  {LENIENT % parameter}\n"))
    assert (not found) == good


def test_an_argument_without_value_hides_the_default() -> None:
    body = ("container: {image: a}", "inputs: {parameters: [{name: m, default: x}]}")
    text = leaf(*body, spec="  arguments: {parameters: [{name: m}]}\n").replace(
        "entrypoint: main", "entrypoint: «main»"
    )
    finds(text, "input-not-supplied", "templates.main inputs.parameters.m was not supplied")
    passes(mended(text, ("name: m}]}\n  t", "name: z}]}\n  t")))
    passes(mended(text).replace("kind: Workflow", "kind: WorkflowTemplate"))


def test_what_nobody_asked_for_is_fine() -> None:
    passes(steps("name: a, template: ok, arguments: {parameters: [{name: zz, value: x}]}"))


def test_an_input_with_a_place_of_its_own_needs_no_argument() -> None:
    artifact = "{name: t, inputs: {artifacts: [{name: m, path: /x, s3: {key: k}}]}, container: {image: a}}"
    passes(workflow("{name: main, steps: [[{name: a, template: t}]]}", artifact))
    bare = artifact.replace(", s3: {key: k}", "")
    assert (
        "templates.t inputs.artifacts.m was not supplied"
        in said(workflow("{name: main, steps: [[{name: a, template: t}]]}", bare))[0]
    )
    given = "{name: main, steps: [[{name: a, template: t, arguments: {artifacts: [{name: m, raw: {data: x}}]}}]]}"
    passes(workflow(given, bare))


def test_the_exit_handler_has_only_the_arguments_of_the_workflow() -> None:
    text = workflow(
        "{name: main, container: {image: a}}",
        "{name: bye, inputs: {parameters: [{name: m}]}, container: {image: a}}",
        spec="  onExit: «bye»\n",
    )
    finds(text, "input-not-supplied", "templates.bye inputs.parameters.m was not supplied")
    passes(mended(text, ("onExit: bye\n", "onExit: bye\n  arguments: {parameters: [{name: m, value: x}]}\n")))
    assert said(mended(text).replace("kind: Workflow", "kind: WorkflowTemplate"))


def test_all_findings_come_at_once() -> None:
    text = steps(
        "name: a, template: echo, arguments: {parameters: [{name: p}, {name: p, value: 1}], artifacts: [{name: q}]}"
    )
    rules = sorted(one.rule for one in failing(text))
    assert rules == ["argument-value-required", "artifact-source-required", "input-not-supplied", "name-duplicate"]


def test_a_call_made_twice_is_reported_twice_and_a_template_once() -> None:
    text = f"{HEAD}  templates:\n  - name: main\n    steps:\n    - [{{name: a, template: t}}]\n    - [{{name: b, template: t}}]\n  - {{name: t, inputs: {{parameters: [{{name: m}}]}}, container: {{}}}}\n"
    rules = sorted(one.rule for one in failing(text))
    assert rules == ["image-required", "input-not-supplied", "input-not-supplied"]
