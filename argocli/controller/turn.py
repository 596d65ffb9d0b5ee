"""One turn for one workflow: observe, reconcile, create, settle, persist, release.

Create before you write, delete after you write: of all orders this is the only one that loses no result and doubles
no pod, wherever the process dies.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from argocli.engine.outcomes import settle
from argocli.engine.pods import CreateOutcome, PodObservation, PodRequest
from argocli.engine.reconcile import NeedTemplates, Reconciliation, reconcile
from argocli.engine.templates import TemplateKey
from argocli.errors import ArgoError, Conflict, NotFound, Unreachable
from argocli.model import phases
from argocli.model.values import JsonObject
from argocli.model.workflow import Status, Workflow
from argocli.ports import Clock, PodRuntime, WorkflowStore


class TemplateSource(Protocol):
    def template(self, kind: str, namespace: str, name: str) -> JsonObject:
        """The object that holds templates. Raises NotFound."""


@dataclass(frozen=True, slots=True)
class TurnResult:
    """`wake_at`: when to turn again without being told; `over`: this workflow needs no more turns."""

    wake_at: datetime | None
    over: bool


def run_turn(
    store: WorkflowStore,
    runtime: PodRuntime,
    templates: TemplateSource,
    clock: Clock,
    namespace: str,
    name: str,
    report: Callable[[str], object] = lambda text: None,
) -> TurnResult:
    """Bring one workflow as far as it goes now. `report` is told about bugs."""
    try:
        workflow = store.get(namespace, name)
    except NotFound:
        return TurnResult(None, over=True)
    now = clock.now()
    observed = runtime.observe(namespace, name)
    try:
        result = _reconcile(workflow, observed, now, templates)
    except Exception as error:  # a bug ends the workflow, never the controller
        report(traceback.format_exc())
        result = Reconciliation(_broken(workflow, error, now), changed=True)
    outcomes = [_create(runtime, request) for request in result.creates]
    after = settle(result.workflow, outcomes, now)
    wake_at = result.wake_at
    if any(outcome.transient for outcome in outcomes):
        wake_at = now
    if result.changed or after is not result.workflow:
        try:
            store.update(after)
        except Conflict:
            # Somebody asked for something meanwhile; the pods are there, the next turn adopts them.
            return TurnResult(now, over=False)
        except NotFound:
            return TurnResult(None, over=True)
    for release in result.releases:
        if release.action == "stop":
            runtime.stop(namespace, release.pod_name, release.grace)
        else:
            runtime.delete(namespace, release.pod_name)
    over = after.get("status", Status()).get("phase") in phases.WORKFLOW_COMPLETED
    return TurnResult(None if over else wake_at, over)


def _reconcile(
    workflow: Workflow, observed: dict[str, PodObservation], now: datetime, source: TemplateSource
) -> Reconciliation:
    known: dict[TemplateKey, JsonObject | None] = {}
    while True:
        result = reconcile(workflow, observed, now, known)
        if isinstance(result, Reconciliation):
            return result
        assert isinstance(result, NeedTemplates)
        for key in result.keys:
            try:
                known[key] = source.template(key.kind, key.namespace, key.name)
            except NotFound:
                known[key] = None


def _create(runtime: PodRuntime, request: PodRequest) -> CreateOutcome:
    try:
        runtime.create(request)
    except Unreachable as error:
        return CreateOutcome(request.node_id, error.message, transient=True)
    except (ArgoError, OSError) as error:
        return CreateOutcome(request.node_id, str(error))
    return CreateOutcome(request.node_id)


def _broken(workflow: Workflow, error: Exception, now: datetime) -> Workflow:
    from argocli.engine.completion import finish
    from argocli.engine.nodes import NodeTable

    status = workflow.get("status", Status()).copy()
    metadata = workflow["metadata"].copy()
    table = NodeTable(metadata["name"], status.get("nodes", {}))
    finish(status, metadata, table, phases.ERROR, f"{type(error).__name__}: {error}", now)
    status["nodes"] = table.to_json()
    return {**workflow, "metadata": metadata, "status": status}
