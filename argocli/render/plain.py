"""Watching off a terminal: one line for each change, nothing redrawn."""

from __future__ import annotations

from datetime import datetime

from argocli.model import phases, timestamps
from argocli.model.workflow import Node, Status, Workflow
from argocli.render import durations
from argocli.render.colour import clean
from argocli.render.nodes import Keep
from argocli.render.tree import icon

_QUIET = frozenset({"StepGroup", "TaskGroup"})


def change_lines(
    previous: Workflow | None, current: Workflow, now: datetime, keep: Keep = lambda node: True
) -> list[str]:
    """What is new in `current`: nodes whose phase or message changed, then the workflow itself."""
    before = previous.get("status", Status()) if previous else Status()
    after = current.get("status", Status())
    stamp = now.astimezone().strftime("%H:%M:%S")
    known = before.get("nodes", {})
    lines = [
        f"{stamp} {_node_line(node, now)}"
        for node_id, node in after.get("nodes", {}).items()
        if node["type"] not in _QUIET
        and node_id != current["metadata"]["name"]
        and keep(node)
        and _news(known.get(node_id), node)
    ]
    phase = after.get("phase", "")
    if phase and phase != before.get("phase"):
        lines.append(f"{stamp} {_workflow_line(current, now)}")
    return lines


def _news(old: Node | None, new: Node) -> bool:
    if old is None:
        return new["phase"] != phases.PENDING or bool(new.get("message"))
    return old["phase"] != new["phase"] or (old.get("message") != new.get("message") and bool(new.get("message")))


def _node_line(node: Node, now: datetime) -> str:
    started, finished = timestamps.from_text(node.get("startedAt")), timestamps.from_text(node.get("finishedAt"))
    parts = [icon(node), clean(node["displayName"]), node["phase"]]
    if finished and node["type"] != "Skipped":
        parts.append(durations.short(started, finished, now))
    if node.get("message"):
        parts.append(clean(node["message"]))
    return " ".join(parts)


def _workflow_line(workflow: Workflow, now: datetime) -> str:
    status = workflow["status"]
    parts = [workflow["metadata"]["name"], status["phase"]]
    started, finished = timestamps.from_text(status.get("startedAt")), timestamps.from_text(status.get("finishedAt"))
    if started and finished:
        parts.append(f"after {durations.long((finished - started).total_seconds())}")
    if status.get("message"):
        parts.append(clean(status["message"]))
    return " ".join(parts)
