"""The table of types as earlier versions of Argo had it: without the fields that came later, with those that went.

Fields that Kubernetes added on its own account have no date, but for those of containers; they are in every version.
"""

from __future__ import annotations

from argocli.lint.walker import types
from argocli.model.values import JsonObject, mapping

VERSIONS = ("3.4", "3.5", "3.6", "3.7", "4.0", "4.1")
PRESENT = VERSIONS[-1]


def known_version(text: str) -> str:
    """The version that a text such as `3.6`, `v3.6` or `3.6.2` means; empty where it is none of VERSIONS."""
    minor = ".".join(text.removeprefix("v").split(".")[:2])
    return minor if minor in VERSIONS else ""


def table_of(version: str) -> dict[str, JsonObject]:
    """All types by name, as that version had them."""
    return types() if version == PRESENT else {name: _as_of(body, version) for name, body in types().items()}


def _as_of(definition: JsonObject, version: str) -> JsonObject:
    if "fields" not in definition:
        return definition
    at = VERSIONS.index(version)
    fields: JsonObject = {}
    for name, kind in mapping(definition, "fields").items():
        since = kind.get("since") if isinstance(kind, dict) else None
        if not isinstance(since, str) or VERSIONS.index(since) <= at:
            fields[name] = kind
    for name, kind in mapping(definition, "removed").items():
        until = kind.get("until") if isinstance(kind, dict) else None
        if isinstance(until, str) and at <= VERSIONS.index(until):
            fields[name] = kind
    return {"fields": fields}
