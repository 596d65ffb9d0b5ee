"""`argo template` and `argo cluster-template` against a real API server."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cluster.stage import ARGO, Object, Stage, as_text

KINDS = ["template", "cluster-template"]
NAMES = {"template": "WorkflowTemplate", "cluster-template": "ClusterWorkflowTemplate"}
PLURALS = {"template": "workflowtemplates", "cluster-template": "clusterworkflowtemplates"}


def template(name: str, word: str = "template", **more: Any) -> Object:
    container = {"image": "busybox", "command": ["true"]}
    spec = {"templates": [{"name": "main", "container": container}], **more}
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": NAMES[word], "metadata": {"name": name}, "spec": spec}


def calling(name: str, other: str) -> Object:
    """A template whose only step is a template of another object."""
    step = {"name": "there", "templateRef": {"name": other, "template": "main"}}
    return template(name, templates=[{"name": "main", "steps": [[step]]}])


def path(stage: Stage, word: str, name: str = "") -> str:
    if word == "template":
        return stage.path(name, PLURALS[word])
    return f"{ARGO}/{PLURALS[word]}{'/' + name if name else ''}"


@pytest.fixture
def unique(stage: Stage) -> Iterator[str]:
    """A name for cluster templates of this test alone, which go with it."""
    name = f"t{secrets.token_hex(4)}"
    yield name
    stage.argo("cluster-template", "delete", *(f"{name}-{end}" for end in "ab"))


def keep(stage: Stage, word: str, *templates: Object) -> None:
    for one in templates:
        stage.cluster.request("POST", path(stage, word), one)


@pytest.mark.parametrize("word", KINDS)
def test_a_template_is_created_shown_and_deleted(stage: Stage, unique: str, word: str) -> None:
    made, name = template(f"{unique}-a", word), f"{unique}-a"
    block = stage.out(word, "create", "-", stdin=as_text(made))
    labels = [line.split(":")[0] for line in block.splitlines()]
    assert labels == (["Name", "Namespace", "Created"] if word == "template" else ["Name", "Created"])
    assert block.startswith(f"Name:                {name}\n")
    assert stage.out(word, "get", name, "-o", "name") == f"{name}\n"
    found = json.loads(stage.out(word, "get", name, "-o", "json"))
    assert (found["kind"], found["spec"]) == (NAMES[word], made["spec"])
    assert stage.out(word, "delete", name, "--dry-run") == f"{NAMES[word]} '{name}' deleted (dry-run)\n"
    assert stage.out(word, "delete", name) == f"{NAMES[word]} '{name}' deleted\n"
    for verb in ("get", "delete"):
        gone = stage.argo(word, verb, name)
        assert gone.returncode == 3
        assert gone.stderr.splitlines()[0].endswith(f' "{name}" not found')


@pytest.mark.parametrize("word", KINDS)
def test_an_update_replaces_what_is_there(stage: Stage, unique: str, word: str) -> None:
    name = f"{unique}-a"
    old = template(name, word)
    old["metadata"]["labels"] = {"left": "over"}
    keep(stage, word, old)
    assert (
        stage.out(word, "update", "-", "-o", "name", stdin=as_text(template(name, word, entrypoint="main")))
        == f"{name}\n"
    )
    found = stage.cluster.request("GET", path(stage, word, name))
    assert found["spec"]["entrypoint"] == "main"
    assert "labels" not in found["metadata"]
    missing = stage.argo(word, "update", "-", stdin=as_text(template(f"{unique}-b", word)))
    assert missing.returncode == 3
    assert f'"{unique}-b" to update: ' in missing.stderr
    assert f'"{unique}-b" not found' in missing.stderr
    again = stage.argo(word, "create", "-", stdin=as_text(template(name, word)))
    assert again.returncode == 3
    assert "exists already" in again.stderr


@pytest.mark.parametrize("word", KINDS)
def test_templates_are_listed_by_name(stage: Stage, unique: str, word: str) -> None:
    labelled = template(f"{unique}-a", word)
    labelled["metadata"]["labels"] = {"app": unique}
    keep(stage, word, template(f"{unique}-b", word), labelled)
    rows = stage.out(word, "list").splitlines()
    assert rows[0] == "NAME"
    assert [row for row in rows if row.startswith(unique)] == [f"{unique}-a", f"{unique}-b"]
    assert stage.out(word, "list", "-l", f"app={unique}", "-o", "name") == f"{unique}-a\n"
    assert [item["kind"] for item in json.loads(stage.out(word, "list", "-l", f"app={unique}", "-o", "json"))] == [
        NAMES[word]
    ]
    assert stage.out(word, "list", "-l", "app=none") == "NAME\n"


def test_templates_of_all_namespaces(stage: Stage) -> None:
    keep(stage, "template", template("here"))
    rows = [row.split() for row in stage.out("template", "list", "-A").splitlines()]
    assert rows[0] == ["NAMESPACE", "NAME"]
    assert [stage.namespace, "here"] in rows


def test_all_of_the_namespace_go(stage: Stage) -> None:
    keep(stage, "template", template("one"), template("two"))
    assert stage.out("template", "delete", "--all", "--dry-run").count("(dry-run)") == 2
    assert (
        stage.out("template", "delete", "--all") == "WorkflowTemplate 'one' deleted\nWorkflowTemplate 'two' deleted\n"
    )
    assert stage.out("template", "list", "-o", "name") == ""


@pytest.mark.parametrize("verb", ["get", "delete"])
def test_no_names_are_nothing_to_do(stage: Stage, verb: str) -> None:
    keep(stage, "template", template("stays"))
    assert stage.out("template", verb) == ""
    assert stage.out("template", "list", "-o", "name") == "stays\n"


@pytest.mark.parametrize("verb", ["create", "update"])
def test_what_is_wrong_is_refused_before_anything_is_sent(stage: Stage, verb: str) -> None:
    bad = template("bad", templates=[{"name": "main", "steps": [[{"name": "a", "template": "hell0"}]]}])
    unknown = template("odd", entrypoints="main")
    for one, words in ((bad, "undefined"), (unknown, 'unknown field "spec.entrypoints"')):
        refused = stage.argo("template", verb, "-", stdin=as_text(template("fine"), one))
        assert refused.returncode == 3
        assert words in refused.stderr
    assert stage.out("template", "list", "-o", "name") == ""
    assert stage.argo("template", verb).returncode == 2


def test_unknown_fields_pass_where_they_are_let(stage: Stage) -> None:
    made = stage.out(
        "template", "create", "--strict=false", "-o", "name", "-", stdin=as_text(template("odd", entrypoints="x"))
    )
    assert made == "odd\n"


def test_other_kinds_are_passed_over(stage: Stage) -> None:
    cluster_wide = as_text(template("wide", "cluster-template", unknown="field"))
    done = stage.argo("template", "create", "-", stdin=cluster_wide + "\n---\n" + as_text(template("mine")))
    assert done.returncode == 0
    assert "Object is not of kind WorkflowTemplate. Ignoring..." in done.stderr
    none = stage.argo("template", "create", "-", stdin=cluster_wide)
    assert none.returncode == 3
    assert "No workflow template found in given files" in none.stderr


def test_a_reference_is_looked_up_on_the_cluster_and_beside_it(stage: Stage) -> None:
    alone = stage.argo("template", "create", "-", stdin=as_text(calling("caller", "called")))
    assert alone.returncode == 3
    assert 'workflow template "called"' in alone.stderr
    both = stage.out(
        "template", "create", "-o", "name", "-", stdin=as_text(calling("caller", "called"), template("called"))
    )
    assert both == "caller\ncalled\n"
    assert stage.out("template", "create", "-o", "name", "-", stdin=as_text(calling("later", "called"))) == "later\n"


def test_the_namespace_of_a_file_goes_before_that_of_the_command(stage: Stage, api_server: Any) -> None:
    other = api_server.new_namespace()
    made = template("there")
    made["metadata"]["namespace"] = other
    assert f"Namespace:           {other}\n" in stage.out("template", "create", "-", stdin=as_text(made))
    api_server.drop_namespace(other)


def test_templates_of_another_controller_are_left_alone(stage: Stage) -> None:
    keep(stage, "template", template("theirs"))
    stage.out("--instanceid", "ours", "template", "create", "-", stdin=as_text(template("own")))
    assert stage.out("--instanceid", "ours", "template", "list", "-o", "name") == "own\n"
    assert stage.argo("--instanceid", "ours", "template", "delete", "theirs").returncode == 3
    stage.out("--instanceid", "ours", "template", "update", "-", stdin=as_text(template("own", entrypoint="main")))
    assert stage.out("--instanceid", "ours", "template", "delete", "--all") == "WorkflowTemplate 'own' deleted\n"
    assert stage.out("template", "list", "-o", "name") == "theirs\n"


def test_what_was_made_before_a_refusal_is_shown(stage: Stage) -> None:
    keep(stage, "template", template("there"))
    done = stage.argo("template", "create", "-o", "name", "-", stdin=as_text(template("new"), template("there")))
    assert (done.returncode, done.stdout) == (3, "new\n")
    assert "failed to create workflow template: " in done.stderr
