"""Outputs: where their values come from, and what their tags can name."""

from __future__ import annotations

import pytest

from tests.lint.probes import dag, failing, finds, leaf, mended, passes, said, steps

C = "container: {image: a}"
OUT = "outputs: {parameters: [{name: o, %s}]}"
STEPS = "    outputs: {parameters: [{name: o, valueFrom: {%s}}]}\n"
ALL_IN_SET = "containerSet: {containers: [{name: main}]}"
WHO = "templates.main.outputs.parameters.o"


@pytest.mark.parametrize(
    ("text", "rule", "fragment", "good"),
    [
        (leaf(C, OUT % "valueFrom: {path: /x}, «value»: x"), "output-value-twice", f"{WHO} has both valueFrom and value specified", (", value: x", "")),
        (leaf(C, "outputs: {parameters: [{name: «o», default: x}]}"), "output-value-required", f"{WHO} does not have valueFrom or value specified", ("default", "value")),
        (leaf(C, OUT % "«valueFrom»: {default: x}"), "output-source", f"{WHO}.valueFrom type unspecified", ("default: x", "path: /x")),
        (leaf("suspend: {}", OUT % "«valueFrom»: {event: x}"), "output-source", "valueFrom type unspecified", ("event: x", "supplied: {}")),
        (leaf(C, OUT % "valueFrom: {path: /x, «expression»: x}"), "output-source", f"{WHO}.valueFrom multiple valueFrom types specified", (", expression: x", ", default: x")),
        (leaf(C, OUT % "valueFrom: {«parameter»: x}"), "output-source", f"{WHO}.path must be specified for Container templates", ("parameter: x", "path: x")),
        (leaf("script: {image: a}", OUT % "valueFrom: {«expression»: x}"), "output-source", ".path must be specified for Script templates", ("expression: x", "path: x")),
        (leaf(ALL_IN_SET, OUT % "valueFrom: {«jsonPath»: x}"), "output-source", ".path must be specified for ContainerSet templates", ("jsonPath: x", "path: x")),
        (leaf("resource: {action: get}", OUT % "valueFrom: {«path»: x}"), "output-source", f"{WHO}.jqFilter or jsonPath must be specified for Resource templates", ("path: x", "jqFilter: x")),
        (steps("name: a, template: ok", more=STEPS % "«path»: x"), "output-source", f"{WHO}.parameter or expression must be specified for Steps templates", ("path: x", "expression: x")),
        (dag("name: a, template: ok", more=STEPS % "«path»: x"), "output-source", f"{WHO}.parameter or expression must be specified for DAG templates", ("path: x", "parameter: x")),
        (steps("name: a, template: ok", more=STEPS % "parameter: '{{«steps.a.outputs.parameters.nope»}}'"), "unresolved-variable", "templates.main.outputs failed to resolve {{steps.a.outputs.parameters.nope}}", ("outputs.parameters.nope", "outputs.result")),
        (dag("name: a, template: ok", more=STEPS % "expression: x, default: '{{«tasks.a.status»}}'"), "unresolved-variable", "templates.main.outputs failed to resolve {{tasks.a.status}}", ("status", "id")),
        (leaf(C, "outputs: {artifacts: [{name: «o»}]}"), "artifact-path-required", "templates.main.outputs.artifacts.o: Artifact 'o' did not specify a path", ("name: o", "name: o, path: /x")),
        (leaf(C, "outputs: {artifacts: [{name: o, path: «/x/..»}]}"), "artifact-path-outside", "Directory traversal is not permitted", ("/x/..", "/x/.")),
        (leaf("suspend: {}", "outputs: {artifacts: [{name: o, «path»: /x}]}"), "artifact-path-not-allowed", "templates.main.outputs.artifacts.o.path only valid in container/script templates", ("path: /x", "from: x")),
        (steps("name: a, template: ok", more="    outputs: {artifacts: [{name: o, «path»: /x}]}\n"), "artifact-path-not-allowed", "path only valid", ("path: /x", "from: x")),
    ],
)  # fmt: skip
def test_outputs(text: str, rule: str, fragment: str, good: tuple[str, str]) -> None:
    finds(text, rule, fragment)
    passes(mended(text, good))


@pytest.mark.parametrize(
    "source", ["path: x", "jqFilter: x", "jsonPath: x", "parameter: x", "expression: x", "supplied: {}"]
)
@pytest.mark.parametrize("kind", ["suspend: {}", "http: {}", "data: {}", "plugin: {x: {}}"])
def test_some_types_take_any_source(kind: str, source: str) -> None:
    passes(leaf(kind, OUT % f"valueFrom: {{{source}}}"))


@pytest.mark.parametrize("more", ["from: nope, fromExpression: x(", "git: {}", "hdfs: {path: x}"])
def test_locations_and_sources_of_output_artifacts_are_not_judged(more: str) -> None:
    passes(leaf(C, f"outputs: {{artifacts: [{{name: o, path: /x, {more}}}]}}"))


def test_an_output_may_name_any_step() -> None:
    later = STEPS % "parameter: '{{steps.b.outputs.result}}'"
    passes(steps("name: a, template: ok", "name: b, template: ok", more=later))
    assert said(steps("name: a, template: ok", more=later))


def test_own_paths() -> None:
    outputs = "outputs: {artifacts: [{name: o, path: /x}], parameters: [{name: p, valueFrom: {path: /z}}]}"
    passes(
        leaf(
            "container: {image: a, args: ['{{outputs.artifacts.o.path}}', '{{outputs.parameters.p.path}}', '{{outputs.nope}}']}",
            outputs,
        )
    )


def test_all_that_is_wrong_with_one_output() -> None:
    text = leaf(C, "outputs: {parameters: [{name: a.b, globalName: c.d, valueFrom: {expression: x, jqFilter: z}}]}")
    assert sorted(one.rule for one in failing(text)) == [
        "name-invalid",
        "name-invalid",
        "output-source",
        "output-source",
    ]
