"""The template that a node runs, found again from what the node says of it."""

from __future__ import annotations

from collections.abc import Iterator

from argocli.engine.run import Run
from argocli.engine.templates import TemplateError
from argocli.model.values import JsonObject, mapping, objects, sequence, text
from argocli.model.workflow import Node


def template_of(run: Run, node: Node) -> JsonObject:
    """As it is declared, with defaults; as it is filled in where its pod is asked for in this pass; empty where it
    cannot be found any more."""
    for request in run.orders.creates:
        if request.node_id == node["id"]:
            return request.template
    return run.library.with_defaults(_declared(run, node))


def _declared(run: Run, node: Node) -> JsonObject:
    holder: JsonObject = {}
    if node.get("templateRef"):
        holder["templateRef"] = node["templateRef"]
    elif node.get("templateName"):
        holder["template"] = node["templateName"]
    else:
        return _inline(run, node)
    scope, _, owner = node.get("templateScope", "").partition("/")
    if scope in ("namespaced", "cluster") and "template" in holder:
        reference: JsonObject = {"name": owner, "template": holder["template"], "clusterScope": scope == "cluster"}
        holder = {"templateRef": reference}
    try:
        return run.library.resolve(holder, run.library.own).template
    except TemplateError:
        return {}


def _inline(run: Run, node: Node) -> JsonObject:
    """A template without a name stands in the step or task that the node was made for."""
    boundary = run.table.get(node.get("boundaryID", ""))
    if boundary is None:
        return {}
    # `[0].step(1:item)(2)` and `.task(1:item)(2)`: loops and attempts follow the name.
    member = node["name"].removeprefix(boundary["name"]).partition(".")[2].partition("(")[0]
    found = (holder.get("inline") for holder in _members(_declared(run, boundary)) if text(holder, "name") == member)
    inline = next(found, None)
    return inline if isinstance(inline, dict) else {}


def _members(template: JsonObject) -> Iterator[JsonObject]:
    for group in sequence(template, "steps"):
        yield from (step for step in group if isinstance(step, dict)) if isinstance(group, list) else ()
    yield from objects(mapping(template, "dag"), "tasks")
