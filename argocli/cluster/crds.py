"""The custom resources that Argo Workflows adds to a cluster, as CustomResourceDefinition objects.

What an object may hold is not checked by these definitions: `argo lint` and the engine know better than a
structural schema does, and an API server keeps such small ones in a fraction of the memory and the time.
"""

from __future__ import annotations

from dataclasses import dataclass

from argocli.model.values import JsonObject

GROUP = "argoproj.io"
VERSION = "v1alpha1"

# Anything goes, and it is replaced as a whole where an apply names it.
_OPAQUE: JsonObject = {
    "type": "object",
    "x-kubernetes-preserve-unknown-fields": True,
    "x-kubernetes-map-type": "atomic",
}
_TEXT: JsonObject = {"type": "string"}


@dataclass(frozen=True)
class Kind:
    """One kind: its names in a URL and on a command line, and the top-level fields beside its metadata."""

    kind: str
    short_names: tuple[str, ...] = ()
    namespaced: bool = True
    status: bool = False
    status_apart: bool = False  # the status is written through a URL of its own
    own_fields: tuple[tuple[str, JsonObject], ...] = (("spec", _OPAQUE),)
    required: tuple[str, ...] = ("metadata", "spec")
    columns: tuple[tuple[str, str, str], ...] = ()  # heading, type, path

    @property
    def singular(self) -> str:
        return self.kind.lower()

    @property
    def plural(self) -> str:
        return self.singular + "s"


KINDS = (
    Kind(
        "Workflow",
        ("wf",),
        status=True,
        columns=(
            ("Status", "string", ".status.phase"),
            ("Age", "date", ".status.startedAt"),
            ("Message", "string", ".status.message"),
        ),
    ),
    Kind("WorkflowTemplate", ("wftmpl",)),
    Kind("ClusterWorkflowTemplate", ("clusterwftmpl", "cwft"), namespaced=False),
    Kind("CronWorkflow", ("cwf", "cronwf"), status=True),
    Kind("WorkflowEventBinding", ("wfeb",)),
    Kind("WorkflowTaskSet", ("wfts",), status=True, status_apart=True),
    Kind(
        "WorkflowTaskResult",
        own_fields=(("message", _TEXT), ("outputs", _OPAQUE), ("phase", _TEXT), ("progress", _TEXT)),
        required=("metadata",),
    ),
    Kind("WorkflowArtifactGCTask", ("wfat",), status=True, status_apart=True),
)


def definitions() -> list[JsonObject]:
    """What a cluster has to be given before Argo's objects can live there."""
    return [_definition(kind) for kind in KINDS]


def _definition(kind: Kind) -> JsonObject:
    names: JsonObject = {
        "kind": kind.kind,
        "listKind": kind.kind + "List",
        "plural": kind.plural,
        "singular": kind.singular,
    }
    if kind.short_names:
        names["shortNames"] = list(kind.short_names)
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{kind.plural}.{GROUP}"},
        "spec": {
            "group": GROUP,
            "names": names,
            "scope": "Namespaced" if kind.namespaced else "Cluster",
            "versions": [_version(kind)],
        },
    }


def _version(kind: Kind) -> JsonObject:
    properties: JsonObject = {"apiVersion": _TEXT, "kind": _TEXT, "metadata": {"type": "object"}}
    properties.update(kind.own_fields)
    if kind.status:
        properties["status"] = _OPAQUE
    version: JsonObject = {
        "name": VERSION,
        "served": True,
        "storage": True,
        "schema": {
            "openAPIV3Schema": {"type": "object", "required": list(kind.required), "properties": properties},
        },
        "subresources": {"status": {}} if kind.status_apart else {},
    }
    if kind.columns:
        version["additionalPrinterColumns"] = [_column(*column) for column in kind.columns]
    return version


def _column(heading: str, form: str, path: str) -> JsonObject:
    column: JsonObject = {"name": heading, "type": form, "jsonPath": path}
    if form == "date":
        column["format"] = "date-time"
    return column
