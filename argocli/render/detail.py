"""The block that `get`, `submit` and `watch` print: what the workflow is, and its tree."""

from __future__ import annotations

from datetime import datetime

from argocli.model import phases, timestamps
from argocli.model.values import JsonObject, any_text, integer, mapping, objects, text
from argocli.model.workflow import Status, Workflow
from argocli.render import durations
from argocli.render.colour import clean, paint
from argocli.render.columns import columns
from argocli.render.nodes import Keep
from argocli.render.tree import Row, duration_cell, message_cell, pod_cell, rows, template_cell


def shown_status(workflow: Workflow) -> str:
    """The phase, with what a person wants to know beside it."""
    status = workflow.get("status", Status())
    phase = status.get("phase", "")
    if phase == phases.RUNNING:
        waiting = any(
            node["type"] == "Suspend" and node["phase"] == phases.RUNNING for node in status.get("nodes", {}).values()
        )
        return "Running (Suspended)" if waiting or workflow["spec"].get("suspend") is True else phase
    if phase == phases.FAILED and workflow["spec"].get("shutdown"):
        return "Failed (Terminated)"
    if phase in ("", phases.PENDING):
        return "Pending" if workflow["metadata"].get("creationTimestamp") else "Unknown"
    return phase


def block(
    workflow: Workflow,
    now: datetime,
    *,
    wide: bool = False,
    short: bool = False,
    utf8: bool = True,
    colour: bool = False,
    keep: Keep = lambda node: True,
) -> str:
    """Everything `get` prints; with `short` only the tree, where there is one."""
    found = rows(workflow, keep, utf8=utf8)
    lines = [] if short and found else header(workflow, now, utf8=utf8, colour=colour)
    if found:
        if lines:
            lines.append("")
        lines.extend(tree_lines(workflow, found, now, wide=wide, short=short, colour=colour))
    return "\n".join(lines) + "\n"


def header(workflow: Workflow, now: datetime, *, utf8: bool = True, colour: bool = False) -> list[str]:
    """The fields above the tree."""
    status = workflow.get("status", Status())
    metadata, spec = workflow["metadata"], workflow["spec"]
    stored = status.get("storedWorkflowTemplateSpec")
    executed = stored if isinstance(stored, dict) else spec
    account = text(executed, "serviceAccountName")
    if not account:
        account = "unset" if spec.get("workflowTemplateRef") else "unset (will run with the default ServiceAccount)"
    shown = shown_status(workflow)
    started, finished = timestamps.from_text(status.get("startedAt")), timestamps.from_text(status.get("finishedAt"))
    lines = [
        _field("Name", metadata.get("name", metadata.get("generateName", ""))),
        _field("Namespace", metadata.get("namespace", "")),
        _field("ServiceAccount", account),
        _field("Status", paint(shown, status.get("phase", ""), colour)),
    ]
    if status.get("message"):
        lines.append(_field("Message", clean(status["message"])))
    conditions = status.get("conditions", [])
    if conditions:
        lines.append(_field("Conditions", "").rstrip())
        lines.extend(
            _field(f"{_marks(utf8).get(text(item, 'type'), '')} {text(item, 'type')}", _said(item))
            for item in conditions
        )
    lines.append(_field("Created", durations.absolute(timestamps.from_text(metadata.get("creationTimestamp")), now)))
    if started:
        lines.append(_field("Started", durations.absolute(started, now)))
    if finished:
        lines.append(_field("Finished", durations.absolute(finished, now)))
    if started:
        lines.append(_field("Duration", durations.long(((finished or now) - started).total_seconds())))
    if status.get("phase") == phases.RUNNING and (estimated := status.get("estimatedDuration") or 0) > 0:
        lines.append(_field("EstimatedDuration", durations.long(estimated)))
    lines.append(_field("Progress", status.get("progress", "")))
    if used := _resources(status.get("resourcesDuration", {})):
        lines.append(_field("ResourcesDuration", used))
    given = objects(mapping(executed, "arguments"), "parameters")
    if given:
        lines.append(_field("Parameters", "").rstrip())
        for parameter in given:
            value = any_text(parameter.get("value"))
            if value is not None:
                lines.append(_field("  " + text(parameter, "name"), value))
    produced = status.get("outputs", {}).get("parameters", [])
    if produced:
        lines.append(_field("Output Parameters", "").rstrip())
        lines.extend(_field("  " + item["name"], any_text(item.get("value")) or "") for item in produced)
    kept = status.get("outputs", {}).get("artifacts", [])
    if kept:
        lines.append(_field("Output Artifacts", "").rstrip())
        lines.extend(_field("  " + text(item, "name"), text(mapping(item, "s3"), "key")) for item in kept)
    return lines


def _field(label: str, value: str) -> str:
    return f"{label + ':':<20} {value}"


def tree_lines(
    workflow: Workflow,
    found: list[Row],
    now: datetime,
    *,
    wide: bool = False,
    short: bool = False,
    colour: bool = False,
) -> list[str]:
    """The tree as a table."""
    head = ["STEP", "TEMPLATE", "PODNAME", "DURATION"]
    head += ["ARTIFACTS", "MESSAGE", "RESOURCESDURATION", "NODENAME"] if wide else ["MESSAGE"]
    head += ["NODENAME"] if short else []
    table = [head, *(_cells(workflow, row, now, wide=wide, short=short) for row in found)]
    lines = columns(table, gap=2)
    if not colour:
        return lines
    return [lines[0], *(_painted(line, row) for line, row in zip(lines[1:], found, strict=True))]


def _painted(line: str, row: Row) -> str:
    if row.node is None or not row.icon:
        return line
    return line.replace(row.icon, paint(row.icon, row.node["phase"], True), 1)


def _cells(workflow: Workflow, row: Row, now: datetime, *, wide: bool, short: bool) -> list[str]:
    node = row.node
    if node is None:
        return [""]
    cells = [
        f"{row.prefix}{row.icon} {clean(node['displayName'])}",
        template_cell(node),
        pod_cell(workflow, node),
        duration_cell(node, now),
    ]
    if wide:
        cells.append(",".join(text(item, "name") for item in node.get("outputs", {}).get("artifacts", [])))
    cells.append(message_cell(node))
    if wide:
        cells.append(_resources(node.get("resourcesDuration", {})))
    if wide or short:
        cells.append(node.get("hostNodeName", "") if node["type"] == "Pod" else "")
    return cells


def _resources(used: JsonObject) -> str:
    """`1m15s*(1 cpu),4s*(100Mi memory)`."""
    bases = {"memory": "100Mi", "storage": "10Gi", "ephemeral-storage": "10Gi"}
    return ",".join(
        f"{durations.go(integer(used, name) or 0)}*({bases.get(name, '1')} {name})" for name in sorted(used)
    )


def _marks(utf8: bool) -> dict[str, str]:
    """The conditions that are bad news."""
    if utf8:
        return {"MetricsError": "✖", "SpecWarning": "⚠"}
    return {"MetricsError": "Error", "SpecWarning": "Warning"}


def _said(condition: JsonObject) -> str:
    return clean(text(condition, "message")) or text(condition, "status")
