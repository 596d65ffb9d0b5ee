"""Which template a call means: in this document, in others, and where there is none."""

from __future__ import annotations

import pytest

from argocli.lint.check import Options, check
from argocli.lint.finding import UNRESOLVED
from argocli.manifest.parse import parse
from tests.lint.probes import HEAD, MAIN, OK, dag, failing, finds, leaf, mended, passes, report, said, steps, workflow

TEMPLATE = f"kind: WorkflowTemplate\nmetadata: {{name: t}}\nspec:\n  templates:\n{OK}"
CLUSTER = TEMPLATE.replace("WorkflowTemplate", "ClusterWorkflowTemplate")
REF = "templateRef: {name: t, template: ok}"
HERE = "templates.main.steps[0].a"


def beside(text: str, other: str = TEMPLATE) -> str:
    return f"{other}---\n{text}"


@pytest.mark.parametrize(
    ("text", "rule", "fragment", "good"),
    [
        (f"{HEAD}  templates:\n{MAIN}".replace(": main\n", ": «nope»\n"), "undefined-template", "template name 'nope' undefined", ("nope", "main")),
        (f"{HEAD}  onExit: «nope»\n  templates:\n{MAIN}", "undefined-template", "template name 'nope' undefined", ("nope", "main")),
        (steps("name: a, template: «nope»"), "undefined-template", f"{HERE} template name 'nope' undefined", ("nope", "ok")),
        (dag("name: a, template: «nope»"), "undefined-template", "templates.main.tasks.a template name 'nope' undefined", ("nope", "ok")),
        (steps("name: a, template: «'{{item}}'», withItems: [ok]"), "undefined-template", "template name '{{item}}' undefined", None),
        (steps("name: a, template: «nope», inline: {container: {image: a}}"), "undefined-template", "undefined", ("template: nope, ", "")),
        (beside(steps(f"name: a, «template»: ok, {REF}")), "template-and-reference", f"{HERE} template name cannot be specified with templateRef", ("template: ok, ", "")),
        (steps("name: a, «templateRef»: {template: ok}"), "reference-incomplete", f"{HERE} resource name is required", None),
        (steps("name: a, «templateRef»: {name: t}"), "reference-incomplete", f"{HERE} template name is required", None),
        (beside(steps("name: a, templateRef: {name: t, template: «nope»}")), "undefined-template", f"{HERE} template reference t.nope not found", ("nope", "ok")),
        (steps("name: «a»"), "template-missing", f"{HERE} failed to get a template", ("name: a", "name: a, template: ok")),
        (leaf("metadata: {}", "volumes: []").replace("- name: main", "- name: «main»"), "template-type-unknown", "template 'main' type is unknown", ("volumes: []", "suspend: {}")),
        (leaf("container:").replace("- name: main", "- name: «main»"), "template-type-unknown", "template 'main' type is unknown", ("container:", "container: {image: a}")),
        (steps("name: a, «inline»: {metadata: {}}"), "template-type-unknown", "type is unknown", ("metadata: {}", "suspend: {}")),
        (leaf("container: {image: a}", "retryStrategy: {retryPolicy: «always»}"), "retry-policy", "always is not a valid RetryPolicy", ("always", "Always")),
        (leaf("container: {image: a}", "retryStrategy: {retryPolicy: «'{{=\"Always\"}}'»}"), "retry-policy", "is not a valid RetryPolicy", None),
    ],
)  # fmt: skip
def test_calls(text: str, rule: str, fragment: str, good: tuple[str, str] | None) -> None:
    finds(text, rule, fragment)
    if good:
        passes(mended(text, good))


@pytest.mark.parametrize(
    ("text", "fragment", "good"),
    [
        (steps("name: a, templateRef: {name: «t», template: ok}"), f"{HERE} couldn't find workflow template \"t\" in namespace \"\"", True),
        (steps("name: a, templateRef: {name: «t», template: ok, clusterScope: true}"), 'couldn\'t find cluster workflow template "t"', False),
        (f"{HEAD.replace('entrypoint: main', 'workflowTemplateRef: {name: «t»}')}", 'couldn\'t find workflow template "t"', False),
    ],
)  # fmt: skip
def test_what_is_not_among_the_files_cannot_be_judged(text: str, fragment: str, good: bool) -> None:
    finds(text, "unresolved-reference", fragment)
    assert failing(mended(text))[0].severity == UNRESOLVED
    if good:
        passes(beside(mended(text)))


def test_the_order_of_the_files_does_not_count() -> None:
    text = steps(f"name: a, {REF}")
    passes(f"{text}---\n{TEMPLATE}")
    for names in (("a.yaml", "b.yaml"), ("b.yaml", "a.yaml")):
        texts = {"a.yaml": TEMPLATE, "b.yaml": text}
        assert not check([(name, texts[name].encode()) for name in names], Options()).errors


def test_namespaces_have_to_be_the_same() -> None:
    text = steps(f"name: a, {REF}")
    there = TEMPLATE.replace("name: t", "name: t, namespace: b")
    assert 'there is one in namespace "b"' in said(beside(text, there))[0]
    passes(beside(text.replace("name: w", "name: w, namespace: b"), there))
    assert "without a namespace" in said(beside(text.replace("name: w", "name: w, namespace: b")))[0]
    assert "set clusterScope: true" in said(beside(text, CLUSTER))[0]
    passes(beside(text.replace("template: ok}", "template: ok, clusterScope: true}"), CLUSTER))


def test_near_misses_are_named() -> None:
    assert "did you mean 'echo'?" in said(steps("name: a, template: ehco"))[0]
    assert (
        "did you mean 'greeting'?"
        in said(
            beside(
                steps("name: a, templateRef: {name: greting, template: ok}"),
                TEMPLATE.replace("name: t", "name: greeting"),
            )
        )[0]
    )


@pytest.mark.parametrize("where", ["name", "template"])
@pytest.mark.parametrize("tag", ["{{inputs.parameters.none}}", "{{foo}}", "{{item}}"])
def test_references_with_tags_left_are_passed_over(where: str, tag: str) -> None:
    reference = {"name": "t", "template": "ok", where: tag}
    step = f"name: a, templateRef: {{name: '{reference['name']}', template: '{reference['template']}'}}"
    found = said(steps(step))
    assert not [one for one in found if not one.startswith("unresolved-variable")]


def test_a_reference_with_an_expression_is_looked_up() -> None:
    text = steps("name: a, templateRef: {name: «'{{=nope}}'», template: ok}")
    finds(text, "unresolved-reference", 'couldn\'t find workflow template "{{=nope}}"')


def test_references_by_input() -> None:
    inputs = "    inputs: {parameters: [{name: t}]}\n"
    called = (
        steps("name: a, templateRef: {name: NAME, template: TEMPLATE}", more=inputs)
        .replace("- name: main", "- name: x", 1)
        .replace("entrypoint: main", "entrypoint: ok")
    )
    by_template = called.replace("NAME", "t").replace("TEMPLATE", "'{{inputs.parameters.t}}'")
    passes(beside(by_template))
    assert "couldn't find workflow template" in said(by_template)[0]
    by_name = called.replace("NAME", "'{{inputs.parameters.t}}'").replace("TEMPLATE", "ok")
    assert "couldn't find workflow template" in said(beside(by_name))[0]


def test_a_value_can_be_the_name_of_a_template() -> None:
    argument = "  arguments: {parameters: [{name: t, value: ok}]}\n"
    passes(steps("name: a, template: '{{workflow.parameters.t}}'", spec=argument))
    assert (
        "template name 'nope' undefined"
        in said(steps("name: a, template: '{{workflow.parameters.t}}'", spec=argument.replace("ok", "nope")))[0]
    )
    passes(steps('name: a, template: \'{{="o" + "k"}}\''))


def test_a_cluster_template_cannot_refer_to_a_namespace() -> None:
    text = "kind: ClusterWorkflowTemplate\nmetadata: {name: c}\nspec:\n  templates:\n  - {name: main, steps: [[{name: a, templateRef: {name: «t», template: ok}}]]}\n"
    finds(beside(text), "cluster-scope-reference", "belongs to no namespace")
    passes(mended(text, ("name: t", "name: '{{foo}}'")))


def test_a_templates_own_fault_is_said_where_it_stands() -> None:
    bad = TEMPLATE.replace("image: a", "command: [a]")
    both = report(beside(steps(f"name: a, {REF}"), bad)).findings
    assert [(one.rule, one.document.kind, one.line) for one in both] == [("image-required", "WorkflowTemplate", 5)]
    alone = report(beside(steps(f"name: a, {REF}"), bad), selected=("Workflow",)).findings
    assert [(one.rule, one.document.kind) for one in alone] == [("image-required", "Workflow")]
    assert (alone[0].line, alone[0].column) == (14, 38)
    assert [(document.kind, span.line) for document, span, _ in alone[0].related] == [("WorkflowTemplate", 5)]
    assert "templates.main.steps[0].a templates.ok.container.image may not be empty" in alone[0].message


def test_a_template_is_judged_with_the_globals_of_who_runs_it() -> None:
    uses = TEMPLATE.replace("image: a", "image: '{{workflow.parameters.x}}'")
    passes(uses)
    finds(
        beside(steps("name: a, templateRef: {name: «t», template: ok}"), uses),
        "unresolved-variable",
        "failed to resolve {{workflow.parameters.x}}",
    )
    passes(beside(steps(f"name: a, {REF}", spec="  arguments: {parameters: [{name: x, value: b}]}\n"), uses))


def test_names_of_a_template_are_looked_up_where_it_stands() -> None:
    other = TEMPLATE.replace(
        OK, "  - {name: ok, steps: [[{name: b, template: deep}]]}\n  - {name: deep, container: {image: a}}\n"
    )
    passes(beside(steps(f"name: a, {REF}"), other))


def test_a_broken_reference_does_not_hide_the_rest() -> None:
    text = steps(
        "name: a, templateRef: {name: gone, template: x}",
        "name: b, template: echo",
        "name: c, template: ok, when: '{{steps.a.outputs.result}}'",
    )
    assert [one.rule for one in failing(text)] == ["unresolved-reference", "input-not-supplied"]


@pytest.mark.parametrize(
    ("spec", "bad", "fragment"),
    [
        ("  workflowTemplateRef: {name: t}\n", "entrypoint", "spec.entrypoint is required"),
        ("  workflowTemplateRef: {name: t}\n  entrypoint: ok\n", "", ""),
        ("  workflowTemplateRef: {name: t}\n  entrypoint: nope\n", "x", "template reference t.nope not found"),
        (
            "  workflowTemplateRef: {name: t}\n  entrypoint: ok\n  onExit: bye\n",
            "x",
            "template reference t.bye not found",
        ),
        (
            "  workflowTemplateRef: {name: t, clusterScope: true}\n  entrypoint: ok\n",
            "x",
            "couldn't find cluster workflow template",
        ),
        (
            f"  workflowTemplateRef: {{name: t}}\n  entrypoint: ok\n  templates:\n{MAIN}",
            "x",
            "Templates is invalid field in spec",
        ),
    ],
)
def test_workflows_of_a_template(spec: str, bad: str, fragment: str) -> None:
    text = beside(f"kind: Workflow\nmetadata: {{name: w}}\nspec:\n{spec}")
    found = said(text)
    assert fragment in " ".join(found) if bad else not found, found


def test_a_workflow_of_a_template_takes_its_entrypoint_and_arguments() -> None:
    spec = "spec:\n  entrypoint: main\n  arguments: {parameters: [{name: m, enum: [x], value: x}, {name: o, value: x}]}\n  templates:\n"
    used = "  - {name: main, inputs: {parameters: [{name: m}, {name: o}]}, container: {image: a, args: ['{{workflow.parameters.o}}']}}\n"
    template = f"kind: WorkflowTemplate\nmetadata: {{name: t}}\n{spec}{used}"
    text = "kind: Workflow\nmetadata: {name: w}\nspec:\n  workflowTemplateRef: {name: t}\n"
    passes(beside(text, template))
    passes(beside(f"{text}  arguments: {{parameters: [{{name: m, value: z}}]}}\n", template))
    assert (
        "inputs.parameters.m was not supplied"
        in said(beside(f"{text}  arguments: {{parameters: [{{name: m}}]}}\n", template))[0]
    )


def test_every_template_of_the_referenced_one_is_judged() -> None:
    template = f"{TEMPLATE}  - {{name: bad, container: {{}}}}\n".replace("spec:\n", "spec:\n  entrypoint: ok\n")
    text = "kind: Workflow\nmetadata: {name: w}\nspec:\n  workflowTemplateRef: {name: «t»}\n"
    finds(
        beside(text, template),
        "image-required",
        "templates.bad templates.bad.container.image may not be empty",
        selected=("Workflow",),
    )


def test_templates_of_other_folders() -> None:
    document = parse(TEMPLATE.encode(), "elsewhere.yaml")[0]
    asked = []

    def beyond(kind: str, namespace: str, name: str):
        asked.append((kind, namespace, name))
        return document if name == "t" else None

    text = steps(
        f"name: a, {REF}",
        f"name: b, {REF}",
        "name: c, templateRef: {name: gone, template: x}",
        "name: d, templateRef: {name: gone, template: x}",
    )
    found = check([("f.yaml", text.encode())], Options(), beyond).findings
    assert [one.rule for one in found if one.failing] == ["unresolved-reference", "unresolved-reference"]
    assert asked == [("WorkflowTemplate", "", "t"), ("WorkflowTemplate", "", "gone")]


def test_recursion_ends() -> None:
    passes(workflow("{name: main, steps: [[{name: a, template: main}]]}"))
    passes(
        workflow(
            "{name: main, steps: [[{name: a, template: b}]]}", "{name: b, dag: {tasks: [{name: c, template: main}]}}"
        )
    )
    itself = TEMPLATE.replace("container: {image: a}", "steps: [[{name: s, templateRef: {name: t, template: ok}}]]")
    passes(beside(steps(f"name: a, {REF}"), itself))


def test_a_long_chain_of_calls_is_followed_to_its_end() -> None:
    links = [f"{{name: t{number}, steps: [[{{name: s, template: t{number + 1}}}]]}}" for number in range(1500)]
    text = workflow("{name: main, steps: [[{name: s, template: t0}]]}", *links, "{name: t1500, container: {}}")
    assert [one.rule for one in failing(text)] == ["image-required"]
