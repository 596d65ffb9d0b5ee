"""An executor plugin as a controller finds it: the ConfigMap with its sidecar. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from argocli.errors import ManifestError
from argocli.model import labels
from argocli.model.values import Json, JsonObject, flag, mapping, sequence, text

KIND = "ExecutorPlugin"
VERSION = labels.PREFIX + "version"
DESCRIPTION = labels.PREFIX + "description"
# The fields that there are, down to the container, by path.
_FIELDS = {
    (): ("apiVersion", "kind", "metadata", "spec"),
    ("spec",): ("sidecar",),
    ("spec", "sidecar"): ("automountServiceAccountToken", "container"),
}
_NEEDED = ("spec.sidecar.container", "a controller adds it to pods of others, and these have to be able to count on it")


def check(plugin: JsonObject) -> None:
    """Raises ManifestError for the first thing that a controller could not work with."""
    if plugin.get("kind") != KIND:
        raise ManifestError(f'the kind is "{text(plugin, "kind")}", and has to be {KIND}')
    if not text(mapping(plugin, "metadata"), "name"):
        raise ManifestError("metadata.name is required")
    for path, fields in _FIELDS.items():
        value = _at(plugin, path)
        unknown = [key for key in value if key not in fields]
        if unknown:
            raise ManifestError(f'unknown field "{".".join((*path, unknown[0]))}"')
    container = container_of(plugin)
    where, why = _NEEDED
    for name in ("name", "image"):
        if not text(container, name):
            raise ManifestError(f"{where}.{name} is required")
    ports = sequence(container, "ports")
    if len(ports) != 1:
        raise ManifestError(f"{where}.ports has to have one port, and has {len(ports)}")
    resources = mapping(container, "resources")
    for name, found in (
        ("resources.requests", mapping(resources, "requests")),
        ("resources.limits", mapping(resources, "limits")),
        ("securityContext", mapping(container, "securityContext")),
    ):
        if not found:
            raise ManifestError(f"{where}.{name} is required: {why}")


def with_program(plugin: JsonObject, program: str) -> JsonObject:
    """The plugin whose container gets the program as its argument."""
    spec = mapping(plugin, "spec")
    sidecar = mapping(spec, "sidecar")
    container: JsonObject = {**container_of(plugin), "args": [program]}
    return {**plugin, "spec": {**spec, "sidecar": {**sidecar, "container": container}}}


def container_of(plugin: JsonObject) -> JsonObject:
    return mapping(_at(plugin, ("spec", "sidecar")), "container")


def config_map(plugin: JsonObject, container: str) -> JsonObject:
    """`container` is the container as YAML."""
    metadata = mapping(plugin, "metadata")
    made: JsonObject = {
        "name": f"{text(metadata, 'name')}-executor-plugin",
        "labels": {**mapping(metadata, "labels"), labels.CONFIGMAP_TYPE: KIND},
    }
    if mapping(metadata, "annotations"):
        made["annotations"] = mapping(metadata, "annotations")
    if text(metadata, "namespace"):
        made["namespace"] = text(metadata, "namespace")
    mounts = flag(_at(plugin, ("spec", "sidecar")), "automountServiceAccountToken")
    data: JsonObject = {
        "sidecar.automountServiceAccountToken": "true" if mounts else "false",
        "sidecar.container": container,
    }
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": made, "data": data}


def readme(plugin: JsonObject, file: str) -> str:
    """What people have to know to use it; `file` is that of the ConfigMap."""
    metadata = mapping(plugin, "metadata")
    notes = mapping(metadata, "annotations")
    name, version, description = text(metadata, "name"), text(notes, VERSION), text(notes, DESCRIPTION)
    namespace = text(metadata, "namespace")
    place = f" -n {namespace}" if namespace else ""
    parts = [f"# {name}"]
    if version:
        parts.append(f"Needs version {version}.")
    if description:
        parts.append(description.strip())
    parts += [
        f"Image: `{text(container_of(plugin), 'image')}`",
        f"Install:\n\n    kubectl apply{place} -f {file}",
        f"Uninstall:\n\n    kubectl delete{place} cm {name}-executor-plugin",
    ]
    return "\n\n".join(parts) + "\n"


def _at(plugin: JsonObject, path: Sequence[str]) -> JsonObject:
    value: Json = plugin
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
