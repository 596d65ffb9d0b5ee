"""Labels and annotations of a pod: Argo's own, then the workflow's, then the template's; later ones win."""

from __future__ import annotations

from argocli.engine.operation import Operation
from argocli.model import labels
from argocli.model.values import JsonObject, any_text, mapping, objects, text
from argocli.model.workflow import Node

_DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container"
_POD_GC = labels.PREFIX + "pod-gc-strategy"
_MAIN = "main"


def pod_metadata(run: Operation, node: Node, template: JsonObject, *, on_exit: bool) -> JsonObject:
    """`labels` and `annotations` of the pod of a node; `template` is the one that it runs."""
    own: JsonObject = {labels.WORKFLOW: run.name, labels.COMPLETED: "false"}
    if on_exit:
        own[labels.ON_EXIT] = "true"
    if run.settings.instance_id:
        own[labels.INSTANCE_ID] = run.settings.instance_id
    notes: JsonObject = {
        labels.NODE_NAME: node["name"],
        labels.NODE_ID: node["id"],
        _DEFAULT_CONTAINER: _default_container(template),
    }
    rule = mapping(run.spec, "podGC")
    if rule:
        notes[_POD_GC] = f"{text(rule, 'strategy')}/{text(rule, 'deleteDelayDuration')}"
    sources = (mapping(run.spec, "podMetadata"), mapping(template, "metadata"))
    return {"labels": _merged("labels", own, sources), "annotations": _merged("annotations", notes, sources)}


def _merged(field: str, own: JsonObject, sources: tuple[JsonObject, ...]) -> JsonObject:
    result = dict(own)
    for source in sources:
        result.update({key: any_text(value) or "" for key, value in mapping(source, field).items()})
    return result


def _default_container(template: JsonObject) -> str:
    """The one that somebody means who names none: main, else the last of the set."""
    names = [text(container, "name") for container in objects(mapping(template, "containerSet"), "containers")]
    return names[-1] if names and _MAIN not in names else _MAIN
