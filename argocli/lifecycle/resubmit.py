"""A new workflow from one that has ended, as it was submitted; memoized, with the good pods' outputs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from argocli.errors import Refused
from argocli.lifecycle.node_graph import Nodes, below, without
from argocli.lifecycle.submit import with_parameters
from argocli.model import labels, naming, phases, timestamps
from argocli.model.values import JsonObject, mapping
from argocli.model.workflow import Metadata, Node, Status, Workflow

_RESUBMITTED_FROM = labels.PREFIX + "resubmitted-from-workflow"
_OWN = frozenset({labels.COMPLETED, labels.PHASE, labels.PREFIX + "workflow-archiving-status"})
_CREATOR = labels.PREFIX + "creator"


def resubmit_workflow(
    workflow: Workflow,
    now: datetime,
    *,
    suffix: str,
    memoized: bool = False,
    parameters: Sequence[tuple[str, str]] = (),
) -> Workflow:
    """The object to submit. `suffix` are the random letters of the new name, which a memoized one needs at once.

    Raises Refused where a memoized one is asked of a workflow that has not failed.
    """
    old = workflow["metadata"]
    metadata = Metadata(generateName=old.get("generateName") or f"{old['name']}-")
    if old.get("namespace"):
        metadata["namespace"] = old["namespace"]
    kept = {
        key: value for key, value in old.get("labels", {}).items() if key not in _OWN and not key.startswith(_CREATOR)
    }
    metadata["labels"] = {**kept, _RESUBMITTED_FROM: old["name"]}
    if old.get("annotations"):
        metadata["annotations"] = dict(old["annotations"])
    if "ownerReferences" in old:
        metadata["ownerReferences"] = old["ownerReferences"]
    result: Workflow = {**workflow, "metadata": metadata, "spec": _spec(workflow["spec"], parameters)}
    result.pop("status", None)
    if not memoized:
        return result
    status = workflow.get("status", Status())
    if status.get("phase") not in phases.UNSUCCESSFUL:
        raise Refused("workflow must be Failed/Error to resubmit in memoized mode")
    metadata["name"] = metadata["generateName"] + suffix
    result["status"] = _with_results(status, old["name"], metadata["name"], now)
    return result


def _spec(spec: JsonObject, parameters: Sequence[tuple[str, str]]) -> JsonObject:
    changed = {key: value for key, value in spec.items() if key != "shutdown"}
    if changed.get("activeDeadlineSeconds") == 0:
        del changed["activeDeadlineSeconds"]
    if parameters:
        changed["arguments"] = with_parameters(mapping(changed, "arguments"), parameters)
    return changed


def _with_results(status: Status, old: str, new: str, now: datetime) -> Status:
    nodes: Nodes = status.get("nodes", {})
    exits = [node_id for node_id, node in nodes.items() if ".onExit" in node["name"]]
    nodes = without(nodes, below(nodes, exits))
    dropped = [
        node_id for node_id, node in nodes.items() if node["type"] == "Skipped" and not _good_below(nodes, node_id)
    ]
    nodes = without(nodes, dropped)
    names = {node_id: new + node["name"].removeprefix(old) for node_id, node in nodes.items()}
    ids = {node_id: naming.node_id(new, name) for node_id, name in names.items()}
    copied = {ids[node_id]: _copied(node, names[node_id], ids, old, new, now) for node_id, node in nodes.items()}
    result = Status(nodes=copied, conditions=[{"type": "Completed", "status": "False"}])
    if status.get("storedTemplates"):
        result["storedTemplates"] = status["storedTemplates"]
    return result


def _good_below(nodes: Nodes, node_id: str) -> bool:
    return any(nodes[other]["phase"] == phases.SUCCEEDED for other in below(nodes, [node_id]) if other != node_id)


def _copied(node: Node, name: str, ids: dict[str, str], old: str, new: str, now: datetime) -> Node:
    copy = node.copy()
    copy["id"], copy["name"] = ids[node["id"]], name
    if node.get("displayName") == node["name"]:
        copy["displayName"] = name
    if node.get("boundaryID"):
        copy["boundaryID"] = ids.get(node["boundaryID"], node["boundaryID"])
    for key in ("children", "outboundNodes"):
        if node.get(key):
            copy[key] = [ids[other] for other in node[key] if other in ids]
    if node.get("templateScope") == f"local/{old}":
        copy["templateScope"] = f"local/{new}"
    copy.pop("message", None)
    if node["type"] == "Pod" and node["phase"] not in phases.UNSUCCESSFUL:
        copy["type"], copy["phase"] = "Skipped", phases.SKIPPED
        copy["message"] = f"original pod: {node['id']}"
        copy["startedAt"] = copy["finishedAt"] = timestamps.to_text(now)
    elif node["type"] == "Skipped":
        copy["startedAt"] = copy["finishedAt"] = timestamps.to_text(now)
    else:
        copy["phase"] = phases.PENDING
        copy["startedAt"], copy["finishedAt"] = timestamps.to_text(now), None
        copy.pop("outputs", None)
    return copy
