"""What a pass emits: metrics of the workflow and of the nodes that changed in it, each once."""

from __future__ import annotations

import pytest

from argocli.engine.reconcile import Reconciliation, reconcile
from argocli.engine.templates import TemplateKey
from tests.engine.world import OK, START, World, dag, steps, workflow


def metrics(name: str, **kind: object) -> dict:
    return {"prometheus": [{"name": name, "help": "h", **(kind or {"counter": {"value": "1"}})}]}


def samples(result: Reconciliation) -> list[str]:
    return [sample.name.removeprefix("argo_workflows_") for sample in result.metrics.samples]


def run(world: World) -> list[list[str]]:
    """What every turn of a whole run emits, silent turns left out."""
    found = []
    for _ in range(20):
        found.append(samples(world.turn()))
        if world.status().get("finishedAt"):
            return [names for names in found if names]
        for name in world.running():
            world.end(name)
    raise AssertionError(world.phases())


@pytest.mark.parametrize("remembers", [True, False], ids=["with a memory", "afresh"])
def test_nodes_and_workflow_emit_once_each_when_they_end(remembers: bool) -> None:
    counted = {**OK, "name": "counted", "metrics": metrics("leaf")}
    body = steps(
        [{"name": "a", "template": "counted"}], [{"name": "b", "template": "counted"}], metrics=metrics("steps")
    )
    world = World(workflow(body, counted, metrics=metrics("whole")), remembers=remembers)
    world.changed = set() if remembers else None
    assert run(world) == [["leaf"], ["leaf", "steps", "whole"]]


def test_attempts_and_what_wraps_them_emit() -> None:
    flaky = {
        **OK,
        "name": "main",
        "retryStrategy": {"limit": 2},
        "metrics": metrics("try", gauge={"value": "{{status}}1"}),
    }
    flaky["metrics"]["prometheus"][0]["gauge"]["value"] = "1"
    world = World(workflow(flaky))
    assert run(world) == [["try", "try"]]


def test_metrics_may_come_from_defaults_and_from_templates_of_others() -> None:
    tasks = [{"name": "a", "templateRef": {"name": "lib", "template": "t"}}, {"name": "b", "template": "ok"}]
    lib = {"spec": {"templates": [{**OK, "name": "t", "metrics": metrics("lib")}]}}
    objects = {TemplateKey("WorkflowTemplate", "default", "lib"): lib}
    assert run(World(workflow(dag(*tasks)), objects=objects)) == [["lib"]]
    given = workflow(dag({"name": "b", "template": "ok"}), templateDefaults={"metrics": metrics("default")})
    assert run(World(given)) == [["default", "default"]]


def test_clocks_start_with_the_node_and_the_workflows_goes_on() -> None:
    clock = metrics("age", gauge={"value": "{{duration}}", "realtime": True})
    whole = metrics("all", gauge={"value": "{{workflow.duration}}", "realtime": True})
    world = World(workflow({**OK, "name": "main", "metrics": clock}, metrics=whole))
    names = [[gauge.name.removeprefix("argo_workflows_") for gauge in world.turn().metrics.realtime] for _ in range(2)]
    assert [sorted(turn) for turn in names] == [["age", "all"], ["all"]]


def test_a_metric_that_cannot_be_emitted_is_a_condition_and_fails_nothing() -> None:
    world = World(workflow({**OK, "name": "main", "metrics": metrics("bad-name")}))
    assert world.finish()["phase"] == "Succeeded"
    (condition,) = [one for one in world.status()["conditions"] if one["type"] == "MetricsError"]
    assert condition == {"type": "MetricsError", "status": "True", "message": "metric name 'bad-name' is invalid"}


def test_workflows_without_metrics_emit_nothing() -> None:
    result = reconcile(workflow(entrypoint="ok"), {}, START)
    assert (result.metrics.samples, result.metrics.realtime, result.metrics.errors) == ((), (), ())
