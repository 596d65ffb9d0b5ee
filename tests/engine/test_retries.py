"""Whether a node that did not succeed gets another attempt, and in which words it ends where it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from argocli.engine.running.retry import RetryDecision, decide, expression_scope
from argocli.engine.settings import EngineSettings
from argocli.model import timestamps
from tests.engine.world import START, World, dag, steps, workflow

POD = {"image": "busybox"}
NOW = START + timedelta(seconds=100)


def attempt(phase: str = "Failed", message: str = "", seconds: float | None = 5, **outputs: object) -> dict:
    """An attempt that began at the start and ended so much later."""
    node = {"id": "x", "name": "x", "phase": phase, "message": message, "startedAt": timestamps.to_text(START)}
    if seconds is not None:
        node["finishedAt"] = timestamps.to_text(START + timedelta(seconds=seconds))
    return {**node, "outputs": outputs} if outputs else node


def decided(strategy: dict, *attempts: dict, **more: object) -> RetryDecision:
    known: dict = {"shutdown": "", "deadline": None, "now": NOW, **more}
    return decide({"name": "r", "phase": "Running"}, list(attempts), strategy, **known)


def retried(strategy: dict | None = None, **more: object) -> dict:
    return {"name": "main", "retryStrategy": {"limit": 2} if strategy is None else strategy, "container": POD, **more}


@pytest.mark.parametrize("phase", ["Pending", "Running"])
def test_an_attempt_at_work_goes_on(phase: str) -> None:
    assert decided({"limit": 0}, attempt(phase, seconds=None)).kind == "attempt"
    assert decided({"limit": 0}).kind == "attempt"


def test_an_attempt_whose_outputs_have_not_arrived_is_not_over() -> None:
    assert decided({"limit": 5}, {**attempt(), "taskResultSynced": False}) == RetryDecision("attempt")


def test_a_daemon_makes_the_whole_node_one() -> None:
    alive = {**attempt("Running", seconds=None), "daemoned": True}
    assert decided({}, attempt(), alive) == RetryDecision("daemoned", "Running")
    known = {"name": "r", "phase": "Running", "daemoned": True}
    assert decide(known, [alive], {}, NOW, shutdown="", deadline=None) == RetryDecision("done", "Running")
    dead = decide(known, [attempt()], {"limit": 1}, NOW, shutdown="", deadline=None)
    assert dead == RetryDecision("attempt")


@pytest.mark.parametrize("phase", ["Succeeded", "Skipped", "Omitted"])
def test_an_attempt_that_is_no_failure_ends_the_retries(phase: str) -> None:
    assert decided({"limit": 5}, attempt(), attempt(phase)) == RetryDecision("succeed", "Succeeded")


# Every strategy gives several reasons to stop; the first in this order is told.
BACKOFF = {"duration": "1h", "maxDuration": "50s"}
ORDER = [
    ({"shutdown": "Stop", "deadline": START}, {"backoff": BACKOFF}, "Stopped with strategy 'Stop'"),
    ({"shutdown": "Terminate"}, {}, "Stopped with strategy 'Terminate'"),
    ({"deadline": START}, {"backoff": BACKOFF}, "retry exceeded workflow deadline 2026-01-02 03:04:05 +0000 UTC"),
    ({}, {"backoff": BACKOFF}, "Max duration limit exceeded"),
    ({}, {"backoff": {"maxDuration": "50s"}}, "Max duration limit exceeded"),
    ({}, {"backoff": {**BACKOFF, "maxDuration": "200s"}}, "Backoff would exceed max duration limit"),
    ({}, {"retryPolicy": "OnError"}, "boom"),
    ({}, {}, "No more retries left"),
    ({}, {"limit": 1}, "retryStrategy.expression evaluated to false"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "strategy", "message"), ORDER)
def test_the_first_reason_to_stop_is_the_one_that_is_told(state: dict, strategy: dict, message: str) -> None:
    full = {"limit": 0, "expression": "false", **strategy}
    assert decided(full, attempt(message="boom"), **state) == RetryDecision("finish", "Failed", message)


@pytest.mark.parametrize(
    ("strategy", "phase", "again"),
    [
        ({}, "Failed", True), ({}, "Error", False),
        ({"retryPolicy": "OnFailure"}, "Failed", True), ({"retryPolicy": "OnFailure"}, "Error", False),
        ({"retryPolicy": "OnError"}, "Failed", False), ({"retryPolicy": "OnError"}, "Error", True),
        ({"retryPolicy": "Always"}, "Failed", True), ({"retryPolicy": "Always"}, "Error", True),
        ({"retryPolicy": "OnTransientError"}, "Failed", False), ({"retryPolicy": "OnTransientError"}, "Error", False),
        ({"expression": "true"}, "Failed", True), ({"expression": "true"}, "Error", True),
        ({"expression": "true", "retryPolicy": "OnFailure"}, "Error", False),
        ({"expression": "true", "retryPolicy": "OnError"}, "Failed", False),
    ],
)  # fmt: skip
def test_the_policy_says_which_phases_are_retried(strategy: dict, phase: str, again: bool) -> None:
    expected = RetryDecision("attempt") if again else RetryDecision("finish", phase, "boom")
    assert decided({"limit": 9, **strategy}, attempt(phase, "boom")) == expected


@pytest.mark.parametrize("phase", ["Failed", "Error"])
@pytest.mark.parametrize(
    "text",
    [
        "dial tcp 10.0.0.1:443: i/o timeout", "read: connection reset by peer", "dial: connect: connection refused",
        "net/http: TLS handshake timeout", "connection timed out", "http2: client connection lost",
        "etcdserver: leader changed", "etcdserver: request timed out", "etcdserver: too many requests",
        "client rate limiter Wait returned an error: x", "upper: no more rows in this result set", "invalid connection",
        "unexpected error when reading response body. Please retry", "stream error when reading response body, may be",
        "http2: server sent GOAWAY and closed the connection", "Connection closed by foreign host",
        "Timeout: request did not complete within requested timeout",
    ],
)  # fmt: skip
def test_an_error_that_passes_by_itself_is_known_by_its_text(text: str, phase: str) -> None:
    assert decided({"limit": 1, "retryPolicy": "OnTransientError"}, attempt(phase, f"main: {text}")).kind == "attempt"
    assert decided({"limit": 1, "retryPolicy": "OnTransientError"}, attempt(phase, text[:8])).kind == "finish"


def test_more_errors_that_pass_by_themselves_can_be_configured() -> None:
    given = workflow(retried({"limit": 1, "retryPolicy": "OnTransientError"}))
    world = World(given, settings=EngineSettings(transient_pattern="exit code [12]\\)"))
    assert world.finish("wf(0)")["phase"] == "Succeeded"
    assert World(given).finish("wf(0)")["phase"] == "Failed"


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        ({"retryPolicy": "Sometimes"}, "Sometimes is not a valid RetryPolicy"),
        ({"backoff": {}}, "no base duration specified for retryStrategy"),
        ({"backoff": {"factor": 2, "maxDuration": "9h"}}, "no base duration specified for retryStrategy"),
        ({"backoff": {"duration": "soon"}}, 'unable to parse soon as a duration: time: invalid duration "soon"'),
        ({"backoff": {"duration": "1", "maxDuration": "5 s"}}, 'unable to parse 5 s as a duration: time: unknown unit " s" in duration "5 s"'),
        ({"expression": "lastRetry.status"}, "unable to cast expression result 'Failed' to bool"),
    ],
)  # fmt: skip
def test_a_strategy_that_cannot_be_used_is_an_error(strategy: dict, message: str) -> None:
    assert decided({"limit": 1, **strategy}, attempt()) == RetryDecision("error", "Error", message)
    world = World(workflow(steps([{"name": "a", "template": "t"}]), {**retried({"limit": 1, **strategy}), "name": "t"}))
    assert world.finish("wf[0].a(0)")["phase"] == "Failed"
    assert (world.node("wf[0].a")["phase"], world.node("wf[0].a")["message"]) == ("Error", message)
    group = f"step group deemed errored due to child wf[0].a error: {message}"
    assert (world.node("wf[0]")["phase"], world.node("wf[0]")["message"]) == ("Error", group)


def test_a_broken_backoff_is_no_matter_for_what_succeeds() -> None:
    assert World(workflow(retried({"backoff": {"duration": "?", "maxDuration": "?"}}))).finish()["phase"] == "Succeeded"


@pytest.mark.parametrize(("limit", "attempts"), [(0, 1), ("0", 1), (1, 2), ("3", 4), ("{{workflow.parameters.n}}", 3),
                                                 ("{{=asInt(workflow.parameters.n) * 2}}", 5)])  # fmt: skip
def test_a_limit_of_so_many_allows_one_attempt_more(limit: int | str, attempts: int) -> None:
    spec = {"arguments": {"parameters": [{"name": "n", "value": "2"}]}}
    for more in ({"retryStrategy": {"limit": limit}}, {}):
        given = workflow({"name": "main", "container": POD, **more}, **spec, retryStrategy={"limit": limit})
        world = World(given)
        status = world.finish(*(f"wf({index})" for index in range(9)))
        assert (status["phase"], status["message"]) == ("Failed", "No more retries left")
        assert world.created == [f"wf({index})" for index in range(attempts)]


def test_the_limit_may_be_an_input() -> None:
    inner = {**retried({"limit": "{{inputs.parameters.l}}"}), "name": "t", "inputs": {"parameters": [{"name": "l"}]}}
    arguments = {"parameters": [{"name": "l", "value": 1}]}
    world = World(workflow(steps([{"name": "a", "template": "t", "arguments": arguments}]), inner))
    world.finish(*(f"wf[0].a({index})" for index in range(9)))
    assert world.created == ["wf[0].a(0)", "wf[0].a(1)"]


@pytest.mark.parametrize("strategy", [{}, {"retryPolicy": "Always"}])
def test_without_a_limit_there_is_no_end_to_the_attempts(strategy: dict) -> None:
    world = World(workflow(retried(strategy)))
    assert world.finish(*(f"wf({index})" for index in range(25)))["phase"] == "Succeeded"
    assert len(world.created) == 26


@pytest.mark.parametrize(
    ("expression", "again"),
    [
        ("asInt(lastRetry.exitCode) == 3", True), ("lastRetry.exitCode == '3'", True), ("lastRetry.exitCode == 3", False),
        ("lastRetry.status == 'Error'", False), ("lastRetry.status in ['Failed', 'Error']", True),
        ("lastRetry.message contains 'boom'", True), ("asFloat(lastRetry.duration) > 5", True),
        ("lastRetry.duration == '5.5'", False), ("asInt(retries) < 1", False), ("retries == '1'", True),
    ],
)  # fmt: skip
def test_the_expression_over_the_last_attempt_decides(expression: str, again: bool) -> None:
    made = decided(
        {"limit": 9, "expression": expression}, attempt(exitCode="1"), attempt("Failed", "boom", 6, exitCode="3")
    )
    told = RetryDecision("finish", "Failed", "retryStrategy.expression evaluated to false")
    assert made == (RetryDecision("attempt") if again else told)


def test_the_expression_knows_five_texts() -> None:
    assert expression_scope([attempt("Failed", "boom", 2, exitCode="7")]) == {
        "retries": "0",
        "lastRetry.exitCode": "7",
        "lastRetry.status": "Failed",
        "lastRetry.duration": "2",
        "lastRetry.message": "boom",
    }
    bare = expression_scope([attempt(), attempt("Error", seconds=None)])
    assert (bare["retries"], bare["lastRetry.exitCode"], bare["lastRetry.duration"]) == ("1", "-1", "0")


def test_the_expression_knows_nothing_of_the_workflow_but_what_is_filled_in() -> None:
    inputs = {"parameters": [{"name": "codes", "value": "[3, 4]"}]}
    expression = "asInt(lastRetry.exitCode) in {{inputs.parameters.codes}}"
    world = World(workflow(retried({"limit": 5, "expression": expression}, inputs=inputs)))
    world.turn()
    world.end("wf(0)", 4)
    world.turn()
    world.end("wf(1)", 5)
    world.turn()
    assert world.status()["message"] == "retryStrategy.expression evaluated to false"
    assert decided({"expression": "workflow.name == 'wf'"}, attempt()).kind == "error"


@pytest.mark.parametrize(
    ("strategy", "attempts", "message"),
    [
        ({"limit": 2}, 1, "Template 'main' missing specification"),
        ({"limit": 2, "retryPolicy": "OnFailure", "expression": "true"}, 1, "Template 'main' missing specification"),
        ({"limit": 2, "retryPolicy": "OnError"}, 3, "No more retries left"),
        ({"limit": 2, "retryPolicy": "Always"}, 3, "No more retries left"),
        ({"limit": 2, "expression": "retries != '1'"}, 2, "retryStrategy.expression evaluated to false"),
        ({"limit": 2, "retryPolicy": "OnTransientError"}, 1, "Template 'main' missing specification"),
    ],
)
def test_an_attempt_that_cannot_be_run_is_an_error_like_any_other(strategy: dict, attempts: int, message: str) -> None:
    world = World(workflow({"name": "main", "retryStrategy": strategy}))
    world.turn()
    assert [node["name"] for node in world.nodes()] == ["wf", *(f"wf({count})" for count in range(attempts))]
    assert (world.node("wf")["phase"], world.node("wf")["message"]) == ("Error", message)
    assert world.status()["phase"] == "Error"


def test_a_retry_node_runs_until_an_attempt_succeeds_and_takes_its_outputs() -> None:
    world = World(workflow(retried()))
    world.turn()
    assert world.phases() == {"wf": "Running", "wf(0)": "Pending"}
    world.end("wf(0)", 1, {"parameters": [{"name": "p", "value": "early"}]})
    world.turn()
    assert world.phases() == {"wf": "Running", "wf(0)": "Failed", "wf(1)": "Pending"}
    world.end("wf(1)", outputs={"parameters": [{"name": "p", "value": "late"}]})
    world.turn()
    node = world.node("wf")
    assert (node["type"], node["phase"], node.get("message")) == ("Retry", "Succeeded", None)
    assert node["outputs"] == {"parameters": [{"name": "p", "value": "late"}], "exitCode": "0"}
    assert node["children"] == [world.node("wf(0)")["id"], world.node("wf(1)")["id"]]


def test_a_failed_attempt_keeps_its_own_words() -> None:
    world = World(workflow(retried({"limit": 1})))
    world.finish("wf(0)", "wf(1)")
    assert {node["name"]: node["message"] for node in world.nodes()} == {
        "wf": "No more retries left",
        "wf(0)": "main: Error (exit code 1)",
        "wf(1)": "main: Error (exit code 1)",
    }


def test_failed_attempts_do_not_fail_what_is_around_them() -> None:
    for body in (steps([{"name": "a", "template": "t"}]), dag({"name": "a", "template": "t"}, failFast=True)):
        world = World(workflow(body, {**retried(), "name": "t"}))
        names = ("wf[0].a(0)", "wf[0].a(1)", "wf.a(0)", "wf.a(1)")
        assert world.finish(*names)["phase"] == "Succeeded"


def test_a_retried_steps_template_begins_again_from_its_first_group() -> None:
    body = steps([{"name": "a", "template": "ok"}], [{"name": "b", "template": "ok"}], retryStrategy={"limit": 1})
    world = World(workflow(body))
    assert world.finish("wf(0)[1].b")["phase"] == "Succeeded"
    assert world.created == ["wf(0)[0].a", "wf(0)[1].b", "wf(1)[0].a", "wf(1)[1].b"]
    inner = world.node("wf(1)[0].a")
    assert (inner["boundaryID"], inner["displayName"]) == (world.node("wf(1)")["id"], "a")
    assert "boundaryID" not in world.node("wf(1)")
