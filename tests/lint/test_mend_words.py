"""Words inside texts: what `--fix` makes of them, to the letter."""

from __future__ import annotations

import pytest

from tests.lint.mending import check_mending, dag, mended, rules, workflow

FIRST = "      - {name: a, template: b}\n      - {name: a-1, template: b}\n"


def depends(text: str) -> str:
    return dag(f"{FIRST}      - name: c\n        template: b\n        depends: {text}\n")


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("dependency-unknown", "a.succeeded", "a.Succeeded"),
        ("dependency-unknown", '"a.succeeded && (a-1.failed || a.Failed)" # x', '"a.Succeeded && (a-1.Failed || a.Failed)" # x'),
        ("depends-result", "a.FAILED || a-1", "a.Failed || a-1"),
        ("depends-result", "'a.Suceeded'", "'a.Succeeded'"),
        ("dependency-unknown", ">-\n          a.succeeded &&\n          a-1.skipped", ">-\n          a.Succeeded &&\n          a-1.Skipped"),
        ("depends-result", '"\\u0061.SKIPPED"', '"\\u0061.Skipped"'),
    ],
)  # fmt: skip
def test_results_of_tasks(rule: str, before: str, after: str) -> None:
    check_mending(rule, depends(before), depends(after))


@pytest.mark.parametrize("text", ["x.succeeded", "a.done", "a.Finished", "succeeded", "'{{workflow.name}}.succeeded'"])
def test_words_that_may_mean_something_else(text: str) -> None:
    assert rules(depends(text))
    assert mended(depends(text)) == depends(text)


def step(args: str) -> str:
    return workflow(
        templates="  - name: m\n    steps:\n    - - {name: my-step, template: p}\n    - - name: last\n        template: b\n"
        f"        arguments:\n          parameters:\n          - name: x\n            value: {args}\n"
        "  - name: p\n    script: {image: b, source: s}\n"
        "  - name: b\n    inputs: {parameters: [{name: x}]}\n    container: {image: b, args: ['{{inputs.parameters.x}}']}\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"{{=steps.my-step.outputs.result}}"', "\"{{=steps['my-step'].outputs.result}}\""),
        ("'{{=steps.my-step.outputs.result}}'", "'{{=steps[''my-step''].outputs.result}}'"),
        ("x {{=steps.my-step.outputs.result}}", "x {{=steps['my-step'].outputs.result}}"),
        ("|\n              {{=steps.my-step.outputs.result}}", "|\n              {{=steps['my-step'].outputs.result}}"),
        (
            '"{{=steps.my-step.outputs.result + steps.my-step.outputs.result}}"',
            "\"{{=steps['my-step'].outputs.result + steps['my-step'].outputs.result}}\"",
        ),
    ],
)
def test_names_with_a_minus_sign(before: str, after: str) -> None:
    check_mending("hyphen-in-expression", step(before), step(after))


def test_names_with_a_minus_sign_in_a_plain_text_between_brackets_stay() -> None:
    text = workflow(
        templates="  - name: m\n    inputs: {parameters: [{name: a-b, value: x}]}\n    container: {image: b}\n"
        "    outputs: {parameters: [{name: o, valueFrom: {path: /x}}]}\n"
        "    retryStrategy: {limit: 1, expression: inputs.parameters.a-b == asInt(1)}\n"
    )
    assert "hyphen-in-expression" in rules(text)
    assert mended(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("'{{imputs.parameters.x}}'", "'{{inputs.parameters.x}}'"),
        ("{{ input.parameters.x }} # no", "{{ inputs.parameters.x }} # no"),
        ("|-\n        {{input.parameters.x}}", "|-\n        {{inputs.parameters.x}}"),
    ],
)
def test_misspelt_families_of_variables(before: str, after: str) -> None:
    text = workflow(
        "  arguments: {parameters: [{name: x, value: a}]}\n",
        "  - name: m\n    inputs: {parameters: [{name: x}]}\n    script:\n      image: b\n      source: y {{inputs.parameters.x}}\n"
        "      workingDir: HERE\n",
    ).replace("HERE\n", before.replace("{{ input", "a{{ input") + "\n")
    check_mending("misspelt-variable", text, text.replace(before, after).replace("{{ input.", "{{ inputs."))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{{workflw.name}}", "{{workflow.name}}"),
        ("{{ worklow.parameters.x }}", "{{ workflow.parameters.x }}"),
        ("{{step.a.outputs.result}}", "{{steps.a.outputs.result}}"),
    ],
)
def test_variables_that_there_are(before: str, after: str) -> None:
    text = workflow(
        "  arguments: {parameters: [{name: x, value: '{{workflow.name}}'}]}\n",
        "  - name: m\n    steps:\n    - - {name: a, template: b}\n    - - name: c\n        template: d\n"
        "        arguments: {parameters: [{name: p, value: 'HERE {{workflow.parameters.x}}'}]}\n"
        "  - name: b\n    script: {image: b, source: s}\n"
        "  - name: d\n    inputs: {parameters: [{name: p}]}\n    container: {image: b, args: ['{{inputs.parameters.p}}']}\n",
    )
    check_mending("misspelt-variable", text.replace("HERE", before), text.replace("HERE", after))
