"""What is known of a step or task: `steps.<name>.*`, `tasks.<name>.*`."""

from __future__ import annotations

from argocli.engine import nodes
from argocli.engine.nodes import graph
from argocli.engine.run import Run
from argocli.engine.templates import TemplateError, TemplateLibrary
from argocli.engine.templates.loops import aggregate
from argocli.expr.tags import ScopeValue
from argocli.model.values import JsonObject, any_text, mapping, objects, text
from argocli.model.workflow import Node


def add_node(run: Run, scope: dict[str, ScopeValue], prefix: str, node: Node, holder: JsonObject) -> None:
    """The variables of one finished step or task that is no loop."""
    last: Node | None = None
    if node["type"] == nodes.RETRY:
        tried = graph.attempts(run.table, node)
        last = tried[-1] if tried else None
    scope.update(node_scope(prefix, node, last))
    if node["type"] == nodes.SKIPPED and not node.get("outputs"):
        scope.update(_skipped(run.library, prefix, holder))


def add_loop(
    library: TemplateLibrary,
    scope: dict[str, ScopeValue],
    prefix: str,
    group: Node | None,
    children: list[Node],
    holder: JsonObject,
) -> None:
    """The aggregated variables of an expanded loop; `group` is the node that stands for the whole. Raises LoopError."""
    if group is not None:
        scope.update(node_scope(prefix, group, None))
    if children and all(child["type"] == nodes.SKIPPED for child in children):
        scope.update(_skipped(library, prefix, holder))
    for key, value in aggregate(children).items():
        scope[f"{prefix}.{key}"] = value


def _skipped(library: TemplateLibrary, prefix: str, holder: JsonObject) -> dict[str, ScopeValue]:
    try:
        resolved = library.resolve(holder, library.own)
    except TemplateError:
        return {}
    return skipped_scope(prefix, resolved.template)


def node_scope(prefix: str, node: Node, last_attempt: Node | None) -> dict[str, ScopeValue]:
    """What is known of a node under `prefix` (`steps.a`); what is empty is left out.

    For a Retry node `last_attempt` speaks, unless the outputs came from the cache and there is no attempt to ask.
    """
    hit = node.get("memoizationStatus", {}).get("hit") is True
    speaker = node if last_attempt is None or hit else last_attempt
    outputs = speaker.get("outputs", {})
    plain = {
        "id": speaker.get("id"),
        "startedAt": speaker.get("startedAt"),
        "finishedAt": speaker.get("finishedAt"),
        "ip": speaker.get("podIP"),
        "status": speaker.get("phase"),
        "hostNodeName": speaker.get("hostNodeName"),
        "exitCode": outputs.get("exitCode"),
    }
    scope: dict[str, ScopeValue] = {f"{prefix}.{key}": value for key, value in plain.items() if value}
    if outputs.get("result") is not None:
        scope[f"{prefix}.outputs.result"] = outputs["result"]
    for parameter in outputs.get("parameters", ()):
        # One that was declared but never produced reads as empty text.
        scope[f"{prefix}.outputs.parameters.{parameter['name']}"] = any_text(parameter.get("value")) or ""
    for artifact in outputs.get("artifacts", ()):
        scope[f"{prefix}.outputs.artifacts.{text(artifact, 'name')}"] = artifact
    return scope


def skipped_scope(prefix: str, template: JsonObject) -> dict[str, ScopeValue]:
    """The declared outputs of a template that did not run: a parameter's default, or None for an absent optional.

    Artifacts of skipped steps are artifacts without a location; those of skipped tasks stay unknown.
    """
    declared = mapping(template, "outputs")
    scope: dict[str, ScopeValue] = {}
    for parameter in objects(declared, "parameters"):
        default = any_text(mapping(parameter, "valueFrom").get("default"))
        scope[f"{prefix}.outputs.parameters.{text(parameter, 'name')}"] = default
    if "result" in declared:
        scope[f"{prefix}.outputs.result"] = any_text(declared["result"])
    if prefix.startswith("steps."):
        for artifact in objects(declared, "artifacts"):
            scope[f"{prefix}.outputs.artifacts.{text(artifact, 'name')}"] = {}
    return scope
