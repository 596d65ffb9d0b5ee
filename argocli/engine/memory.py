"""What earlier passes over a workflow have worked out, so that the next one visits only what has changed.

It is never needed: a pass without it looks at everything and comes to the same result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from argocli.engine.agenda import Visits
from argocli.engine.nodes.table import NodeTable
from argocli.engine.pods.watch import PodWatch
from argocli.engine.running.call import Plan
from argocli.engine.templates import TemplateBase
from argocli.expr.tags import ScopeValue
from argocli.model import phases
from argocli.model.values import JsonObject
from argocli.model.workflow import Status, Workflow


@dataclass(frozen=True, slots=True)
class Executable:
    """The workflow's executable spec with its variables filled in, and where its template names are looked up."""

    spec: JsonObject
    base: TemplateBase
    known: Mapping[str, ScopeValue]


@dataclass(slots=True)
class Memory:
    """Of one workflow object: any other makes the pass start afresh. `plans` of the templates at work and `daemons`
    are by node id."""

    workflow: Workflow | None = None
    executable: Executable | None = None
    table: NodeTable = field(default_factory=lambda: NodeTable("", {}))
    plans: dict[str, Plan] = field(default_factory=dict)
    visits: Visits = field(default_factory=Visits)
    pods: PodWatch = field(default_factory=PodWatch)
    daemons: set[str] = field(default_factory=set)

    def open(self, workflow: Workflow, now: datetime) -> bool:
        """Make ready for a pass over this object; whether what is remembered belongs to it."""
        remembered = self.workflow is workflow
        self.workflow = None  # until the pass is over: one that breaks off leaves nothing to build on
        if remembered:
            self.table.begin(now)
            return True
        nodes = workflow.get("status", Status()).get("nodes", {})
        self.executable = None
        self.table = NodeTable(workflow["metadata"]["name"], nodes, now)
        self.plans = {}
        self.visits = Visits()
        self.pods = PodWatch.over(nodes.values())
        self.daemons = {node["id"] for node in nodes.values() if node.get("daemoned")}
        return False

    def close(self, workflow: Workflow) -> None:
        """The pass is over and has given this object back."""
        for node_id in self.table.before:
            node = self.table.get(node_id)
            if node is None:
                continue
            matters = self.pods.follow(node)
            if not matters and node["phase"] in phases.FULFILLED:
                self.plans.pop(node_id, None)
                self.visits.timers.clear(node_id)
        self.pods.rest()
        self.workflow = workflow

    def template_at_work(self, node_id: str) -> JsonObject:
        """The template that a steps or dag node runs, filled in; empty where none is at work there."""
        plan = self.plans.get(node_id)
        return plan.prepared.template if plan is not None else {}

    def rename(self, workflow: Workflow) -> None:
        """The object has been written down and differs in nothing but its version."""
        self.workflow = workflow
