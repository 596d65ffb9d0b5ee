"""Memoization: what is found in a cache and what is not, what is kept there, and under which name."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from argocli.engine.reconcile import Reconciliation, reconcile
from tests.engine.world import BAD, START, World, config_map, dag, steps, workflow

OK = {"image": "b"}
RESULT = {"parameters": [{"name": "o", "value": "1"}], "exitCode": "0"}
LABEL = "workflows.argoproj.io/configmap-type"


def memo(body: dict, *, key: str = "k", cache: str = "cache", **more: object) -> dict:
    return {"name": "m", "memoize": {"key": key, "cache": {"configMap": {"name": cache}}, **more}, **body}


def entry(minutes: float = 0, **more: object) -> str:
    """What an earlier workflow left, so many minutes ago."""
    moment = (START - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps({"nodeID": "old", "outputs": RESULT, "creationTimestamp": moment, **more})


def run(template: dict, written: str | None = None, *others: dict, kind: str = "Cache", entry: str = "m") -> World:
    """The workflow of one template at its first rest; what is written is in the cache under k."""
    objects = dict([config_map("cache", {"k": written}, kind)]) if written is not None else {}
    world = World(workflow(template, *others, entrypoint=entry), objects=objects)
    world.rest()
    return world


def kept(world: World, key: str = "k", cache: str = "cache") -> dict:
    """The entry that is in a cache now, empty where there is none."""
    found = world.objects[config_map(cache, {})[0]]
    return json.loads(found["data"].get(key, "{}")) if found else {}


LEAVES = {
    "container": {"container": OK},
    "script": {"script": {**OK, "source": "x"}},
    "http": {"http": {"url": "x"}},
    "steps": {"steps": [[{"name": "s", "template": "ok"}]]},
    "dag": {"dag": {"tasks": [{"name": "s", "template": "ok"}]}},
    "suspend": {"suspend": {}},
    "plugin": {"plugin": {"p": {}}},
}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("container", "Pod"), ("script", "Pod"), ("http", "HTTP"), ("plugin", "Plugin"), ("steps", "Steps"),
        ("dag", "DAG"), ("suspend", "Suspend"),
    ],
)  # fmt: skip
def test_a_hit_succeeds_at_once_as_the_node_that_it_stands_for(body: str, kind: str) -> None:
    world = run(memo(LEAVES[body]), entry())
    (node,) = world.nodes()
    assert (node["type"], node["phase"], node["outputs"]) == (kind, "Succeeded", RESULT)
    assert node["memoizationStatus"] == {"hit": True, "key": "k", "cacheName": "cache"}
    assert node["startedAt"] == node["finishedAt"]
    assert world.created == []
    assert world.status()["phase"] == "Succeeded"


def test_a_hit_makes_a_retry_node_without_attempts() -> None:
    world = run(memo({"container": OK, "retryStrategy": {"limit": 2}}), entry())
    (node,) = world.nodes()
    assert (node["type"], node["phase"], node.get("children", [])) == ("Retry", "Succeeded", [])


@pytest.mark.parametrize("outputs", [{"outputs": None}, {"outputs": {}}], ids=["null", "empty"])
def test_a_hit_may_have_no_outputs(outputs: dict) -> None:
    world = run(memo({"container": OK}), entry(**outputs))
    assert world.phases() == {"wf": "Succeeded"}
    assert not world.node("wf").get("outputs")
    assert world.created == []


@pytest.mark.parametrize(
    ("max_age", "minutes", "hit"),
    [
        ({}, 10**6, True), ({"maxAge": ""}, 10**6, True), ({"maxAge": "10m"}, 9, True), ({"maxAge": "10m"}, 10, True),
        ({"maxAge": "10m"}, 10.1, False), ({"maxAge": "0s"}, 0, True), ({"maxAge": "1h30m"}, 89, True),
    ],
)  # fmt: skip
def test_an_entry_older_than_max_age_is_a_miss(max_age: dict, minutes: float, hit: bool) -> None:
    world = run(memo({"container": OK}, **max_age), entry(minutes))
    assert world.node("wf")["memoizationStatus"]["hit"] is hit
    assert world.created == ([] if hit else ["wf"])


def test_an_entry_without_a_time_is_too_old_for_any_max_age() -> None:
    assert run(memo({"container": OK}, maxAge="1h"), json.dumps({"nodeID": "old"})).created == ["wf"]


@pytest.mark.parametrize("written", [json.dumps({"outputs": RESULT}), "null"], ids=["no node", "null"])
def test_an_entry_of_no_node_is_none(written: str) -> None:
    assert run(memo({"container": OK}), written).created == ["wf"]


def test_a_hit_is_remembered_as_the_last_one() -> None:
    world = run(memo({"container": OK}), entry(5))
    assert kept(world) == {**json.loads(entry(5)), "lastHitTimestamp": "2026-01-02T03:04:05Z"}


@pytest.mark.parametrize(
    ("template", "written", "message"),
    [
        (memo({"container": OK}, key="bad key!"), entry(), "invalid cache key: bad key!"),
        (memo({"container": OK}, key=""), entry(), "invalid cache key: "),
        (memo({"container": OK}, key="-k"), entry(), "invalid cache key: -k"),
        (memo({"container": OK}, key="k\n"), entry(), "invalid cache key: k\n"),
        (
            memo({"container": OK}),
            "{",
            "malformed cache entry: could not unmarshal JSON; unable to parse: unexpected end of JSON input",
        ),
        (memo({"container": OK}, maxAge="1 hour"), entry(), 'Invalid maxAge: time: unknown unit " hour" in duration "1 hour"'),
        (memo({"container": OK}, maxAge="60"), entry(), 'Invalid maxAge: time: missing unit in duration "60"'),
    ],
    ids=["key", "no key", "begins with a dash", "line end", "entry", "max age", "no unit"],
)  # fmt: skip
def test_a_cache_that_cannot_be_used_is_an_error(template: dict, written: str, message: str) -> None:
    world = run(template, written)
    (node,) = world.nodes()
    assert (node["type"], node["phase"], node["message"]) == ("Skipped", "Error", message)
    assert world.status()["phase"] == "Error"
    assert world.status()["message"] == f"error in entry template execution: {message}"


@pytest.mark.parametrize("kind", ["", "Parameter"])
def test_a_config_map_that_is_not_marked_as_a_cache_is_refused(kind: str) -> None:
    world = run(memo({"container": OK}), entry(), kind=kind)
    message = f"memoization configmap doesn't have label {LABEL}: Cache, refusing to use it"
    assert (world.phases(), world.node("wf")["message"]) == ({"wf": "Error"}, message)


@pytest.mark.parametrize("key", ["k", "K9", "0-1", "a--b-"])
def test_keys_are_letters_digits_and_dashes(key: str) -> None:
    assert run(memo({"container": OK}, key=key)).node("wf")["memoizationStatus"]["key"] == key


@pytest.mark.parametrize("body", sorted(LEAVES))
def test_a_miss_runs_as_it_would_without_a_cache(body: str) -> None:
    missed, plain = run(memo(LEAVES[body])), run({"name": "m", **LEAVES[body]})
    status = missed.node("wf").pop("memoizationStatus")
    assert status == {"hit": False, "key": "k", "cacheName": "cache"}
    assert missed.tree()["nodes"] == plain.tree()["nodes"]
    assert missed.created == plain.created


def test_the_outputs_of_a_pod_are_kept_when_it_succeeds() -> None:
    world = run(memo({"container": OK}))
    assert kept(world) == {}
    world.end("wf", outputs=RESULT)
    world.rest()
    moment = "2026-01-02T03:04:05Z"
    assert kept(world) == {
        "nodeID": "wf", "outputs": RESULT, "creationTimestamp": moment, "lastHitTimestamp": moment,
    }  # fmt: skip


def test_nothing_is_kept_of_a_failure() -> None:
    world = run(memo({"container": OK}))
    world.finish("wf")
    assert kept(world) == {}


@pytest.mark.parametrize("body", ["http", "plugin"])
def test_the_outputs_of_a_request_are_kept(body: str) -> None:
    world = run(memo(LEAVES[body]))
    world.end("wf", outputs={"result": "r"})
    world.rest()
    assert kept(world)["outputs"] == {"result": "r"}


@pytest.mark.parametrize(
    ("body", "outputs", "found"),
    [
        pytest.param(steps([{"name": "s", "template": "ok"}], name="m"), {}, None, id="steps without outputs"),
        pytest.param(dag({"name": "s", "template": "ok"}, name="m"), {}, None, id="dag without outputs"),
        pytest.param(
            steps([{"name": "s", "template": "ok"}], name="m",
                  outputs={"parameters": [{"name": "o", "valueFrom": {"parameter": "{{steps.s.outputs.parameters.p}}"}}]}),
            {"parameters": [{"name": "p", "value": "1"}]}, {"parameters": [{"name": "o", "value": "1"}]}, id="steps",
        ),
        pytest.param(
            {**dag({"name": "s", "template": "ok"}, name="m"),
             "outputs": {"parameters": [{"name": "o", "valueFrom": {"parameter": "{{tasks.s.outputs.parameters.p}}"}}]}},
            {"parameters": [{"name": "p", "value": "1"}]}, {"parameters": [{"name": "o", "value": "1"}]}, id="dag",
        ),
    ],
)  # fmt: skip
def test_steps_and_dags_keep_what_they_gave_even_if_that_is_nothing(body: dict, outputs: dict, found: dict) -> None:
    world = run(memo(body))
    (child,) = world.running()
    world.end(child, outputs=outputs)
    world.rest()
    assert (kept(world)["nodeID"], kept(world)["outputs"]) == ("wf", found)


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_a_hit_of_steps_or_a_dag_runs_none_of_its_members(body: str) -> None:
    twice = steps([{"name": "a", "template": "m"}], [{"name": "b", "template": "m"}])
    world = run(memo(LEAVES[body]), None, twice, entry="main")
    world.finish()
    assert len(world.created) == 1
    first, second = world.node("wf[0].a"), world.node("wf[1].b")
    assert (first["memoizationStatus"]["hit"], second["memoizationStatus"]["hit"]) == (False, True)
    assert second.get("children", []) == []
    assert world.status()["phase"] == "Succeeded"


def test_only_the_attempt_that_succeeds_is_kept_under_the_retry_node() -> None:
    world = run(memo({"container": OK, "retryStrategy": {"limit": 2}}))
    assert world.node("wf")["memoizationStatus"]["hit"] is False
    world.end("wf(0)", 1)
    world.rest()
    assert kept(world) == {}
    world.end("wf(1)", outputs=RESULT)
    world.rest()
    assert (kept(world)["nodeID"], kept(world)["outputs"]) == ("wf", RESULT)
    assert "memoizationStatus" not in world.node("wf(1)")


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_a_steps_or_dag_template_with_retries_is_kept_too(body: str) -> None:
    world = run(memo({**LEAVES[body], "retryStrategy": {"limit": 1}}))
    assert world.finish()["phase"] == "Succeeded"
    assert kept(world)["nodeID"] == "wf"


def test_inputs_fill_in_the_key_and_each_key_is_another_entry() -> None:
    template = memo({"container": OK, "inputs": {"parameters": [{"name": "p"}]}}, key="{{inputs.parameters.p}}")
    call = {"template": "m", "withItems": ["x", "y"], "arguments": {"parameters": [{"name": "p", "value": "{{item}}"}]}}
    twice = steps([{"name": "a", **call}], [{"name": "b", **call}])
    world = run(template, None, twice, entry="main")
    world.finish(outputs={"wf[0].a(0:x)": {"result": "1"}, "wf[0].a(1:y)": {"result": "2"}})
    assert world.created == ["wf[0].a(0:x)", "wf[0].a(1:y)"]
    assert world.node("wf[1].b(0:x)")["outputs"]["result"] == "1"
    assert world.node("wf[1].b(1:y)")["outputs"]["result"] == "2"


def test_two_that_run_side_by_side_both_run() -> None:
    world = run(
        memo({"container": OK}),
        None,
        steps([{"name": "a", "template": "m"}, {"name": "b", "template": "m"}]),
        entry="main",
    )
    assert world.finish()["phase"] == "Succeeded"
    assert len(world.created) == 2


def test_later_steps_read_the_outputs_of_a_hit() -> None:
    show = {
        "name": "show",
        "inputs": {"parameters": [{"name": "v"}]},
        "container": {**OK, "args": ["{{inputs.parameters.v}}"]},
    }
    value = {"name": "v", "value": "{{steps.a.outputs.parameters.o}}"}
    for retry in ({}, {"retryStrategy": {"limit": 1}}):
        main = steps(
            [{"name": "a", "template": "m"}], [{"name": "b", "template": "show", "arguments": {"parameters": [value]}}]
        )
        world = run(memo({"container": OK, **retry}), entry(), main, show, entry="main")
        world.finish()
        assert world.arguments("wf[1].b") == ["1"]


def test_global_outputs_of_a_hit_are_known_to_the_workflow() -> None:
    shared = {"parameters": [{"name": "o", "value": "1", "globalName": "g"}]}
    world = run(memo({"container": OK}), entry(outputs=shared))
    assert world.status()["outputs"] == {"parameters": [{"name": "g", "value": "1"}]}


def test_hooks_of_a_step_run_after_a_hit() -> None:
    main = steps([{"name": "a", "template": "m", "hooks": {"exit": {"template": "ok"}}}])
    world = run(memo({"container": OK}), entry(), main, entry="main")
    assert world.created == ["wf[0].a.onExit"]
    assert world.finish()["phase"] == "Succeeded"


@pytest.mark.parametrize("retry", [{}, {"retryStrategy": {"limit": 1}}], ids=["pod", "retry"])
def test_who_waited_for_a_lock_looks_when_it_has_the_lock(retry: dict) -> None:
    template = memo({"container": OK, "synchronization": {"mutexes": [{"name": "l"}]}, **retry})
    both = steps([{"name": "a", "template": "m"}, {"name": "b", "template": "m"}])
    world = run(template, None, both, entry="main")
    assert world.phases()["wf[0].b"] == "Pending"
    assert "memoizationStatus" not in world.node("wf[0].b")
    assert world.finish()["phase"] == "Succeeded"
    assert len(world.created) == 1
    assert world.node("wf[0].b")["memoizationStatus"]["hit"] is True
    assert world.locks.held.of_workflow("default/wf") == {}


def test_a_running_node_does_not_look_again() -> None:
    world = run(memo({"container": OK}))
    key, found = config_map("cache", {"k": entry()}, "Cache")
    world.objects[key] = found
    world.forget()
    world.rest()
    assert world.phases() == {"wf": "Running"}


def test_a_failed_one_is_a_miss_for_the_next_and_so_runs_again() -> None:
    bad = memo({"container": BAD["container"]})
    main = steps([{"name": "a", "template": "m", "continueOn": {"failed": True}}], [{"name": "b", "template": "m"}])
    world = run(bad, None, main, entry="main")
    world.finish("wf[0].a")
    assert world.created == ["wf[0].a", "wf[1].b"]
    assert world.phases()["wf[1].b"] == "Succeeded"


@pytest.mark.parametrize("body", ["container", "http", "steps", "dag", "retry"])
def test_outputs_that_cannot_be_kept_make_the_node_an_error(body: str) -> None:
    world = run(memo(LEAVES.get(body, {"container": OK, "retryStrategy": {"limit": 0}})))
    (name,) = world.running()
    world.end(name, outputs=RESULT)
    again = reconcile(world.workflow, world.pods, world.now, world.objects, unkept={"wf": "no room"})
    assert isinstance(again, Reconciliation)
    while again.workflow["status"]["phase"] == "Running":
        again = reconcile(again.workflow, world.pods, world.now, world.objects, unkept={"wf": "no room"})
        assert isinstance(again, Reconciliation)
    assert again.cache_writes == ()
    node = again.workflow["status"]["nodes"]["wf"]
    assert (node["phase"], node["message"]) == ("Error", "no room")
    assert (again.workflow["status"]["phase"], again.workflow["status"]["message"]) == ("Error", "no room")
