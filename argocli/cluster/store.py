"""Workflows in the Kubernetes API: a WorkflowStore."""

from __future__ import annotations

import json
import os
import time

from argocli.cluster.changes import wishes_patch
from argocli.cluster.compressed import encoded, reachable, whole
from argocli.cluster.endpoints import ARGO, called, collection, single
from argocli.cluster.failures import decode, raise_for
from argocli.cluster.instance import Instance
from argocli.cluster.pages import JSON, METADATA, METADATA_OF_ONE, read_all
from argocli.cluster.pages import whole as page
from argocli.cluster.removal import remove
from argocli.errors import Conflict, NotFound, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from argocli.cluster.transport import Response, Transport
    from argocli.model.values import JsonObject
    from argocli.model.workflow import Metadata, Workflow
    from argocli.ports import Change, Detail

    Decoder: TypeAlias = Callable[[Response], tuple[list[Workflow], JsonObject]]

_KIND = "Workflow"
_MERGE = "application/merge-patch+json"
# How often somebody else may be quicker, and the pause after the first few times.
_TRIES, _PAUSE_SECONDS = 12, 0.05
_NAMINGS = 4

# The method `list` hides the type of that name inside the class.
List = list


class KubernetesStore:
    """See ports.WorkflowStore. `instance_id` is the controller's, whose workflows alone are seen and made; `say` is
    told what a watch goes through, which is opened again after a `silence` of so many seconds; `propagation` says what
    becomes of a deleted workflow's pods, else WF_DEL_PROPAGATION_POLICY."""

    def __init__(
        self,
        transport: Transport,
        *,
        instance_id: str = "",
        say: Callable[[str], None] | None = None,
        propagation: str = "",
        silence: float | None = None,
    ) -> None:
        self._transport = transport
        self._instance = Instance(instance_id)
        self._say = say
        self._propagation = propagation or os.environ.get("WF_DEL_PROPAGATION_POLICY") or "Background"
        self._silence = silence

    def create(self, workflow: Workflow, *, dry_run: bool = False) -> Workflow:
        metadata: Metadata = self._instance.mark(workflow["metadata"])  # type: ignore[assignment, arg-type]
        name, namespace = metadata.get("name", ""), metadata.get("namespace", "")
        if not name and not metadata.get("generateName"):
            raise Refused("name or generateName is required", hint="add metadata.generateName, or use --name")
        body = encoded({"apiVersion": ARGO, "kind": _KIND, **workflow, "metadata": metadata})
        single(_KIND, namespace, name or "any")
        query = [("dryRun", "All")] if dry_run else []
        for number in range(_NAMINGS):
            response = self._transport.request("POST", collection(_KIND, namespace), query=query, body=body)
            # The server tries a few names only; with generateName one that is taken says nothing about the next.
            if response.status != 409 or name or number + 1 == _NAMINGS:
                break
        return _workflow(response, called(_KIND, namespace, name or metadata.get("generateName", "")))

    def get(self, namespace: str, name: str, *, detail: Detail = "whole") -> Workflow:
        if name == "@latest":
            name = self._latest(namespace)
        if detail == "name":
            return self._metadata_of(namespace, name)
        found = self._read(namespace, name)
        if detail == "whole":
            return whole(found)
        from argocli.model.brief import brief

        return brief(reachable(found))

    def list(
        self,
        namespace: str | None = None,
        *,
        labels: str = "",
        fields: str = "",
        detail: Detail = "whole",
        chunk: int = 0,
    ) -> List[Workflow]:
        query = [("labelSelector", self._instance.selector(labels)), *([("fieldSelector", fields)] if fields else [])]
        accept = METADATA if detail == "name" else JSON
        take_apart = _DECODERS[detail]()
        path = collection(_KIND, namespace)
        found, _ = read_all(self._transport, path, take_apart, query=query, accept=accept, chunk=chunk)
        return sorted(found, key=_age, reverse=True)

    def update(self, workflow: Workflow) -> Workflow:
        metadata = workflow["metadata"]
        namespace, name = metadata.get("namespace", ""), metadata["name"]
        body = encoded({"apiVersion": ARGO, "kind": _KIND, **workflow})
        response = self._transport.request("PUT", single(_KIND, namespace, name), body=body)
        return _workflow(response, called(_KIND, namespace, name))

    def amend(self, namespace: str, name: str, change: Callable[[Workflow], Workflow]) -> Workflow:
        if name == "@latest":
            name = self._latest(namespace)
        for number in range(_TRIES):
            stored = self._read(namespace, name)
            current = reachable(stored)
            changed = change(current)
            if changed is current:
                return current
            patch = wishes_patch(current, changed)
            if patch is not None:
                return self._patch(namespace, name, patch)
            whole(stored)
            try:
                return self.update(changed)
            except Conflict:
                if number > 2:
                    _pause(number)
        raise Conflict(
            f"{called(_KIND, namespace, name)} is changed by somebody else all the time", hint="try again in a moment"
        )

    def delete(self, namespace: str, name: str, *, force: bool = False, uid: str = "") -> None:
        if name == "@latest":
            name = self._latest(namespace)
        path = single(_KIND, namespace, name)
        what = called(_KIND, namespace, name)
        uid = uid or self._metadata_of(namespace, name)["metadata"].get("uid", "")
        if force:
            raise_for(self._merge(path, {"metadata": {"finalizers": None}}), what)
        try:
            remove(self._transport, path, what, uid=uid, propagation=self._propagation)
        except NotFound:
            # One that was being deleted already goes with its last finalizer.
            if not force:
                raise

    def watch(self, namespace: str | None = None, name: str | None = None) -> Iterator[Change | None]:
        from argocli.cluster.background import ticking
        from argocli.cluster.watch import Event, Feed
        from argocli.ports import Change

        def change(event: Event) -> Change:
            return Change(event.kind, reachable(event.object))  # type: ignore[arg-type]

        labels, fields = ("", f"metadata.name={name}") if name else (self._instance.selector(), "")
        feed = Feed(
            self._transport, _KIND, namespace, labels=labels, fields=fields, say=self._say, silence=self._silence
        )
        for event in feed.first():
            yield change(event)
        yield from ticking(lambda pause: map(change, feed.follow(pause)))

    def _latest(self, namespace: str) -> str:
        found = self.list(namespace, detail="name")
        if not found:
            raise NotFound(f'no workflows found in namespace "{namespace}"')
        return found[0]["metadata"]["name"]

    def _metadata_of(self, namespace: str, name: str) -> Workflow:
        response = self._transport.request("GET", single(_KIND, namespace, name), accept=METADATA_OF_ONE)
        found = _bare(decode(response, called(_KIND, namespace, name)))
        self._instance.check(found["metadata"], name)  # type: ignore[arg-type]
        return found

    def _read(self, namespace: str, name: str) -> Workflow:
        response = self._transport.request("GET", single(_KIND, namespace, name))
        found = _workflow(response, called(_KIND, namespace, name))
        self._instance.check(found["metadata"], name)  # type: ignore[arg-type]
        return found

    def _patch(self, namespace: str, name: str, change: JsonObject) -> Workflow:
        response = self._merge(single(_KIND, namespace, name), change)
        return reachable(_workflow(response, called(_KIND, namespace, name)))

    def _merge(self, path: str, change: JsonObject) -> Response:
        body = json.dumps(change, separators=(",", ":")).encode()
        return self._transport.request("PATCH", path, body=body, content_type=_MERGE)


def _rows() -> Decoder:
    from argocli.cluster.partial import BriefDecoder

    return BriefDecoder()


def _wholes() -> Decoder:
    return lambda response: _each(response, reachable)


def _names() -> Decoder:
    return lambda response: _each(response, _bare)


_DECODERS: dict[Detail, Callable[[], Decoder]] = {"whole": _wholes, "row": _rows, "name": _names}


def _each(response: Response, make: Callable[[Workflow], Workflow]) -> tuple[list[Workflow], JsonObject]:
    items, metadata = page(response)
    return [make(item) for item in items], metadata  # type: ignore[arg-type]


def _bare(found: Workflow | JsonObject) -> Workflow:
    """A workflow of which the server told the metadata alone."""
    return {"apiVersion": ARGO, "kind": _KIND, "metadata": found["metadata"], "spec": {}}  # type: ignore[typeddict-item]


def _workflow(response: Response, what: str) -> Workflow:
    return decode(response, what)  # type: ignore[return-value]


def _age(workflow: Workflow) -> tuple[str, int]:
    """Creation times are whole seconds; within one, who was written last counts as younger."""
    metadata = workflow["metadata"]
    version = metadata.get("resourceVersion", "")
    return metadata.get("creationTimestamp") or "", int(version) if version.isdigit() else 0


def _pause(number: int) -> None:
    """Longer each time, and not as long as others who try the same."""
    import random

    time.sleep(_PAUSE_SECONDS * (1 + random.random()) * number)  # noqa: S311  # no secret
