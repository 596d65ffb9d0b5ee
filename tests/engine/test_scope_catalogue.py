"""The catalogue of variables against what a running workflow really knows: each one is there, in its place, and only
there."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from argocli.engine import cron_conditions
from argocli.engine.metrics import emitted
from argocli.engine.running import retry
from argocli.engine.templates.globals import global_scope
from argocli.engine.templates.items import item_scope
from argocli.engine.templates.loops import aggregate
from argocli.engine.templates.members import node_scope, skipped_scope
from argocli.engine.templates.substitution import body_scope
from argocli.expr.scope import NOW
from argocli.model.variables import Place, Variable, all_variables, find_variable, variables_for
from tests.engine.world import START, World, dag, steps, workflow

BOUND = {"<parameter>": "p", "<artifact>": "a", "<key>": "k", "<step>": "one", "<task>": "one", "<resource>": "cpu"}


def tag(variable: Variable) -> str:
    name = variable.pattern
    for placeholder, value in BOUND.items():
        name = name.replace(placeholder, value)
    return "{{" + name + "}}"


def texts(*places: Place, without: tuple[str, ...] = ()) -> list[str]:
    """Tags of all variables of these places that are text."""
    found = (each for each in variables_for(places) if each.type not in ("artifact",))
    return [tag(each) for each in found if not each.pattern.startswith(without or ("\0",))]


def rich(*templates: dict, **spec: object) -> dict:
    """A workflow about which there is everything to know."""
    given = workflow(
        *templates, arguments={"parameters": [{"name": "p", "value": "v"}]}, priority=3, serviceAccountName="sa",
        labels={"k": "l"}, **spec,
    )  # fmt: skip
    given["metadata"]["annotations"] = {"k": "a", "workflows.argoproj.io/scheduled-time": "2026-01-02T03:00:00Z"}
    return given


def shows(name: str, tags: list[str], **more: object) -> dict:
    """A template whose pod gets these as arguments."""
    inputs = {
        "parameters": [{"name": "p", "value": "i"}],
        "artifacts": [{"name": "a", "path": "/a", "raw": {"data": "d"}}],
    }
    outputs = {"parameters": [{"name": "p", "valueFrom": {"path": "/p"}}], "artifacts": [{"name": "a", "path": "/o"}]}
    return {"name": name, "inputs": inputs, "outputs": outputs, "container": {"image": "b", "args": tags}, **more}


def unfilled(world: World, name: str) -> list[str]:
    return [text for text in world.arguments(name) if "{{" in text]


ONE = {"name": "one", "template": "make"}
MAKE = shows("make", [])
MADE = {
    "result": "7", "exitCode": "0", "parameters": [{"name": "p", "value": "x", "globalName": "p"}],
    "artifacts": [{"name": "a", "globalName": "a", "s3": {"key": "k"}}],
}  # fmt: skip


def passes_on(tags: list[str], **more: object) -> dict:
    """A call that hands the tags over as one argument."""
    argument = {"name": "p", "value": "\n".join(tags)}
    return {"name": "two", "template": "show", "arguments": {"parameters": [argument]}, **more}


SHOW = shows("show", ["{{inputs.parameters.p}}"])


def test_a_pods_template_knows_all_that_is_for_templates_and_pods() -> None:
    for body, lead, other in ((steps([{"name": "s", "template": "show"}]), "wf[0].s", "tasks."),
                              (dag({"name": "s", "template": "show"}), "wf.s", "steps.")):  # fmt: skip
        tags = texts(Place.TEMPLATE, Place.POD, without=(other,))
        world = World(rich(body, shows("show", tags)))
        world.turn()
        assert len(tags) > 40
        assert unfilled(world, lead) == []


def test_an_attempt_knows_the_one_before_it() -> None:
    tags = texts(Place.TEMPLATE, Place.POD, Place.RETRY, without=("steps.", "tasks."))
    world = World(rich(shows("main", tags, retryStrategy={"limit": 1})))
    world.finish("wf(0)", outputs={"wf(1)": MADE})
    assert unfilled(world, "wf(0)") == unfilled(world, "wf(1)") == []


def test_an_item_of_a_loop_knows_itself() -> None:
    tags = texts(Place.LOOP, Place.TEMPLATE, without=("steps.", "tasks."))
    call = passes_on(tags, withItems=[{"k": 1}])
    inputs = {"parameters": [{"name": "p", "value": "i"}]}
    world = World(rich(steps([call], inputs=inputs), SHOW))
    world.rest()
    (name,) = world.running()
    assert unfilled(world, name) == []


@pytest.mark.parametrize("kind", ["steps", "dag"])
def test_steps_and_tasks_know_those_before_them(kind: str) -> None:
    place, name = (Place.STEPS, "wf[1].two") if kind == "steps" else (Place.DAG, "wf.two")
    one = "step" if kind == "steps" else "task"
    skipped = (
        f"{kind if kind == 'steps' else 'tasks'}.<{one}>.ip",
        f"{kind if kind == 'steps' else 'tasks'}.<{one}>.hostNodeName",
    )
    tags = [tag(each) for each in variables_for({place}) if each.type != "artifact" and each.pattern not in skipped
            and not each.pattern.endswith(">.outputs.parameters")]  # fmt: skip
    body = steps([ONE], [passes_on(tags)]) if kind == "steps" else dag(ONE, passes_on(tags, dependencies=["one"]))
    world = World(rich(body, MAKE, SHOW))
    world.rest()
    (first,) = world.running()
    world.end(first, outputs=MADE)
    world.rest()
    assert unfilled(world, name) == []


def test_the_exit_handler_knows_how_it_went() -> None:
    tags = texts(Place.EXIT)
    world = World(rich(shows("bye", tags), MAKE, entrypoint="make", onExit="bye"))
    world.finish("wf", outputs={"wf": MADE, "wf.onExit": MADE})
    left = [text for text in unfilled(world, "wf.onExit") if "workflow.outputs" not in text]
    assert left == []


@pytest.mark.parametrize("name", ["item", "item.k", "retries", "lastRetry.status", "steps.one.id", "tasks.one.status",
                                  "workflow.failures", "duration", "cronworkflow.name", "response.body", "data"])  # fmt: skip
def test_what_is_for_other_places_stays_as_it_is(name: str) -> None:
    world = World(rich(shows("main", ["{{" + name + "}}"])))
    world.turn()
    assert world.arguments("wf") == ["{{" + name + "}}"]


def test_metrics_know_all_that_is_for_metrics() -> None:
    tags = [tag(each) for each in variables_for({Place.METRICS}) if not each.pattern.startswith("workflow.")]
    metric = {"name": "m", "help": "h", "counter": {"value": "1"}, "labels": [{"key": "k", "value": " ".join(tags)}]}
    node = {
        "id": "n", "name": "n", "type": "Retry", "phase": "Failed", "children": ["x"], "startedAt": "2026-01-02T03:04:05Z",
        "inputs": {"parameters": [{"name": "p", "value": "i"}]}, "outputs": MADE, "resourcesDuration": {"cpu": 1},
        "finishedAt": "2026-01-02T03:04:06Z",
    }  # fmt: skip
    template = {"metrics": {"prometheus": [metric]}}
    emission = emitted({}, {"nodes": {"n": node}}, {}, lambda _: template, {}, START)
    assert emission.errors == ()
    (sample,) = emission.samples
    assert "{{" not in sample.labels["k"]


def test_cron_conditions_know_all_that_is_for_cron() -> None:
    cron = {
        "metadata": {"name": "c", "namespace": "n", "labels": {"k": "l"}, "annotations": {"k": "a"}},
        "status": {"succeeded": 1, "failed": 2, "lastScheduledTime": "2026-01-02T03:04:05Z"},
    }
    for variable in variables_for({Place.CRON}):
        spec = {"when": f"'{tag(variable)}' != ''"}
        assert cron_conditions.wanted({**cron, "spec": spec}, START), variable.pattern


def known_names() -> set[str]:
    """What the parts of the engine put into their scopes."""
    moment = "2026-01-02T03:04:05Z"
    node = {"id": "n", "name": "n", "phase": "Failed", "startedAt": moment, "finishedAt": moment, "podIP": "1.1.1.1",
            "hostNodeName": "h", "outputs": MADE}  # fmt: skip
    item = {"name": "n(0:x)", "phase": "Succeeded", "outputs": MADE}
    template = {**MAKE, "inputs": {**MAKE["inputs"], "parameters": [{"name": "p", "value": "1"}]}}
    names = {*global_scope(rich(), datetime(2026, 1, 2, tzinfo=UTC)), *body_scope(template, {}), *item_scope({"k": 1})}
    names |= {*retry.retry_variables([node]), *retry.expression_scope([node])}
    for prefix in ("steps.one", "tasks.one"):
        names |= {*node_scope(prefix, node, None), *(f"{prefix}.{key}" for key in aggregate([item]))}
        names |= {*skipped_scope(prefix, MAKE)}
    return names - {NOW}


def test_nothing_is_known_that_the_catalogue_does_not_list() -> None:
    unlisted = [name for name in sorted(known_names()) if find_variable(name) is None]
    assert unlisted == []


# Known to a node as such, or only at a certain moment: the tests above look at them where they are.
ELSEWHERE = ("pod.name", "node.name", "steps.name", "tasks.name", "workflow.failures", "workflow.outputs.")
OTHERS = {Place.METRICS, Place.CRON, Place.HTTP_CONDITION, Place.DATA}


def test_nothing_is_listed_that_nobody_provides() -> None:
    provided = {variable.pattern for name in known_names() if (variable := find_variable(name)) is not None}
    listed = {
        each.pattern for each in all_variables() if each.places - OTHERS and not each.pattern.startswith(ELSEWHERE)
    }
    assert sorted(listed - provided) == []


def test_failures_are_json_with_one_more_level_of_quotes() -> None:
    world = World(rich(shows("bye", ["{{workflow.failures}}"]), entrypoint="bad", onExit="bye"))
    world.finish(outputs={"wf.onExit": MADE})
    (said,) = world.arguments("wf.onExit")
    (failure,) = json.loads(json.loads(said))
    assert (failure["displayName"], failure["phase"]) == ("wf", "Failed")
