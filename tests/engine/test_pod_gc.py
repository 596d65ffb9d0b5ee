"""What becomes of the pods of fulfilled nodes."""

from __future__ import annotations

import pytest

from argocli.engine.pod_gc import STATUS_FINALIZER, Cleanup, PodFacts, PodGCDefaults, clean_up, matches

DONE = "workflows.argoproj.io/completed"


def decide(strategy: str, workflow: str, pod: str, **rule: object) -> Cleanup:
    spec = {"podGC": {"strategy": strategy, **rule}} if strategy or rule else {}
    return clean_up(workflow, spec, PodFacts(pod, {DONE: "false", "a": "b"}))


@pytest.mark.parametrize(
    ("strategy", "workflow", "pod", "action"),
    [
        ("", "Running", "Succeeded", "label"),
        ("", "Running", "Failed", "label"),
        ("", "Succeeded", "Succeeded", "label"),
        ("OnPodCompletion", "Running", "Succeeded", "delete"),
        ("OnPodCompletion", "Running", "Failed", "delete"),
        ("OnPodCompletion", "Failed", "Running", "delete"),
        ("OnPodSuccess", "Running", "Succeeded", "delete"),
        ("OnPodSuccess", "Running", "Failed", "label"),
        ("OnPodSuccess", "Running", "Running", "nothing"),
        ("OnPodSuccess", "Failed", "Running", "label"),
        ("OnWorkflowCompletion", "Running", "Succeeded", "nothing"),
        ("OnWorkflowCompletion", "Running", "Failed", "nothing"),
        ("OnWorkflowCompletion", "Succeeded", "Succeeded", "delete"),
        ("OnWorkflowCompletion", "Failed", "Failed", "delete"),
        ("OnWorkflowCompletion", "Error", "Succeeded", "delete"),
        ("OnWorkflowSuccess", "Running", "Succeeded", "nothing"),
        ("OnWorkflowSuccess", "Succeeded", "Failed", "delete"),
        ("OnWorkflowSuccess", "Failed", "Succeeded", "label"),
        ("OnWorkflowSuccess", "Error", "Failed", "label"),
    ],
)
def test_the_strategy_decides(strategy: str, workflow: str, pod: str, action: str) -> None:
    assert decide(strategy, workflow, pod).action == action


@pytest.mark.parametrize("strategy", ["OnPodCompletion", "OnPodSuccess", "OnWorkflowCompletion", "OnWorkflowSuccess"])
def test_a_pod_that_the_selector_leaves_out_is_labelled_at_once(strategy: str) -> None:
    selector = {"matchLabels": {"a": "other"}}
    assert decide(strategy, "Running", "Succeeded", labelSelector=selector) == Cleanup("label")
    assert decide(strategy, "Succeeded", "Succeeded", labelSelector=selector) == Cleanup("label")


def test_deletions_wait_as_long_as_the_workflow_or_the_configuration_says() -> None:
    pod = PodFacts("Succeeded", {})
    given = {"podGC": {"strategy": "OnPodCompletion", "deleteDelayDuration": "1m30s"}}
    usual = {"podGC": {"strategy": "OnPodCompletion"}}
    at_once = {"podGC": {"strategy": "OnPodCompletion", "deleteDelayDuration": "0s"}}
    configured = PodGCDefaults(delete_delay=60.0, grace_period=10.0)
    assert clean_up("Running", usual, pod) == Cleanup("delete", 5.0)
    assert clean_up("Running", usual, pod, configured) == Cleanup("delete", 60.0, 10.0)
    assert clean_up("Running", given, pod, configured) == Cleanup("delete", 90.0, 10.0)
    assert clean_up("Running", at_once, pod, configured) == Cleanup("delete", 0.0, 10.0)


def test_a_delay_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="duration"):
        decide("OnPodCompletion", "Running", "Succeeded", deleteDelayDuration="soon")


@pytest.mark.parametrize(
    ("strategy", "action"),
    [("", "label"), ("OnPodCompletion", "delete"), ("OnWorkflowCompletion", "nothing")],
)
def test_whatever_happens_the_recorded_outcome_frees_the_pod(strategy: str, action: str) -> None:
    pod = PodFacts("Succeeded", {}, ["other", STATUS_FINALIZER])
    cleanup = clean_up("Running", {"podGC": {"strategy": strategy}}, pod)
    assert (cleanup.action, cleanup.drop_finalizer) == (action, True)


def test_a_pod_is_not_labelled_twice_but_still_deleted() -> None:
    pod = PodFacts("Succeeded", {DONE: "true"})
    assert clean_up("Running", {}, pod) == Cleanup("nothing")
    assert clean_up("Running", {"podGC": {"strategy": "OnPodCompletion"}}, pod) == Cleanup("delete", 5.0)


def test_pods_that_belong_to_no_node_are_left_alone() -> None:
    pod = PodFacts("Succeeded", {"workflows.argoproj.io/component": "artifact-gc"})
    assert clean_up("Succeeded", {"podGC": {"strategy": "OnPodCompletion"}}, pod) == Cleanup("nothing")


@pytest.mark.parametrize(
    ("selector", "fits"),
    [
        pytest.param({}, True, id="empty"),
        pytest.param({"matchLabels": {"a": "1"}}, True, id="equal"),
        pytest.param({"matchLabels": {"a": "1", "c": "1"}}, False, id="one missing"),
        pytest.param({"matchExpressions": [{"key": "a", "operator": "In", "values": ["1", "2"]}]}, True, id="in"),
        pytest.param({"matchExpressions": [{"key": "c", "operator": "In", "values": ["1"]}]}, False, id="in, missing"),
        pytest.param({"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["1"]}]}, False, id="not in"),
        pytest.param({"matchExpressions": [{"key": "c", "operator": "NotIn", "values": ["1"]}]}, True, id="absent"),
        pytest.param({"matchExpressions": [{"key": "b", "operator": "Exists"}]}, True, id="exists"),
        pytest.param({"matchExpressions": [{"key": "b", "operator": "DoesNotExist"}]}, False, id="does not exist"),
    ],
)
def test_selectors_are_those_of_kubernetes(selector: dict, fits: bool) -> None:
    assert matches(selector, {"a": "1", "b": ""}) is fits


def test_an_unknown_operator_is_refused() -> None:
    with pytest.raises(ValueError, match='"Near" is not a valid label selector operator'):
        matches({"matchExpressions": [{"key": "a", "operator": "Near"}]}, {})
