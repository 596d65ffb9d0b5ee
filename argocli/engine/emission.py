"""The custom metrics of one pass: what changed in it, and what came of metrics that cannot be emitted."""

from __future__ import annotations

from argocli.engine.given import Given
from argocli.engine.metrics import Emission, emitted, error_condition
from argocli.engine.run import Run
from argocli.engine.templates import TemplateLibrary
from argocli.engine.templates.of_node import template_of
from argocli.model.values import JsonObject, mapping, objects
from argocli.model.workflow import Node, Status, Workflow

NO_METRICS = Emission()


def emission_of(run: Run, before: Workflow, status: Status) -> Emission:
    """What the pass emits; why something of it could not be becomes a condition in `status`."""
    if not _declares(run.given, run.library):
        return NO_METRICS
    entry = run.table.id_of(run.given.name)
    old = {node_id: node for node_id, node in run.table.before.items() if node is not None}
    new = {node_id: node for node_id in run.table.before if (node := run.table.get(node_id)) is not None}
    known = run.table.get(entry)
    if known is not None and entry not in new:
        old[entry] = new[entry] = known

    def template(node: Node) -> JsonObject:
        return template_of(run, node)

    was: Status = {**before.get("status", Status()), "nodes": old}
    found = emitted(was, {**status, "nodes": new}, run.given.spec, template, run.shared.variables, run.given.now)
    for reason in found.errors:
        others = [item for item in status.get("conditions", []) if item.get("type") != "MetricsError"]
        status["conditions"] = [*others, error_condition(reason)]
    return found


def _declares(given: Given, library: TemplateLibrary) -> bool:
    """Whether anything of the workflow has metrics; few have."""
    templates = (
        *objects(given.spec, "templates"),
        *library.stored.values(),
        mapping(given.spec, "templateDefaults"),
    )
    return "metrics" in given.spec or any("metrics" in template for template in templates)
