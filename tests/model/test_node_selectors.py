"""Which nodes a selector means."""

from __future__ import annotations

import pytest

from argocli.errors import UsageError
from argocli.model.node_selectors import parse_node_selector
from argocli.model.workflow import Node

NODE: Node = {
    "id": "w-1",
    "name": "w.a",
    "displayName": "a(0:x=1,y)",
    "type": "Pod",
    "phase": "Failed",
    "templateName": "t",
    "inputs": {"parameters": [{"name": "path", "value": "C:\\x"}]},
}


@pytest.mark.parametrize(
    ("selector", "matches"),
    [
        ("", True),
        ("phase=Failed", True),
        ("phase==Failed, name=w.a,", True),
        ("phase!=Failed", False),
        ("templateRef.name=", True),
        ("templateRef.name!=x", True),
        (r"displayName=a(0:x\=1\,y)", True),
        (r"displayName=a(0:x\=1\,y),phase=Error", False),
        (r"inputs.parameters.path.value=C:\\x", True),
        ("inputs.parameters.other.value=", True),
    ],
)
def test_terms(selector: str, matches: bool) -> None:
    assert parse_node_selector(selector)(NODE) is matches


@pytest.mark.parametrize("selector", ["phase", "phase~x", "nope=1", "name=a=b", r"name=a\b", "name=a\\"])
def test_what_is_no_selector(selector: str) -> None:
    with pytest.raises(UsageError):
        parse_node_selector(selector)
