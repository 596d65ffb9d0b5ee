"""The environment of a container: a little of this machine's, what the template asks for, and Argo's own variables."""

from __future__ import annotations

import json
import os
import re

from argocli.model.values import JsonObject, mapping, objects, text

_NOTED = re.compile(r"metadata\.(labels|annotations)\['([^']*)'\]")
_FROM_HOST = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TERM", "PYENV_ROOT", "SSL_CERT_FILE", "SSL_CERT_DIR")


def variables(request: JsonObject, body: JsonObject, container: str, shared: str, home: str) -> dict[str, str]:
    """All variables of one container. `shared` is the folder that Argo shares with it."""
    found = {name: os.environ[name] for name in _FROM_HOST if name in os.environ}
    found["HOME"] = home
    found["HOSTNAME"] = text(request, "pod_name")
    found.update(_argo(request, container, shared))
    for entry in objects(body, "env"):
        name = text(entry, "name")
        if "value" in entry:
            found[name] = _expand(text(entry, "value"), found)
            continue
        field = text(mapping(mapping(entry, "valueFrom"), "fieldRef"), "fieldPath")
        if field:
            found[name] = _field(request, field)
    return found


def _argo(request: JsonObject, container: str, shared: str) -> dict[str, str]:
    template = mapping(request, "template")
    shown = {key: value for key, value in template.items() if key != "inputs"}
    inputs = {key: value for key, value in mapping(template, "inputs").items() if key != "parameters"}
    if inputs:
        shown["inputs"] = inputs
    return {
        "ARGO_CONTAINER_NAME": container,
        "ARGO_NODE_ID": text(request, "node_id"),
        "ARGO_POD_NAME": text(request, "pod_name"),
        "ARGO_POD_UID": text(request, "node_id"),
        "ARGO_WORKFLOW_NAME": text(request, "workflow"),
        "ARGO_WORKFLOW_UID": text(request, "workflow_uid"),
        "ARGO_INCLUDE_SCRIPT_OUTPUT": "true" if request.get("include_result") is True else "false",
        "ARGO_DEADLINE": text(request, "deadline") or "0001-01-01T00:00:00Z",
        "ARGO_PROGRESS_FILE": os.path.join(shared, "progress"),
        "ARGO_PROGRESS_PATCH_TICK_DURATION": "1m0s",
        "ARGO_PROGRESS_FILE_TICK_DURATION": "3s",
        "ARGO_TEMPLATE": json.dumps(shown, separators=(",", ":")),
    }


def _field(request: JsonObject, path: str) -> str:
    noted = _NOTED.fullmatch(path)
    if noted:
        return text(mapping(mapping(request, "metadata"), noted.group(1)), noted.group(2))
    return {
        "metadata.name": text(request, "pod_name"),
        "metadata.namespace": text(request, "namespace"),
        "metadata.uid": text(request, "node_id"),
        "spec.nodeName": os.uname().nodename,
        "spec.serviceAccountName": text(mapping(request, "spec"), "serviceAccountName") or "default",
        "status.podIP": "127.0.0.1",
        "status.hostIP": "127.0.0.1",
    }.get(path, "")


def _expand(value: str, known: dict[str, str]) -> str:
    """`$(NAME)` of a variable defined earlier, as Kubernetes expands it."""
    if "$(" not in value:
        return value
    for name, given in known.items():
        value = value.replace(f"$({name})", given)
    return value
