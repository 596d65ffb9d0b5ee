"""Limits of semaphores as a ConfigMap holds them: a key for each, its number as text. Pure."""

from __future__ import annotations

from argocli.errors import Conflict, NotFound, Refused
from argocli.model.values import JsonObject, mapping, text


def new_map(namespace: str, name: str) -> JsonObject:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": namespace}}


def with_limit(config_map: JsonObject, key: str, limit: int, *, new: bool) -> JsonObject:
    """The map with the limit; `new` ones must not be there, others must. Raises Conflict, NotFound."""
    data = mapping(config_map, "data")
    if new and key in data:
        raise Conflict(f"{_place(config_map, key)} exists already", hint="argo sync update changes it")
    if not new and key not in data:
        raise NotFound(f"{_place(config_map, key)} not found", hint="argo sync create makes it")
    return {**config_map, "data": {**data, key: str(limit)}}


def without_limit(config_map: JsonObject, key: str) -> JsonObject:
    return {
        **config_map,
        "data": {other: value for other, value in mapping(config_map, "data").items() if other != key},
    }


def limit_of(config_map: JsonObject, key: str) -> int:
    """Raises NotFound, and Refused where what stands there is no number."""
    data = mapping(config_map, "data")
    if key not in data:
        raise NotFound(f"{_place(config_map, key)} not found")
    try:
        return int(text(data, key))
    except ValueError:
        raise Refused(f"{_place(config_map, key)} is no number: {data[key]!r}") from None


def _place(config_map: JsonObject, key: str) -> str:
    return f'sync limit "{key}" of config map "{text(mapping(config_map, "metadata"), "name")}"'
