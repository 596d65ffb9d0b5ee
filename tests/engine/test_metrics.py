"""Custom metrics of workflows and templates."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from argocli.engine.metrics import Emission, emitted, error_condition

NOW = datetime(2026, 1, 2, 3, 5, 5, tzinfo=UTC)
STARTED, FINISHED = "2026-01-02T03:04:05Z", "2026-01-02T03:04:35Z"
KNOWN = {"workflow.name": "wf", "workflow.status": "Running", "workflow.parameters.who": "me"}


def metric(name: str = "m", **kind: object) -> dict:
    return {"name": name, "help": "what it is", **(kind or {"counter": {"value": "1"}})}


def node(phase: str, name: str = "wf", kind: str = "Pod", **more: object) -> dict:
    finished = FINISHED if phase in ("Succeeded", "Failed", "Error", "Skipped") else None
    return {
        "id": name, "name": name, "type": kind, "phase": phase, "startedAt": STARTED, "finishedAt": finished, **more
    }  # fmt: skip


def status(phase: str, *nodes: dict) -> dict:
    finished = FINISHED if phase in ("Succeeded", "Failed", "Error") else None
    return {
        "phase": phase, "startedAt": STARTED, "finishedAt": finished, "nodes": {each["id"]: each for each in nodes}
    }  # fmt: skip


def of_node(given: dict, old: dict | None, new: dict) -> Emission:
    template = {"metrics": {"prometheus": [given]}}
    before = status("Running", *([old] if old else []))
    return emitted(before, status("Running", new), {}, lambda _: template, KNOWN, NOW)


def of_workflow(given: dict, old: str, new: str, *nodes: dict) -> Emission:
    spec = {"metrics": {"prometheus": [given]}}
    return emitted(status(old), status(new, *nodes), spec, lambda _: {}, KNOWN, NOW)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ({"counter": {"value": "2"}}, ("counter", 2.0, "Add", ())),
        ({"gauge": {"value": "{{duration}}"}}, ("gauge", 30.0, "Set", ())),
        ({"gauge": {"value": "1.5", "operation": "Sub"}}, ("gauge", 1.5, "Sub", ())),
        ({"histogram": {"value": "{{duration}}", "buckets": [1, 2.5, "10"]}}, ("histogram", 30.0, "Observe", (1.0, 2.5, 10.0))),
    ],
    ids=["counter", "gauge", "gauge that goes down", "histogram"],
)  # fmt: skip
def test_each_kind_has_its_value_and_operation(kind: dict, expected: tuple) -> None:
    (sample,) = of_node(metric(**kind), node("Running"), node("Succeeded")).samples
    assert (sample.name, sample.help) == ("argo_workflows_m", "what it is")
    assert (sample.kind, sample.value, sample.operation, sample.buckets) == expected


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        pytest.param(None, node("Running"), 0, id="begins"),
        pytest.param(node("Pending"), node("Running"), 0, id="runs"),
        pytest.param(node("Running"), node("Succeeded"), 1, id="succeeds"),
        pytest.param(node("Running"), node("Error"), 1, id="errs"),
        pytest.param(None, node("Succeeded"), 1, id="succeeds at once"),
        pytest.param(node("Succeeded"), node("Succeeded"), 0, id="was done"),
        pytest.param(node("Running"), node("Succeeded", taskResultSynced=False), 0, id="outputs are missing"),
        pytest.param(node("Succeeded", taskResultSynced=False), node("Succeeded"), 1, id="outputs have come"),
        pytest.param(node("Running", kind="Retry"), node("Failed", kind="Retry"), 1, id="retry node"),
        pytest.param(node("Running", kind="Steps"), node("Failed", kind="Steps"), 1, id="steps"),
        pytest.param(None, node("Skipped", kind="Skipped"), 0, id="never ran"),
        pytest.param(node("Running", kind="StepGroup"), node("Succeeded", kind="StepGroup"), 0, id="has no template"),
    ],
)
def test_a_template_emits_once_when_its_node_is_done(old: dict | None, new: dict, count: int) -> None:
    assert len(of_node(metric(), old, new).samples) == count


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [("Running", "Running", 0), ("Running", "Succeeded", 1), ("Running", "Failed", 1), ("Failed", "Failed", 0)],
)
def test_a_workflow_emits_once_when_it_is_over(old: str, new: str, count: int) -> None:
    assert len(of_workflow(metric(), old, new).samples) == count


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("{{status}}", "Failed"),
        ("{{exitCode}}", "3"),
        ("{{duration}}", "30.000000"),
        ("{{retries}}", "1"),
        ("{{inputs.parameters.in}}", "i"),
        ("{{outputs.parameters.out}}", "o"),
        ("{{outputs.result}}", "r"),
        ("{{resourcesDuration.cpu}}", "7"),
        ("{{resourcesDuration.memory}}", "0"),
        ("{{workflow.parameters.who}}", "me"),
        ("{{workflow.status}}", "Running"),
        ("{{=asInt(exitCode) + 1}}", "4"),
    ],
)
def test_what_the_metrics_of_a_template_can_say(tag: str, value: str) -> None:
    ended = node(
        "Failed",
        children=["a", "b"],
        inputs={"parameters": [{"name": "in", "value": "i"}]},
        outputs={"parameters": [{"name": "out", "value": "o"}], "result": "r", "exitCode": "3"},
        resourcesDuration={"cpu": 7},
    )
    given = {**metric(), "labels": [{"key": "said", "value": tag}]}
    (sample,) = of_node(given, node("Running"), ended).samples
    assert sample.labels == {"said": value}


def test_the_metrics_of_a_workflow_tell_how_it_ended() -> None:
    labels = [{"key": "phase", "value": "{{workflow.status}}/{{status}}"}]
    given = {**metric(gauge={"value": "{{workflow.duration}}"}), "labels": labels}
    (sample,) = of_workflow(given, "Running", "Failed", node("Failed")).samples
    assert (sample.value, sample.labels) == (30.0, {"phase": "Failed/Failed"})
    (sample,) = of_workflow(given, "Running", "Failed").samples
    assert sample.labels == {"phase": "Failed/Pending"}


@pytest.mark.parametrize(
    ("condition", "count"),
    [("{{status}} == Failed", 1), ("{{status}} == Succeeded", 0), ("", 1)],
)
def test_when_decides_whether_it_is_emitted(condition: str, count: int) -> None:
    emission = of_node({**metric(), "when": condition}, node("Running"), node("Failed"))
    assert (len(emission.samples), emission.errors) == (count, ())


CLOCK = metric(gauge={"value": "{{duration}}", "realtime": True})
WORKFLOW_CLOCK = metric(gauge={"value": "{{workflow.duration}}", "realtime": True})


def test_a_clock_of_a_node_starts_with_the_node() -> None:
    (gauge,) = of_node(CLOCK, None, node("Running", "n")).realtime
    assert (gauge.name, gauge.source, gauge.node_id) == ("argo_workflows_m", "duration", "n")
    assert of_node(CLOCK, node("Running"), node("Running")).realtime == ()
    assert of_node(CLOCK, node("Running"), node("Succeeded")) == Emission()


def test_a_clock_of_the_workflow_is_set_with_every_pass() -> None:
    for old in ("", "Running"):
        (gauge,) = of_workflow(WORKFLOW_CLOCK, old, "Running").realtime
        assert (gauge.source, gauge.node_id) == ("workflow.duration", "")
    assert of_workflow(WORKFLOW_CLOCK, "Running", "Succeeded").samples == ()


def realtime(value: str) -> dict:
    return metric(gauge={"value": value, "realtime": True})


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (realtime("12"), "real time metrics can only be used with metric variables"),
        (realtime("{{status}}"), "'status' is not available as a real time metric"),
        (realtime("{{duration}}"), "'duration' is not available as a real time metric"),
    ],
    ids=["a number", "no clock", "no clock of a workflow"],
)
def test_only_clocks_run_in_real_time(given: dict, error: str) -> None:
    assert of_workflow(given, "", "Running").errors == (error,)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"name": "m", "counter": {"value": "1"}}, "must contain a help string"),
        (metric("bad-name"), "metric name 'bad-name' is invalid"),
        ({**metric(), "labels": [{"key": "a b", "value": "c"}]}, "metric label 'a b' is invalid"),
        (metric(counter={"value": "{{outputs.result}}"}), "failed to resolve {{outputs.result}}"),
        (metric(counter={"value": "much"}), "'much' is no number"),
        (metric(counter={"value": "-1"}), "a counter cannot go down"),
        (metric(summary={"value": "1"}), "neither counter, gauge nor histogram"),
        ({**metric(), "when": "{{status}}"}, "unable to compute 'when' clause for metric 'm'"),
    ],
    ids=["no help", "name", "label", "unknown tag", "no number", "negative", "no kind", "when"],
)
def test_a_metric_that_cannot_be_emitted_is_reported_and_others_go_on(given: dict, error: str) -> None:
    template = {"metrics": {"prometheus": [given, metric("good")]}}
    before, after = status("Running", node("Running")), status("Running", node("Succeeded"))
    emission = emitted(before, after, {}, lambda _: template, KNOWN, NOW)
    assert [sample.name for sample in emission.samples] == ["argo_workflows_good"]
    (said,) = emission.errors
    assert error in said


def test_an_error_shows_as_a_condition() -> None:
    assert error_condition("why") == {"type": "MetricsError", "status": "True", "message": "why"}
