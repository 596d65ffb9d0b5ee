"""JSON merge patch (RFC 7396): what is named is set, null takes away, objects are gone into, lists are replaced."""

from __future__ import annotations

from argocli.model.values import Json, JsonObject, mapping


def patched(target: JsonObject, patch: JsonObject) -> JsonObject:
    """A new object; neither of the two is changed."""
    found: dict[str, Json] = dict(target)
    for key, value in patch.items():
        if value is None:
            found.pop(key, None)
        elif isinstance(value, dict):
            found[key] = patched(mapping(found, key), value)
        else:
            found[key] = value
    return found
