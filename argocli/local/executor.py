"""What happens inside a pod: inputs are placed, containers run in their order, outputs are collected.

The same code runs in a sandbox and in a plain folder; it reaches the pod's folder through a path that works in both.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from argocli.local import artifacts, environment
from argocli.local.containers import Container, ContainerGroup
from argocli.local.images import command_line
from argocli.model.values import Json, JsonObject, any_text, flag, mapping, objects, sequence, text

_RESULT_LIMIT = 256 * 1024
_EXECUTOR_EXIT = 64
_LOCATIONS = ("raw", "s3", "gcs", "oss", "azure", "hdfs", "http", "git", "artifactory", "plugin")


class StepError(Exception):
    """Something that keeps a pod from running or from delivering; the text becomes the container's message."""


@dataclass(slots=True)
class Pod:
    """A pod at work. `folder` and `store` are paths of the pod's folder and the artifact store as this process sees
    them; `shared` is where the pod's containers see the folder that Argo shares with them."""

    request: JsonObject
    folder: str
    store: str
    shared: str
    script: str
    home: str
    sandboxed: bool
    # Told how to stop the containers, so that a signal can.
    on_stop: Callable[[Callable[[float], None]], object] = lambda stop: None

    @property
    def template(self) -> JsonObject:
        return mapping(self.request, "template")


def execute(pod: Pod) -> JsonObject:
    """Run a pod to its end: phase, states of its containers and outputs."""
    if pod.template.get("http") is not None:
        from argocli.local.agent import run_http

        phase, message, answer = run_http(mapping(pod.template, "http"))
        return {"phase": phase, "message": message, "containers": [], "outputs": {"result": answer}}
    if pod.template.get("data") is not None:
        return _data(pod)
    try:
        _place_inputs(pod)
        group = ContainerGroup(os.path.join(pod.folder, "logs"))
        pod.on_stop(group.stop)
        failed = _run_init_containers(pod, group)
    except StepError as error:
        return _result(pod, "Failed", [_ended("init", "init", _EXECUTOR_EXIT, str(error))], {})
    if failed is not None:
        return _result(pod, "Failed", [failed], {})
    try:
        mains, sidecars = _containers(pod)
        states = group.run(mains, sidecars)
    except StepError as error:
        states = [_ended("main", "main", _EXECUTOR_EXIT, str(error))]
    outputs, problem = _collect(pod, group)
    states.append(_ended("wait", "wait", _EXECUTOR_EXIT if problem else 0, problem))
    bad = any(
        state.get("exit_code") not in (0, None)
        and not (state["kind"] == "sidecar" and state["exit_code"] in (137, 143))
        for state in states
    )
    return _result(pod, "Failed" if bad else "Succeeded", states, outputs)


def _data(pod: Pod) -> JsonObject:
    from argocli.local.data import DataError, run_data

    try:
        found = run_data(mapping(pod.template, "data"), pod.store)
    except DataError as error:
        return _result(pod, "Failed", [_ended("main", "main", _EXECUTOR_EXIT, str(error))], {})
    return _result(pod, "Succeeded", [_ended("main", "main", 0), _ended("wait", "wait", 0)], {"result": found})


def _result(pod: Pod, phase: str, states: list[JsonObject], outputs: JsonObject) -> JsonObject:
    return {"phase": phase, "containers": list(states), "outputs": outputs}


def _ended(name: str, kind: str, code: int, message: str = "") -> JsonObject:
    return {
        "name": name,
        "kind": kind,
        "state": "terminated",
        "exit_code": code,
        "reason": "Error" if code else "Completed",
        "message": message,
    }


def _place_inputs(pod: Pod) -> None:
    for artifact in objects(mapping(pod.template, "inputs"), "artifacts"):
        name, path = text(artifact, "name"), text(artifact, "path")
        if not path or not any(artifact.get(kind) is not None for kind in _LOCATIONS):
            if not flag(artifact, "optional") and path:
                raise StepError(f"required artifact '{name}' not supplied")
            continue
        try:
            _load(pod, artifact, path)
        except (OSError, artifacts.ArtifactError) as error:
            if flag(artifact, "optional") and isinstance(error, FileNotFoundError):
                continue
            raise StepError(f"artifact {name} failed to load: {error}") from error


def _load(pod: Pod, artifact: JsonObject, path: str) -> None:
    raw = artifact.get("raw")
    if isinstance(raw, dict):
        os.makedirs(os.path.dirname(path) or "/", exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text(raw, "data"))
        if isinstance(artifact.get("mode"), int):
            os.chmod(path, int(str(artifact["mode"])))
        return
    key = artifacts.key_of(artifact)
    if not key or artifact.get("http") is not None or artifact.get("git") is not None:
        raise artifacts.ArtifactError(
            "this kind of location is not available in a local run; pass the file another way"
        )
    artifacts.load(artifact, artifacts.inside(pod.store, key), path)


def _run_init_containers(pod: Pod, group: ContainerGroup) -> JsonObject | None:
    for body in objects(pod.template, "initContainers"):
        container = _container(pod, body, text(body, "name") or "init", "init")
        state = group.run([container], [])[0]
        if state.get("exit_code"):
            return state
    return None


def _containers(pod: Pod) -> tuple[list[Container], list[Container]]:
    template = pod.template
    sidecars = [_container(pod, body, text(body, "name"), "sidecar") for body in objects(template, "sidecars")]
    script = template.get("script")
    if isinstance(script, dict):
        return [_script(pod, script)], sidecars
    container_set = template.get("containerSet")
    if isinstance(container_set, dict):
        members = []
        for body in objects(container_set, "containers"):
            member = _container(pod, body, text(body, "name"), "main")
            member.after = [str(name) for name in sequence(body, "dependencies")]
            members.append(member)
        return members, sidecars
    single = template.get("container")
    if isinstance(single, dict):
        return [_container(pod, single, "main", "main")], sidecars
    kind = next((kind for kind in ("resource", "plugin") if template.get(kind) is not None), "this")
    raise StepError(f"{kind} templates need a cluster; they cannot run as a process on this machine")


def _script(pod: Pod, body: JsonObject) -> Container:
    source = text(body, "source")
    arguments: list[Json] = list(sequence(body, "args"))
    if source:
        os.makedirs(os.path.dirname(pod.script), exist_ok=True)
        with open(pod.script, "w", encoding="utf-8") as file:
            file.write(source)
        os.chmod(pod.script, 0o755)  # noqa: S103  # a script has to be executable
        arguments.append(pod.script)
    return _container(pod, {**body, "args": arguments}, "main", "main")


def _container(pod: Pod, body: JsonObject, name: str, kind: str) -> Container:
    image = text(body, "image")
    words = [any_text(word) or "" for word in sequence(body, "command")]
    arguments = [any_text(word) or "" for word in sequence(body, "args")]
    line = command_line(image, words, arguments)
    variables = environment.variables(pod.request, body, name, pod.shared, pod.home)
    problem = ""
    program = None
    if not line:
        problem = f"image {image} names no command; give the template one, or use --runtime podman"
    else:
        program = shutil.which(line[0], path=variables.get("PATH", os.defpath))
        if program is None:
            problem = f'failed to find name in PATH: exec: "{line[0]}": executable file not found in $PATH'
    return Container(
        name=name,
        kind=kind,
        program=program or "",
        arguments=line,
        environment=variables,
        folder=text(body, "workingDir"),
        capture=name == "main" and pod.request.get("include_result") is True,
        problem=problem,
    )


def _collect(pod: Pod, group: ContainerGroup) -> tuple[JsonObject, str]:
    """Whatever the template declares and the containers left, and the first thing that is missing."""
    declared = mapping(pod.template, "outputs")
    outputs: JsonObject = {}
    problems: list[str] = []
    if pod.request.get("include_result") is True and "main" in group.captured:
        outputs["result"] = _chomp(group.captured["main"][-_RESULT_LIMIT:].decode("utf-8", "replace"))
    parameters: list[Json] = []
    for parameter in objects(declared, "parameters"):
        source = mapping(parameter, "valueFrom")
        if not text(source, "path"):
            parameters.append(parameter)
            continue
        value, problem = _read_parameter(text(source, "path"), any_text(source.get("default")))
        if problem:
            problems.append(problem)
            parameters.append(parameter)
            continue
        parameters.append({**parameter, "value": value})
    if parameters:
        outputs["parameters"] = parameters
    kept: list[Json] = []
    for artifact in objects(declared, "artifacts"):
        if not text(artifact, "path"):
            continue
        try:
            kept.append(_keep(pod, artifact))
        except FileNotFoundError:
            if not flag(artifact, "optional"):
                missing = f"/var/run/argo/outputs/artifacts{text(artifact, 'path')}.tgz"
                problems.append(f"open {missing}: no such file or directory; ")
        except (OSError, artifacts.ArtifactError) as error:
            problems.append(f"failed to save artifact {text(artifact, 'name')}: {error}")
    if kept:
        outputs["artifacts"] = kept
    return outputs, problems[0] if problems else ""


def _read_parameter(path: str, default: str | None) -> tuple[str, str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return _chomp(file.read()), ""
    except OSError as error:
        if default is not None:
            return default, ""
        return "", f"open /var/run/argo/outputs/parameters{path}: {(error.strerror or str(error)).lower()}"


def _chomp(value: str) -> str:
    return value.removesuffix("\n")


def _keep(pod: Pod, artifact: JsonObject) -> JsonObject:
    path = text(artifact, "path")
    os.stat(path)
    key = artifacts.key_of(artifact)
    location: JsonObject = {}
    if not key:
        key = f"{text(pod.request, 'workflow')}/{text(pod.request, 'pod_name')}/{artifacts.file_name(artifact, path)}"
        location = {"s3": {"key": key}}
    artifacts.save(artifact, path, artifacts.inside(pod.store, key))
    return {**artifact, **location}


def write_result(path: str, result: JsonObject) -> None:
    """Leave a pod's result for its supervisor, whole or not at all."""
    scratch = path + ".new"
    with open(scratch, "w", encoding="utf-8") as file:
        json.dump(result, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(scratch, path)
