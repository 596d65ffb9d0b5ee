"""Giants that can be read: many templates, tasks, tags and references, each beside all the others."""

from __future__ import annotations

from collections.abc import Callable

from tests.lint.giants import (
    ECHO,
    HEAD,
    LIBRARY,
    MAIN,
    MEGABYTE,
    TEMPLATES,
    WORK,
    argument,
    call,
    dag,
    documents,
    giant,
    library,
    main,
    steps,
)

N = Callable[[int], int]


@giant
def templates(n: N) -> str:
    used = "inputs: {parameters: [{name: p}]}, container: {image: a, args: ['{{inputs.parameters.p}}']}"
    return TEMPLATES + MAIN + "".join(f"  - {{name: t{i}, {used}}}\n" for i in range(n(5_000)))


@giant
def too_many_templates(n: N) -> str:
    return TEMPLATES + MAIN + "".join(f"  - {{name: t{i}, container: {{image: a}}}}\n" for i in range(n(100_000)))


@giant
def templates_of_one_name(n: N) -> str:
    return TEMPLATES + MAIN + "  - {name: t, container: {image: a}}\n" * n(20_000)


@giant
def misspelt_templates(n: N) -> str:
    lines = (f"  - {{name: a{i}, steps: [[{{name: s, template: zz{i}zz}}]]}}\n" for i in range(n(3_000)))
    return TEMPLATES + MAIN + "".join(lines)


@giant
def misspelt_inputs(n: N) -> str:
    used = "inputs: {parameters: [{name: p}]}, container: {image: a, args: ['{{inputs.parameters.pp}}']}"
    return TEMPLATES + MAIN + "".join(f"  - {{name: t{i}, {used}}}\n" for i in range(n(5_000)))


@giant
def chain_of_calls(n: N) -> str:
    count = n(20_000)
    calls = "".join(f"  - {{name: t{i}, steps: [[{{name: s, template: t{i + 1}}}]]}}\n" for i in range(count))
    return f"{TEMPLATES.replace('main', 't0')}{calls}  - {{name: t{count}, container: {{image: a}}}}\n"


@giant
def braid_of_calls(n: N) -> str:
    count = n(15_000)
    text = "  - {{name: t{0}, steps: [[{{name: s, template: t{1}}}, {{name: u, template: t{2}}}]]}}\n"
    calls = "".join(text.format(i, i + 1, min(count, i + 2)) for i in range(count))
    return f"{TEMPLATES.replace('main', 't0')}{calls}  - {{name: t{count}, container: {{image: a}}}}\n"


@giant
def ring_of_calls(n: N) -> str:
    count = n(5_000)
    text = "  - {{name: t{0}, steps: [[{{name: s, template: t{1}}}]]}}\n"
    return TEMPLATES.replace("main", "t0") + "".join(text.format(i, (i + 1) % count) for i in range(count))


@giant
def dag_chain(n: N) -> str:
    value = "arguments: {{parameters: [{{name: p, value: '{}'}}]}}"
    first = f"name: t0, {value.format('a')}"
    more = (
        f"name: t{i}, depends: t{i - 1}, {value.format(f'{{{{tasks.t{i - 1}.outputs.result}}}}')}"
        for i in range(1, n(5_000))
    )
    return dag([first, *more], ECHO)


@giant
def dag_that_looks_far_back(n: N) -> str:
    value = "arguments: {{parameters: [{{name: p, value: '{}'}}]}}"
    first = f"name: t0, {value.format('a')}"
    more = (f"name: t{i}, depends: t{i - 1}, {value.format('{{tasks.t0.outputs.result}}')}" for i in range(1, n(5_000)))
    return dag([first, *more], ECHO)


@giant
def dag_dense(n: N) -> str:
    return dag(
        f"name: t{i}, dependencies: [{', '.join(f't{j}' for j in range(max(0, i - 20), i))}]" for i in range(n(10_000))
    )


@giant
def dag_dense_depends(n: N) -> str:
    words = (" && ".join(f"t{j}.Succeeded" for j in range(max(0, i - 20), i)) for i in range(1, n(10_000)))
    return dag(["name: t0", *(f"name: t{i}, depends: '{text}'" for i, text in enumerate(words, 1))])


@giant
def dag_complete(n: N) -> str:
    return dag(f"name: t{i}, dependencies: [{', '.join(f't{j}' for j in range(i))}]" for i in range(n(2_000)))


@giant
def dag_fan(n: N) -> str:
    return dag(["name: t0", *(f"name: t{i}, depends: t0" for i in range(1, n(5_000)))])


@giant
def dag_ring(n: N) -> str:
    count = n(5_000)
    value = "arguments: {parameters: [{name: p, value: '{{tasks.t0.outputs.result}}'}]}"
    return dag((f"name: t{i}, depends: t{(i - 1) % count}, {value}" for i in range(count)), ECHO)


@giant
def dag_of_unknown_tasks(n: N) -> str:
    return dag(f"name: t{i}, depends: nope{i}" for i in range(n(10_000)))


@giant
def dag_of_expressions(n: N) -> str:
    text = 'name: t{0}, depends: t{1}, when: \'{{{{=tasks["t{1}"].outputs.result == "a"}}}}\''
    return dag(["name: t0", *(text.format(i, i - 1) for i in range(1, n(5_000)))])


@giant
def hooks(n: N) -> str:
    text = "name: t{0}, hooks: {{exit: {{template: work}}, r: {{template: work, expression: 'tasks.t{0}.status == \"Running\"'}}}}"
    return dag(text.format(i) for i in range(n(5_000)))


@giant
def steps_chain(n: N) -> str:
    value = "arguments: {{parameters: [{{name: p, value: '{}'}}]}}"
    more = (f"name: s{i}, {value.format(f'{{{{steps.s{i - 1}.outputs.result}}}}')}" for i in range(1, n(5_000)))
    return steps([f"name: s0, {value.format('a')}", *more], ECHO)


@giant
def steps_of_one_name(n: N) -> str:
    return steps(["name: s"] * n(20_000))


@giant
def outputs(n: N) -> str:
    count = n(5_000)
    made = ", ".join(f"{{name: o{i}, valueFrom: {{path: /tmp/o}}}}" for i in range(count))
    value = "arguments: {{parameters: [{{name: p, value: '{{{{steps.a.outputs.parameters.{}}}}}'}}]}}"
    used = ", ".join(
        f"{{name: c{i}, template: work, {value.format(f'o{i}' if i % 2 else f'x{i}')}}}" for i in range(count)
    )
    return f"{main(f'steps: [[{{name: a, template: b}}], [{used}]]')}  - {{name: b, container: {{image: a}}, outputs: {{parameters: [{made}]}}}}\n{ECHO}"


@giant
def global_outputs(n: N) -> str:
    count = n(5_000)
    text = "  - {{name: m{0}, container: {{image: a}}, outputs: {{parameters: [{{name: o, globalName: g{0}, valueFrom: {{path: /a}}}}]}}}}\n"
    called = ", ".join(f"{{name: s{i}, template: m{i}}}" for i in range(count))
    return main(f"steps: [[{called}]]") + "".join(text.format(i) for i in range(count))


@giant
def arguments(n: N) -> str:
    given = ", ".join(f"{{name: x{i}, value: a}}" for i in range(n(10_000)))
    asked = ", ".join(f"{{name: y{i}}}" for i in range(n(10_000)))
    return f"{main(f'steps: [[{{name: a, template: b, arguments: {{parameters: [{given}]}}}}]]')}  - {{name: b, inputs: {{parameters: [{asked}]}}, container: {{image: a}}}}\n"


@giant
def calls_of_many_inputs(n: N) -> str:
    called = ", ".join(f"{{name: s{i}, template: b}}" for i in range(n(2_000)))
    asked = ", ".join(f"{{name: y{i}, default: a}}" for i in range(n(2_000)))
    return (
        f"{main(f'steps: [[{called}]]')}  - {{name: b, inputs: {{parameters: [{asked}]}}, container: {{image: a}}}}\n"
    )


@giant
def workflow_parameters(n: N) -> str:
    given = "".join(f"    - {{name: p{i}, value: '{{{{workflow.parameters.p{i - 1}}}}}'}}\n" for i in range(n(20_000)))
    return f"{HEAD}  arguments:\n    parameters:\n{given}  templates:\n{MAIN}"


@giant
def items(n: N) -> str:
    listed = ", ".join(["{a: 1, b: 2}"] * n(50_000))
    return call(f"withItems: [{listed}], arguments: {{parameters: [{{name: p, value: '{{{{item.a}}}}'}}]}}", ECHO)


@giant
def volumes(n: N) -> str:
    count = n(5_000)
    known = "".join(f"  - {{name: v{i}, emptyDir: {{}}}}\n" for i in range(count))
    mount = "volumeMounts: [{{name: v{0}, mountPath: /a}}, {{name: w{0}, mountPath: /b}}]"
    mounts = "".join(f"  - {{name: m{i}, container: {{image: a, {mount.format(i)}}}}}\n" for i in range(count))
    return f"{HEAD}  volumes:\n{known}  templates:\n{MAIN}{mounts}"


@giant
def container_set(n: N) -> str:
    inside = ", ".join(f"{{name: c{i}, image: a, dependencies: [c{i - 1}]}}" for i in range(1, n(10_000)))
    return main(f"containerSet: {{containers: [{{name: c0, image: a}}, {inside}]}}")


@giant
def environment(n: N) -> str:
    lines = "".join(f"      - {{name: e, value: '{{{{inputs.parameters.q{i}}}}}'}}\n" for i in range(n(20_000)))
    return f"{TEMPLATES}  - name: main\n    container:\n      image: a\n      env:\n{lines}"


@giant
def script(n: N) -> str:
    lines = "".join(f"        echo {{{{inputs.parameters.q{i}}}}}\n" for i in range(n(20_000)))
    return f"{TEMPLATES}  - name: main\n    script:\n      image: a\n      source: |\n{lines}"


@giant
def folded_script(n: N) -> str:
    return script(n).replace("source: |", "source: >-").replace("echo", "'é\U0001f600'")


@giant
def opening_braces(n: N) -> str:
    return argument("{{" * n(MEGABYTE * 5 // 2))


@giant
def closing_braces(n: N) -> str:
    return argument("}}" * n(MEGABYTE * 5 // 2))


@giant
def open_tags(n: N) -> str:
    return argument("{{a" * n(1_000_000))


@giant
def tags(n: N) -> str:
    return argument("{{a}}" * n(1_000_000))


@giant
def tags_of_expressions(n: N) -> str:
    return argument("{{=a}}" * n(800_000))


@giant
def long_expression(n: N) -> str:
    return argument(f"{{{{=1{'+1' * n(2_500_000)}}}}}")


@giant
def nested_expression(n: N) -> str:
    return argument(f"{{{{={'(' * n(20_000)}1{')' * n(20_000)}}}}}")


@giant
def long_condition(n: N) -> str:
    return call(f"when: '{'1 == 1 && ' * n(500_000)}true'")


@giant
def long_depends(n: N) -> str:
    return call(f"depends: '{'a && ' * n(1_000_000)}a'")


@giant
def nested_depends(n: N) -> str:
    return call(f"depends: '{'(' * n(20_000)}a{')' * n(20_000)}'") + "---\n" + call(f"depends: '{'!' * n(20_000)}a'")


@giant
def unknown_depends(n: N) -> str:
    return call(f"depends: '{' && '.join(f'x{i}.Foo' for i in range(n(100_000)))}'")


@giant
def unknown_dependencies(n: N) -> str:
    return call(f"dependencies: [{', '.join(f'x{i}' for i in range(n(100_000)))}]")


@giant
def long_schedule(n: N) -> str:
    spec = "workflowSpec: {entrypoint: main, templates: [{name: main, container: {image: a}}]}"
    return (
        f"kind: CronWorkflow\nmetadata: {{name: a}}\nspec:\n  schedules: ['{'*,' * n(MEGABYTE)}* * * * *']\n  {spec}\n"
    )


@giant
def ring_of_references(n: N) -> str:
    count = n(3_000)
    return documents(library(i, f"name: w{(i + 1) % count}, template: main") for i in range(count))


@giant
def chain_of_references(n: N) -> str:
    return documents(library(i, f"name: w{i + 1}, template: main") for i in range(n(3_000)))


@giant
def ring_of_specs(n: N) -> str:
    count = n(3_000)
    head = LIBRARY.replace("  templates:\n", "  workflowTemplateRef: {name: w%d}\n")
    return documents(head % (i, (i + 1) % count) for i in range(count))


@giant
def all_refer_to_all(n: N) -> str:
    count = n(60)
    return documents(library(i, *(f"name: w{j}, template: main" for j in range(count) if j != i)) for i in range(count))


@giant
def library_of_a_long_chain(n: N) -> str:
    chain = "".join(f"  - {{name: t{i}, steps: [[{{name: s, template: t{i + 1}}}]]}}\n" for i in range(n(200)))
    user = main("steps: [[{name: s, templateRef: {name: w0, template: t0}}]]")
    return documents([f"{LIBRARY % 0}{chain}{WORK}", *[user] * n(500)])
