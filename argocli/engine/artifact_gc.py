"""Deleting the artifacts of a workflow: which ones at which event, by which pods, and what is known afterwards.

`spec` is always the executable spec, `state` is `status.artifactGCStatus`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from argocli.engine import nodes
from argocli.engine.claims import owner_reference
from argocli.model import labels, naming
from argocli.model.values import JsonObject, flag, mapping, objects, text
from argocli.model.workflow import API_VERSION, Artifact, Node, Outputs, Status, Workflow

FINALIZER = labels.PREFIX + "artifact-gc"
COMPONENT = labels.PREFIX + "component"
STRATEGY_ANNOTATION = labels.PREFIX + "artifact-gc-strategy"
TASK_LABEL = labels.PREFIX + "artifact-gc-pod"

ON_COMPLETION = "OnWorkflowCompletion"
ON_DELETION = "OnWorkflowDeletion"
NEVER = "Never"

_SHORT = {ON_COMPLETION: "wfcomp", ON_DELETION: "wfdel"}


@dataclass(frozen=True, slots=True)
class CollectorPod:
    """A pod that deletes the artifacts listed in `task`, the WorkflowArtifactGCTask to create with it."""

    name: str
    strategy: str
    service_account: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    pod_spec_patch: str
    task: JsonObject


class CollectorReport(NamedTuple):
    """A collector pod that has ended, and its tasks with the status that it left in them."""

    pod_name: str
    strategy: str
    succeeded: bool
    tasks: Sequence[JsonObject]


class Recouped(NamedTuple):
    """The workflow after reports: new nodes and state, a condition where something failed, texts of the events to
    send, and the names of tasks that are of no use any more."""

    nodes: dict[str, Node]
    state: JsonObject
    condition: JsonObject | None
    failures: tuple[str, ...]
    finished_tasks: tuple[str, ...]


class _Duty(NamedTuple):
    """As whom a pod has to run: artifacts with equal duties share a pod."""

    service_account: str
    labels: tuple[tuple[str, str], ...]
    annotations: tuple[tuple[str, str], ...]

    def pod_name(self, workflow: str, strategy: str) -> str:
        said = [self.service_account, *(part for pair in (*self.labels, *self.annotations) for part in pair)]
        return f"{workflow}-artgc-{_SHORT[strategy]}-{naming.fnv1a32(''.join(said))}"


def strategy_of(artifact: Artifact, spec: JsonObject) -> str:
    """When an artifact is deleted: its own strategy counts before that of the workflow."""
    own = text(mapping(artifact, "artifactGC"), "strategy")
    return own or text(mapping(spec, "artifactGC"), "strategy") or NEVER


def needs_finalizer(workflow: Workflow, spec: JsonObject) -> bool:
    """Whether the workflow may not vanish before its artifacts do."""
    status = workflow.get("status", Status())
    templates = [*objects(spec, "templates"), *status.get("storedTemplates", {}).values()]
    declared = (artifact for template in templates for artifact in objects(mapping(template, "outputs"), "artifacts"))
    produced = (artifact for _, artifact in _produced(status.get("nodes", {})))
    return any(strategy_of(artifact, spec) != NEVER for found in (declared, produced) for artifact in found)


def first_state(workflow: Workflow, spec: JsonObject) -> JsonObject:
    """The state of a workflow that begins: whether it will have anything to delete need not be asked again."""
    return {} if needs_finalizer(workflow, spec) else {"notSpecified": True}


def due(workflow: Workflow, state: JsonObject, *, deleting: bool) -> tuple[str, ...]:
    """The strategies whose time has come and that are not under way yet; `deleting`: somebody deletes the object."""
    if flag(state, "notSpecified"):
        return ()
    done = mapping(state, "strategiesProcessed")
    events = ((ON_COMPLETION, deleting or _over(workflow)), (ON_DELETION, deleting))
    return tuple(strategy for strategy, reached in events if reached and done.get(strategy) is not True)


def plan(workflow: Workflow, spec: JsonObject, strategy: str, repository: JsonObject) -> tuple[CollectorPod, ...]:
    """The pods that a strategy needs, none where nothing is left to delete. `repository` is the location that
    artifacts have whose template says none."""
    status = workflow.get("status", Status())
    groups: dict[_Duty, dict[str, JsonObject]] = {}
    for node, artifact in _left(status.get("nodes", {}), spec):
        if strategy_of(artifact, spec) != strategy:
            continue
        entries = groups.setdefault(_duty(artifact, spec), {})
        entry = entries.get(node["id"])
        if entry is None:
            location = mapping(_template(node, spec, status), "archiveLocation")
            entry = entries[node["id"]] = {"archiveLocation": location or repository, "artifacts": {}}
        mapping(entry, "artifacts")[text(artifact, "name")] = artifact
    return tuple(_pod(workflow, spec, strategy, duty, entries) for duty, entries in groups.items())


def begun(state: JsonObject, strategies: Iterable[str], pods: Iterable[CollectorPod]) -> JsonObject:
    """The state once the pods of these strategies are created."""
    result: JsonObject = {
        **state,
        "strategiesProcessed": {**mapping(state, "strategiesProcessed"), **dict.fromkeys(strategies, True)},
    }
    names = dict.fromkeys((pod.name for pod in pods), False)
    if names or "podsRecouped" in state:
        result["podsRecouped"] = {**names, **mapping(state, "podsRecouped")}
    return result


def recoup(known: Mapping[str, Node], state: JsonObject, reports: Iterable[CollectorReport]) -> Recouped:
    """Take in what collector pods have done; reports that were taken in before change nothing."""
    changed = dict(known)
    pods = dict(mapping(state, "podsRecouped"))
    failures: list[str] = []
    finished: list[str] = []
    message = ""
    for report in reports:
        if pods.get(report.pod_name) is True:
            continue
        pods[report.pod_name] = True
        failed = f"Artifact Garbage Collection failed for strategy {report.strategy}"
        if not report.succeeded:
            message = (
                f"{failed}, pod {report.pod_name} exited with non-zero exit code: check pod logs for more information"
            )
            failures.append(message)
        for task in report.tasks:
            name = text(mapping(task, "metadata"), "name")
            errors = _take_in(changed, task)
            if errors:
                message = f"{errors[-1]} (artifactGCTask: {name})"
                failures.append(f"{failed}, err:{errors[0]}")
            elif report.succeeded:
                finished.append(name)
    condition: JsonObject | None = (
        {"type": "ArtifactGCError", "status": "True", "message": message} if message else None
    )
    after: JsonObject = {**state, "podsRecouped": dict(pods)} if pods else state
    return Recouped(changed, after, condition, tuple(failures), tuple(finished))


def finalizer_removable(workflow: Workflow, spec: JsonObject, state: JsonObject, *, deleting: bool) -> bool:
    """Whether nothing is left to delete, or, with forceFinalizerRemoval, everything was tried."""
    if not deleting and not _over(workflow):
        return False
    left = [artifact for _, artifact in _left(workflow.get("status", Status()).get("nodes", {}), spec)]
    if not left:
        return True
    if not flag(mapping(spec, "artifactGC"), "forceFinalizerRemoval"):
        return False
    tried = mapping(state, "strategiesProcessed")
    pods = mapping(state, "podsRecouped")
    return all(tried.get(strategy_of(artifact, spec)) is True for artifact in left) and all(
        recouped is True for recouped in pods.values()
    )


def _over(workflow: Workflow) -> bool:
    return workflow["metadata"].get("labels", {}).get(labels.COMPLETED) == "true"


def _produced(known: Mapping[str, Node]) -> Iterator[tuple[Node, Artifact]]:
    """Artifacts and the pods that made them; what steps and DAGs pass on is the same artifact again."""
    for node in known.values():
        if node["type"] == nodes.POD:
            for artifact in node.get("outputs", Outputs()).get("artifacts", ()):
                yield node, artifact


def _left(known: Mapping[str, Node], spec: JsonObject) -> Iterator[tuple[Node, Artifact]]:
    for node, artifact in _produced(known):
        if strategy_of(artifact, spec) != NEVER and not flag(artifact, "deleted"):
            yield node, artifact


def _duty(artifact: Artifact, spec: JsonObject) -> _Duty:
    account = ""
    own_labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    for rule in (mapping(spec, "artifactGC"), mapping(artifact, "artifactGC")):
        account = text(rule, "serviceAccountName") or account
        metadata = mapping(rule, "podMetadata")
        own_labels |= _texts(metadata, "labels")
        annotations |= _texts(metadata, "annotations")
    return _Duty(account, tuple(sorted(own_labels.items())), tuple(sorted(annotations.items())))


def _texts(source: JsonObject, key: str) -> dict[str, str]:
    return {name: value for name, value in mapping(source, key).items() if isinstance(value, str)}


def _pod(
    workflow: Workflow, spec: JsonObject, strategy: str, duty: _Duty, entries: Mapping[str, JsonObject]
) -> CollectorPod:
    metadata = workflow["metadata"]
    name = duty.pod_name(metadata["name"], strategy)
    task: JsonObject = {
        "apiVersion": API_VERSION,
        "kind": "WorkflowArtifactGCTask",
        "metadata": {
            "name": f"{name}-0",
            "namespace": metadata.get("namespace", ""),
            "labels": {TASK_LABEL: str(naming.fnv1a32(name))},
            "ownerReferences": [owner_reference("Workflow", metadata)],
        },
        "spec": {"artifactsByNode": dict(entries)},
    }
    return CollectorPod(
        name=name,
        strategy=strategy,
        service_account=duty.service_account,
        labels={labels.WORKFLOW: metadata["name"], COMPONENT: "artifact-gc", **dict(duty.labels)},
        annotations={STRATEGY_ANNOTATION: strategy, **dict(duty.annotations)},
        pod_spec_patch=text(mapping(spec, "artifactGC"), "podSpecPatch"),
        task=task,
    )


def _template(node: Node, spec: JsonObject, status: Status) -> JsonObject:
    """The template of a node, as far as it can be found by name: only its archive location is asked for."""
    stored = status.get("storedTemplates", {})
    reference = node.get("templateRef")
    if reference:
        scope = "cluster" if flag(reference, "clusterScope") else "namespaced"
        return stored.get(f"{scope}/{text(reference, 'name')}/{text(reference, 'template')}", {})
    name = node.get("templateName", "")
    found = stored.get(f"{node.get('templateScope', '')}/{name}")
    if found is not None:
        return found
    return next((template for template in objects(spec, "templates") if text(template, "name") == name), {})


def _take_in(known: dict[str, Node], task: JsonObject) -> list[str]:
    """Mark in `known` what the task has deleted; returns why others could not be."""
    errors: list[str] = []
    by_node = mapping(mapping(task, "status"), "artifactResultsByNode")
    for node_id in by_node:
        results = mapping(mapping(by_node, node_id), "artifactResults")
        node = known.get(node_id)
        if node is None:
            continue
        outputs = node.get("outputs", Outputs())
        artifacts = [_marked(artifact, results) for artifact in outputs.get("artifacts", ())]
        known[node_id] = {**node, "outputs": {**outputs, "artifacts": artifacts}}
        names = {text(artifact, "name") for artifact in artifacts}
        errors += _errors(results, names)
    return errors


def _marked(artifact: Artifact, results: JsonObject) -> Artifact:
    name = text(artifact, "name")
    if name not in results:
        return artifact
    rest = {key: value for key, value in artifact.items() if key != "deleted"}
    return {**rest, "deleted": True} if flag(mapping(results, name), "success") else rest


def _errors(results: JsonObject, names: Collection[str]) -> list[str]:
    found = (text(mapping(results, name), "error") for name in results if name in names)
    return [error for error in found if error]
