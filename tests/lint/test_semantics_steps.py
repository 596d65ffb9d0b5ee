"""Steps templates and the loops of steps: what each step may say, and what it sees of the others."""

from __future__ import annotations

import pytest

from tests.lint.probes import HEAD, OK, failing, finds, mended, passes, said, steps, workflow

HERE = "templates.main.steps[0].a"


@pytest.mark.parametrize(
    ("text", "rule", "fragment", "good"),
    [
        (steps("name: a, template: ok, withItems: [1], «withParam»: '[]'"), "several-loops", f"{HERE} only one of withItems, withParam, withSequence can be specified", ("withItems: [1]", "withItems: []")),
        (steps("name: a, template: ok, withParam: '[]', «withSequence»: {}"), "several-loops", "only one of withItems", ("'[]'", "''")),
        (steps("name: a, template: ok, withSequence: {count: 1, «end»: 2}"), "sequence-count-and-end", f"{HERE} only one of count or end can be defined in withSequence", ("count: 1, ", "start: 1, ")),
        (steps("name: a, template: ok, hooks: {«running»: {template: nope}}"), "hook-expression-required", f"{HERE}.running Expression required", ("template: nope", "template: nope, expression: x")),
        (steps("name: a, template: ok, when: '{{«steps.b.status»}} == x'", "name: b, template: ok"), "unresolved-variable", "templates.main.steps failed to resolve {{steps.b.status}}", ("steps.b", "steps.a")),
        (steps("name: a, template: ok, when: '{{«item.z»}}', withItems: [{x: 1}, {w: 2}]"), "unresolved-variable", "failed to resolve {{item.z}}", ("item.z", "item.w")),
        (steps("name: a, template: ok, when: '{{«item.0»}}', withItems: [[1, 2]]"), "unresolved-variable", "failed to resolve {{item.0}}", ("item.0", "item.[1]")),
        (steps("name: a, template: ok, when: '{{«item.x»}}', withSequence: {count: 1}"), "unresolved-variable", "failed to resolve {{item.x}}", ("withSequence: {count: 1}", "withParam: '[]'")),
        (steps("name: a, template: ok, when: '{{«item.x»}}', withItems: []"), "unresolved-variable", "failed to resolve {{item.x}}", ("item.x", "item")),
    ],
)  # fmt: skip
def test_steps(text: str, rule: str, fragment: str, good: tuple[str, str]) -> None:
    finds(text, rule, fragment)
    passes(mended(text, good))


def use(reference: str, called: str = "template: ok", templates: str = "", kind: str = "Workflow") -> str:
    """Step a calls something, step b, in a group of its own, uses the reference."""
    return steps(f"name: a, {called}", f"name: b, template: ok, when: '{{{{{reference}}}}}'", kind=kind) + templates


TYPES = {
    "container": "container: {image: a}",
    "script": "script: {image: a}",
    "data": "data: {}",
    "http": "http: {}",
    "plugin": "plugin: {x: {}}",
    "resource": "resource: {action: get}",
    "suspend": "suspend: {}",
    "steps": "steps: []",
    "set": "containerSet: {containers: [{name: b}]}",
    "main": "containerSet: {containers: [{name: main}]}",
}


@pytest.mark.parametrize("attribute", ["id", "startedAt", "finishedAt", "hostNodeName", "status"])
@pytest.mark.parametrize("kind", ["container", "suspend", "steps"])
def test_what_every_step_has(attribute: str, kind: str) -> None:
    passes(use(f"steps.a.{attribute}", "template: t", f"  - {{name: t, {TYPES[kind]}}}\n"))


@pytest.mark.parametrize("attribute", ["outputs.result", "exitCode"])
@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("loop", ["", ", withItems: [1]"])
def test_what_only_some_have(attribute: str, kind: str, loop: str) -> None:
    text = use(f"steps.a.{attribute}", f"template: t{loop}", f"  - {{name: t, {TYPES[kind]}}}\n")
    good = kind in ("container", "script", "data", "http", "plugin", "main") or (kind == "set" and bool(loop))
    assert (not said(text)) == good, said(text)


@pytest.mark.parametrize(
    "attribute", ["message", "outputs", "nope", "outputs.parameters.o.path", "outputs.artifacts.x.path"]
)
def test_what_none_has(attribute: str) -> None:
    outputs = "outputs: {parameters: [{name: o, valueFrom: {path: /x}}], artifacts: [{name: x, path: /z}]}"
    assert (
        f"failed to resolve {{{{steps.a.{attribute}}}}}"
        in said(use(f"steps.a.{attribute}", "template: t", f"  - {{name: t, {outputs}, container: {{image: a}}}}\n"))[0]
    )


def test_declared_outputs() -> None:
    outputs = "outputs: {parameters: [{name: o, valueFrom: {path: /x}}], artifacts: [{name: x, path: /z}]}"
    for loop in ("", ", withItems: [1]", ", withParam: '[]'", ", withSequence: {count: 1}"):
        for reference, good in (
            ("outputs.parameters.o", True),
            ("outputs.artifacts.x", True),
            ("outputs.parameters.x", False),
            ("outputs.artifacts.o", False),
        ):
            text = use(
                f"steps.a.{reference}", f"template: t{loop}", f"  - {{name: t, {outputs}, container: {{image: a}}}}\n"
            )
            assert (not said(text)) == good
        aggregated = use(
            "steps.a.outputs.parameters", f"template: t{loop}", f"  - {{name: t, {outputs}, container: {{image: a}}}}\n"
        )
        assert (not said(aggregated)) == ("Items" in loop or "Param" in loop)


def test_the_address_of_a_daemon() -> None:
    text = use("steps.a.ip", "template: t", "  - {name: t, daemon: true, container: {image: a}}\n")
    passes(text)
    assert said(text.replace("daemon: true", "daemon: false"))


def test_what_a_step_sees_depends_on_the_order() -> None:
    uses = "name: b, template: ok, when: '{{steps.a.outputs.result}}'"
    passes(steps("name: a, template: ok", uses))
    passes(steps("[{name: a, template: ok}, {" + uses + "}]"))
    assert said(steps("[{" + uses + "}, {name: a, template: ok}]"))
    assert said(steps(uses, "name: a, template: ok"))
    assert said(steps(uses.replace("name: b", "name: a")))
    passes(steps(uses.replace("name: b", "name: a").replace("outputs.result", "status")))


@pytest.mark.parametrize(
    ("hook", "good"),
    [
        ("hooks: {exit: {template: ok}}", True),
        ("onExit: ok", True),
        ("hooks: {running: {template: ok, expression: x}}", False),
        ("when: x", False),
    ],
)
def test_a_step_sees_its_own_outputs_only_with_an_exit_hook(hook: str, good: bool) -> None:
    text = steps(
        f"name: a, template: ok, {hook}, continueOn: {{}}, arguments: {{parameters: [{{name: p, value: '{{{{steps.a.outputs.result}}}}'}}]}}"
    )
    assert (not said(text)) == good


def test_hooks_are_part_of_the_step() -> None:
    hook = "hooks: {exit: {template: nope, arguments: {parameters: [{name: p, value: '{{«steps.z.id»}}'}]}}}"
    text = steps(f"name: a, template: ok, {hook}")
    finds(text, "unresolved-variable", "failed to resolve {{steps.z.id}}")
    passes(mended(text, ("steps.z", "steps.a")))


def test_loop_variables_stay_for_later_steps_and_the_outputs() -> None:
    loop, later = "name: a, template: ok, withItems: [{x: 1}]", "name: b, template: ok, when: '{{item.x}}'"
    passes(steps(loop, later))
    assert said(steps(later, loop))
    output = "    outputs: {parameters: [{name: o, valueFrom: {parameter: '{{item.x}}'}}]}\n"
    passes(steps(loop, more=output))
    assert said(steps(loop.replace("{x: 1}", "{w: 1}"), more=output))


def test_a_called_template_does_not_see_the_loop() -> None:
    text = workflow(
        "{name: main, steps: [[{name: a, template: t, withItems: [{x: 1}]}]]}",
        "{name: t, container: {image: a, args: ['{{«item.x»}}']}}",
    )
    finds(text, "unresolved-variable", "templates.t: failed to resolve {{item.x}}")


def test_steps_of_others_are_not_seen() -> None:
    inner = "{name: t, steps: [[{name: inner, template: ok}]], outputs: {parameters: [{name: o, valueFrom: {parameter: '{{steps.inner.outputs.result}}'}}]}}"
    start = f"{HEAD}  templates:\n  - {inner}\n{OK}"
    passes(
        f"{start}  - {{name: main, steps: [[{{name: a, template: t}}], [{{name: b, template: ok, when: '{{{{steps.a.outputs.parameters.o}}}}'}}]]}}\n"
    )
    assert said(
        f"{start}  - {{name: main, steps: [[{{name: a, template: t}}], [{{name: b, template: ok, when: '{{{{steps.inner.outputs.result}}}}'}}]]}}\n"
    )
    assert said(use("tasks.a.id"))


def test_null_groups_and_steps() -> None:
    passes(steps("[]"))
    assert [one.rule for one in failing(f"{HEAD}  templates:\n  - name: main\n    steps: [null, [null]]\n")] == [
        "name-required",
        "template-missing",
    ]


# Inline templates

INLINE = "name: a, inline: {%s}"


def test_an_inline_template_is_part_of_its_step() -> None:
    passes(
        steps(
            INLINE
            % "inputs: {parameters: [{name: p, value: x}]}, container: {image: a, args: ['{{inputs.parameters.p}}']}"
        )
    )
    passes(
        steps(
            INLINE % "container: {image: a, args: ['{{inputs.parameters.o}}']}",
            more="    inputs: {parameters: [{name: o, value: x}]}\n",
        )
    )
    finds(
        steps(INLINE % "container: {image: a, args: ['{{«pod.name»}}']}"),
        "unresolved-variable",
        "failed to resolve {{pod.name}}",
    )
    nested = "steps: [[{name: i, template: ok}], [{name: j, template: ok, when: '{{«steps.i.id»}}'}]]"
    finds(steps(INLINE % nested), "unresolved-variable", "failed to resolve {{steps.i.id}}")


def test_an_inline_template_is_also_judged_by_itself() -> None:
    text = steps("name: z, template: ok", INLINE % "container: {image: a, args: ['{{«steps.z.id»}}']}")
    finds(text, "unresolved-variable", "failed to resolve {{steps.z.id}}")


def test_only_the_first_nameless_inline_body_of_a_holder_is_judged() -> None:
    good, bad = "name: a, inline: {container: {image: a}}", "name: b, inline: {container: {}}"
    passes(steps(good, bad))
    assert [one.rule for one in failing(steps(bad, good))] == ["image-required"]
    assert "multiple template types" in said(steps(good, "name: b, inline: {container: {image: a}, suspend: {}}"))[0]
    assert (
        "was not supplied"
        in said(steps(good, "name: b, inline: {inputs: {parameters: [{name: p}]}, container: {image: a}}"))[0]
    )
    assert said(steps(good, "name: b, inline: {name: x, container: {}}"))


def test_inline_templates_of_a_referenced_holder_are_known_by_their_step() -> None:
    one = "  - {name: t1, steps: [[{name: s, inline: {container: {image: a}}}]]}\n"
    two = "  - {name: t2, steps: [[{name: s, inline: {container: {image: a}, suspend: {}}}]]}\n"
    head = "kind: WorkflowTemplate\nmetadata: {name: t}\nspec:\n  templates:\n"
    calls = steps("name: a, templateRef: {name: t, template: t1}", "name: b, templateRef: {name: t, template: t2}")
    passes(f"{head}{one}{two}---\n{calls}", selected=("Workflow",))
    assert said(f"{head}{one}{two.replace('name: s', 'name: r')}---\n{calls}", selected=("Workflow",))


def test_unknown_fields_below_a_step_are_not_there() -> None:
    passes(steps("name: a, template: ok, arguments: {bogus: '{{workflow.nope}}'}"))
    passes(steps("name: a, template: ok, arguments: {Parameters: [{Name: p, VALUE: x}]}"))
    assert said(
        steps("name: a, template: ok, arguments: {Parameters: [{Name: «p»}]}".replace("«", "").replace("»", ""))
    )
    finds(
        steps("name: a, template: ok, arguments: {Parameters: [{Name: «p»}]}"), "argument-value-required", ".p.value or"
    )
    passes(steps("name: a, template: ok, arguments: {parameters: [{name: p, value: {a: '{{workflow.nope}}'}}]}"))
