"""The controller that objects belong to, where several share a cluster: a label on each says which."""

from __future__ import annotations

from argocli.errors import Refused
from argocli.model.labels import INSTANCE_ID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.model.values import JsonObject

_GIVEN_BY_SERVER = ("uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "generation", "managedFields")


class Instance:
    """One controller's objects; an empty id is the controller of objects without the label."""

    __slots__ = ("_id",)

    def __init__(self, name: str) -> None:
        self._id = name

    def mark(self, metadata: JsonObject) -> JsonObject:
        """The metadata of a new object: with our label, and without what the server gives."""
        found = {key: value for key, value in metadata.items() if key not in _GIVEN_BY_SERVER}
        given = metadata.get("labels")
        labels = {key: value for key, value in given.items() if key != INSTANCE_ID} if isinstance(given, dict) else {}
        if self._id:
            labels[INSTANCE_ID] = self._id
        if labels or "labels" in found:
            found["labels"] = labels
        return found

    def selector(self, labels: str = "") -> str:
        """A label selector, for our objects alone."""
        ours = f"{INSTANCE_ID}={self._id}" if self._id else f"!{INSTANCE_ID}"
        return f"{labels.strip()},{ours}" if labels.strip() else ours

    def check(self, metadata: JsonObject, name: str) -> None:
        """Raises Refused for an object of another controller."""
        labels = metadata.get("labels")
        given = str(labels.get(INSTANCE_ID) or "") if isinstance(labels, dict) else ""
        if given != self._id:
            hint = f"--instanceid {given}" if given else "leave out --instanceid"
            raise Refused(
                f"'{name}' is not managed by the current Argo Server", hint=f"another controller has it: {hint}"
            )
