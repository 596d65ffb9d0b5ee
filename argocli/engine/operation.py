"""The state of one pass over a workflow, and the signals that cut a part of it short."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from argocli.engine import graph
from argocli.engine.cache import CacheWrite
from argocli.engine.call import Call
from argocli.engine.estimate import Precedent
from argocli.engine.locks.view import WorkflowLocks
from argocli.engine.memory import Memory
from argocli.engine.node_table import NodeTable
from argocli.engine.nodes import new_node
from argocli.engine.outside import Objects, parameter_data
from argocli.engine.pods import PodObservation, PodRelease, PodRequest
from argocli.engine.settings import EngineSettings
from argocli.engine.templates import TemplateBase, TemplateLibrary, body_kind
from argocli.expr.tags import ScopeValue
from argocli.model import naming, phases
from argocli.model.labels import POD_NAME_FORMAT
from argocli.model.values import JsonObject, mapping, text
from argocli.model.workflow import Node, Outputs, Workflow

STOP = "Stop"
TERMINATE = "Terminate"


class ParallelismReached(Exception):
    """A limit holds this node back; others may go on."""


class ExecutionError(Exception):
    """A node could not be run; it is marked already, and whoever called it has to react. The text is upstream's."""


class TemplateTimedOut(ExecutionError):
    """The template's own timeout ended the node, which has Failed."""

    def __init__(self) -> None:
        super().__init__("timeout")


class TooDeep(ExecutionError):
    """Templates have called each other too often: the node says so by itself, whoever called it goes on."""


@dataclass(slots=True)
class Operation:
    """Everything that a pass reads and collects. `spec` is the executable spec with globals filled in (templates not).

    `execute` runs a template; it is handed in so that the kinds of template need not import what runs them.
    """

    execute: Callable[[Operation, Call], Node | None]

    workflow: Workflow
    spec: JsonObject
    memory: Memory
    observed: Mapping[str, PodObservation]
    now: datetime
    library: TemplateLibrary
    base: TemplateBase
    locks: WorkflowLocks
    globals: dict[str, ScopeValue]
    shutdown: str = ""
    deadline: datetime | None = None
    global_outputs: Outputs = field(default_factory=Outputs)
    settings: EngineSettings = field(default_factory=EngineSettings)
    objects: Objects = field(default_factory=dict)
    database_limits: Mapping[str, int] = field(default_factory=dict)
    unkept: Mapping[str, str] = field(default_factory=dict)  # by node id, why a cache could not be written
    precedent: Precedent = field(default_factory=lambda: Precedent(None))
    creates: list[PodRequest] = field(default_factory=list)
    cache_writes: list[CacheWrite] = field(default_factory=list)
    releases: list[PodRelease] = field(default_factory=list)
    wakes: list[datetime] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    members: dict[str, list[str]] = field(default_factory=dict)  # touched nodes by the id of their caller
    asked: set[str] = field(default_factory=set)  # ids of nodes whose pods are asked for in this pass

    @property
    def table(self) -> NodeTable:
        return self.memory.table

    @property
    def active_pods(self) -> int:
        """Pods at work: those there at the start of the pass that have not ended, and those asked for since."""
        return self.table.tally.whole().active_pods - len(self.memory.unseen) + len(self.asked)

    def active_pods_of(self, boundary: str) -> int:
        """The same for the pods directly within a steps or dag node."""
        lost = (self.table.get(node_id) for node_id in self.memory.unseen - self.asked)
        missing = sum(node is not None and node.get("boundaryID") == boundary for node in lost)
        return self.table.tally.of(boundary).active_pods - missing

    def touch(self, node_id: str) -> None:
        """The node has changed or has to be looked at: everything on the way to it is visited in this pass."""
        callers = self.memory.callers
        while node_id and node_id not in self.touched:
            self.touched.add(node_id)
            caller = callers.get(node_id)
            if caller is None:
                caller = graph.caller_of(self.table, node_id)
            self.members.setdefault(caller, []).append(node_id)
            node_id = caller

    def quiet(self, node_id: str) -> bool:
        """Whether an earlier pass has visited the node and nothing has happened to it or below it since."""
        return node_id in self.memory.callers and node_id not in self.touched

    def postpone(self, node_id: str) -> None:
        """What was to be visited at and below the node is left to the next pass."""
        pending = [node_id]
        for current in pending:
            below = self.members.get(current, ())
            pending.extend(below)
            if not below:
                self.memory.revisit.add(current)

    @property
    def name(self) -> str:
        return self.workflow["metadata"]["name"]

    @property
    def namespace(self) -> str:
        return self.workflow["metadata"].get("namespace", "")

    def wake(self, moment: datetime, node_id: str = "") -> None:
        """Ask for another pass at `moment`, or at once where that lies in the past; it will visit the node."""
        if node_id:
            self.memory.timers.set(node_id, max(moment, self.now))
        else:
            self.wakes.append(max(moment, self.now))

    def config_map(self, name: str) -> dict[str, str] | None:
        """The data of a ConfigMap for parameters; None where there is none."""
        return parameter_data(self.objects, self.namespace, name)

    @property
    def old_pod_names(self) -> bool:
        annotations = self.workflow["metadata"].get("annotations", {})
        return annotations.get(POD_NAME_FORMAT, self.settings.pod_names) == "v1"

    def forbids(self, call: Call) -> bool:
        """Whether a shutdown keeps the call from starting: exit handlers are spared a Stop."""
        return bool(self.shutdown) and not (call.on_exit and self.shutdown == STOP)

    def stop(self, node: Node) -> Node:
        """A node without a pod that a shutdown ends."""
        return self.table.mark(node["name"], phases.FAILED, f"Stopped with strategy '{self.shutdown}'")

    def past_deadline(self) -> bool:
        return self.deadline is not None and self.now >= self.deadline

    def start(
        self, call: Call, kind: str, phase: str, *, message: str = "", template: JsonObject | None = None
    ) -> Node:
        """Add the node of a call. `template` is the processed one, whose inputs the node shows."""
        boundary = self.table.get(call.boundary) if call.boundary else None
        node = new_node(
            self.name,
            call.name,
            kind,
            phase,
            self.now,
            boundary=boundary,
            holder=call.holder,
            scope=call.base.label,
            message=message,
            flags=call.flags,
        )
        inputs = mapping(template, "inputs") if template else {}
        if inputs.get("parameters") or inputs.get("artifacts"):
            node["inputs"] = inputs  # type: ignore[typeddict-item]  # checked by the schema before anything runs
        estimated = self.precedent.of(self.name, call.name)
        if estimated:
            node["estimatedDuration"] = estimated
        if template is not None and body_kind(template) in ("container", "script", "resource", "data", "containerSet"):
            node["progress"] = "0/1"
        return self.table.add(node)

    def fail_call(self, call: Call, message: str) -> Node:
        """The node of a call that cannot run: Error, and of type Skipped where it is new."""
        node = self.table.named(call.name)
        if node is None:
            return self.start(call, "Skipped", phases.ERROR, message=message)
        return self.table.mark(call.name, phases.ERROR, message)

    def pod_name_of(self, node: Node) -> str:
        """The name of the node's pod, whether there is one or not."""
        template = text(node.get("templateRef"), "template") or node.get("templateName", "")
        return naming.pod_name(self.name, node["name"], template, v1=self.old_pod_names)
