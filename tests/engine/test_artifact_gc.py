"""Deleting the artifacts of workflows."""

from __future__ import annotations

import pytest

from argocli.engine.artifact_gc import (
    CollectorPod,
    CollectorReport,
    begun,
    due,
    finalizer_removable,
    first_state,
    needs_finalizer,
    plan,
    recoup,
    strategy_of,
)
from argocli.model.naming import fnv1a32

COMPLETION, DELETION = "OnWorkflowCompletion", "OnWorkflowDeletion"
REPOSITORY = {"s3": {"bucket": "b"}}


def art(name: str, strategy: str = "", **rule: object) -> dict:
    own = {**({"strategy": strategy} if strategy else {}), **rule}
    return {"name": name, "s3": {"key": name}, **({"artifactGC": own} if own else {})}


def node(name: str, *artifacts: dict, kind: str = "Pod", **more: object) -> dict:
    return {
        "id": name, "name": name, "type": kind, "phase": "Succeeded", "templateName": "t",
        "outputs": {"artifacts": list(artifacts)}, **more,
    }  # fmt: skip


def workflow(*nodes: dict, done: bool = True) -> dict:
    labels = {"workflows.argoproj.io/completed": "true" if done else "false"}
    return {
        "metadata": {"name": "wf", "namespace": "argo", "uid": "u1", "labels": labels},
        "status": {"nodes": {each["id"]: each for each in nodes}},
    }


def spec(strategy: str = "", *artifacts: dict, location: dict | None = None, **rule: object) -> dict:
    template = {"name": "t", "outputs": {"artifacts": list(artifacts)}}
    if location:
        template["archiveLocation"] = location
    gc = {**({"strategy": strategy} if strategy else {}), **rule}
    return {"templates": [template], **({"artifactGC": gc} if gc else {})}


def collected(pod: CollectorPod) -> dict[str, list[str]]:
    return {node: list(entry["artifacts"]) for node, entry in pod.task["spec"]["artifactsByNode"].items()}


@pytest.mark.parametrize(
    ("own", "general", "strategy"),
    [
        ("", "", "Never"),
        ("", COMPLETION, COMPLETION),
        (DELETION, COMPLETION, DELETION),
        ("Never", COMPLETION, "Never"),
        (DELETION, "", DELETION),
    ],
)
def test_an_artifacts_own_strategy_counts_first(own: str, general: str, strategy: str) -> None:
    assert strategy_of(art("a", own), spec(general)) == strategy


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        pytest.param(spec("", art("a")), False, id="nobody asks"),
        pytest.param(spec(COMPLETION), False, id="no artifacts"),
        pytest.param(spec(COMPLETION, art("a")), True, id="for all"),
        pytest.param(spec("Never", art("a")), False, id="never"),
        pytest.param(spec(COMPLETION, art("a", "Never")), False, id="never for the only one"),
        pytest.param(spec("", art("a"), art("b", DELETION)), True, id="for one"),
    ],
)
def test_the_finalizer_is_needed_where_a_template_has_an_artifact_to_delete(given: dict, needed: bool) -> None:
    assert needs_finalizer(workflow(), given) is needed


def test_stored_templates_and_logs_need_the_finalizer_too() -> None:
    stored = workflow()
    stored["status"]["storedTemplates"] = {"namespaced/x/t": {"outputs": {"artifacts": [art("a")]}}}
    assert needs_finalizer(stored, spec(COMPLETION))
    assert needs_finalizer(workflow(node("n", art("main-logs"))), spec(COMPLETION))


@pytest.mark.parametrize(
    ("done", "deleting", "processed", "strategies"),
    [
        (False, False, {}, ()),
        (True, False, {}, (COMPLETION,)),
        (True, False, {COMPLETION: True}, ()),
        (False, True, {}, (COMPLETION, DELETION)),
        (True, True, {COMPLETION: True}, (DELETION,)),
        (True, True, {COMPLETION: True, DELETION: True}, ()),
    ],
)
def test_each_strategy_has_its_event_and_runs_once(
    done: bool, deleting: bool, processed: dict, strategies: tuple
) -> None:
    assert due(workflow(done=done), {"strategiesProcessed": processed}, deleting=deleting) == strategies


def test_a_workflow_with_nothing_to_delete_is_not_looked_at_again() -> None:
    nothing = first_state(workflow(done=False), spec(COMPLETION))
    assert nothing == {"notSpecified": True}
    assert due(workflow(), nothing, deleting=True) == ()
    something = first_state(workflow(done=False), spec(COMPLETION, art("a")))
    assert something == {}
    assert due(workflow(), something, deleting=False) == (COMPLETION,)


def test_artifacts_with_the_same_account_and_metadata_share_a_pod() -> None:
    given = workflow(
        node("n1", art("a"), art("b", DELETION), art("c", "Never"), art("d", serviceAccountName="other")),
        node("n2", art("e"), {**art("f"), "deleted": True}),
        node("n3", art("a"), kind="Steps"),
    )
    first, second = plan(given, spec(COMPLETION, serviceAccountName="sa"), COMPLETION, REPOSITORY)
    assert (first.service_account, collected(first)) == ("sa", {"n1": ["a"], "n2": ["e"]})
    assert (second.service_account, collected(second)) == ("other", {"n1": ["d"]})
    (third,) = plan(given, spec(COMPLETION, serviceAccountName="sa"), DELETION, REPOSITORY)
    assert collected(third) == {"n1": ["b"]}


def test_the_name_of_a_pod_tells_event_account_and_metadata() -> None:
    rule = {"podMetadata": {"labels": {"z": "1", "a": "2"}, "annotations": {"n": "3"}}, "podSpecPatch": "{}"}
    given = workflow(node("n", art("x", podMetadata={"labels": {"z": "9"}}), art("y", DELETION)))
    (pod,) = plan(given, spec(COMPLETION, serviceAccountName="sa", **rule), COMPLETION, REPOSITORY)
    assert pod.name == f"wf-artgc-wfcomp-{fnv1a32('saa2z9n3')}"
    assert pod.labels == {
        "workflows.argoproj.io/workflow": "wf",
        "workflows.argoproj.io/component": "artifact-gc",
        "a": "2",
        "z": "9",
    }
    assert pod.annotations == {"workflows.argoproj.io/artifact-gc-strategy": COMPLETION, "n": "3"}
    assert pod.pod_spec_patch == "{}"
    (other,) = plan(given, spec(COMPLETION), DELETION, REPOSITORY)
    assert other.name == f"wf-artgc-wfdel-{fnv1a32('')}"


def test_the_task_says_what_to_delete_and_where() -> None:
    given = workflow(node("n", art("x")))
    (pod,) = plan(given, spec(COMPLETION), COMPLETION, REPOSITORY)
    metadata = pod.task["metadata"]
    assert (pod.task["kind"], metadata["name"]) == ("WorkflowArtifactGCTask", f"{pod.name}-0")
    assert metadata["labels"] == {"workflows.argoproj.io/artifact-gc-pod": str(fnv1a32(pod.name))}
    assert metadata["ownerReferences"][0]["uid"] == "u1"
    entry = {"archiveLocation": REPOSITORY, "artifacts": {"x": art("x")}}
    assert pod.task["spec"] == {"artifactsByNode": {"n": entry}}


@pytest.mark.parametrize(
    "where",
    [
        pytest.param({}, id="local"),
        pytest.param({"templateRef": {"name": "x", "template": "r"}}, id="by reference"),
        pytest.param({"templateScope": "namespaced/x", "templateName": "r"}, id="within a referenced template"),
    ],
)
def test_the_archive_location_of_the_template_counts_before_the_repository(where: dict) -> None:
    own = {"s3": {"bucket": "own"}}
    given = workflow(node("n", art("x"), **where))
    given["status"]["storedTemplates"] = {"namespaced/x/r": {"name": "r", "archiveLocation": own}}
    (pod,) = plan(given, spec(COMPLETION, location=own), COMPLETION, REPOSITORY)
    assert pod.task["spec"]["artifactsByNode"]["n"]["archiveLocation"] == own


def test_what_is_under_way_is_remembered() -> None:
    given = workflow(node("n", art("x")))
    pods = plan(given, spec(COMPLETION), COMPLETION, REPOSITORY)
    state = begun({}, [COMPLETION], pods)
    assert state == {"strategiesProcessed": {COMPLETION: True}, "podsRecouped": {pods[0].name: False}}
    assert due(given, state, deleting=False) == ()
    assert begun({}, [COMPLETION], ()) == {"strategiesProcessed": {COMPLETION: True}}


def task(**results: dict) -> dict:
    by_node = {"n": {"name": "n", "artifactResults": results}, "gone": {"artifactResults": {"a": {"success": True}}}}
    return {"metadata": {"name": "p-0"}, "status": {"artifactResultsByNode": by_node}}


def test_deleted_artifacts_are_marked() -> None:
    known = {"n": node("n", art("a"), art("b"))}
    report = CollectorReport("p", COMPLETION, True, [task(a={"success": True})])
    result = recoup(known, {"podsRecouped": {"p": False}}, [report])
    assert result.nodes["n"]["outputs"]["artifacts"] == [{**art("a"), "deleted": True}, art("b")]
    assert result.state["podsRecouped"] == {"p": True}
    assert (result.condition, result.failures, result.finished_tasks) == (None, (), ("p-0",))
    assert known == {"n": node("n", art("a"), art("b"))}


def test_a_failed_deletion_becomes_a_condition_and_an_event() -> None:
    known = {"n": node("n", art("a"), art("b"))}
    results = task(a={"success": True}, b={"success": False, "error": "denied"})
    result = recoup(known, {}, [CollectorReport("p", COMPLETION, True, [results])])
    assert [artifact.get("deleted", False) for artifact in result.nodes["n"]["outputs"]["artifacts"]] == [True, False]
    assert result.condition == {
        "type": "ArtifactGCError",
        "status": "True",
        "message": "denied (artifactGCTask: p-0)",
    }
    assert result.failures == (f"Artifact Garbage Collection failed for strategy {COMPLETION}, err:denied",)
    assert result.finished_tasks == ()


def test_a_pod_that_failed_is_reported_and_its_tasks_are_kept() -> None:
    report = CollectorReport("p", DELETION, False, [task(a={"success": True})])
    result = recoup({"n": node("n", art("a"))}, {}, [report])
    said = (
        f"Artifact Garbage Collection failed for strategy {DELETION}, pod p exited with non-zero exit code: "
        "check pod logs for more information"
    )
    assert result.failures == (said,)
    assert result.condition is not None
    assert result.condition["message"] == said
    assert result.nodes["n"]["outputs"]["artifacts"][0]["deleted"] is True
    assert result.finished_tasks == ()


def test_a_report_counts_once() -> None:
    known = {"n": node("n", art("a"))}
    report = CollectorReport("p", COMPLETION, False, [task(a={"success": True})])
    result = recoup(known, {"podsRecouped": {"p": True}}, [report])
    assert (result.nodes, result.condition, result.failures) == (known, None, ())


GONE = {**art("a"), "deleted": True}
TRIED = {"strategiesProcessed": {COMPLETION: True}, "podsRecouped": {"p": True}}
FORCE = {"forceFinalizerRemoval": True}


@pytest.mark.parametrize(
    ("given", "rules", "state", "deleting", "removable"),
    [
        pytest.param(workflow(node("n", GONE)), spec(COMPLETION), TRIED, False, True, id="all gone"),
        pytest.param(workflow(), spec(COMPLETION), {}, False, True, id="nothing was made"),
        pytest.param(workflow(done=False), spec(COMPLETION), {}, False, False, id="something may still be made"),
        pytest.param(workflow(done=False), spec(COMPLETION), {}, True, True, id="deleted before anything was made"),
        pytest.param(workflow(node("n", GONE, art("b"))), spec(COMPLETION), TRIED, False, False, id="one is left"),
        pytest.param(workflow(node("n", art("b", "Never"))), spec(COMPLETION), {}, False, True, id="one stays forever"),
        pytest.param(workflow(node("n", art("b"))), spec(COMPLETION, **FORCE), TRIED, False, True, id="forced"),
        pytest.param(
            workflow(node("n", art("b"))), spec(COMPLETION, **FORCE), {**TRIED, "podsRecouped": {"p": False}}, False,
            False, id="forced, still at work",
        ),
        pytest.param(
            workflow(node("n", art("b", DELETION))), spec(COMPLETION, **FORCE), TRIED, False, False,
            id="forced, not yet tried",
        ),
    ],
)  # fmt: skip
def test_when_the_finalizer_may_go(given: dict, rules: dict, state: dict, deleting: bool, removable: bool) -> None:
    assert finalizer_removable(given, rules, state, deleting=deleting) is removable
