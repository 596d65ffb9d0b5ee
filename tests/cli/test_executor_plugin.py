"""`argo executor-plugin build`: from a folder to a ConfigMap and a README."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

PREFIX = "workflows.argoproj.io/"


def plugin(**changes: Any) -> dict[str, Any]:
    container = {
        "name": "hello",
        "image": "python:alpine",
        "command": ["python", "-c"],
        "ports": [{"containerPort": 4355}],
        "resources": {"requests": {"cpu": "250m"}, "limits": {"memory": "128Mi"}},
        "securityContext": {"runAsNonRoot": True},
    }
    container.update(changes)
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "ExecutorPlugin",
        "metadata": {
            "name": "hello",
            "annotations": {PREFIX + "version": ">= v3.3", PREFIX + "description": "Says hello."},
        },
        "spec": {"sidecar": {"container": {key: value for key, value in container.items() if value is not None}}},
    }


def put(folder: Path, made: dict[str, Any], **servers: str) -> str:
    (folder / "plugin.yaml").write_text(yaml.safe_dump(made))
    for suffix, text in servers.items():
        (folder / f"server.{suffix}").write_text(text)
    return str(folder)


def test_a_plugin_is_built(argo, tmp_path: Path) -> None:
    folder = put(tmp_path, plugin(), py="print('hello')\n")
    done = argo("executor-plugin", "build", folder)
    assert done.returncode == 0, done.stderr
    file = tmp_path / "hello-executor-plugin-configmap.yaml"
    assert done.stdout == f"{file} created\n{tmp_path / 'README.md'} created\n"
    assert file.read_text().startswith("# ")
    found = yaml.safe_load(file.read_text())
    assert (found["apiVersion"], found["kind"]) == ("v1", "ConfigMap")
    assert found["metadata"]["name"] == "hello-executor-plugin"
    assert found["metadata"]["labels"] == {PREFIX + "configmap-type": "ExecutorPlugin"}
    assert set(found["data"]) == {"sidecar.automountServiceAccountToken", "sidecar.container"}
    assert found["data"]["sidecar.automountServiceAccountToken"] == "false"
    container = yaml.safe_load(found["data"]["sidecar.container"])
    assert container == {**plugin()["spec"]["sidecar"]["container"], "args": ["print('hello')\n"]}
    told = (tmp_path / "README.md").read_text()
    for words in (
        "# hello",
        ">= v3.3",
        "Says hello.",
        "python:alpine",
        "kubectl apply -f hello-executor-plugin-configmap.yaml",
    ):
        assert words in told


def test_without_a_server_the_arguments_stay(argo, tmp_path: Path) -> None:
    argo("executor-plugin", "build", put(tmp_path, plugin(args=["own"])))
    found = yaml.safe_load((tmp_path / "hello-executor-plugin-configmap.yaml").read_text())
    assert yaml.safe_load(found["data"]["sidecar.container"])["args"] == ["own"]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (plugin(ports=None), "ports has to have one port, and has 0"),
        (plugin(ports=[{"containerPort": 1}, {"containerPort": 2}]), "ports has to have one port, and has 2"),
        (plugin(resources={"limits": {"cpu": "1"}}), "resources.requests is required"),
        (plugin(resources={"requests": {"cpu": "1"}}), "resources.limits is required"),
        (plugin(securityContext=None), "securityContext is required"),
        (plugin(imag="x"), 'unknown field "spec.sidecar.container.imag"'),
        ({**plugin(), "spec": {"sidecar": {}, "side": 1}}, 'unknown field "spec.side"'),
        ({**plugin(), "kind": "Workflow"}, "has to be ExecutorPlugin"),
        ({**plugin(), "metadata": {}}, "metadata.name is required"),
    ],
)
def test_what_a_controller_could_not_use_is_refused(argo, tmp_path: Path, made: dict[str, Any], said: str) -> None:
    done = argo("executor-plugin", "build", put(tmp_path, made))
    assert (done.returncode, said in done.stderr) == (3, True), done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(("map.yaml", ".md"))] == []


def test_there_is_one_server_and_one_folder(argo, tmp_path: Path) -> None:
    done = argo("executor-plugin", "build", put(tmp_path, plugin(), py="1", sh="2"))
    assert (done.returncode, "server.py, server.sh" in done.stderr) == (3, True)
    assert argo("executor-plugin", "build").returncode == 2
    assert argo("executor-plugin", "build", str(tmp_path / "nowhere")).returncode == 3
