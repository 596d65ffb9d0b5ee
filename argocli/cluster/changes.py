"""The smallest write that makes one workflow of another."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.model.values import JsonObject
    from argocli.model.workflow import Workflow

# What people ask of a running workflow. Set by a patch they never meet the controller's own writes.
_WISHES = ("suspend", "shutdown")


def wishes_patch(current: Workflow, changed: Workflow) -> JsonObject | None:
    """A merge patch, where nothing but `spec.suspend` and `spec.shutdown` differs; None where more does."""
    if {**changed, "spec": None} != {**current, "spec": None}:
        return None
    before, after = current["spec"], changed["spec"]
    different = [
        key for key in {**before, **after} if before.get(key) != after.get(key) or (key in before) != (key in after)
    ]
    if any(key not in _WISHES for key in different):
        return None
    # Null takes a field away.
    return {"spec": {key: after.get(key) for key in different}}
