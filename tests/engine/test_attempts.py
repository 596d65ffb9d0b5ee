"""What an attempt is given, what is known of a retried node outside, and what counts as an attempt."""

from __future__ import annotations

import pytest

from argocli.engine.pods import CreateOutcome
from argocli.engine.settings import EngineSettings
from argocli.model.naming import node_id, pod_name
from tests.engine.world import World, dag, steps, workflow

TOO_DEEP = "Maximum recursion depth exceeded"


def telling(*texts: str, **more: object) -> dict:
    """A retried container that is started with these texts."""
    strategy = {"limit": 3, "retryPolicy": "Always"}
    body = {"image": "busybox", "args": list(texts)}
    return {"name": "tell", "retryStrategy": strategy, "container": body, **more}


def run(world: World, *failing: str) -> World:
    world.finish(*failing)
    return world


@pytest.mark.parametrize(
    ("variable", "first", "second"),
    [
        ("{{retries}}", "0", "1"),
        ("{{lastRetry.exitCode}}", "0", "1"),
        ("{{lastRetry.status}}", "", "Failed"),
        ("{{lastRetry.duration}}", "0", "4"),
        ("{{lastRetry.message}}", "", "main: Error (exit code 1)"),
        ("{{=asInt(retries) + 1}}", "1", "2"),
        ("{{=asInt(retries) * asInt(workflow.parameters.g)}}", "0", "7"),
        ("{{=asInt(lastRetry.exitCode) == 0 ? 'fresh' : 'again'}}", "fresh", "again"),
        ("{{=lastRetry.status + inputs.parameters.i}}", "in", "Failedin"),
        ("{{inputs.parameters.i}}/{{node.name}}", "in/wf[0].a", "in/wf[0].a"),
        ("{{pod.name}}", pod_name("wf", "wf[0].a(0)", "tell"), pod_name("wf", "wf[0].a(1)", "tell")),
    ],
)
def test_each_attempt_has_its_own_variables(variable: str, first: str, second: str) -> None:
    inputs = {"parameters": [{"name": "i", "value": "in"}]}
    body = telling(variable, inputs=inputs, podSpecPatch=f'{{"x": "{variable}"}}')
    spec = {"arguments": {"parameters": [{"name": "g", "value": "7"}]}}
    world = World(workflow(steps([{"name": "a", "template": "tell"}]), body, **spec))
    world.turn()
    world.later(seconds=4)
    world.end("wf[0].a(0)", 1)
    world.turn()
    for name, expected in (("wf[0].a(0)", first), ("wf[0].a(1)", second)):
        assert world.arguments(name) == [expected]
        assert world.requests[world.node(name)["id"]].patches == (f'{{"x": "{expected}"}}',)


def test_the_exit_code_of_an_attempt_without_one_is_minus_one() -> None:
    body = steps([{"name": "b", "template": "bad", "arguments": {"parameters": [{"name": "x", "value": "{{lastRetry.exitCode}}"}]}}])  # fmt: skip
    show = {"name": "bad", "inputs": {"parameters": [{"name": "x"}]}, "container": {"image": "b", "args": ["{{inputs.parameters.x}}"]}}  # fmt: skip
    given = workflow({**body, "retryStrategy": {"limit": 1}})
    given["spec"]["templates"] = [given["spec"]["templates"][0], show]
    world = run(World(given))
    assert [world.arguments(f"wf({count})[0].b") for count in (0, 1)] == [["0"], ["-1"]]


@pytest.mark.parametrize("kind", ["steps", "tasks"])
def test_outside_the_last_attempt_speaks_for_the_node(kind: str) -> None:
    fields = ("id", "startedAt", "finishedAt", "status", "hostNodeName", "exitCode", "outputs.result")
    texts = " ".join(f"{{{{{kind}.a.{field}}}}}" for field in fields)
    show = {"name": "show", "inputs": {"parameters": [{"name": "v"}]}, "container": {"image": "b", "args": ["{{inputs.parameters.v}}"]}}  # fmt: skip
    first = {"name": "a", "template": "tell"}
    last = {"name": "t", "template": "show", "arguments": {"parameters": [{"name": "v", "value": texts}]}}
    body = steps([first], [last]) if kind == "steps" else dag(first, {**last, "depends": "a"})
    name, consumer = ("wf[0].a", "wf[1].t") if kind == "steps" else ("wf.a", "wf.t")
    world = World(workflow(body, telling(), show))
    world.turn()
    world.later(seconds=5)
    world.end(f"{name}(0)", 1, {"result": "early"}, host="one")
    world.turn()
    world.later(seconds=5)
    world.end(f"{name}(1)", 0, {"result": "late"}, host="two")
    world.rest()
    times = "2026-01-02T03:04:10Z 2026-01-02T03:04:15Z"
    assert world.arguments(consumer) == [f"{world.node(f'{name}(1)')['id']} {times} Succeeded two 0 late"]


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ({"name": "main", "container": {"image": "b"}}, {"wf": "Retry", "wf(0)": "Pod"}),
        (
            steps([{"name": "a", "template": "ok"}]),
            {"wf": "Retry", "wf(0)": "Steps", "wf(0)[0]": "StepGroup", "wf(0)[0].a": "Retry", "wf(0)[0].a(0)": "Pod"},
        ),
        (
            dag({"name": "a", "inline": {"container": {"image": "b"}}}),
            {"wf": "Retry", "wf(0)": "DAG", "wf(0).a": "Retry", "wf(0).a(0)": "Pod"},
        ),
    ],
)
@pytest.mark.parametrize("spec", [{"retryStrategy": {"limit": 1}}, {"templateDefaults": {"retryStrategy": {}}}])
def test_a_strategy_for_all_wraps_every_template(entry: dict, names: dict[str, str], spec: dict) -> None:
    world = run(World(workflow(entry, **spec)))
    assert world.status()["phase"] == "Succeeded"
    assert {node["name"]: node["type"] for node in world.nodes()} == names


def test_a_template_with_a_strategy_of_its_own_does_not_ask_the_workflows() -> None:
    own = {"name": "main", "retryStrategy": {"limit": 0}, "container": {"image": "b"}}
    world = run(World(workflow(own, retryStrategy={"limit": 5})), *(f"wf({count})" for count in range(6)))
    assert world.created == ["wf(0)"]
    endless = {**own, "retryStrategy": {}}
    world = run(World(workflow(endless, retryStrategy={"limit": 1})), *(f"wf({count})" for count in range(6)))
    assert len(world.created) == 7


@pytest.mark.parametrize("body", ["steps", "dag", "pod"])
def test_hosts_of_failed_attempts_are_avoided_by_the_next(body: str) -> None:
    strategy = {"limit": 5, "affinity": {"nodeAntiAffinity": {}}}
    member = {"name": "a", "template": "ok"}
    bodies = {"steps": steps([member]), "dag": dag(member), "pod": {"name": "main", "container": {"image": "b"}}}
    end = {"steps": "[0].a", "dag": ".a", "pod": ""}[body]
    world = World(workflow({**bodies[body], "retryStrategy": strategy}))
    for count, host in enumerate(("one", "two", "one")):
        world.rest()
        world.end(f"wf({count}){end}", 1, host=host)
    world.rest()
    avoided = [world.requests[world.node(f"wf({count}){end}")["id"]].avoid for count in range(4)]
    assert avoided == [(), ("one",), ("one", "two"), ("one", "two")]


def test_without_affinity_no_host_is_avoided() -> None:
    world = World(workflow({"name": "main", "container": {"image": "b"}, "retryStrategy": {"limit": 1}}))
    world.turn()
    world.end("wf(0)", 1, host="one")
    world.turn()
    assert world.requests[world.node("wf(1)")["id"]].avoid == ()


def test_hooks_below_a_retried_node_are_no_attempts() -> None:
    hooks = {"begun": {"expression": 'steps.a.status == "Running"', "template": "ok"}}
    world = World(workflow(steps([{"name": "a", "template": "tell", "hooks": hooks}]), telling("{{retries}}")))
    status = world.finish("wf[0].a(0)", "wf[0].a(1)")
    assert status["phase"] == "Succeeded"
    assert "wf[0].a.hooks.begun" in world.phases()
    attempts = [name for name in world.created if name.startswith("wf[0].a(")]
    assert attempts == ["wf[0].a(0)", "wf[0].a(1)", "wf[0].a(2)"]
    assert [world.arguments(name) for name in attempts] == [["0"], ["1"], ["2"]]


def test_a_hook_that_is_retried_has_attempts_of_its_own() -> None:
    world = World(
        workflow(steps([{"name": "a", "template": "ok", "hooks": {"exit": {"template": "tell"}}}]), telling())
    )
    status = world.finish("wf[0].a.onExit(0)")
    assert status["phase"] == "Succeeded"
    assert world.node("wf[0].a.onExit")["nodeFlag"] == {"hooked": True}
    assert world.node("wf[0].a.onExit(1)")["nodeFlag"] == {"hooked": True, "retried": True}


@pytest.mark.parametrize("kind", ["steps", "tasks"])
def test_an_exit_handler_is_told_what_the_last_attempt_gave(kind: str) -> None:
    value = f"{{{{{kind}.a.outputs.parameters.p}}}} {{{{{kind}.a.status}}}}"
    bye = {"name": "bye", "inputs": {"parameters": [{"name": "v"}]}, "container": {"image": "b", "args": ["{{inputs.parameters.v}}"]}}  # fmt: skip
    hook = {"template": "bye", "arguments": {"parameters": [{"name": "v", "value": value}]}}
    member = {"name": "a", "template": "tell", "hooks": {"exit": hook}}
    name = "wf[0].a" if kind == "steps" else "wf.a"
    world = World(workflow(steps([member]) if kind == "steps" else dag(member), telling(), bye))
    outputs = {f"{name}({count})": {"parameters": [{"name": "p", "value": f"v{count}"}]} for count in range(2)}
    world.finish(f"{name}(0)", outputs=outputs)
    assert world.arguments(f"{name}.onExit") == ["v1 Succeeded"]


def test_an_attempt_that_finds_no_room_stays_the_same_attempt() -> None:
    world = World(workflow(telling("{{retries}} {{lastRetry.status}}"), entrypoint="tell"))
    world.turn()
    world.end("wf(0)", 1)
    refused = CreateOutcome(node_id("wf", "wf(1)"), 'pods "x" is forbidden: exceeded quota', transient=True)
    for _ in range(3):
        world.refuse = {refused.node_id: refused}
        world.turn()
        second = world.node("wf(1)")
        assert (second["phase"], second["message"]) == ("Pending", refused.error)
    world.turn()
    assert world.created == ["wf(0)", "wf(1)"]
    assert world.arguments("wf(1)") == ["1 Failed"]
    world.end("wf(1)")
    world.turn()
    assert "message" not in world.node("wf(1)")
    assert world.status()["phase"] == "Succeeded"


@pytest.mark.parametrize("strategy", [{}, {"retryPolicy": "Always", "limit": 5000}])
def test_attempts_that_end_as_soon_as_they_begin_do_not_go_on_for_ever(strategy: dict) -> None:
    body = steps([{"name": "a", "template": "ok", "withParam": "nope"}], retryStrategy=strategy)
    world = World(workflow(body))
    world.turn()
    assert world.status()["phase"] == "Error"
    assert TOO_DEEP in world.node("wf")["message"]
    assert len([node for node in world.nodes() if node["type"] == "Steps"]) == 100


def test_where_calls_may_be_nested_at_will_such_attempts_leave_others_their_turn() -> None:
    body = steps([{"name": "a", "template": "ok", "withParam": "nope"}], retryStrategy={})
    world = World(workflow(body), settings=EngineSettings(deep_recursion=True))
    result = world.turn()
    assert (world.status()["phase"], result.wake_at) == ("Running", world.now)
