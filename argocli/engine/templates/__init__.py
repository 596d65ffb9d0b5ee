"""Which template a step, task or hook means, and what it looks like before it runs.

A template base is the object whose templates plain names refer to: the workflow, or a WorkflowTemplate once a
templateRef has been followed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from argocli.engine.templates.merge import overlay
from argocli.model.values import JsonObject, flag, mapping, objects, text

WORKFLOW_TEMPLATE = "WorkflowTemplate"
CLUSTER_WORKFLOW_TEMPLATE = "ClusterWorkflowTemplate"

# In the order in which upstream looks for them.
BODIES = (
    "container",
    "containerSet",
    "steps",
    "dag",
    "script",
    "resource",
    "data",
    "suspend",
    "http",
    "plugin",
)
# Those that run in a pod of their own.
POD_BODIES = frozenset({"container", "script", "containerSet", "resource", "data"})
_LOOP_SUFFIX = re.compile(r"\(\d+:.*\)$")


class TemplateKey(NamedTuple):
    """An object outside the workflow that holds templates; `namespace` is empty for cluster-wide ones."""

    kind: str
    namespace: str
    name: str


class TemplateError(Exception):
    """A template that cannot be found or used; the text is what upstream writes on the node."""


class TemplatesMissing(Exception):
    """The pass cannot go on before the caller has fetched these."""

    def __init__(self, keys: frozenset[TemplateKey]) -> None:
        super().__init__(", ".join(key.name for key in keys))
        self.keys = keys


@dataclass(frozen=True, slots=True)
class TemplateBase:
    """Where plain template names are looked up. `label` is the node's templateScope."""

    label: str
    templates: Mapping[str, JsonObject]
    pod_metadata: JsonObject
    stored_prefix: str = ""

    @classmethod
    def of(cls, label: str, spec: JsonObject, stored_prefix: str = "") -> TemplateBase:
        return cls(
            label,
            {text(template, "name"): template for template in objects(spec, "templates")},
            mapping(spec, "podMetadata"),
            stored_prefix,
        )


@dataclass(frozen=True, slots=True)
class Resolved:
    template: JsonObject
    base: TemplateBase
    name: str  # for the pod's name; empty for inline templates


class TemplateLibrary:
    """The workflow's own templates, those outside of it that were fetched, and those the status has stored."""

    def __init__(
        self,
        namespace: str,
        fetched: Mapping[TemplateKey, JsonObject | None],
        stored: dict[str, JsonObject],
        own: TemplateBase,
        defaults: JsonObject,
    ) -> None:
        self.own = own
        self._namespace = namespace
        self._defaults = defaults
        self._fetched = fetched
        self._bases: dict[TemplateKey, TemplateBase] = {}
        self.stored = stored

    def base(self, reference: JsonObject) -> TemplateBase:
        """The base that a templateRef leads to. Raises TemplatesMissing, TemplateError."""
        name = text(reference, "name")
        cluster = flag(reference, "clusterScope")
        key = TemplateKey(
            CLUSTER_WORKFLOW_TEMPLATE if cluster else WORKFLOW_TEMPLATE, "" if cluster else self._namespace, name
        )
        if key in self._bases:
            return self._bases[key]
        scope = "cluster" if cluster else "namespaced"
        if key not in self._fetched:
            raise TemplatesMissing(frozenset({key}))
        found = self._fetched[key]
        if found is None:
            raise TemplateError(f"workflow template {name} not found")
        base = TemplateBase.of(f"{scope}/{name}", mapping(found, "spec"), f"{scope}/{name}")
        self._bases[key] = base
        return base

    def resolve(self, holder: JsonObject, base: TemplateBase) -> Resolved:
        """The template that a step, task or hook names. Raises TemplateError, TemplatesMissing."""
        inline = holder.get("inline")
        if isinstance(inline, dict):
            if base.stored_prefix:
                member = _LOOP_SUFFIX.sub("", text(holder, "name"))
                self.stored.setdefault(f"{base.stored_prefix}/inline/{member}", inline)
            return Resolved(inline, base, "")
        reference = holder.get("templateRef")
        if isinstance(reference, dict) and reference:
            name = text(reference, "template")
            owner = text(reference, "name")
            scope = "cluster" if flag(reference, "clusterScope") else "namespaced"
            key = f"{scope}/{owner}/{name}"
            target = self.base(reference)
            found = self.stored.get(key) or target.templates.get(name)
            if found is None:
                raise TemplateError(f"template {name} not found in workflow template {owner}")
            if key not in self.stored:
                self.stored[key] = found
            return Resolved(_with_pod_metadata(found, target), target, name)
        name = text(holder, "template")
        key = f"{base.stored_prefix}/{name}" if base.stored_prefix else ""
        local = self.stored.get(key) or base.templates.get(name)
        if local is None:
            raise TemplateError(f"template {name} not found")
        if not key:
            return Resolved(local, base, name)
        self.stored.setdefault(key, local)
        return Resolved(_with_pod_metadata(local, base), base, name)

    def with_defaults(self, template: JsonObject) -> JsonObject:
        """The template over the `spec.templateDefaults` of the workflow."""
        return with_defaults(template, self._defaults)


def body_kind(template: JsonObject) -> str:
    """Which of BODIES the template has; empty where it has none."""
    for kind in BODIES:
        if template.get(kind) is not None:
            return kind
    return ""


def with_defaults(template: JsonObject, defaults: JsonObject) -> JsonObject:
    """`spec.templateDefaults` under a template: the template wins, other bodies than its own are left out."""
    if not defaults:
        return template
    own = body_kind(template)
    usable = {key: value for key, value in defaults.items() if key == own or key not in BODIES}
    return overlay(usable, template)


def _with_pod_metadata(template: JsonObject, base: TemplateBase) -> JsonObject:
    if not base.pod_metadata:
        return template
    merged = dict(template)
    merged["metadata"] = overlay(base.pod_metadata, mapping(template, "metadata"))
    return merged
