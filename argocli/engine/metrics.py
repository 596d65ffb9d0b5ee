"""Custom metrics: which samples a change of a workflow's status emits, and which gauges follow the clock."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from argocli.engine import nodes
from argocli.engine.templates.globals import duration_text
from argocli.expr.govaluate import WhenError, evaluate_when
from argocli.expr.tags import Scope, ScopeValue, SubstitutionError, replace_value
from argocli.model import phases, timestamps
from argocli.model.values import JsonObject, any_text, flag, mapping, objects, sequence, text
from argocli.model.workflow import Inputs, Node, Outputs, Status

PREFIX = "argo_workflows_"
WORKFLOW_DURATION = "workflow.duration"
DURATION = "duration"

_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*", re.ASCII)
_WITHOUT_TEMPLATE = frozenset({nodes.CONTAINER, nodes.STEP_GROUP, nodes.TASK_GROUP, nodes.SKIPPED})

Kind = Literal["counter", "gauge", "histogram"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A value to record. `operation` is Set, Add or Sub for gauges, Add for counters, Observe for histograms."""

    name: str
    kind: Kind
    help: str
    labels: Mapping[str, str]
    value: float
    operation: str
    buckets: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class RealtimeGauge:
    """A gauge whose value is read when somebody asks: the age of the workflow, or that of the node."""

    name: str
    help: str
    labels: Mapping[str, str]
    source: str  # WORKFLOW_DURATION or DURATION
    node_id: str = ""


@dataclass(frozen=True, slots=True)
class Emission:
    """What to record, and why some metrics could not be: errors never fail a workflow."""

    samples: tuple[Sample, ...] = ()
    realtime: tuple[RealtimeGauge, ...] = ()
    errors: tuple[str, ...] = ()


class _Refused(Exception):
    """A metric that cannot be emitted."""


class _Moment(NamedTuple):
    """Where metrics are looked at: `realtime` at the start of something, otherwise at its end."""

    scope: Scope
    sources: tuple[str, ...]
    realtime: bool
    node_id: str = ""


@dataclass(slots=True)
class _Collected:
    samples: list[Sample] = field(default_factory=list)
    realtime: list[RealtimeGauge] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add(self, metrics: JsonObject, moment: _Moment) -> None:
        for metric in objects(metrics, "prometheus"):
            if flag(mapping(metric, "gauge"), "realtime") != moment.realtime:
                continue
            try:
                made = _realtime(metric, moment) if moment.realtime else _sample(metric, moment.scope)
            except _Refused as refused:
                self.errors.append(str(refused))
                continue
            if isinstance(made, Sample):
                self.samples.append(made)
            elif made is not None:
                self.realtime.append(made)


def emitted(
    before: Status,
    after: Status,
    spec: JsonObject,
    template_of: Callable[[Node], JsonObject],
    known: Scope,
    now: datetime,
) -> Emission:
    """Everything that a pass from `before` to `after` emits.

    `spec` is the executable spec, `template_of` gives the template of a node with defaults merged in, `known` the
    workflow variables. Gauges that follow the clock come with every pass (workflow) or with a new node; all others
    once, when the workflow or the node ends.
    """
    found = _Collected()
    base = _defaults(known, after, now)
    found.add(mapping(spec, "metrics"), _Moment(base, (WORKFLOW_DURATION,), realtime=True))
    earlier = before.get("nodes", {})
    for node_id, node in after.get("nodes", {}).items():
        old = earlier.get(node_id)
        if old is not node:  # passes share the nodes that they leave as they are
            _add_node(found, old, node, template_of, base, now)
    if after.get("phase") in phases.WORKFLOW_COMPLETED and before.get("phase") not in phases.WORKFLOW_COMPLETED:
        entry = after.get("nodes", {}).get(str(known.get("workflow.name")))
        scope = base if entry is None else {**base, **node_scope(entry, now)}
        found.add(mapping(spec, "metrics"), _Moment(scope, (), realtime=False))
    return Emission(tuple(found.samples), tuple(found.realtime), tuple(found.errors))


def node_scope(node: Node, now: datetime) -> dict[str, ScopeValue]:
    """What the metrics of a template can say of its node, besides workflow variables."""
    started = timestamps.from_text(node.get("startedAt")) or now
    finished = timestamps.from_text(node.get("finishedAt")) if nodes.fulfilled(node) else None
    scope: dict[str, ScopeValue] = {DURATION: f"{((finished or now) - started).total_seconds():.6f}"}
    if node.get("children"):
        scope["retries"] = str(len(node["children"]) - 1)
    if node.get("phase"):
        scope["status"] = node["phase"]
    for parameter in node.get("inputs", Inputs()).get("parameters", ()):
        scope[f"inputs.parameters.{parameter['name']}"] = any_text(parameter.get("value")) or ""
    outputs = node.get("outputs", Outputs())
    for parameter in outputs.get("parameters", ()):
        scope[f"outputs.parameters.{parameter['name']}"] = any_text(parameter.get("value")) or ""
    if outputs.get("result") is not None:
        scope["outputs.result"] = outputs["result"]
    if outputs.get("exitCode") is not None:
        scope["exitCode"] = outputs["exitCode"]
    for resource, seconds in node.get("resourcesDuration", {}).items():
        scope[f"resourcesDuration.{resource}"] = any_text(seconds) or "0"
    return scope


def error_condition(reason: str) -> JsonObject:
    """The condition of a workflow one of whose metrics could not be emitted."""
    return {"type": "MetricsError", "status": "True", "message": reason}


def _defaults(known: Scope, status: Status, now: datetime) -> dict[str, ScopeValue]:
    return {
        **known,
        "workflow.status": status.get("phase", ""),
        WORKFLOW_DURATION: duration_text(status, now),
        DURATION: "0",
        "status": phases.PENDING,
        "resourcesDuration.cpu": "0",
        "resourcesDuration.memory": "0",
    }


def _add_node(
    found: _Collected,
    before: Node | None,
    node: Node,
    template_of: Callable[[Node], JsonObject],
    base: Mapping[str, ScopeValue],
    now: datetime,
) -> None:
    ended = nodes.fulfilled(node) and not (before is not None and nodes.fulfilled(before))
    if node["type"] in _WITHOUT_TEMPLATE or not (before is None or ended):
        return
    metrics = mapping(template_of(node), "metrics")
    if not metrics:
        return
    scope = {**base, **node_scope(node, now)}
    if before is None:
        found.add(metrics, _Moment(scope, (WORKFLOW_DURATION, DURATION), realtime=True, node_id=node["id"]))
    if ended:
        found.add(metrics, _Moment(scope, (), realtime=False))


def _sample(metric: JsonObject, scope: Scope) -> Sample | None:
    filled = _filled(metric, metric, scope)
    if filled is None:
        return None
    name = text(filled, "name")
    for kind, body in _bodies(filled):
        value = _number(name, text(body, "value"))
        operation = "Add"
        buckets: tuple[float, ...] = ()
        if kind == "gauge":
            operation = text(body, "operation") or "Set"
        elif kind == "histogram":
            operation, buckets = "Observe", _buckets(name, body)
        elif value < 0:
            raise _Refused(f"could not construct metric '{name}': a counter cannot go down")
        return Sample(PREFIX + name, kind, text(filled, "help"), _labels(filled), value, operation, buckets)
    raise _Refused(f"could not construct metric '{name}': it is neither counter, gauge nor histogram")


def _bodies(metric: JsonObject) -> Iterator[tuple[Kind, JsonObject]]:
    kinds: tuple[Kind, ...] = ("gauge", "histogram", "counter")
    for kind in kinds:
        if isinstance(metric.get(kind), dict):
            yield kind, mapping(metric, kind)


def _realtime(metric: JsonObject, moment: _Moment) -> RealtimeGauge | None:
    # The value names a clock and is never filled in.
    rest: JsonObject = {key: value for key, value in metric.items() if key != "gauge"}
    filled = _filled(metric, rest, moment.scope)
    if filled is None:
        return None
    value = text(mapping(metric, "gauge"), "value")
    if not (value.startswith("{{") and value.endswith("}}")):
        raise _Refused("real time metrics can only be used with metric variables")
    source = value[2:-2].strip()
    if source not in moment.sources:
        raise _Refused(f"'{source}' is not available as a real time metric")
    node_id = moment.node_id if source == DURATION else ""
    return RealtimeGauge(PREFIX + text(filled, "name"), text(filled, "help"), _labels(filled), source, node_id)


def _filled(metric: JsonObject, part: JsonObject, scope: Scope) -> JsonObject | None:
    """`part` with its tags replaced; None where `when` says no."""
    name = text(metric, "name")
    if not text(metric, "help"):
        raise _Refused(f"metric '{name}' must contain a help string under 'help: ' field")
    try:
        replaced = replace_value(part, scope, allow_unresolved=False)
    except SubstitutionError as error:
        raise _Refused(f"unable to substitute parameters for metric '{name}': {error}") from error
    filled: JsonObject = replaced if isinstance(replaced, dict) else {}
    named = [("name", text(filled, "name")), *(("label", text(label, "key")) for label in objects(filled, "labels"))]
    for kind, given in named:
        if not _NAME.fullmatch(given):
            raise _Refused(f"metric {kind} '{given}' is invalid")
    condition = text(filled, "when")
    try:
        return filled if not condition or evaluate_when(condition) else None
    except WhenError as error:
        raise _Refused(f"unable to compute 'when' clause for metric '{name}': {error}") from error


def _labels(metric: JsonObject) -> dict[str, str]:
    return {text(label, "key"): text(label, "value") for label in objects(metric, "labels")}


def _buckets(name: str, body: JsonObject) -> tuple[float, ...]:
    return tuple(_number(name, any_text(bucket) or "") for bucket in sequence(body, "buckets"))


def _number(name: str, written: str) -> float:
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    if math.isnan(value) or "_" in written:
        raise _Refused(f"could not construct metric '{name}': '{written}' is no number")
    return value
