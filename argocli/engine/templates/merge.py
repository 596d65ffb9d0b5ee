"""One manifest laid over another the way Kubernetes' strategic merge does it: maps merge, lists whose items have a key
of their own merge by it, other lists and plain values are replaced. What is empty above hides nothing below.
"""

from __future__ import annotations

from collections.abc import Sequence

from argocli.model.values import Json, JsonObject

# The key by which the items of a list are told apart, by the field that holds the list.
_KEYS = {
    "parameters": "name",
    "artifacts": "name",
    "templates": "name",
    "tasks": "name",
    "volumes": "name",
    "initContainers": "name",
    "sidecars": "name",
    "imagePullSecrets": "name",
    "env": "name",
    "hostAliases": "ip",
    "tolerations": "key",
    "ports": "containerPort",
    "volumeMounts": "mountPath",
    "volumeDevices": "devicePath",
}
# An empty text is a value here, elsewhere it is as good as nothing.
_TEXTS = frozenset({"value", "default"})
# Replaced as a whole although it is a map.
_WHOLE = frozenset({"selector"})
# Maps from text to text: every entry is a value.
_PLAIN_MAPS = frozenset({"labels", "annotations", "nodeSelector"})


def overlay(below: JsonObject, above: JsonObject) -> JsonObject:
    """`above` over `below`; neither is changed."""
    merged = dict(below)
    for key, value in above.items():
        if not _is_empty(key, value) or key not in below:
            merged[key] = _merged(key, below.get(key), value)
    return merged


def _merged(field: str, below: Json, above: Json) -> Json:
    if isinstance(below, dict) and isinstance(above, dict) and field not in _WHOLE:
        return {**below, **above} if field in _PLAIN_MAPS else overlay(below, above)
    if isinstance(below, list) and isinstance(above, list) and field in _KEYS:
        key = _KEYS[field]
        lower, upper = _keyed(below, key), _keyed(above, key)
        if lower is not None and upper is not None:
            return list(_by_key(lower, upper, key))
    return above


def _is_empty(field: str, value: Json) -> bool:
    return value is None or value == [] or (value == "" and field not in _TEXTS)


def _keyed(items: list[Json], key: str) -> list[JsonObject] | None:
    found = [item for item in items if isinstance(item, dict) and item.get(key) is not None]
    return found if len(found) == len(items) else None


def _by_key(below: Sequence[JsonObject], above: Sequence[JsonObject], key: str) -> list[JsonObject]:
    """Items above keep their order; those only below stay in front of what they stood in front of, else they follow."""
    lower = {_identity(item, key): item for item in below}
    position = {name: index for index, name in enumerate(lower)}
    upper = [(_identity(item, key), overlay(lower.get(_identity(item, key), {}), item)) for item in above]
    own = {name for name, _ in upper}
    rest = [(name, item) for name, item in lower.items() if name not in own]
    result: list[JsonObject] = []
    for name, item in upper:
        while rest and name in position and position[rest[0][0]] < position[name]:
            result.append(rest.pop(0)[1])
        result.append(item)
    return result + [item for _, item in rest]


def _identity(item: JsonObject, key: str) -> str:
    return str(item[key])
