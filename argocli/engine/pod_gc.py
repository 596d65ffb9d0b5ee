"""What becomes of the pod of a fulfilled node: labelled as done and kept, deleted, or left alone for now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from argocli.model import durations, labels, phases
from argocli.model.values import JsonObject, mapping, objects, sequence, text

STATUS_FINALIZER = labels.PREFIX + "status"
COMPONENT = labels.PREFIX + "component"

ON_POD_COMPLETION = "OnPodCompletion"
ON_POD_SUCCESS = "OnPodSuccess"
ON_WORKFLOW_COMPLETION = "OnWorkflowCompletion"
ON_WORKFLOW_SUCCESS = "OnWorkflowSuccess"


class PodFacts(NamedTuple):
    """What the decision needs to know of a pod."""

    phase: str
    labels: Mapping[str, str]
    finalizers: Sequence[str] = ()


class PodGCDefaults(NamedTuple):
    """The controller's configuration: seconds before a deletion, and seconds that a deleted pod gets to end."""

    delete_delay: float = 5.0
    grace_period: float | None = None


class Cleanup(NamedTuple):
    """`label`: mark the pod as completed. `drop_finalizer`: the outcome is recorded, the pod need not wait for that."""

    action: Literal["label", "delete", "nothing"]
    delay: float = 0.0
    grace_period: float | None = None
    drop_finalizer: bool = False


_UNDEFINED = PodGCDefaults()


def clean_up(workflow_phase: str, spec: JsonObject, pod: PodFacts, defaults: PodGCDefaults = _UNDEFINED) -> Cleanup:
    """What to do with the pod of a node that is fulfilled and persisted. `spec` is the executable spec.

    Raises ValueError where the delay or the selector of `podGC` cannot be read.
    """
    if COMPONENT in pod.labels:
        return Cleanup("nothing")
    rule = mapping(spec, "podGC")
    drop = STATUS_FINALIZER in pod.finalizers
    if _deletes(workflow_phase, rule, pod):
        return Cleanup("delete", _delay(rule, defaults), defaults.grace_period, drop)
    labelled = pod.labels.get(labels.COMPLETED) == "true"
    if labelled or _may_still_be_deleted(workflow_phase, rule, pod):
        return Cleanup("nothing", drop_finalizer=drop)
    return Cleanup("label", drop_finalizer=drop)


def matches(selector: JsonObject, own: Mapping[str, str]) -> bool:
    """Whether labels fit a selector of `matchLabels` and `matchExpressions`; an empty one fits all.

    Raises ValueError for an operator that does not exist.
    """
    if any(own.get(key) != value for key, value in mapping(selector, "matchLabels").items()):
        return False
    return all(_holds(rule, own) for rule in objects(selector, "matchExpressions"))


def _holds(rule: JsonObject, own: Mapping[str, str]) -> bool:
    key, operator = text(rule, "key"), text(rule, "operator")
    match operator:
        case "In":
            return key in own and own[key] in sequence(rule, "values")
        case "NotIn":
            return own.get(key) not in sequence(rule, "values")
        case "Exists":
            return key in own
        case "DoesNotExist":
            return key not in own
    raise ValueError(f'"{operator}" is not a valid label selector operator')


def _deletes(workflow_phase: str, rule: JsonObject, pod: PodFacts) -> bool:
    if not matches(mapping(rule, "labelSelector"), pod.labels):
        return False
    verdicts = {
        ON_POD_COMPLETION: True,
        ON_POD_SUCCESS: pod.phase == phases.SUCCEEDED,
        ON_WORKFLOW_COMPLETION: workflow_phase in phases.WORKFLOW_COMPLETED,
        ON_WORKFLOW_SUCCESS: workflow_phase == phases.SUCCEEDED,
    }
    return verdicts.get(text(rule, "strategy"), False)


def _may_still_be_deleted(workflow_phase: str, rule: JsonObject, pod: PodFacts) -> bool:
    """A pod that is not to be deleted now, but will be once the workflow, or the pod itself, has ended."""
    if workflow_phase in phases.WORKFLOW_COMPLETED or not matches(mapping(rule, "labelSelector"), pod.labels):
        return False
    strategy = text(rule, "strategy")
    if strategy == ON_POD_SUCCESS:
        return pod.phase != phases.FAILED
    return strategy in (ON_WORKFLOW_COMPLETION, ON_WORKFLOW_SUCCESS)


def _delay(rule: JsonObject, defaults: PodGCDefaults) -> float:
    given = text(rule, "deleteDelayDuration")
    return durations.parse(given) if given else defaults.delete_delay
