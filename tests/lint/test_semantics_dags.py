"""Dag templates: the graph, its words, and what tasks know of each other."""

from __future__ import annotations

import pytest

from tests.lint.probes import ECHO, HEAD, OK, dag, failing, finds, leaf, mended, passes, said, workflow

A, B = "name: a, template: ok", "name: b, template: ok"
VALUE = "name: b, template: echo, dependencies: [DEPS], arguments: {parameters: [{name: m, value: '%s'}]}"


@pytest.mark.parametrize(
    ("text", "rule", "fragment", "good"),
    [
        (leaf("«dag»: {tasks: []}"), "tasks-required", "templates.main must have at least one task", None),
        (leaf("dag: {tasks: [{name: a, inline: {suspend: {}}}]}", "«activeDeadlineSeconds»: 5"), "deadline-not-allowed", "activeDeadlineSeconds is only valid for leaf templates", None),
        (dag(A, f"{B}, dependencies: [a, «nope»]"), "dependency-unknown", "templates.main sorting failed: invalid dependency nope", (", nope", "")),
        (dag(A, f"{B}, depends: 'a && «nope».Succeeded'"), "dependency-unknown", "sorting failed: invalid dependency nope", ("nope", "a")),
        (dag(A, f"{B}, depends: a.«succeeded»"), "dependency-unknown", "invalid dependency succeeded", ("succeeded", "Succeeded")),
        (dag(A, f"{B}, depends: a «and» a"), "dependency-unknown", "invalid dependency and", ("and", "&&")),
        (dag(A, f"{B}, depends: '{{{{«foo»}}}}'"), "dependency-unknown", "invalid dependency foo", ("{{foo}}", "((a")),
        (dag(f"{A}, dependencies: «[b]»", f"{B}, dependencies: [a]"), "dependency-cycle", "templates.main sorting failed: graph with cycle", ("dependencies: [b]", "when: x")),
        (dag(f"{A}, depends: «a»"), "dependency-cycle", "graph with cycle", (", depends: a", "")),
        (dag(A, "name: «2b», template: ok, dependencies: [a]"), "digit-name", "templates.main.tasks.2b name cannot begin with a digit when using either 'depends' or 'dependencies'", (", dependencies: [a]", "")),
        (dag("name: «1a», template: ok", f"{B}, depends: 1a"), "digit-name", "cannot begin with a digit", ("1a", "a1")),
        (dag(A, f"{B}, depends: a", "name: c, template: ok, «dependencies»: [a]"), "depends-and-dependencies", "templates.main cannot use both 'depends' and 'dependencies' in the same DAG template", ("dependencies: [a]", "depends: a")),
        (dag(f"{A}, «continueOn»: {{failed: true}}", f"{B}, depends: a"), "continue-on-with-depends", "templates.main cannot use 'continueOn' when using 'depends'", ("depends: a", "dependencies: [a]")),
        (dag(A, f"{B}, depends: «a.Finished»"), "depends-result", "templates.main.tasks.b task result 'Finished' for task 'a' is invalid", ("Finished", "Omitted")),
        (dag(A, f"{B}, depends: a || «a.AnySucceeded»"), "depends-without-items", "uses an items-based condition such as .AnySucceeded or .AllFailed but does not contain any items", ("name: a,", "name: a, withItems: [1],")),
        (dag(A, f"{B}, depends: «a.AllFailed» || a.Failed"), "depends-without-items", "does not contain any items", (" || a.Failed", " || a")),
        (dag(A, more="").replace("dag:\n", "dag:\n      target: «nope»\n"), "target-unknown", "target 'nope' is not defined", ("nope", "a")),
        (dag(A, more="").replace("dag:\n", "dag:\n      target: «a  a»\n"), "target-unknown", "target '' is not defined", ("a  a", "a a")),
        (dag(A, more="").replace("dag:\n", "dag:\n      target: '{{«workflow.nope»}}'\n"), "unresolved-variable", "templates.main.targets failed to resolve {{workflow.nope}}", ("workflow.nope", "nope")),
        (dag(A, f"{B}, withItems: [1], «withParam»: '[]'"), "several-loops", "templates.main.tasks.b only one of withItems, withParam, withSequence can be specified", ("[1]", "[]")),
        (dag(f"{A}, withSequence: {{count: 1, «end»: 2}}"), "sequence-count-and-end", "only one of count or end", ("count: 1, ", "")),
        (dag(A, f"{B}, when: '{{{{«tasks.a.status»}}}}'"), "unresolved-variable", "templates.main.tasks.b failed to resolve {{tasks.a.status}}", (", when", ", dependencies: [a], when")),
        (dag(A, f"{B}, when: '{{{{«steps.a.id»}}}}'"), "unresolved-variable", "failed to resolve {{steps.a.id}}", ("steps.a", "tasks.a")),
        (dag(A, (VALUE % "{{«tasks.a.outputs.result»}}").replace("dependencies: [DEPS], ", "")), "dependency-missing", "templates.main.tasks.b missing dependency 'a' for parameter 'm'", ("template: echo,", "template: echo, dependencies: [a],")),
        (dag(A, f"{B}, arguments: {{artifacts: [{{name: x, from: '{{{{«tasks.a.outputs.artifacts.z»}}}}'}}]}}", "name: c, template: ok").replace(OK, OK.replace("image: a}", "image: a}, outputs: {artifacts: [{name: z, path: /z}]}")), "dependency-missing", "missing dependency 'a' for artifact 'x'", ("name: b, template: ok,", "name: b, template: ok, depends: a,")),
        (dag("name: b, template: echo, arguments: {parameters: [{name: m, value: '{{«tasks.b.outputs.result»}}'}]}"), "dependency-missing", "missing dependency 'b' for parameter 'm'", ("'{{tasks", "' {{tasks")),
    ],
)  # fmt: skip
def test_dags(text: str, rule: str, fragment: str, good: tuple[str, str] | None) -> None:
    finds(text, rule, fragment)
    if good:
        passes(mended(text, good))


@pytest.mark.parametrize(
    "depends",
    [
        "a",
        "a.Succeeded",
        "a.Failed && b.Errored",
        "(a || b",
        "a ||",
        "'!a'",
        "! ( a && !b )",
        "a.Skipped || b.Daemoned",
        "a b",
        "a.Succeeded.b",
        "''",
        "'(( a ))'",
    ],
)
def test_no_grammar_is_asked_of_depends(depends: str) -> None:
    passes(dag(A, B, f"name: c, template: ok, depends: {depends}"))


def test_a_dependency_may_be_named_twice_and_by_a_value() -> None:
    passes(dag(A, f"{B}, dependencies: [a, a]"))
    assert "invalid dependency" in said(dag(A, f"{B}, dependencies: ['']"))[0]
    passes(
        dag(
            A,
            f"{B}, depends: '{{{{workflow.parameters.d}}}}'",
            spec="  arguments: {parameters: [{name: d, value: a}]}\n",
        )
    )
    assert (
        "invalid dependency"
        in said(
            dag(
                A,
                f"{B}, depends: '{{{{workflow.parameters.d}}}}'",
                spec="  arguments: {parameters: [{name: d, value: z}]}\n",
            )
        )[0]
    )


@pytest.mark.parametrize(
    "value",
    [
        "x{{tasks.a.outputs.result}}",
        "{{ tasks.a.outputs.result }}",
        "{{=tasks.a.outputs.result}}",
        "{{inputs.parameters.p}} {{tasks.a.outputs.result}}",
    ],
)
def test_only_a_value_that_begins_with_a_task_needs_a_dependency(value: str) -> None:
    passes(
        dag(
            A,
            (VALUE % value).replace("dependencies: [DEPS], ", ""),
            more="    inputs: {parameters: [{name: p, value: x}]}\n",
        )
    )


@pytest.mark.parametrize(
    "field",
    [
        "when: '%s'",
        "withParam: '%s'",
        "hooks: {exit: {template: ok, arguments: {parameters: [{name: p, value: '%s'}]}}}",
    ],
)
def test_other_fields_need_no_dependency(field: str) -> None:
    passes(dag(A, f"{B}, " + field % "{{tasks.a.outputs.result}}"))


def test_outputs_are_seen_whatever_the_order_and_status_only_of_ancestors() -> None:
    passes(dag(f"{A}, when: '{{{{tasks.b.id}}}}'", B))
    passes(dag(f"{A}, when: '{{{{tasks.a.id}}}}'"))
    chain = [A, f"{B}, depends: a", "name: c, template: ok, depends: b, when: '{{tasks.a.status}}'"]
    passes(dag(*chain))
    assert said(dag(*chain[:2], chain[2].replace("depends: b, ", "")))
    assert said(dag(f"{A}, when: '{{{{tasks.a.status}}}}'"))
    passes(dag(f"{A}, when: '{{{{tasks.a.status}}}}', hooks: {{exit: {{template: ok}}}}"))
    assert said(
        dag(A, B).replace(
            "    dag:\n",
            "    outputs: {parameters: [{name: o, valueFrom: {parameter: '{{tasks.a.status}}'}}]}\n    dag:\n",
        )
    )


def test_the_status_of_a_task_with_hooks_stays() -> None:
    hooked = f"{A}, hooks: {{exit: {{template: ok}}}}"
    uses = f"{B}, when: '{{{{tasks.a.status}}}}'"
    passes(dag(hooked, uses))
    assert said(dag(uses, hooked))
    output = "    outputs: {parameters: [{name: o, valueFrom: {parameter: '{{tasks.a.status}}'}}]}\n"
    passes(dag(hooked, more=output))


def test_hooks_of_tasks_need_no_expression_and_no_template() -> None:
    passes(dag(f"{A}, hooks: {{running: {{template: nope}}}}, onExit: nope"))


def test_loop_variables_do_not_leave_the_task() -> None:
    loop = f"{A}, withItems: [{{x: 1}}], when: '{{{{item.x}}}}'"
    passes(dag(loop))
    assert said(dag(loop, f"{B}, when: '{{{{item.x}}}}'"))


@pytest.mark.parametrize(
    ("loop", "good"),
    [("withItems: [1]", True), ("withParam: '[]'", True), ("withSequence: {count: 1}", False), ("when: x", False)],
)
def test_all_outputs_of_a_loop(loop: str, good: bool) -> None:
    assert (not said(dag(f"{A}, {loop}", f"{B}, when: '{{{{tasks.a.outputs.parameters}}}}'"))) == good


def test_targets_of_inputs() -> None:
    inputs = "    inputs: {parameters: [{name: t, value: a}]}\n"
    text = dag(A, more=inputs).replace("dag:\n", "dag:\n      target: '{{inputs.parameters.t}}'\n")
    passes(text)
    assert "target 'nope' is not defined" in said(text.replace("value: a", "value: nope"))[0]
    called = text.replace("name: main", "name: t").replace(
        "  templates:\n", "  templates:\n  - {name: main, steps: [[{name: s, template: t}]]}\n"
    )
    assert "is not defined" in said(called)[0]
    passes(dag(A).replace("dag:\n", "dag:\n      target: a {{foo.b_c}}\n"))
    passes(text.replace("value: a", "value: ''"))
    assert len(failing(dag(A).replace("dag:\n", "dag:\n      target: '{{ foo }}'\n"))) == 3


def test_findings_of_a_broken_graph_do_not_hide_the_rest() -> None:
    text = dag(
        f"{A}, dependencies: [b]", f"{B}, dependencies: [a, nope]", "name: c, template: gone, when: '{{tasks.z.id}}'"
    )
    assert sorted(one.rule for one in failing(text)) == [
        "dependency-cycle",
        "dependency-unknown",
        "undefined-template",
        "unresolved-variable",
    ]


def test_inline_tasks() -> None:
    inline = "name: a, inline: {inputs: {artifacts: [{name: x, path: /x, raw: {data: d}}]}, container: {image: a, args: ['{{«inputs.artifacts.x.path»}}']}}"
    finds(dag(inline), "unresolved-variable", "templates.main.tasks.a failed to resolve {{inputs.artifacts.x.path}}")
    passes(dag("name: a, inline: {container: {image: a}}", "name: b, inline: {container: {}}"))
    unknown = "name: a, inline: {container: {image: a, «bogus»: 1}}"
    finds(dag(unknown), "unknown-field", "bogus")


def test_a_great_dag_takes_little() -> None:
    tasks = ["name: t0, template: ok"]
    tasks += [
        f"name: t{n}, template: echo, depends: t{n - 1}, arguments: {{parameters: [{{name: m, value: '{{{{tasks.t0.outputs.result}}}}'}}]}}, when: '{{{{tasks.t{n // 2}.status}}}}'"
        for n in range(1, 3000)
    ]
    passes(dag(*tasks))


def test_global_outputs_of_tasks() -> None:
    made = "  - {name: t, outputs: {parameters: [{name: o, globalName: g, valueFrom: {path: /x}}]}, container: {image: a}}\n"
    text = f"{HEAD}  templates:\n  - name: main\n    dag: {{tasks: [{{name: b, template: ok, when: '{{{{workflow.outputs.parameters.g}}}}'}}, {{name: a, template: t}}]}}\n{OK}{made}"
    passes(text)
    assert said(text.replace("globalName: g", "globalName: h"))
    passes(text.replace("globalName: g", "globalName: 'x-{{foo}}'"))


def test_echo_is_used() -> None:
    passes(
        workflow(
            "{name: main, dag: {tasks: [{name: a, template: echo, arguments: {parameters: [{name: m, value: 1}]}}]}}"
        )
        + ECHO
    )
