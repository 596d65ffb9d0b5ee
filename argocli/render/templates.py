"""Templates of either kind for people: the block of one, the table of many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from argocli.model import timestamps
from argocli.model.values import JsonObject, mapping, text
from argocli.render import durations
from argocli.render.columns import columns


def template_block(template: JsonObject, now: datetime) -> str:
    metadata = mapping(template, "metadata")
    fields = [("Name", text(metadata, "name"))]
    if template.get("kind") != "ClusterWorkflowTemplate":
        fields.append(("Namespace", text(metadata, "namespace")))
    fields.append(("Created", durations.absolute(timestamps.from_text(text(metadata, "creationTimestamp")), now)))
    return "".join(f"{label + ':':<20} {value}\n" for label, value in fields)


def template_table(templates: Sequence[JsonObject], *, all_namespaces: bool = False) -> str:
    """One row each, in the order given."""
    table = [["NAMESPACE", "NAME"] if all_namespaces else ["NAME"]]
    for template in templates:
        metadata = mapping(template, "metadata")
        row = [text(metadata, "namespace"), text(metadata, "name")]
        table.append(row if all_namespaces else row[1:])
    return "".join(line + "\n" for line in columns(table))
