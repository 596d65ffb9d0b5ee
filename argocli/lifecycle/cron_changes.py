"""What the options of `argo cron create` and `update` make of a cron workflow. Pure."""

from __future__ import annotations

from typing import cast

from argocli.lifecycle.submit import SubmitChanges, apply_options
from argocli.model.values import JsonObject, mapping
from argocli.model.workflow import Workflow


def change_cron(cron: JsonObject, changes: SubmitChanges, schedule: str = "") -> JsonObject:
    """A new cron workflow: names and labels are its own, everything else is about the workflow that it runs. A
    `schedule` takes the place of all that there are."""
    metadata, spec = dict(mapping(cron, "metadata")), dict(mapping(cron, "spec"))
    if changes.generate_name:
        metadata["generateName"] = changes.generate_name
        metadata.pop("name", None)
    if changes.name:
        metadata["name"] = changes.name
        metadata.pop("generateName", None)
    if changes.labels:
        metadata["labels"] = {**mapping(metadata, "labels"), **changes.labels}
    if schedule:
        spec["schedules"] = [schedule]
    inner = cast("Workflow", {"metadata": {}, "spec": mapping(spec, "workflowSpec")})
    about = changes._replace(name="", generate_name="", namespace="", labels={})
    spec["workflowSpec"] = apply_options(inner, about)["spec"]
    return {**cron, "metadata": metadata, "spec": spec}
