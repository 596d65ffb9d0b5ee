"""What a loop becomes: how many nodes, what they are called, and what each of them is given."""

from __future__ import annotations

import pytest

from argocli.engine.templates import TemplateKey
from argocli.engine.templates.sequences import SequenceError, print_number, sequence_items
from argocli.manifest.parse import parse
from tests.engine.world import World, dag, steps, workflow

EMPTY = "Skipped, empty params"
SHOW = {
    "name": "show",
    "inputs": {"parameters": [{"name": "v"}]},
    "container": {"image": "busybox", "args": ["{{inputs.parameters.v}}"]},
}


def each(value: str = "{{item}}", **loop: object) -> dict:
    """A step or task that shows one value for every item."""
    return {"name": "s", "template": "show", "arguments": {"parameters": [{"name": "v", "value": value}]}, **loop}


def finished(*templates: dict, **spec: object) -> World:
    world = World(workflow(*templates, SHOW, **spec))
    world.finish()
    return world


def shown(world: World) -> dict[str, str]:
    """What each pod that shows something was given, by the display name of its node, in order."""
    return {
        world.status()["nodes"][node_id]["displayName"]: request.template["container"]["args"][0]
        for node_id, request in world.requests.items()
        if "args" in request.template["container"]
    }


@pytest.mark.parametrize(
    ("sequence", "texts"),
    [
        ({"count": 3}, ["0", "1", "2"]),
        ({"count": "2", "start": "5"}, ["5", "6"]),
        ({"end": 2}, ["0", "1", "2"]),
        ({"start": 4, "end": "6"}, ["4", "5", "6"]),
        ({"start": "2", "end": "0"}, ["2", "1", "0"]),
        ({"start": 1, "end": -1}, ["1", "0", "-1"]),
        ({"start": 7, "end": 7}, ["7"]),
        ({}, ["0"]),
        ({"count": 2, "format": "h%02x.local"}, ["h00.local", "h01.local"]),
        ({"start": 9, "count": 2, "format": "%d"}, ["9", "10"]),
    ],
)  # fmt: skip
def test_a_sequence_counts_up_or_down_from_start(sequence: dict, texts: list[str]) -> None:
    world = finished(steps([each(withSequence=sequence)]))
    assert shown(world) == {f"s({index}:{text})": text for index, text in enumerate(texts)}


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        ("%d", 5, "5"), ("%03d|", 7, "007|"), ("%5d|", 7, "    7|"), ("%-5d|", 7, "7    |"), ("%+d", 5, "+5"),
        ("% d", 5, " 5"), ("%05d", -42, "-0042"), ("%.3d", -4, "-004"), ("%x", 255, "ff"), ("%X", 255, "FF"),
        ("%#x", 255, "0xff"), ("%o", 8, "10"), ("%O", 8, "0o10"), ("%04b", 5, "0101"), ("%c", 65, "A"), ("%q", 65, "'A'"),
        ("%U", 65, "U+0041"), ("%v", 5, "5"), ("100%% %d", 5, "100% 5"), ("%s", 5, "%!s(int=5)"), ("none", 5, "none%!(EXTRA int=5)"),
        ("%d%d", 5, "5%!d(MISSING)"), ("%d%", 5, "5%!(NOVERB)"),
    ],
)  # fmt: skip
def test_the_format_of_a_sequence_is_gos_printf(form: str, number: int, text: str) -> None:
    assert print_number(form, number) == text


# An item, what `{{item}}` is, and what the node's name says of it.
ITEMS = [
    ("hello world", "hello world", "hello world"),
    ("1", "1", "1"),
    (1, "1", "1"),
    (1.5, "1.5", "1.5"),
    (2.0, "2", "2"),
    (True, "true", "true"),
    (None, "null", "[]"),
    ('say "hi"\n', 'say "hi"\n', 'say \\"hi\\"\\n'),
    ("<a> & b", "<a> & b", "<a> & b"),
    ("f(x)", "f(x)", "fx"),
    ({"name": "jesse", "age": 3}, '{"age":3,"name":"jesse"}', "age:3,name:jesse"),
    ({"b": {"y": 1, "x": "z"}}, '{"b":{"x":"z","y":1}}', 'b:{"x":"z","y":1}'),
    ({"t": '"q"', "n": None}, '{"n":null,"t":"\\"q\\""}', 'n:null,t:\\"q\\"'),
    ({"tag": "<b>"}, '{"tag":"\\u003cb\\u003e"}', "tag:<b>"),
    ([1, "two", [3], {"k": "v"}], '[1,"two",[3],{"k":"v"}]', '[1 two [3] {"k":"v"}]'),
    ([], "[]", "[]"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "text", "name"), ITEMS)
@pytest.mark.parametrize("body", ["steps", "dag"])
def test_an_item_in_arguments_and_in_the_name_of_its_node(body: str, item: object, text: str, name: str) -> None:
    step = each(withItems=["first", item])
    world = finished(steps([step]) if body == "steps" else dag(step))
    assert shown(world) == {"s(0:first)": "first", f"s(1:{name})": text}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("s", "words"),
        ("n", "7"),
        ("f", "1.0"),
        ("b", "false"),
        ("l", "[1,2]"),
        ("m", '{"z":1,"a":2}'),
        ("q", '\\"q\\"'),
    ],
)
def test_the_fields_of_a_map_are_json_text_without_the_quotes(field: str, text: str) -> None:
    given = '[{"s":"words","n":7,"f":1.0,"b":false,"l":[1, 2],"m":{"z":1, "a":2},"q":"\\"q\\""}]'
    world = finished(steps([each(f"{{{{item.{field}}}}}", withParam=given)]))
    assert list(shown(world).values()) == [text]


def test_items_of_a_list_given_as_text_stay_as_they_were_written() -> None:
    world = finished(steps([each(withParam='[1.0, 1e3, {"b": {"z": 1, "y": 2}, "a": 0}]')]))
    assert shown(world) == {
        "s(0:1.0)": "1.0",
        "s(1:1e3)": "1e3",
        's(2:a:0,b:{"z":1,"y":2})': '{"a":0,"b":{"z":1,"y":2}}',
    }


def test_words_that_old_yaml_reads_as_booleans_are_booleans_as_items() -> None:
    manifest = b"withItems: [y, Yes, on, NO, off, 'y', 010, {n: no}]"
    items = parse(manifest, "m.yaml")[0].value["withItems"]
    world = finished(steps([each(withItems=items)]))
    assert list(shown(world).values()) == ["true", "true", "true", "false", "false", "y", "8", '{"false":false}']


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_a_list_handed_through_parameters_is_expanded(body: str) -> None:
    step = each(withParam="{{inputs.parameters.list}}")
    inner = steps([step], name="inner") if body == "steps" else dag(step, name="inner")
    inner["inputs"] = {"parameters": [{"name": "list"}]}
    arguments = {"parameters": [{"name": "list", "value": "{{workflow.parameters.names}}"}]}
    outer = steps([{"name": "o", "template": "inner", "arguments": arguments}])
    spec = {"arguments": {"parameters": [{"name": "names", "value": '["a", "b", "c"]'}]}}
    assert shown(finished(outer, inner, **spec)) == {"s(0:a)": "a", "s(1:b)": "b", "s(2:c)": "c"}


def test_the_bounds_of_a_sequence_may_come_from_an_earlier_step() -> None:
    body = steps(
        [{"name": "n", "template": "ok"}], [each(withSequence={"count": "{{steps.n.outputs.result}}", "start": "1"})]
    )
    world = World(workflow(body, SHOW))
    world.finish(outputs={"wf[0].n": {"result": "2"}})
    assert list(shown(world)) == ["s(0:1)", "s(1:2)"]


@pytest.mark.parametrize("loop", [{"withParam": "[]"}, {"withParam": "null"}, {"withSequence": {"count": 0}}])
@pytest.mark.parametrize("body", ["steps", "dag"])
def test_a_loop_over_nothing_leaves_one_skipped_node(body: str, loop: dict) -> None:
    world = finished(steps([each(**loop)]) if body == "steps" else dag(each(**loop)))
    node = world.node("wf[0].s" if body == "steps" else "wf.s")
    assert (node["type"], node["phase"], node["message"]) == ("Skipped", "Skipped", EMPTY)
    assert world.status()["phase"] == "Succeeded"
    assert world.created == []


@pytest.mark.parametrize("more", [{}, {"withParam": ""}])
@pytest.mark.parametrize("body", ["steps", "dag"])
def test_an_empty_list_of_items_is_no_loop(body: str, more: dict) -> None:
    step = each("once", withItems=[], **more)
    assert shown(finished(steps([step]) if body == "steps" else dag(step))) == {"s": "once"}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("nope", "invalid character 'o' in literal null (expecting 'u')"),
        (" [1,", "unexpected end of JSON input"),
        ("['a']", "invalid character '\\'' looking for beginning of value"),
        ('{"a":1}', "json: cannot unmarshal object into Go value of type []v1alpha1.Item"),
        ("5", "json: cannot unmarshal number into Go value of type []v1alpha1.Item"),
    ],
)
def test_a_text_that_is_no_list_ends_the_group_with_the_reason(given: str, reason: str) -> None:
    world = finished(steps([each(withParam=given)]))
    message = f"withParam value could not be parsed as a JSON list: {given.strip()}: {reason}"
    assert world.node("wf[0]")["phase"] == "Error"
    assert world.node("wf[0]")["message"] == message
    assert (world.status()["phase"], world.status()["message"]) == ("Failed", message)


def test_a_text_that_is_no_list_is_an_error_of_its_task() -> None:
    world = finished(dag(each(withParam="nope")))
    assert (world.node("wf.s")["type"], world.node("wf.s")["phase"]) == ("Skipped", "Error")
    assert world.status()["phase"] == "Error"


@pytest.mark.parametrize("given", ["x", "", " 1", "1.5", "1_000"])
def test_a_sequence_wants_whole_numbers(given: str) -> None:
    world = finished(steps([each(withSequence={"start": given, "end": "3"})]))
    assert world.status()["message"] == f'strconv.Atoi: parsing "{given}": invalid syntax'


@pytest.mark.parametrize("loop", [{"withParam": "nope"}, {"withSequence": {"count": "many"}}])
@pytest.mark.parametrize("body", ["steps", "dag"])
def test_a_condition_that_is_false_hides_that_a_loop_is_broken(body: str, loop: dict) -> None:
    step = each(when="1 == 2", **loop)
    world = finished(steps([step]) if body == "steps" else dag(step))
    assert world.node("wf[0].s" if body == "steps" else "wf.s")["message"] == EMPTY
    assert world.status()["phase"] == "Succeeded"


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_a_condition_without_items_that_is_false_skips_every_item_unresolved(body: str) -> None:
    step = each("{{nobody.knows}}", when="1 == 2", withItems=["a", "b"])
    world = finished(steps([step]) if body == "steps" else dag(step))
    skipped = {node["displayName"]: node["message"] for node in world.nodes() if node["type"] == "Skipped"}
    assert skipped == dict.fromkeys(("s(0:a)", "s(1:b)"), "when '1 == 2' evaluated false")


@pytest.mark.parametrize("when", ["{{item}} > 2", "{{=asInt(item) > 2}}"])
@pytest.mark.parametrize("body", ["steps", "dag"])
def test_a_condition_over_items_is_asked_for_each(body: str, when: str) -> None:
    step = each(when=when, withSequence={"start": 1, "end": 4})
    world = finished(steps([step]) if body == "steps" else dag(step))
    assert list(shown(world)) == ["s(2:3)", "s(3:4)"]
    lead = "wf[0].s" if body == "steps" else "wf.s"
    assert world.phases()[f"{lead}(1:2)"] == "Skipped"


@pytest.mark.parametrize(
    ("expression", "loop", "value"),
    [
        ("asInt(item) * asInt(workflow.parameters.by)", {"withSequence": {"start": 4, "end": 4}}, "12"),
        ("asInt(item) + asInt(inputs.parameters.base)", {"withSequence": {"start": 4, "end": 4}}, "44"),
        ("item + '-' + steps.first.outputs.result", {"withItems": ["x"]}, "x-r"),
        ("item.k + workflow.name", {"withItems": [{"k": "v"}]}, "vwf"),
        ("toJson(fromJSON(item)[1])", {"withItems": [[1, 2]]}, "2"),
    ],
)
def test_an_expression_sees_the_item_and_everything_else(expression: str, loop: dict, value: str) -> None:
    inner = steps([{"name": "first", "template": "ok"}], [each(f"{{{{={expression}}}}}", **loop)], name="inner")
    inner["inputs"] = {"parameters": [{"name": "base", "value": "40"}]}
    spec = {"arguments": {"parameters": [{"name": "by", "value": "3"}]}}
    world = World(workflow(steps([{"name": "i", "template": "inner"}]), inner, SHOW, **spec))
    world.finish(outputs={"wf[0].i[0].first": {"result": "r"}})
    assert list(shown(world).values()) == [value]


def test_in_an_expression_a_map_is_its_fields_as_texts() -> None:
    world = finished(steps([each("{{=item}} {{item}}", withItems=[{"k": 1}])]))
    assert shown(world) == {"s(0:k:1)": '{"k":"1"} {"k":1}'}


def test_what_nobody_knows_is_an_error_once_items_are_filled_in() -> None:
    world = finished(steps([each("{{item}} {{nobody.knows}}", withItems=["a"])]))
    assert world.node("wf[0]")["message"] == "failed to resolve {{nobody.knows}}"
    assert world.status()["phase"] == "Failed"


def test_a_sequence_does_not_go_on_for_ever() -> None:
    assert len(sequence_items({"end": 99_999})) == 100_000
    with pytest.raises(SequenceError, match="withSequence asks for 100001 items, more than 100000"):
        sequence_items({"start": 1, "end": -99_999})


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_hooks_of_a_looped_member_take_the_item(body: str) -> None:
    hook = {"template": "show", "arguments": {"parameters": [{"name": "v", "value": "bye {{item}}"}]}}
    step = each(withItems=["a", "b"], hooks={"exit": hook})
    world = finished(steps([step]) if body == "steps" else dag(step))
    told = {name: text for name, text in shown(world).items() if name.startswith("s(") and name.endswith(".onExit")}
    assert told == {"s(0:a).onExit": "bye a", "s(1:b).onExit": "bye b"}


def test_the_name_of_a_template_takes_no_item_but_a_reference_does() -> None:
    key = TemplateKey("WorkflowTemplate", "default", "lib")
    library = {
        key: {"metadata": {"name": "lib"}, "spec": {"templates": [{**SHOW, "name": "x"}, {**SHOW, "name": "y"}]}}
    }
    step = each(withItems=["x", "y"])
    del step["template"]
    world = World(workflow(steps([{**step, "templateRef": {"name": "lib", "template": "{{item}}"}}])), objects=library)
    world.finish()
    assert [node["templateRef"]["template"] for node in world.nodes() if node["type"] == "Pod"] == ["x", "y"]
    plain = finished(steps([each(withItems=["show"], template="{{item}}")]))
    assert "template {{item}} not found" in plain.status()["message"]


def test_loops_within_loops_add_up_their_names() -> None:
    inner = steps([each("{{inputs.parameters.o}}{{item}}", withItems=["p", "q"])], name="inner")
    inner["inputs"] = {"parameters": [{"name": "o"}]}
    arguments = {"parameters": [{"name": "o", "value": "{{item}}"}]}
    outer = dag({"name": "t", "template": "inner", "arguments": arguments, "withItems": ["a", "b"]})
    world = finished(outer, inner)
    assert sorted(world.created) == [
        "wf.t(0:a)[0].s(0:p)",
        "wf.t(0:a)[0].s(1:q)",
        "wf.t(1:b)[0].s(0:p)",
        "wf.t(1:b)[0].s(1:q)",
    ]
    assert sorted(request.template["container"]["args"][0] for request in world.requests.values()) == [
        "ap",
        "aq",
        "bp",
        "bq",
    ]


def test_all_inputs_together_are_one_json_list() -> None:
    tell = {
        "name": "tell",
        "inputs": {"parameters": [{"name": "n"}, {"name": "d", "default": "q", "description": "why", "enum": ["q"]}]},
        "container": {"image": "busybox", "args": ["{{inputs.parameters}}"]},
    }
    step = {"name": "s", "template": "tell", "arguments": {"parameters": [{"name": "n", "value": 3}]}}
    world = finished(steps([step]), tell)
    assert shown(world) == {
        "s": '[{"name":"n","value":"3"},{"name":"d","default":"q","value":"q","enum":["q"],"description":"why"}]'
    }
