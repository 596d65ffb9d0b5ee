"""The tree of a workflow's nodes as rows of text."""

from __future__ import annotations

import os
from datetime import datetime
from typing import NamedTuple

from argocli.model import phases, timestamps
from argocli.model.pod_names import pod_name_of
from argocli.model.values import text
from argocli.model.workflow import Node, Status, Workflow
from argocli.render import durations
from argocli.render.colour import clean
from argocli.render.nodes import Family, Keep, family, hidden

_ICONS = {
    phases.PENDING: "◷",
    phases.RUNNING: "●",
    phases.SUCCEEDED: "✔",
    phases.SKIPPED: "○",
    phases.FAILED: "✖",
    phases.ERROR: "⚠",
    phases.OMITTED: "○",
}
_SUSPENDED = "ǁ"
_ASCII = {"└─": "`-", "├─": "|-", "──": "--", "┬─": "+-", "│ ": "| "}


class Row(NamedTuple):
    """One line: `prefix` holds the connectors, `node` is None for the gap before the exit handler."""

    prefix: str
    icon: str
    node: Node | None


def icon(node: Node, utf8: bool = True) -> str:
    if node["type"] == "Suspend" and node["phase"] == phases.RUNNING:
        return _SUSPENDED if utf8 else "Suspend"
    return _ICONS.get(node["phase"], "") if utf8 else node["phase"]


def rows(workflow: Workflow, keep: Keep = lambda node: True, *, utf8: bool = True) -> list[Row]:
    """All rows in order; empty where the workflow has no entry node yet."""
    name = workflow["metadata"]["name"]
    if name not in workflow.get("status", Status()).get("nodes", {}):
        return []
    kin = family(workflow)
    found: list[Row] = []
    for root in kin.roots:
        if found:
            found.append(Row("", "", None))
        _draw(root, " ", " ", kin, keep, found, utf8)
    return found


def _draw(node: Node, own: str, below: str, kin: Family, keep: Keep, found: list[Row], utf8: bool) -> None:
    """Connectors of the original: a hidden step group forks on the line of what it hangs below."""
    stack: list[tuple[Node, str, str]] = [(node, own, below)]
    while stack:
        current, prefix, child_prefix = stack.pop()
        children = kin.children.get(current["id"], [])
        out_of_sight = hidden(current, children, keep)
        if not out_of_sight:
            found.append(Row(prefix, icon(current, utf8), current))
        fork = out_of_sight and current["type"] == "StepGroup"
        pending: list[tuple[Node, str, str]] = []
        for position, child in enumerate(children):
            connector, continuation = _connector(position, len(children), out_of_sight, fork)
            if not utf8:
                connector, continuation = _ASCII.get(connector, connector), _ASCII.get(continuation, continuation)
            start = prefix if out_of_sight and position == 0 else child_prefix
            pending.append((child, start + connector, child_prefix + continuation))
        stack.extend(reversed(pending))


def _connector(position: int, count: int, out_of_sight: bool, fork: bool) -> tuple[str, str]:
    last = position == count - 1
    if fork:
        if count == 1:
            return "──", "  "
        if position == 0:
            return "┬─", "│ "
        return ("└─", "  ") if last else ("├─", "│ ")
    if out_of_sight:
        return "", ""
    return ("└─", "  ") if last else ("├─", "│ ")


def template_cell(node: Node) -> str:
    reference = node.get("templateRef")
    if reference:
        return f"{text(reference, 'name')}/{text(reference, 'template')}"
    return node.get("templateName", "")


def pod_cell(workflow: Workflow, node: Node) -> str:
    if node["type"] != "Pod":
        return ""
    return pod_name_of(workflow, node, os.environ.get("POD_NAMES") or "v2")


def duration_cell(node: Node, now: datetime) -> str:
    if node["type"] != "Pod":
        return ""
    started, finished = timestamps.from_text(node.get("startedAt")), timestamps.from_text(node.get("finishedAt"))
    return durations.short(started, finished, now)


def message_cell(node: Node) -> str:
    message = clean(node.get("message", ""))
    progress = node.get("progress", "")
    if node["phase"] == phases.RUNNING and node["type"] == "Pod" and progress not in ("", "0/1", "1/1"):
        return f"{progress} {message}".rstrip()
    return message
