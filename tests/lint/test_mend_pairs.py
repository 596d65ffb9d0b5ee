"""Pairs without effect: what `--fix` takes out, to the letter."""

from __future__ import annotations

import pytest

from tests.lint.mending import HEAD, MAIN, WORK, check_mending, mended, rules, workflow


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("metadata: {a: 1}\nspec:", "spec:"),
        ("kind: Workflow  # again\n# spec\nspec:", "# spec\nspec:"),
        ("metadata:\n  # the name\n  generateName: a-  # so\n\n# spec\nspec:", "\n# spec\nspec:"),
        ("metadata: {\n  generateName: a-\n  } # end\nspec:", "spec:"),
        ('"kind": "Workflow"\nmetadata: {generateName: a-}\nspec:', "spec:"),
    ],
)
def test_the_second_of_two_equal_pairs_goes_with_its_lines(before: str, after: str) -> None:
    text = WORK.replace("metadata: {generateName: a-}\n", "metadata: {a: 1}\n") if "{a: 1}" in before else WORK
    result = text.replace("spec:", after)
    found = rules(text.replace("spec:", before))
    assert "duplicate-key" in found
    assert mended(text.replace("spec:", before)) == result
    assert "duplicate-key" not in rules(result)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{image: b, command: [x], image: b}", "{image: b, command: [x]}"),
        ("{image: b, image: b, command: [x]}", "{image: b, command: [x]}"),
        ("{image: b, image: b, image: b}", "{image: b}"),
        ('{"image":"b","image":"b"}', '{"image":"b"}'),
        ("{\n      image: b,\n      image: 'b'\n      }", "{\n      image: b\n      }"),
        ("{image: b, command: [x, z],\n     command: [ x,z ],}", "{image: b, command: [x, z],}"),
    ],
)
def test_between_brackets_the_comma_goes_as_well(before: str, after: str) -> None:
    text = workflow(templates="  - name: m\n    container: HERE # c\n")
    check_mending("duplicate-key", text.replace("HERE", before), text.replace("HERE", after))


def test_a_block_of_text_goes_whole() -> None:
    script = "    script:\n      image: b\n      source: |\n        one\n\n        two\n"
    again = "      source: |\n        one\n\n        two\n\n"
    rest = "      # where\n      workingDir: /\n"
    text = workflow(templates=f"  - name: m\n{script}{again}{rest}")
    assert mended(text) == workflow(templates=f"  - name: m\n{script}\n{rest}")


def test_the_last_pair_of_a_file_without_line_end() -> None:
    text = f"{WORK}kind: Workflow".replace("\n", "\r\n")
    assert mended(text) == WORK.replace("\n", "\r\n")


def shadowed(template: str, body: str = "container: {image: b, args: ['{{inputs.parameters.p}}']}") -> str:
    return workflow(templates=f"  - name: m\n    {body}\n    inputs:\n      parameters:\n{template}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "      - name: p\n        value: a\n        default: b  # no effect\n        description: d\n",
            "      - name: p\n        value: a\n        description: d\n",
        ),
        ("      - {name: p, default: b, value: a}\n", "      - {name: p, value: a}\n"),
        (
            "      - name: p\n        default: |\n          x\n        # the value\n        value: a\n",
            "      - name: p\n        # the value\n        value: a\n",
        ),
    ],
)
def test_a_default_that_never_counts_goes(before: str, after: str) -> None:
    check_mending("shadowed-default", shadowed(before), shadowed(after))


@pytest.mark.parametrize(
    "body",
    [
        "suspend: {}",
        "plugin: {x: {}}",
        "container: {image: b, args: ['{{inputs.parameters}}']}",
        "container: {image: b, args: ['{{=toJson(inputs.parameters)}}']}",
        "container: {image: b, args: ['{{=toJson(inputs[\"parameters\"])}}']}",
    ],
)
def test_a_default_that_somebody_may_see_stays(body: str) -> None:
    text = shadowed("      - {name: p, default: b, value: a}\n", body)
    assert "shadowed-default" in rules(text)
    assert mended(text) == text


def test_nothing_goes_that_says_something_else() -> None:
    text = f"{HEAD}spec:\n  entrypoint: m\n  entrypoint: o\n  templates:\n{MAIN}"
    assert mended(text) == text
