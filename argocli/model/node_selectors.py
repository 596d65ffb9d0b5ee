"""Node field selectors: `displayName=approve,phase!=Failed,inputs.parameters.env.value==prod`. In a value a backslash
stands before a comma, an equals sign or a backslash that is meant as such."""

from __future__ import annotations

import re
from collections.abc import Callable

from argocli.errors import UsageError
from argocli.model.values import any_text, text
from argocli.model.workflow import Node

Matcher = Callable[[Node], bool]

_TERM = re.compile(r"\s*([A-Za-z][A-Za-z0-9_.-]*?)\s*(==|!=|=)\s*(.*?)\s*")
_PARTS = re.compile(r"(?:\\.|[^,\\]|\\$)+")
_ESCAPED = re.compile(r"\\(.?)|=")
_PARAMETER = re.compile(r"inputs\.parameters\.(.+)\.value")
_FIELDS = ("displayName", "name", "id", "templateName", "phase", "templateRef.name", "templateRef.template")


def parse_node_selector(source: str) -> Matcher:
    """A test over nodes: all terms have to hold, an empty selector matches all. Raises UsageError."""
    terms = [_parse(term) for term in _PARTS.findall(source) if term.strip()]

    def matches(node: Node) -> bool:
        return all((_value(node, field) == value) is equal for field, equal, value in terms)

    return matches


def _parse(term: str) -> tuple[str, bool, str]:
    match = _TERM.fullmatch(term)
    if match is None:
        raise UsageError(
            f"unable to parse node field selector '{term.strip()}'",
            hint="write it as FIELD=VALUE or FIELD!=VALUE, several with commas between",
        )
    field = match[1]
    if field not in _FIELDS and not _PARAMETER.fullmatch(field):
        raise UsageError(
            f"unknown field '{field}' in node field selector",
            hint=f"known are {', '.join(_FIELDS)} and inputs.parameters.NAME.value",
        )
    return field, match[2] != "!=", _ESCAPED.sub(lambda found: _plain(found, term), match[3])


def _plain(found: re.Match[str], term: str) -> str:
    if found[1] not in (",", "=", "\\"):
        raise UsageError(
            f"unable to parse node field selector '{term.strip()}'",
            hint="in a value, write \\, and \\= and \\\\ for a comma, an equals sign and a backslash",
        )
    return found[1]


def _value(node: Node, field: str) -> str:
    """What the field of a node says; empty where it has none."""
    parameter = _PARAMETER.fullmatch(field)
    if parameter:
        for given in node.get("inputs", {}).get("parameters", ()):
            if given["name"] == parameter[1]:
                return any_text(given.get("value")) or ""
        return ""
    if field == "templateRef.name":
        return text(node.get("templateRef"), "name")
    if field == "templateRef.template":
        return text(node.get("templateRef"), "template")
    values = {
        "displayName": node.get("displayName", ""),
        "name": node.get("name", ""),
        "id": node.get("id", ""),
        "templateName": node.get("templateName", ""),
        "phase": node.get("phase", ""),
    }
    return values[field]
