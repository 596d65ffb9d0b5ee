"""What tells a pod from others: its name, its labels and annotations."""

from __future__ import annotations

from argocli.engine.given import Given, Surroundings
from argocli.engine.run import Run
from argocli.model import labels, naming
from argocli.model.pod_names import has_old_format, pod_name_of
from argocli.model.values import JsonObject, any_text, mapping, objects, text
from argocli.model.workflow import Node

_DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container"
_POD_GC = labels.PREFIX + "pod-gc-strategy"
_MAIN = "main"


def pod_name(run: Run, node_name: str, template_name: str) -> str:
    """The name of the pod of a node, which there may not be yet; `template_name` is empty for inline templates."""
    old = has_old_format(run.given.workflow["metadata"], run.around.settings.pod_names)
    return naming.pod_name(run.given.name, node_name, template_name, v1=old)


def name_of_pod(run: Run, node: Node) -> str:
    """The same of a node that there is."""
    return pod_name_of(run.given.workflow, node, run.around.settings.pod_names)


def pod_metadata(given: Given, around: Surroundings, node: Node, template: JsonObject, *, on_exit: bool) -> JsonObject:
    """`labels` and `annotations` of the pod of a node; `template` is the one that it runs. Argo's own come first, then
    the workflow's, then the template's; later ones win."""
    own: JsonObject = {labels.WORKFLOW: given.name, labels.COMPLETED: "false"}
    if on_exit:
        own[labels.ON_EXIT] = "true"
    if around.settings.instance_id:
        own[labels.INSTANCE_ID] = around.settings.instance_id
    notes: JsonObject = {
        labels.NODE_NAME: node["name"],
        labels.NODE_ID: node["id"],
        _DEFAULT_CONTAINER: _default_container(template),
    }
    rule = mapping(given.spec, "podGC")
    if rule:
        notes[_POD_GC] = f"{text(rule, 'strategy')}/{text(rule, 'deleteDelayDuration')}"
    sources = (mapping(given.spec, "podMetadata"), mapping(template, "metadata"))
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
