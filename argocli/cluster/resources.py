"""Templates, cron workflows, config maps and pods in the Kubernetes API: a ResourceStore."""

from __future__ import annotations

import json

from argocli.cluster.endpoints import api_version, called, collection, namespaced, single
from argocli.cluster.failures import decode
from argocli.cluster.instance import Instance
from argocli.cluster.pages import read_all, whole
from argocli.cluster.removal import remove
from argocli.errors import Refused
from argocli.model.values import mapping, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.cluster.transport import Transport
    from argocli.model.values import JsonObject

_MERGE = "application/merge-patch+json"
_ARGO = ("WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow")

# The method `list` hides the type of that name inside the class.
List = list


class KubernetesResources:
    """See ports.ResourceStore. `instance_id` is the controller's whose templates and cron workflows are meant."""

    def __init__(self, transport: Transport, *, instance_id: str = "") -> None:
        self._transport = transport
        self._instance = Instance(instance_id)

    def create(self, resource: JsonObject, *, dry_run: bool = False) -> JsonObject:
        kind, namespace, name = _named(resource)
        metadata = mapping(resource, "metadata")
        if not name and not text(metadata, "generateName"):
            raise Refused("name or generateName is required", hint="add metadata.name")
        single(kind, namespace, name or "any")
        metadata = self._instance.mark(metadata) if kind in _ARGO else metadata
        body = json.dumps({"apiVersion": api_version(kind), **resource, "kind": kind, "metadata": metadata}).encode()
        query = [("dryRun", "All")] if dry_run else []
        response = self._transport.request("POST", collection(kind, namespace), query=query, body=body)
        return decode(response, called(kind, namespace, name or text(metadata, "generateName")))

    def get(self, kind: str, namespace: str, name: str) -> JsonObject:
        path, what = single(kind, namespace, name), called(kind, namespace, name)
        found = decode(self._transport.request("GET", path), what)
        if kind in _ARGO:
            self._instance.check(mapping(found, "metadata"), name)
        return found

    def list(self, kind: str, namespace: str | None = None, *, labels: str = "", fields: str = "") -> List[JsonObject]:
        labels = self._instance.selector(labels) if kind in _ARGO else labels
        query = [(key, value) for key, value in (("labelSelector", labels), ("fieldSelector", fields)) if value]
        found, _ = read_all(self._transport, collection(kind, namespace), whole, query=query)
        # Lists of the core kinds leave it out of their items.
        typed: JsonObject = {"apiVersion": api_version(kind), "kind": kind}
        return sorted(({**typed, **item} for item in found), key=lambda item: _named(item)[1:])

    def update(self, resource: JsonObject) -> JsonObject:
        kind, namespace, name = _named(resource)
        body = json.dumps({"apiVersion": api_version(kind), **resource}).encode()
        response = self._transport.request("PUT", single(kind, namespace, name), body=body)
        return decode(response, called(kind, namespace, name))

    def patch(self, kind: str, namespace: str, name: str, change: JsonObject) -> JsonObject:
        path, body = single(kind, namespace, name), json.dumps(change).encode()
        response = self._transport.request("PATCH", path, body=body, content_type=_MERGE)
        return decode(response, called(kind, namespace, name))

    def delete(self, kind: str, namespace: str, name: str) -> None:
        remove(self._transport, single(kind, namespace, name), called(kind, namespace, name))


def _named(resource: JsonObject) -> tuple[str, str, str]:
    kind, metadata = text(resource, "kind"), mapping(resource, "metadata")
    return kind, text(metadata, "namespace") if namespaced(kind) else "", text(metadata, "name")
