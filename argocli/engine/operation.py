"""The state of one pass over a workflow, and the signals that cut a part of it short."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from argocli.engine.nodes import NodeTable, new_node
from argocli.engine.pods import PodObservation, PodRelease, PodRequest
from argocli.engine.templates import TemplateBase, TemplateLibrary, body_kind
from argocli.expr.tags import ScopeValue
from argocli.model import phases
from argocli.model.values import JsonObject, mapping, text
from argocli.model.workflow import Node, NodeFlag, Outputs, Workflow

STOP = "Stop"
TERMINATE = "Terminate"


class ParallelismReached(Exception):
    """A limit holds this node back; others may go on."""


class TemplateTimedOut(Exception):
    """The template's own timeout ended the node."""


class ExecutionError(Exception):
    """A node could not be run; it is marked already, and whoever called it has to react. The text is upstream's."""


@dataclass(frozen=True, slots=True)
class Call:
    """One template about to be run under a node name. `holder` is the step, task or hook that names the template."""

    name: str
    holder: JsonObject
    base: TemplateBase
    arguments: JsonObject = field(default_factory=dict)
    boundary: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    on_exit: bool = False
    hooked: bool = False
    retried: bool = False
    reads_result: bool = False
    attempt_deadline: datetime | None = None

    @property
    def flags(self) -> NodeFlag | None:
        if not (self.hooked or self.retried):
            return None
        flags = NodeFlag()
        if self.hooked:
            flags["hooked"] = True
        if self.retried:
            flags["retried"] = True
        return flags


@dataclass(frozen=True, slots=True)
class Prepared:
    """A template ready to run: inputs and variables filled in, and the base that its own names refer to."""

    template: JsonObject
    base: TemplateBase
    name: str  # for the pod's name; empty for inline templates


@dataclass(slots=True)
class Operation:
    """Everything that a pass reads and collects. `spec` is the executable spec with globals filled in (templates not).

    `execute` runs a template; it is handed in so that the kinds of template need not import what runs them.
    """

    execute: Callable[[Operation, Call], Node | None]

    workflow: Workflow
    spec: JsonObject
    table: NodeTable
    observed: Mapping[str, PodObservation]
    now: datetime
    library: TemplateLibrary
    base: TemplateBase
    globals: dict[str, ScopeValue]
    shutdown: str = ""
    deadline: datetime | None = None
    global_outputs: Outputs = field(default_factory=Outputs)
    creates: list[PodRequest] = field(default_factory=list)
    releases: list[PodRelease] = field(default_factory=list)
    wakes: list[datetime] = field(default_factory=list)
    boundary_templates: dict[str, JsonObject] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)  # references that cannot be resolved yet
    active_pods: int = 0
    depth: int = 0

    @property
    def name(self) -> str:
        return self.workflow["metadata"]["name"]

    @property
    def namespace(self) -> str:
        return self.workflow["metadata"].get("namespace", "")

    def wake(self, moment: datetime) -> None:
        """Ask for another pass at `moment`, or at once where that lies in the past."""
        self.wakes.append(max(moment, self.now))

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
        if template is not None and body_kind(template) in ("container", "script", "resource", "data", "containerSet"):
            node["progress"] = "0/1"
        return self.table.add(node)

    def fail_call(self, call: Call, message: str) -> Node:
        """The node of a call that cannot run: Error, and of type Skipped where it is new."""
        node = self.table.named(call.name)
        if node is None:
            return self.start(call, "Skipped", phases.ERROR, message=message)
        return self.table.mark(call.name, phases.ERROR, self.now, message)

    def display_template(self, node: Node) -> str:
        """The template name that counts for the pod's name."""
        reference = node.get("templateRef")
        return text(reference, "template") if reference else node.get("templateName", "")
