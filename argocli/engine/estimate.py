"""How long a workflow and its nodes will probably take: as long as in the last good run of the same template."""

from __future__ import annotations

from argocli.model import timestamps
from argocli.model.workflow import Node, Status, Workflow


class Precedent:
    """The last successful workflow from the same template or cron; None where there is none: nothing is estimated."""

    __slots__ = ("_by_name", "_name", "_whole")

    def __init__(self, workflow: Workflow | None) -> None:
        status = workflow.get("status", Status()) if workflow else Status()
        self._name = workflow["metadata"]["name"] if workflow else ""
        self._by_name = {node["name"]: node for node in status.get("nodes", {}).values()}
        self._whole = _seconds(status.get("startedAt"), status.get("finishedAt"))

    @property
    def whole(self) -> int:
        """Seconds of the whole workflow, 0 where unknown."""
        return self._whole

    def of(self, workflow: str, node: str) -> int:
        """Seconds of the node that had this one's place, 0 where there was none."""
        if not self._name:
            return 0
        found = self._by_name.get(self._name + node.removeprefix(workflow)) or Node()
        return _seconds(found.get("startedAt"), found.get("finishedAt"))


def _seconds(started: str | None, finished: str | None) -> int:
    begin, end = timestamps.from_text(started), timestamps.from_text(finished)
    return max(0, int((end - begin).total_seconds())) if begin and end else 0
