"""Tags in the JSON text of an object: what is replaced, what stays, what has to be waited for and what never can be."""

from __future__ import annotations

import json

import pytest

from argocli.expr.expression import required_names
from argocli.expr.tags import AbsentOptional, SubstitutionError, Unresolved, replace, replace_value

ARTIFACT = {"name": "a", "s3": {"key": "k"}}
STEPS = ("steps", "tasks")
SCOPE = {
    "inputs.parameters.x": "1",
    "inputs.parameters.text": 'say "hi"\n\\ <b> é',
    "inputs.parameters.tag": "{{inputs.parameters.x}}",
    "inputs.parameters.which": "x",
    "steps.a.outputs.result": "7",
    "steps.a.outputs.parameters.absent": None,
    "steps.a.outputs.artifacts.art": ARTIFACT,
    "steps.my-step.outputs.result": "8",
    "workflow.parameters": "[]",
    "workflow.parameters.p": "v",
}


@pytest.mark.parametrize(
    ("text", "replaced"),
    [
        pytest.param("no tags", "no tags", id="none"),
        pytest.param("{{inputs.parameters.x}}", "1", id="one"),
        pytest.param("{{ inputs.parameters.x  }}", "1", id="spaces around the name"),
        pytest.param("{{inputs.parameters.x}}{{workflow.parameters.p}}!", "1v!", id="several"),
        pytest.param("{{inputs.parameters.text}}", 'say "hi"\n\\ <b> é', id="quotes, line ends, backslashes"),
        pytest.param("{{inputs.parameters.tag}}", "{{inputs.parameters.x}}", id="a value is not looked into"),
        pytest.param("{{inputs.parameters.y}}", "{{inputs.parameters.y}}", id="unknown"),
        pytest.param("{{ inputs.parameters.y }}", "{{ inputs.parameters.y }}", id="unknown, as written"),
        pytest.param("{{ .Values.x }} {{#if a}}", "{{ .Values.x }} {{#if a}}", id="somebody else's"),
        pytest.param("{{}} {{ }}", "{{}} {{ }}", id="empty"),
        pytest.param("{{inputs.parameters.x", "{{inputs.parameters.x", id="never closed"),
        pytest.param("inputs.parameters.x}}", "inputs.parameters.x}}", id="never opened"),
        pytest.param("{inputs.parameters.x} { {x} }", "{inputs.parameters.x} { {x} }", id="single braces"),
        pytest.param("{{{inputs.parameters.x}}}", "{{{inputs.parameters.x}}}", id="three braces are another name"),
        pytest.param("{{inputs.parameters}}", "{{inputs.parameters}}", id="a name is no prefix"),
        pytest.param("{{steps.a.outputs.artifacts.art}}", "{{steps.a.outputs.artifacts.art}}", id="an artifact is no text"),
    ],
)  # fmt: skip
def test_known_names_are_replaced_and_everything_else_stays(text: str, replaced: str) -> None:
    assert replace_value({"v": [text]}, SCOPE) == {"v": [replaced]}


def test_keys_are_text_too() -> None:
    assert replace_value({"{{inputs.parameters.which}}": 1}, SCOPE) == {"x": 1}


def test_values_that_hold_no_tags_come_back_as_they_are() -> None:
    given = {"a": [1, None, True, 1.5, "x}}"]}
    assert replace_value(given, SCOPE) is given


@pytest.mark.parametrize(
    ("text", "replaced"),
    [
        pytest.param("{{inputs.parameters.{{inputs.parameters.which}}}}", "{{inputs.parameters.x}}", id="the inner one"),
        pytest.param("{{inputs.parameters.{{ inputs.parameters.which }}}}", "{{inputs.parameters.x}}", id="with spaces"),
        pytest.param(
            "{{inputs.parameters.{{inputs.parameters.y}}}}", "{{inputs.parameters.{{inputs.parameters.y}}}}", id="unknown"
        ),
    ],
)  # fmt: skip
def test_a_tag_within_a_tag_is_replaced_first_and_the_outer_one_when_it_is_read_again(text: str, replaced: str) -> None:
    once = replace_value(text, SCOPE)
    assert once == replaced
    assert replace_value(once, SCOPE) == ("1" if replaced == "{{inputs.parameters.x}}" else replaced)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{steps.b.outputs.result}}", "failed to resolve {{steps.b.outputs.result}}"),
        ("{{ tasks.b.ip }}", "failed to resolve {{ tasks.b.ip }}"),
        ("{{steps}}", "failed to resolve {{steps}}"),
        ("{{=steps.b.outputs.result}}", "failed to evaluate expression: steps.b.outputs.result is missing"),
        ("{{=(steps['b'].ip ?? 'x') + tasks.c.ip}}", "failed to evaluate expression: tasks.c.ip is missing"),
        ("{{=steps.a.outputs.result.x}}", "failed to evaluate expression: steps.a.outputs.result.x is missing"),
        ("{{=steps.a.outputs.artifacts.b}}", "failed to evaluate expression: steps.a.outputs.artifacts.b is missing"),
    ],
)
def test_strict_names_have_to_be_waited_for(text: str, message: str) -> None:
    with pytest.raises(Unresolved) as missing:
        replace_value(text, SCOPE, strict=STEPS)
    assert str(missing.value) == message
    assert replace_value(text, SCOPE) == text


@pytest.mark.parametrize(
    "text",
    [
        "{{inputs.parameters.y}}", "{{item}}", "{{stepsb.ip}}", "{{foo}}", "{{ steps.b.outputs.artifacts.x }}",
        "{{=inputs.parameters.y}}", "{{=foo}}", "{{=item.x + steps.a.outputs.result}}",
    ],
)  # fmt: skip
def test_strictness_has_its_names_and_leaves_artifacts_out(text: str) -> None:
    assert replace_value(text, SCOPE, strict=STEPS) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{foo}}", "failed to resolve {{foo}}"),
        ("{{steps.b.outputs.artifacts.x}}", "failed to resolve {{steps.b.outputs.artifacts.x}}"),
        ("{{steps.a.outputs.artifacts.art}}", "failed to resolve {{steps.a.outputs.artifacts.art}}"),
        ("{{=foo.bar}}", "failed to evaluate expression: foo.bar is missing"),
        ("{{=item}}", "failed to evaluate expression: item is missing"),
    ],
)
def test_where_nothing_may_stay_every_name_has_to_be_known(text: str, message: str) -> None:
    with pytest.raises(Unresolved) as missing:
        replace_value(text, SCOPE, allow_unresolved=False)
    assert str(missing.value) == message


@pytest.mark.parametrize("how", [{}, {"strict": STEPS}, {"allow_unresolved": False}], ids=["lenient", "steps", "all"])
@pytest.mark.parametrize(
    "text", ["{{steps.a.outputs.parameters.absent}}", "x {{ steps.a.outputs.parameters.absent }}", "{{inputs.{{steps.a.outputs.parameters.absent}}}}"]
)  # fmt: skip
def test_an_absent_optional_can_never_be_text(text: str, how: dict) -> None:
    with pytest.raises(AbsentOptional) as absent:
        replace_value(text, SCOPE, **how)
    assert str(absent.value) == (
        "unable to substitute {{steps.a.outputs.parameters.absent}}: "
        "output is an absent optional (skipped/omitted node with no default)"
    )


@pytest.mark.parametrize(
    ("expression", "replaced"),
    [
        pytest.param("asInt(inputs.parameters.x) + 1", "2", id="a number"),
        pytest.param("asFloat(inputs.parameters.x) / 4", "0.25", id="a fraction"),
        pytest.param("inputs.parameters.x == '1'", "true", id="a boolean"),
        pytest.param("inputs.parameters.text", 'say "hi"\n\\ <b> é', id="text as it is"),
        pytest.param('"a" + \'b\'', "ab", id="quotes"),
        pytest.param("[1, 'a', nil]", '[1,"a",null]', id="a list as JSON"),
        pytest.param("{'b': 1, 'a': '<é>'} ", '{"a":"\\u003cé\\u003e","b":1}', id="a map as JSON"),
        pytest.param("toJson([1])", "[1]", id="JSON by hand"),
        pytest.param("sprig.upper('a')", "A", id="a library"),
        pytest.param("steps['my-step'].outputs.result", "8", id="a name with a dash"),
        pytest.param("steps.a.outputs.artifacts.art.s3.key", "k", id="into an artifact"),
        pytest.param("workflow.parameters.p", "v", id="below a name that is one too"),
        pytest.param("steps.a.outputs.parameters.absent ?? 'none'", "none", id="absent with a fallback"),
        pytest.param("steps.a.outputs.parameters.absent == nil", "true", id="absent compared"),
        pytest.param("let x = 2; x * 3", "6", id="names of its own"),
        pytest.param("map([1, 2], {# * 2})", "[2,4]", id="predicates"),
    ],
)  # fmt: skip
def test_expressions_are_evaluated(expression: str, replaced: str) -> None:
    for how in ({}, {"strict": STEPS}, {"allow_unresolved": False}):
        assert replace_value({"v": "<{{=" + expression + "}}>"}, SCOPE, **how) == {"v": f"<{replaced}>"}


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param("foo", id="unknown name"),
        pytest.param("steps.b.outputs.result", id="unknown member"),
        pytest.param("steps.a.outputs.parameters.absent", id="nothing comes out"),
        pytest.param("asInt(inputs.parameters.which)", id="it fails"),
        pytest.param("1 +", id="it cannot be read"),
        pytest.param("nosuch(1)", id="unknown function"),
    ],
)
def test_what_gives_nothing_stays_where_that_is_allowed(expression: str) -> None:
    text = "{{=" + expression + "}}"
    assert replace_value([text], SCOPE) == [text]


@pytest.mark.parametrize(
    ("expression", "start"),
    [
        ("asInt(inputs.parameters.which)", "failed to evaluate expression: "),
        ("1 +", "failed to evaluate expression: "),
        ("nosuch(1)", "failed to evaluate expression: "),
        ("steps.a.outputs.parameters.absent", 'failed to evaluate expression "steps.a.outputs.parameters.absent"'),
        ("nil", 'failed to evaluate expression "nil"'),
    ],
)
def test_where_nothing_is_missing_a_failure_is_one(expression: str, start: str) -> None:
    for how in ({"strict": STEPS}, {"allow_unresolved": False}):
        with pytest.raises(SubstitutionError) as failed:
            replace_value("{{=" + expression + "}}", SCOPE, **how)
        assert not isinstance(failed.value, Unresolved)
        assert str(failed.value).startswith(start)


@pytest.mark.parametrize(
    ("expression", "replaced"),
    [
        ("steps.b?.outputs?.result ?? 'none'", "none"),
        ("steps?.b ?? 'none'", "none"),
        ("steps.a.outputs.result ?? steps.b.outputs.result", None),
        ("(steps.a.outputs.parameters.absent ?? steps.a.outputs.result) + '!'", "7!"),
        ("steps.b?.outputs?.result", None),
    ],
)
def test_a_guarded_path_need_not_be_there(expression: str, replaced: str | None) -> None:
    text = "{{=" + expression + "}}"
    if replaced is None:
        with pytest.raises(SubstitutionError):
            replace_value(text, SCOPE, strict=STEPS)
    else:
        assert replace_value(text, SCOPE, strict=STEPS) == replaced


@pytest.mark.parametrize(
    ("expression", "names", "guarded"),
    [
        ("a.b + c", ("a.b", "c"), ("a.b", "c")),
        ("a['b-c'].d", ("a.b-c.d",), ("a.b-c.d",)),
        ("a[b]", ("a", "b"), ("a", "b")),
        ("a?.b ?? c", ("c",), ("a.b", "c")),
        ("a ?? b", ("b",), ("a", "b")),
        ("a.b ?? c.d ?? e", ("e",), ("a.b", "c.d", "e")),
        ("f(a.b, [c], {'k': d})", ("a.b", "c", "d"), ("a.b", "c", "d")),
        ("sprig.trim(a)", ("a",), ("a",)),
        ("filter(a, {# > b and .c})", ("a", "b"), ("a", "b")),
        ("let x = a; x + b", ("a", "b"), ("a", "b")),
        ("let x = a; x.y", ("a",), ("a",)),
        ("a ? b : c", ("a", "b", "c"), ("a", "b", "c")),
        ("!a and b in c", ("a", "b", "c"), ("a", "b", "c")),
        ("a[1:b]", ("a", "b"), ("a", "b")),
        ("a | len()", ("a",), ("a",)),
        ("'a.b' == nil", (), ()),
    ],
)
def test_the_names_that_an_expression_needs(expression: str, names: tuple, guarded: tuple) -> None:
    assert required_names(expression) == names
    assert required_names(expression, guarded=True) == guarded


LATE = [
    "item", "item.x", "retries", "lastRetry.exitCode", "lastRetry.status", "lastRetry.duration", "lastRetry.message",
    "workflow.status", "workflow.failures",
]  # fmt: skip


@pytest.mark.parametrize("name", LATE)
def test_an_expression_waits_for_names_that_come_late_even_if_it_could_do_without(name: str) -> None:
    text = "{{=" + f"true ? 'now' : {name}" + "}}"
    guarded = "{{=" + name.replace(".", "?.") + " ?? 'now'}}"
    for each in (text, guarded):
        assert replace_value(each, SCOPE) == each
        assert replace_value(each, SCOPE, strict=STEPS) == each
    assert replace_value(text, {**SCOPE, name: "x"}) == "now"


@pytest.mark.parametrize("name", ["items.x", "lastRetry.x", "workflow.x"])
def test_other_names_do_not_make_it_wait(name: str) -> None:
    root, *rest = name.split(".")
    guarded = "?.".join([root, *rest])
    scope = {**SCOPE, f"{root}.other": "y"}
    assert replace_value("{{=" + guarded + " ?? 'now'}}", scope) == "now"


def test_the_quotes_of_an_expression_come_escaped_in_json() -> None:
    text = json.dumps({"v": '{{="a" + "b"}} {{="<" + "\\u003e"}}'})
    assert json.loads(replace(text, {})) == {"v": "ab <>"}


def test_a_name_with_letters_beyond_ascii_is_found() -> None:
    assert replace_value(["{{item.größe}} {{=item.größe}}"], {"item.größe": "ü"}) == ["ü ü"]
