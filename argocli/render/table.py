"""The table of `argo list`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from argocli.model import phases, timestamps
from argocli.model.values import any_text, integer, mapping, objects, text
from argocli.model.workflow import Status, Workflow
from argocli.render import durations
from argocli.render.colour import clean
from argocli.render.columns import columns
from argocli.render.detail import shown_status


def workflow_table(
    workflows: Sequence[Workflow],
    now: datetime,
    *,
    all_namespaces: bool = False,
    wide: bool = False,
    headers: bool = True,
) -> str:
    """One row for each workflow, in the order given."""
    head = ["NAME", "STATUS", "AGE", "DURATION", "PRIORITY", "MESSAGE"]
    if wide:
        head += ["P/R/C", "PARAMETERS"]
    table = [["NAMESPACE", *head] if all_namespaces else head] if headers else []
    for workflow in workflows:
        cells = _cells(workflow, now, wide=wide)
        table.append([workflow["metadata"].get("namespace", ""), *cells] if all_namespaces else cells)
    return "".join(line + "\n" for line in columns(table))


def _cells(workflow: Workflow, now: datetime, *, wide: bool) -> list[str]:
    metadata, status = workflow["metadata"], workflow.get("status", Status())
    started, finished = timestamps.from_text(status.get("startedAt")), timestamps.from_text(status.get("finishedAt"))
    cells = [
        metadata["name"],
        shown_status(workflow),
        durations.short(timestamps.from_text(metadata.get("creationTimestamp")), None, now),
        durations.short(started, finished, now),
        str(integer(workflow["spec"], "priority") or 0),
        clean(status.get("message", "")),
    ]
    if wide:
        pods = [node["phase"] for node in status.get("nodes", {}).values() if node["type"] == "Pod"]
        done = sum(phase in phases.FULFILLED for phase in pods)
        running = pods.count(phases.RUNNING)
        cells += [f"{len(pods) - done - running}/{running}/{done}", _parameters(workflow)]
    return cells


def _parameters(workflow: Workflow) -> str:
    given = objects(mapping(workflow["spec"], "arguments"), "parameters")
    shown = []
    for parameter in given:
        value = any_text(parameter.get("value")) or ""
        if len(value) > 50:
            value = f"{value[:32]}...{value[-15:]}"
        shown.append(f"{text(parameter, 'name')}={clean(value)}")
    return ",".join(shown)


def newest_first(workflows: Sequence[Workflow]) -> list[Workflow]:
    """Unfinished ones by creation, then finished ones by their end, each newest first."""
    running = [item for item in workflows if not item.get("status", Status()).get("finishedAt")]
    finished = [item for item in workflows if item.get("status", Status()).get("finishedAt")]
    running.sort(key=lambda item: item["metadata"].get("creationTimestamp", ""), reverse=True)
    finished.sort(key=lambda item: item["status"].get("finishedAt") or "", reverse=True)
    return running + finished
