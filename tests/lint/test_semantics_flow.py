"""How the two phases and the schema work together."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest

import argocli.lint.semantics
from argocli.lint.catalogue_semantics import RULES
from argocli.lint.check import Options, check
from tests.lint.probes import HEAD, MAIN, OK, dag, failing, finds, leaf, mended, passes, report, said, steps, workflow

SOURCES = sorted(Path(argocli.lint.semantics.__file__).parent.glob("*.py"))


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        # A misspelt or mistyped field, and nothing else that would follow from it.
        (leaf("contianer: {image: a}"), ["unknown-field"]),
        (leaf("container: {imge: a}"), ["unknown-field"]),
        (leaf("container: {image: 1}"), ["wrong-type"]),
        (leaf("container: 5"), ["wrong-type"]),
        (leaf("steps: [{name: a}]"), ["wrong-type"]),
        (workflow("{nmae: main, container: {image: a}}"), ["unknown-field"]),
        (workflow("{name: [main], container: {image: a}}"), ["wrong-type"]),
        (leaf("container: {image: a, args: ['{{inputs.parameters.p}}']}", "input: {parameters: [{name: p}]}"), ["unknown-field"]),
        (leaf("container: {image: a, args: ['{{inputs.parameters.p}}']}", "inputs: {paramters: [{name: p}]}"), ["unknown-field"]),
        (leaf("container: {image: a, args: ['{{workflow.parameters.p}}']}", spec="  arguments: {paramters: [{name: p}]}\n"), ["unknown-field"]),
        (leaf("container: {image: a, args: ['{{workflow.labels.p}}']}").replace("name: w", "name: w, label: {p: x}"), ["unknown-field"]),
        (steps("name: a, tmplate: ok"), ["unknown-field"]),
        (steps("name: a, tmplate: ok", "name: b, template: ok, when: '{{steps.a.outputs.result}}'"), ["unknown-field"]),
        (steps("name: a, template: echo, argumnts: {parameters: [{name: m, value: x}]}"), ["unknown-field"]),
        (dag("name: a, template: echo, arguments: {paramters: [{name: m, value: x}]}"), ["unknown-field"]),
        (dag("name: a, template: echo, arguments: {parameters: [{nmae: m, value: x}]}"), ["unknown-field"]),
        (dag("name: a, template: echo, arguments: {parameters: [{name: m, vlaue: x}]}"), ["unknown-field"]),
        (steps("name: a, template: t", "name: b, template: ok, when: '{{steps.a.outputs.parameters.o}}'") + "  - {name: t, container: {image: a}, outptus: {}}\n", ["unknown-field"]),
        (steps("name: a, template: t") + "  - {name: t, container: {image: a}, inputs: {parameters: [{name: p, defualt: x}]}}\n", ["unknown-field"]),
        (dag("name: a, dependencies: b, template: ok"), ["wrong-type"]),
        (f"{HEAD}  templates: 5\n", ["wrong-type"]),
        (f"{HEAD}  tempaltes:\n{MAIN}", ["unknown-field"]),
        # Independent of it, and said as well.
        (leaf("container: {imge: a}", "timeout: '5'"), ["timeout-format", "unknown-field"]),
        (leaf("container: {image: a, arg: []}", "inputs: {artifacts: [{name: m}]}"), ["artifact-path-required", "input-not-supplied", "unknown-field"]),
    ],
)  # fmt: skip
def test_one_cause_is_one_finding(text: str, rules: list[str]) -> None:
    assert sorted(one.rule for one in failing(text)) == rules, said(text)


def test_not_strict_fields_are_known_whatever_their_case() -> None:
    text = leaf("container: {Image: a, bogus: '{{workflow.nope}}'}", "INPUTS: {Parameters: [{NAME: p, Value: x}]}")
    passes(text.replace("entrypoint", "entryPoint"), strict=False)
    finds(
        text.replace("Image: a", "Args: ['{{«workflow.nope»}}'], Image: a"),
        "unresolved-variable",
        "workflow.nope",
        strict=False,
    )
    finds(leaf("container: {Image: a}", "TimeOut: «'5'»"), "timeout-format", "timeout", strict=False)
    assert failing(leaf("container: {Image: a}", "TimeOut: '5'"), strict=False)[0].path == "$.spec.templates[0].TimeOut"
    assert said(steps("name: a, template: ok, Bogus: 1"), strict=False)


def test_repeated_keys() -> None:
    text = leaf("container: {image: a}").replace("entrypoint: main\n", "entrypoint: nope\n  entrypoint: main\n")
    passes(text, strict=False)
    assert [one.rule for one in failing(text)] == ["duplicate-key"]
    bad = text.replace("image: a", "command: [a]")
    assert {one.rule for one in failing(bad)} == {"duplicate-key", "image-required"}
    assert not failing(bad, compatible=True)


def test_kinds_that_are_not_asked_for_are_read_all_the_same() -> None:
    good = leaf("container: {image: a}")
    bad = leaf("container: {}", kind="WorkflowTemplate").replace("name: w", "name: t")
    passes(f"{good}---\n{bad}", selected=("Workflow",))
    passes(f"{good}---\n{bad.replace('{}', '{imge: a}')}", selected=("Workflow",))
    finds(
        f"{good}---\n{bad.replace('{}', '{image: «5»}')}",
        "wrong-type",
        "cannot unmarshal number",
        selected=("Workflow",),
    )


def test_other_kinds_beside() -> None:
    other = "kind: Kustomization\nlabels: [{pairs: {a: b}}]\n"
    passes(f"{leaf('container: {image: a}')}---\n{other}")
    assert said(f"{leaf('container: {image: a}')}---\n{other}", compatible=True)
    passes(f"{leaf('container: {image: a}')}---\nkind: ConfigMap\nlabels: {{a: b}}\n", compatible=True)


def test_json() -> None:
    text = '{"kind": "Workflow", "metadata": {"name": "w"}, "spec": {"entrypoint": «"nope"», "templates": [{"name": "main", "suspend": {}}]}}'
    finds(text, "undefined-template", "template name 'nope' undefined")
    passes(mended(text, ("nope", "main")))
    finds(
        text.replace("«", "")
        .replace("»", "")
        .replace("nope", "main")
        .replace('"suspend": {}', '"container": {"image": "\\u0078{{«workflow.nope»}}"}'),
        "unresolved-variable",
        "workflow.nope",
    )


def test_every_rule_is_in_the_catalogue_and_can_be_found() -> None:
    named = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named.add(node.value)
    missing = {rule.id for rule in RULES} - named - {"duplicate-template"}
    assert not missing


def test_the_same_text_gives_the_same_findings() -> None:
    texts = {
        f"{letter}.yaml": f"kind: WorkflowTemplate\nmetadata: {{name: {letter}}}\nspec:\n  templates:\n  - {{name: x, steps: [[{{name: s, templateRef: {{name: {other}, template: z}}}}]]}}\n{MAIN}"
        for letter, other in (("a", "b"), ("b", "c"), ("c", "a"))
    }
    expected = None
    for seed in range(6):
        names = list(texts)
        random.Random(seed).shuffle(names)
        found = check([(name, texts[name].encode()) for name in names], Options()).findings
        now = sorted((one.source, one.line, one.column, one.rule, one.message) for one in found)
        expected = expected or now
        assert now == expected
    assert len(expected or ()) == 3


def test_circles_of_aliases_and_of_references_end() -> None:
    text = workflow(
        "&t {name: main, steps: [[{name: a, inline: {suspend: {}}}]]}",
        "{name: b, steps: [[{name: c, template: main}], [{name: d, template: b}]]}",
    )
    passes(text)
    assert report(text + OK).linted == 1
    deep = "{suspend: {}}"
    for number in range(40):
        deep = f"{{name: x{number}, steps: [[{{name: a, inline: {deep}}}]]}}"
    assert not [one for one in failing(workflow(deep.replace("x39", "main"))) if one.rule not in ("hostile",)]
