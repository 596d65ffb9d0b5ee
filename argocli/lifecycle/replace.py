"""An object in the place of the one of its name: what stays of that. Pure."""

from __future__ import annotations

from argocli.model import labels
from argocli.model.values import JsonObject, mapping, text

_STOPPED = "Stopped"


def replacement(current: JsonObject, given: JsonObject) -> JsonObject:
    """`given`, ready to replace `current`: the version that is replaced, the controller it belongs to, and what a
    controller has noted about runs. One that has stopped for good begins anew."""
    old, new = mapping(current, "metadata"), dict(mapping(given, "metadata"))
    new["resourceVersion"] = old.get("resourceVersion")
    for field, key in (("labels", labels.INSTANCE_ID), ("annotations", labels.LAST_USED_SCHEDULE)):
        kept = mapping(old, field).get(key)
        if kept is not None:
            new[field] = {**mapping(new, field), key: kept}
    made: JsonObject = {**given, "metadata": new}
    status = mapping(current, "status")
    if status and not mapping(given, "status") and text(status, "phase") != _STOPPED:
        made["status"] = status
    return made
