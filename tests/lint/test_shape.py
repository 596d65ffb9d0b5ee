"""What the table says of a place, near words, paths as text, and that everything fixable is fixed somewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argocli.lint.catalogue import rules
from argocli.lint.finding import json_path, parsed_path
from argocli.lint.mend import _MENDERS
from argocli.lint.shape import admits, removed, struct_at, type_at
from argocli.lint.suggest import unmistakable
from argocli.lint.walker import types


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("spec", "entrypoint"), {"is": "string"}),
        (("spec", "templates", 3), {"ref": "Template"}),
        (("spec", "templates", 0, "steps", 0, 1, "template"), {"is": "string"}),
        (("spec", "nodeSelector", "any"), {"is": "string"}),
        (("spec", "nosuch"), None),
        (("spec", "entrypoint", "x"), None),
    ],
)
def test_the_type_of_a_place(path: tuple[str | int, ...], kind: object) -> None:
    assert type_at("Workflow", path) == kind


def test_definitions_and_what_they_remember() -> None:
    struct = struct_at("CronWorkflow", ("spec",))
    assert struct is not None
    assert removed(struct, "schedule") == {"is": "string", "until": "3.7", "now": "schedules"}
    assert removed(struct, "schedules") is None
    assert struct_at("CronWorkflow", ("spec", "when")) is None
    assert struct_at("ConfigMap", ()) is None


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ({"is": "string"}, ["a", 1, None], [[], {}]),
        ({"list": {"is": "string"}}, [[], None], ["a", {}]),
        ({"map": {"is": "string"}}, [{}, None], ["a", []]),
        ({"ref": "Template"}, [{}], ["a", []]),
        ({"is": "any"}, ["a", [], {}], []),
        ({"is": "any-string"}, ["a", 1], [[], {}]),
    ],
)
def test_the_form_of_a_value(kind: dict[str, object], good: list[object], bad: list[object]) -> None:
    assert [admits(kind, one) for one in good] == [True] * len(good)
    assert [admits(kind, one) for one in bad] == [False] * len(bad)


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("entrypont", ["entrypoint", "onExit"], "entrypoint"),
        ("ONEXIT", ["entrypoint", "onExit"], "onExit"),
        ("valu", ["value", "values"], "value"),
        ("nodAffinity", ["nodeAffinity", "podAffinity"], ""),
        ("tt", ["tty"], ""),
        ("image", ["imagePullPolicy"], ""),
        ("a", [], ""),
        ("name", ["Name", "NAME"], ""),
    ],
)
def test_what_can_only_be_one_word(word: str, known: list[str], meant: str) -> None:
    assert unmistakable(word, known) == meant


def test_no_slip_of_a_letter_leads_to_another_field() -> None:
    for definition in types().values():
        fields = list(definition.get("fields") or ())  # type: ignore[call-overload]
        for field in fields:
            for at in range(len(field)):
                slip = field[:at] + field[at + 1 :]
                assert slip in fields or unmistakable(slip, fields) in ("", field)


@given(st.lists(st.text("ab0_-.[]'\\\n", max_size=4) | st.integers(0, 99)))
def test_paths_are_read_as_they_were_written(path: list[str | int]) -> None:
    assert parsed_path(json_path(path)) == tuple(path)


def test_what_the_catalogue_calls_fixable_is() -> None:
    fixed = {*_MENDERS, "unused-suppression", "modeline"}
    assert {rule.id for rule in rules().values() if rule.fixable} == fixed
