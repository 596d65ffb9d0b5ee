"""How faithful a run on this machine is to what the manifest says: what is approximated, what is ignored."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from argocli.local.isolation import known
from argocli.model.values import Json, JsonObject, mapping, objects, text
from argocli.model.workflow import Status, Workflow

Level = Literal["exact", "approximated", "ignored"]


_MISSING = re.compile(r'failed to find name in PATH: exec: "([^"]+)"')


class FidelityNote(NamedTuple):
    level: Level
    feature: str
    detail: str


_IGNORED_IN_TEMPLATE = (
    ("nodeSelector", "there is one node, this machine"),
    ("affinity", "there is one node, this machine"),
    ("tolerations", "there is one node, this machine"),
    ("securityContext", "steps run as the user who submitted"),
    ("serviceAccountName", "there is no cluster to be known to"),
    ("priorityClassName", "nothing is scheduled"),
    ("podSpecPatch", "there is no pod spec"),
    ("metrics", "nothing is exported"),
)
_IGNORED_IN_SPEC = (
    *_IGNORED_IN_TEMPLATE,
    ("imagePullSecrets", "no image is pulled"),
    ("hostNetwork", "steps always use this machine's network"),
    ("dnsConfig", "steps use this machine's resolver"),
    ("hostAliases", "steps use this machine's host names"),
    ("podGC", "pods' folders stay until the workflow is deleted"),
    ("ttlStrategy", "finished workflows stay until they are deleted"),
    ("podDisruptionBudget", "nothing is evicted"),
    ("artifactGC", "artifacts stay until the workflow is deleted"),
    ("archiveLogs", "logs stay until the workflow is deleted"),
)


def assess(workflow: Workflow, state: str) -> list[FidelityNote]:
    """One note for each thing that is not done exactly as a cluster would; nothing for what is."""
    spec = workflow["spec"]
    stored = workflow.get("status", {}).get("storedWorkflowTemplateSpec")
    if isinstance(stored, dict):
        spec = stored
    templates = objects(spec, "templates")
    notes: dict[tuple[str, str], FidelityNote] = {}

    def add(level: Level, feature: str, detail: str) -> None:
        notes.setdefault((level, feature), FidelityNote(level, feature, detail))

    isolation = known(state)
    if not isolation.startswith("namespaces"):
        reason = isolation.partition(": ")[2] or "not available"
        add("approximated", "isolation", f"steps can write anywhere this user can, and share /tmp ({reason})")
    images = sorted({image for template in templates for image in _images(template)})
    if images:
        add("approximated", "images", f"programs of this machine run instead of {', '.join(images)}")
    for field, detail in _IGNORED_IN_SPEC:
        if spec.get(field):
            add("ignored", field, detail)
    for template in templates:
        for field, detail in _IGNORED_IN_TEMPLATE:
            if template.get(field):
                add("ignored", field, detail)
        for body in _bodies(template):
            _container(body, add)
    for volume in [*objects(spec, "volumes"), *(v for template in templates for v in objects(template, "volumes"))]:
        _volume(volume, add)
    return list(notes.values())


def missing_programs(workflow: Workflow) -> list[str]:
    """One line for each program that a step asked for and this machine does not have: what to do about it."""
    templates = {text(template, "name"): template for template in objects(workflow["spec"], "templates")}
    found: dict[str, None] = {}
    for node in workflow.get("status", Status()).get("nodes", {}).values():
        match = _MISSING.search(node.get("message", ""))
        if match and node.get("type") == "Pod":
            images = _images(templates.get(node.get("templateName", ""), {}))
            image = f"image {images[0]}" if images else "a step"
            found[f"{image} needs `{match[1]}`, which is not on this machine; install it, or use --runtime podman"] = (
                None
            )
    return list(found)


def _bodies(template: JsonObject) -> list[JsonObject]:
    found = [mapping(template, "container"), mapping(template, "script")]
    found += objects(mapping(template, "containerSet"), "containers")
    found += objects(template, "sidecars") + objects(template, "initContainers")
    return [body for body in found if body]


def _images(template: JsonObject) -> list[str]:
    return [text(body, "image") for body in _bodies(template) if text(body, "image")]


def _container(body: JsonObject, add: object) -> None:
    if not callable(add):
        return
    resources: Json = body.get("resources")
    if isinstance(resources, dict) and resources:
        add("ignored", "resources", "CPU and memory are not limited")
    if body.get("securityContext"):
        add("ignored", "securityContext", "steps run as the user who submitted")
    for entry in objects(body, "env"):
        source = mapping(entry, "valueFrom")
        if source.get("secretKeyRef") or source.get("configMapKeyRef"):
            add("ignored", "env from secrets and config maps", "there is no cluster to read them from")
    for probe in ("readinessProbe", "livenessProbe", "startupProbe"):
        if body.get(probe):
            add("ignored", probe, "a container counts as ready once it runs")


def _volume(volume: JsonObject, add: object) -> None:
    if not callable(add):
        return
    if volume.get("emptyDir") is not None or volume.get("persistentVolumeClaim"):
        add("approximated", "volumes", "folders of this machine take their place, without size limits")
    elif volume.get("hostPath"):
        add("exact", "hostPath", "bound as it is")
    else:
        add("ignored", f"volume {text(volume, 'name')}", "only emptyDir, claims and hostPath exist here")
