"""Deleting an object: which one is meant, and what becomes of what it owns."""

from __future__ import annotations

import json

from argocli.cluster.failures import raise_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.cluster.transport import Transport
    from argocli.model.values import JsonObject


def remove(transport: Transport, path: str, what: str, *, uid: str = "", propagation: str = "Background") -> None:
    """With a uid only that very object, and none that has taken its name since. Raises NotFound, Conflict."""
    options: JsonObject = {"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": propagation}
    if uid:
        options["preconditions"] = {"uid": uid}
    raise_for(transport.request("DELETE", path, body=json.dumps(options).encode()), what)
