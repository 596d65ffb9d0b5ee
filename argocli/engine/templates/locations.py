"""Where an artifact is kept: the backend, the key within it, and what lies below a key."""

from __future__ import annotations

import re

from argocli.model.values import JsonObject, mapping, text

# The field that holds the key of each backend; empty where there is none.
_KEYS = {
    "s3": "key",
    "gcs": "key",
    "azure": "blob",
    "oss": "key",
    "hdfs": "path",
    "git": "",
    "http": "url",
    "artifactory": "url",
    "raw": "",
    "plugin": "key",
}
_URL = re.compile(r"([^:/?#]+://[^/?#]*)?([^?#]*)(.*)", re.DOTALL)


class LocationError(Exception):
    """A location that has no such place."""


def backend_of(artifact: JsonObject) -> str:
    """The backend that an artifact says it is kept in, if only by a key; empty where it says none."""
    return next((backend for backend in _KEYS if isinstance(artifact.get(backend), dict)), "")


def has_location(artifact: JsonObject) -> bool:
    return bool(backend_of(artifact))


def below(artifact: JsonObject, sub_path: str) -> JsonObject:
    """The artifact that lies under another one's key. Raises LocationError where the backend knows no keys."""
    backend = backend_of(artifact)
    if not sub_path or not backend:
        return artifact
    field = _KEYS[backend]
    if not field:
        raise LocationError(f"key unsupported: an artifact kept in {backend} has no parts that subPath could name")
    location = mapping(artifact, backend)
    key = text(location, field)
    host, path, query = _url_parts(key) if field == "url" else ("", key, "")
    changed = host + _joined(path or ("/" if host else ""), sub_path) + query
    return {**artifact, backend: {**location, field: changed}}


def _url_parts(url: str) -> tuple[str, str, str]:
    """What stands before the path, the path, and what follows it."""
    match = _URL.match(url)
    assert match is not None  # nothing in it has to be there
    return match[1] or "", match[2], match[3]


def _joined(key: str, sub_path: str) -> str:
    """One path of two, without empty parts, `.` and `..`."""
    parts: list[str] = []
    for part in f"{key}/{sub_path}".split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", ".", ".."):
            parts.append(part)
    return ("/" if key.startswith("/") else "") + "/".join(parts)
