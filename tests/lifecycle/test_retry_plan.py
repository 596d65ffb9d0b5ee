"""Which nodes a retry forgets, which it sets back to work, and which stay, on trees as workflows leave them."""

from __future__ import annotations

import pytest

from argocli.lifecycle.retry import retry_workflow
from argocli.lifecycle.retry_plan import plan_retry
from argocli.model.node_selectors import parse_node_selector
from tests.engine.world import START

KINDS = {"P": "Pod", "D": "DAG", "S": "Steps", "G": "StepGroup", "T": "TaskGroup", "R": "Retry", "C": "Container",
         "H": "HTTP", "U": "Suspend", "K": "Skipped", "X": "Plugin"}  # fmt: skip
PHASES = {"+": "Succeeded", "-": "Failed", "!": "Error", "~": "Skipped", "o": "Omitted"}


def tree(*lines: str) -> dict[str, dict]:
    """Nodes from lines `ID KIND+PHASE [below PARENT,...] [in BOUNDARY] [retried]`; the first one is the workflow's."""
    nodes: dict[str, dict] = {}
    for line in lines:
        node_id, look, *rest = line.split()
        name = node_id if node_id == "wf" or node_id.startswith("wf.") else f"wf.{node_id}"
        node = {"id": node_id, "name": name, "displayName": node_id, "type": KINDS[look[0]], "phase": PHASES[look[1]]}
        if "below" in rest:
            for parent in rest[rest.index("below") + 1].split(","):
                nodes[parent].setdefault("children", []).append(node_id)
        if "in" in rest:
            node["boundaryID"] = rest[rest.index("in") + 1]
        if "retried" in rest:
            node["nodeFlag"] = {"retried": True}
        nodes[node_id] = node
    return nodes


CHAIN = ("wf D-", "a P+ below wf in wf", "b P- below a in wf", "c Ko below b in wf", "d P+ below a in wf")
STEPS = (
    "wf S-",
    "g0 G+ below wf in wf",
    "a P+ below g0 in wf",
    "g1 G- below a in wf",
    "b P- below g1 in wf",
    "c P+ below g1 in wf",
)
NESTED = (
    "wf D-", "m S- below wf in wf", "g0 G- below m in m", "n D- below g0 in m", "x P+ below n in n", "y P! below x in n",
    "z P+ below wf in wf",
)  # fmt: skip
LOOP = ("wf D-", "t T- below wf in wf", "t0 P+ below t in wf", "t1 P- below t in wf", "n Ko below t1,t0 in wf")
RETRY = (
    "wf D-",
    "r R- below wf in wf",
    "r0 P- below r in wf retried",
    "r1 P- below r in wf retried",
    "n Ko below r1 in wf",
)
RETRIED = (
    "wf D-",
    "r R+ below wf in wf",
    "r0 P- below r in wf retried",
    "r1 P+ below r in wf retried",
    "n P- below r1 in wf",
)
WRAPPED = ("wf R-", "w0 D- below wf retried", "a P+ below w0 in w0", "b P- below a in w0")
SET = ("wf D-", "p P- below wf in wf", "one C+ below p in p", "two C- below one in p", "n Ko below two in wf")
EXIT = ("wf P+", "wf.onExit S-", "eg G- below wf.onExit in wf.onExit", "e P- below eg in wf.onExit")
HANDLED = ("wf D-", "a P- below wf in wf", "h P+ below a in wf", "b P- below wf in wf")
TASKS = ("wf D-", "h H- below wf in wf", "x X! below wf in wf", "u U- below wf in wf", "k K~ below wf in wf")


@pytest.mark.parametrize(
    ("nodes", "forgotten", "reset"),
    [
        pytest.param(CHAIN, "b c", "wf", id="a failed task and what was left out after it"),
        pytest.param(STEPS, "b", "g1 wf g0", id="a failed step: its group and those before it"),
        pytest.param(NESTED, "y", "n g0 m wf", id="all that lies around it"),
        pytest.param(LOOP, "t1 n", "t wf", id="a failed item and its group"),
        pytest.param(RETRY, "r0 r1 n", "r wf", id="all attempts, and the node that makes them"),
        pytest.param(RETRIED, "n", "wf", id="a failed attempt that another made good stays"),
        pytest.param(WRAPPED, "b", "w0 wf", id="a retry node around a dag"),
        pytest.param(SET, "p one two n", "wf", id="a member of a container set takes the whole pod along"),
        pytest.param(EXIT, "wf.onExit eg e", "", id="the exit handler and all below it"),
        pytest.param(HANDLED, "b", "wf", id="a failure that something succeeded after stays"),
        pytest.param(TASKS, "h x", "wf", id="requests and plugins, not what waits or was left out"),
    ],
)  # fmt: skip
def test_what_failed_is_forgotten_and_what_is_around_it_works_again(nodes: tuple, forgotten: str, reset: str) -> None:
    plan = plan_retry("wf", tree(*nodes), None, expand_again=False)
    assert set(plan.forget) == set(forgotten.split())
    assert set(plan.reset) - set(plan.forget) == set(reset.split())


@pytest.mark.parametrize(
    ("nodes", "selector", "forgotten", "reset"),
    [
        pytest.param(("wf D+", "a P+ below wf in wf", "b P+ below a in wf", "c P+ below wf in wf"), "id=a", "a b", "wf", id="a good one and what followed"),
        pytest.param(("wf D+", "a P+ below wf in wf", "b P+ below a in wf", "c P+ below wf in wf"), "displayName!=c,displayName!=wf", "a b", "wf", id="several"),
        pytest.param(("wf D+", "u U+ below wf in wf", "k K~ below u in wf", "b P+ below u in wf"), "id=u", "u k b", "wf", id="one that waited"),
        pytest.param(
            ("wf D+", "m D+ below wf in wf", "u U+ below m in m", "x P+ below u in m", "n D+ below x in wf", "v U+ below n in n", "y P+ below v in n"),
            "templateName=wait", "u x n v y", "m wf", id="several through nested dags",
        ),
        pytest.param(CHAIN, "id=d", "b c d", "wf", id="beside what failed"),
        pytest.param(RETRIED, "id=r", "r r0 r1 n", "wf", id="a node with attempts"),
    ],
)  # fmt: skip
def test_a_selector_picks_good_nodes_too(nodes: tuple, selector: str, forgotten: str, reset: str) -> None:
    known = tree(*nodes)
    for node_id in ("u", "v"):
        if node_id in known:
            known[node_id]["templateName"] = "wait"
    plan = plan_retry("wf", known, parse_node_selector(selector), expand_again=False)
    assert set(plan.forget) == set(forgotten.split())
    assert set(plan.reset) - set(plan.forget) == set(reset.split())


def object_of(nodes: dict[str, dict], **spec: object) -> dict:
    return {
        "metadata": {"name": "wf", "labels": {}},
        "spec": {"entrypoint": "main", **spec},
        "status": {"phase": "Failed", "nodes": nodes},
    }


def test_a_node_that_works_again_starts_over_and_one_that_was_left_out_stays_so() -> None:
    nodes = tree("wf D-", "t T~ below wf in wf", "a P- below t in wf", "b P+ below wf in wf")
    for node in nodes.values():
        node |= {"message": "m", "startedAt": "2020-01-01T00:00:00Z", "finishedAt": "2020-01-01T00:00:00Z"}
    kept = retry_workflow(object_of(nodes), START).workflow["status"]["nodes"]
    now = "2026-01-02T03:04:05Z"
    assert {key: kept["wf"].get(key) for key in ("phase", "message", "startedAt", "finishedAt")} == {
        "phase": "Running", "message": None, "startedAt": now, "finishedAt": None,
    }  # fmt: skip
    assert (kept["t"]["phase"], kept["t"]["startedAt"]) == ("Skipped", now)
    assert kept["b"] == {**nodes["b"]}
    assert kept["wf"]["children"] == ["t", "b"]
    assert kept["t"]["children"] == []


def test_new_parameters_forget_all_that_lies_below_the_groups_that_work_again() -> None:
    nodes = tree(*LOOP, "o T+ below wf in wf", "o0 P+ below o in wf")
    workflow = object_of(nodes, arguments={"parameters": [{"name": "p", "value": "1"}]})
    kept = retry_workflow(workflow, START, parameters=[("p", "2")]).workflow
    assert set(kept["status"]["nodes"]) == {"wf", "t", "o", "o0"}
    assert kept["spec"]["arguments"]["parameters"] == [{"name": "p", "value": "2"}]


def test_what_is_both_forgotten_and_to_work_again_is_forgotten() -> None:
    nodes = tree("wf D-", "a P- below wf in wf", "t T- below a in wf", "t0 P- below t in wf", "b P- below wf in wf")
    kept = retry_workflow(object_of(nodes), START).workflow["status"]["nodes"]
    assert set(kept) == {"wf"}


def test_pods_of_everything_forgotten_are_deleted_and_no_others() -> None:
    nodes = tree(*NESTED, "wf.onExit P+")
    retried = retry_workflow(object_of(nodes), START)
    assert len(retried.deleted_pods) == 2
    assert "wf.onExit" not in retried.workflow["status"]["nodes"]
