"""Outputs of all items of a loop as lists, and which pods have to report a result at all."""

from __future__ import annotations

import random

import pytest

from tests.engine.world import World, dag, steps, workflow

SHOW = {
    "name": "show",
    "inputs": {"parameters": [{"name": "v"}]},
    "container": {"image": "busybox", "args": ["{{inputs.parameters.v}}"]},
}
MAKE = {
    "name": "make",
    "outputs": {"parameters": [{"name": "p", "valueFrom": {"path": "/p"}}]},
    "container": {"image": "busybox"},
}
ROOTS = {"steps": ("wf[0].s", "wf[1].t"), "dag": ("wf.s", "wf.t")}


def produced(value: str | None = None, result: str | None = None) -> dict:
    """The outputs of one pod."""
    outputs: dict = {} if result is None else {"result": result}
    if value is not None:
        outputs["parameters"] = [{"name": "p", "value": value}]
    return outputs


def read(body: str, reference: str, **more: object) -> dict:
    """A loop `s` over as many numbers as `count` says, and `t`, which shows what the reference makes of it."""
    producer = {"name": "s", "template": "make", "withSequence": {"count": more.pop("count", 2)}, **more}
    value = reference.replace("ALL", f"{body.replace('dag', 'tasks')}.s.outputs")
    consumer = {"name": "t", "template": "show", "arguments": {"parameters": [{"name": "v", "value": value}]}}
    if body == "steps":
        return steps([producer], [consumer])
    return dag(producer, {**consumer, "depends": "s.Succeeded || s.Failed || s.Skipped"})


def seen(body: str, reference: str, outputs: list[dict], **more: object) -> str:
    """What the consumer is given, where the items of the loop produce these outputs."""
    world = World(workflow(read(body, reference, count=len(outputs), **more), MAKE, SHOW))
    loop, consumer = ROOTS[body]
    named = {f"{loop}({index}:{index})": each for index, each in enumerate(outputs)}
    status = world.finish(outputs=named)
    assert status["phase"] == "Succeeded", world.nodes()
    return world.arguments(consumer)[0]


@pytest.mark.parametrize("body", ["steps", "dag"])
@pytest.mark.parametrize(
    ("values", "listed"),
    [
        (["a", "b"], '["a","b"]'),
        (["1", "2"], '["1","2"]'),
        (["true", "null"], '["true","null"]'),
        (["[1, 2]", '{"k": [3]}'], '[[1,2],{"k":[3]}]'),
        (['{"z":1,"a":2.0}', "[]"], '[{"a":2,"z":1},[]]'),
        (["[1]", "5"], '["[1]","5"]'),
        (["[1]", "[1"], '["[1]","[1"]'),
        (['"quoted"', ""], '["\\"quoted\\"",""]'),
        (["<a> & b"], '["\\u003ca\\u003e \\u0026 b"]'),
    ],
)
def test_values_of_one_parameter_are_structures_where_all_are(body: str, values: list[str], listed: str) -> None:
    assert seen(body, "{{ALL.parameters.p}}", [produced(value) for value in values]) == listed


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_all_parameters_are_one_map_for_each_item_that_has_any(body: str) -> None:
    outputs = [produced("1"), {"parameters": [{"name": "p", "value": "x"}, {"name": "a", "value": "[2]"}]}]
    assert seen(body, "{{ALL.parameters}}", outputs) == '[{"p":"1"},{"a":"[2]","p":"x"}]'


@pytest.mark.parametrize("body", ["steps", "dag"])
@pytest.mark.parametrize(
    ("results", "listed"),
    [
        (["1", '"two"', "true", "null"], '[1,"two",true,null]'),
        (["[1, 2]", '{"z": 1.0, "a": 2}'], '[[1,2],{"z":1.0,"a":2}]'),
        ([None, "7"], "[7]"),
        ([None, None], "[]"),
    ],
)
def test_results_are_joined_as_the_json_that_they_are(body: str, results: list[str | None], listed: str) -> None:
    assert seen(body, "{{ALL.result}}", [produced("x", result) for result in results]) == listed


@pytest.mark.parametrize("body", ["steps", "dag"])
@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ("plain", "invalid character 'p' looking for beginning of value"),
        ("", "unexpected end of JSON input"),
        ("1 2", "invalid character '2' after top-level value"),
    ],
)
def test_a_result_that_is_no_json_is_an_error(body: str, result: str, reason: str) -> None:
    world = World(workflow(read(body, "{{ALL.result}}", count=1), MAKE, SHOW))
    loop, consumer = ROOTS[body]
    status = world.finish(outputs={f"{loop}(0:0)": produced("x", result)})
    assert status["phase"] == "Error"
    assert world.node("wf" if body == "steps" else consumer)["message"] == reason


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_the_order_of_items_counts_not_the_order_in_which_they_end(body: str) -> None:
    world = World(workflow(read(body, "{{ALL.parameters.p}}", count=12), MAKE, SHOW))
    world.rest()
    names = world.running()
    random.Random(5).shuffle(names)
    for name in names:
        world.end(name, outputs=produced(name.partition("(")[2].partition(":")[0]))
        world.rest()
    assert world.arguments(ROOTS[body][1]) == ['["0","1","2","3","4","5","6","7","8","9","10","11"]']


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_only_items_that_succeeded_are_listed(body: str) -> None:
    world = World(workflow(read(body, "{{ALL.parameters.p}}", count=3, continueOn={"failed": True}), MAKE, SHOW))
    loop, consumer = ROOTS[body]
    outputs = {f"{loop}({index}:{index})": produced(f"v{index}") for index in range(3)}
    world.finish(f"{loop}(1:1)", outputs=outputs)
    assert world.arguments(consumer) == ['["v0","v2"]']


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_items_that_were_skipped_are_not_listed(body: str) -> None:
    outputs = [produced(f"v{index}") for index in range(3)]
    assert seen(body, "{{ALL.parameters.p}}", outputs, when="{{item}} != 0") == '["v1","v2"]'


@pytest.mark.parametrize("body", ["steps", "dag"])
@pytest.mark.parametrize("reference", ["{{ALL.parameters}}", "{{ALL.result}}"])
def test_a_loop_over_nothing_lists_nothing(body: str, reference: str) -> None:
    assert seen(body, reference, []) == "[]"


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_hooks_of_items_are_not_listed(body: str) -> None:
    hooks = {"hooks": {"exit": {"template": "make"}}}
    world = World(workflow(read(body, "{{ALL.parameters.p}}", **hooks), MAKE, SHOW))
    loop, consumer = ROOTS[body]
    outputs = {f"{loop}({index}:{index}){end}": produced(f"v{end}") for index in range(2) for end in ("", ".onExit")}
    world.finish(outputs=outputs)
    assert {f"{loop}(0:0).onExit", f"{loop}(1:1).onExit"} <= set(world.phases())
    assert world.arguments(consumer) == ['["v","v"]']


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_items_that_are_retried_are_listed_once_with_what_their_last_attempt_gave(body: str) -> None:
    retried = {**MAKE, "retryStrategy": {"limit": 1}}
    world = World(workflow(read(body, "{{ALL.parameters.p}} {{ALL.result}}"), retried, SHOW))
    loop, consumer = ROOTS[body]
    outputs = {
        f"{loop}({index}:{index})({attempt})": produced(f"i{index}a{attempt}", f"{index * 10 + attempt + 1}")
        for index in range(2)
        for attempt in range(2)
    }
    status = world.finish(f"{loop}(0:0)(0)", outputs=outputs)
    assert status["phase"] == "Succeeded"
    assert world.node(f"{loop}(0:0)")["outputs"]["parameters"] == [{"name": "p", "value": "i0a1"}]
    assert world.arguments(consumer) == ['["i0a1","i1a0"] [2,11]']


@pytest.mark.parametrize("body", ["steps", "dag"])
@pytest.mark.parametrize(
    ("field", "outputs", "names"),
    [
        ("result", [produced("x", '"u"'), produced("x", '{"k":"v"}')], ["t(0:u)", "t(1:k:v)"]),
        ("parameters.p", [produced("a"), produced("b")], ["t(0:a)", "t(1:b)"]),
        ("parameters", [produced("a"), produced("b")], ["t(0:p:a)", "t(1:p:b)"]),
        ("result", [], []),
    ],
)
def test_a_list_of_outputs_feeds_the_next_loop(body: str, field: str, outputs: list[dict], names: list[str]) -> None:
    given = read(body, "{{item}}", count=len(outputs))
    consumer = given["steps"][1][0] if body == "steps" else given["dag"]["tasks"][1]
    consumer["withParam"] = f"{{{{{body.replace('dag', 'tasks')}.s.outputs.{field}}}}}"
    world = World(workflow(given, MAKE, SHOW))
    loop, _ = ROOTS[body]
    world.finish(outputs={f"{loop}({index}:{index})": each for index, each in enumerate(outputs)})
    made = [node["displayName"] for node in world.nodes() if node["type"] == "Pod"]
    assert [name for name in made if name.startswith("t")] == names


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_a_template_hands_lists_of_its_loops_out(body: str) -> None:
    kind = body.replace("dag", "tasks")
    given = read(body, "x", count=2)
    given["outputs"] = {
        "parameters": [
            {"name": "list", "valueFrom": {"parameter": f"{{{{{kind}.s.outputs.parameters.p}}}}"}},
            {"name": "sum", "valueFrom": {"expression": f"sum(map(fromJSON({kind}.s.outputs.result), # * 1.0))"}},
        ]
    }
    world = World(workflow(given, MAKE, SHOW))
    loop, _ = ROOTS[body]
    world.finish(outputs={f"{loop}({index}:{index})": produced(f"v{index}", f"{index + 20}") for index in range(2)})
    assert world.node("wf")["outputs"]["parameters"] == [
        {"name": "list", "value": '["v0","v1"]'},
        {"name": "sum", "value": "41"},
    ]


@pytest.mark.parametrize("loop", [{}, {"withItems": ["(x)"]}])
@pytest.mark.parametrize("template", ["ok", "again"])
@pytest.mark.parametrize(
    ("value", "reported"),
    [
        ("{{KIND.a.outputs.result}}", True),
        ("{{=KIND.a.outputs.result}}", True),
        ("{{=KIND['a'].outputs.result + 'x'}}", True),
        ('{{=KIND["a"].outputs.result}}', True),
        ("{{KIND.a.status}} outputs.result", False),
        ("{{KIND.b.outputs.result}}", False),
        ("{{KIND.aa.outputs.result}}", False),
    ],
)
@pytest.mark.parametrize("kind", ["steps", "tasks"])
def test_a_result_is_reported_only_where_its_own_template_refers_to_it(
    kind: str, value: str, reported: bool, template: str, loop: dict
) -> None:
    again = {"name": "again", "retryStrategy": {"limit": 3}, "container": {"image": "busybox"}}
    first = {"name": "a", "template": template, **loop}
    arguments = {"parameters": [{"name": "v", "value": value.replace("KIND", kind)}]}
    last = {"name": "t", "template": "show", "arguments": arguments}
    body = steps([first], [last]) if kind == "steps" else dag(first, {**last, "depends": "a"})
    world = World(workflow(body, SHOW, again))
    world.rest()
    assert [request.include_result for request in world.requests.values()] == [reported]


def test_nobody_reads_the_result_of_the_entry_template() -> None:
    world = World(workflow(entrypoint="ok"))
    world.turn()
    assert world.requests["wf"].include_result is False
