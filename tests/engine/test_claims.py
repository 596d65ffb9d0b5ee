"""Volume claims: created from templates, deleted at the end."""

from __future__ import annotations

import pytest

from argocli.engine.claims import (
    ClaimError,
    ClaimPlan,
    Setback,
    check_owner,
    claims_to_delete,
    creation_failed,
    left_over,
    plan_claims,
)

WORKFLOW = {"metadata": {"name": "wf", "namespace": "argo", "uid": "u1"}}
TEMPLATE = {"metadata": {"name": "work", "labels": {"a": "b"}}, "spec": {"resources": {"requests": {"storage": "1Gi"}}}}
SPEC = {"volumeClaimTemplates": [TEMPLATE]}
VOLUME = {"name": "work", "persistentVolumeClaim": {"claimName": "wf-work"}}


def test_a_claim_is_named_labelled_and_owned_after_the_workflow() -> None:
    plan = plan_claims(WORKFLOW, SPEC, [])
    (claim,) = plan.objects
    assert (claim["apiVersion"], claim["kind"], claim["spec"]) == ("v1", "PersistentVolumeClaim", TEMPLATE["spec"])
    metadata = claim["metadata"]
    assert (metadata["name"], metadata["namespace"]) == ("wf-work", "argo")
    assert metadata["labels"] == {"a": "b", "workflows.argoproj.io/workflow": "wf"}
    (owner,) = metadata["ownerReferences"]
    assert (owner["kind"], owner["name"], owner["uid"], owner["controller"]) == ("Workflow", "wf", "u1", True)
    assert TEMPLATE["metadata"] == {"name": "work", "labels": {"a": "b"}}


def test_volumes_keep_the_name_of_the_template() -> None:
    assert plan_claims(WORKFLOW, SPEC, []).volumes == (VOLUME,)


def test_nothing_is_created_twice() -> None:
    assert plan_claims(WORKFLOW, SPEC, [VOLUME]) == ClaimPlan((), (VOLUME,))
    assert plan_claims(WORKFLOW, {}, []) == ClaimPlan((), ())


def test_a_template_needs_a_name() -> None:
    spec = {"volumeClaimTemplates": [TEMPLATE, {"metadata": {}}]}
    with pytest.raises(ClaimError, match=r"^volumeClaimTemplates\[1\]\.metadata\.name is required$"):
        plan_claims(WORKFLOW, spec, [])


def test_an_existing_claim_is_taken_over_only_from_the_same_workflow() -> None:
    def existing(*owners: dict) -> dict:
        return {"metadata": {"name": "wf-work", "ownerReferences": list(owners)}}

    check_owner(WORKFLOW, existing({"uid": "other"}, {"uid": "u1"}))
    for stranger in (existing({"uid": "u2"}), existing()):
        with pytest.raises(ClaimError, match=r"^wf-work pvc already exists with different ownerreference$"):
            check_owner(WORKFLOW, stranger)


def test_a_refusal_that_may_pass_keeps_the_workflow_waiting() -> None:
    waiting = creation_failed("exceeded quota: q", transient=True)
    assert waiting == Setback("Pending", "Waiting for a PVC to be created. exceeded quota: q")
    assert creation_failed("denied", transient=False) == Setback("Error", "pvc create error: denied")


@pytest.mark.parametrize(
    ("strategy", "phase", "deleted"),
    [
        (None, "Succeeded", True),
        (None, "Failed", False),
        (None, "Error", False),
        ("OnWorkflowSuccess", "Succeeded", True),
        ("OnWorkflowSuccess", "Failed", False),
        ("OnWorkflowSuccess", "Error", False),
        ("OnWorkflowCompletion", "Succeeded", True),
        ("OnWorkflowCompletion", "Failed", True),
        ("OnWorkflowCompletion", "Error", True),
        ("OnWorkflowCompletion", "Running", False),
        (None, "Running", False),
    ],
)
def test_the_strategy_says_which_outcomes_delete(strategy: str | None, phase: str, deleted: bool) -> None:
    spec = {"volumeClaimGC": {"strategy": strategy}} if strategy else {}
    assert claims_to_delete(phase, spec, [VOLUME]) == (("wf-work",) if deleted else ())


def test_an_unknown_strategy_is_an_error() -> None:
    with pytest.raises(ClaimError, match=r"^unknown volume gc strategy: Sometimes$"):
        claims_to_delete("Succeeded", {"volumeClaimGC": {"strategy": "Sometimes"}}, [VOLUME])


def test_claims_that_could_not_be_deleted_stay_in_the_status() -> None:
    other = {"name": "other", "persistentVolumeClaim": {"claimName": "wf-other"}}
    assert left_over([VOLUME, other], {"wf-work"}) == [other]
