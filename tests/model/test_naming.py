"""Names that derive from names."""

from __future__ import annotations

import pytest

from argocli.model.naming import display_name, fnv1a32, node_id, pod_name


@pytest.mark.parametrize(
    ("text", "digest"), [("", 2166136261), ("a", 0xE40C292C), ("foobar", 0xBF9CF968), ("\u00e9", 513665217)]
)
def test_the_hash_is_fnv1a_over_utf8(text: str, digest: int) -> None:
    assert fnv1a32(text) == digest


@pytest.mark.parametrize(
    ("node", "found"),
    [("wf", "wf"), ("wf[0]", f"wf-{fnv1a32('wf[0]')}"), ("wf.onExit", f"wf-{fnv1a32('wf.onExit')}"), ("a", "wf-3826002220")],
)  # fmt: skip
def test_the_id_of_a_node_is_the_workflow_and_the_hash_of_its_name(node: str, found: str) -> None:
    assert node_id("wf", node) == found


@pytest.mark.parametrize(
    ("node", "template", "old", "found"),
    [
        ("wf", "t", False, "wf"),
        ("wf", "t", True, "wf"),
        ("a", "t", False, "wf-t-3826002220"),
        ("a", "", False, "wf-3826002220"),
        ("a", "t", True, "wf-3826002220"),
        ("a", "t" * 300, False, f"wf-{'t' * 239}-3826002220"),
    ],
)
def test_the_name_of_a_pod_holds_the_template_unless_it_is_of_the_old_form(
    node: str, template: str, old: bool, found: str
) -> None:
    assert pod_name("wf", node, template, v1=old) == found
    assert len(found) <= 253


@pytest.mark.parametrize(
    ("node", "boundary", "shown"),
    [
        ("wf", None, "wf"),
        ("wf.onExit", None, "wf.onExit"),
        ("wf(0)", None, "wf(0)"),
        ("wf[0]", "wf", "[0]"),
        ("wf[0].s", "wf", "s"),
        ("wf.t", "wf", "t"),
        ("wf[12].s(0:foo)", "wf", "s(0:foo)"),
        ("wf[0].s(0)", "wf", "s(0)"),
        ("wf[0].s.onExit", "wf", "s.onExit"),
        ("wf[0].s.hooks.h", "wf", "s.hooks.h"),
        ("wf[0].a[1].b", "wf[0].a", "b"),
        ("wf.t.c", "wf.t", "c"),
    ],
)
def test_on_screen_a_node_is_called_what_it_is_called_within_its_boundary(
    node: str, boundary: str | None, shown: str
) -> None:
    assert display_name(node, boundary) == shown
