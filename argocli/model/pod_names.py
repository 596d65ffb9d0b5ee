"""What the pod of a node is called: in the old format or the new one, as the workflow says."""

from __future__ import annotations

from argocli.model import labels, naming
from argocli.model.values import text
from argocli.model.workflow import Metadata, Node, Workflow


def has_old_format(metadata: Metadata, default: str = "v2") -> bool:
    """Whether pods are called by the ids of their nodes; `default` is the format of workflows that say nothing."""
    return metadata.get("annotations", {}).get(labels.POD_NAME_FORMAT, default) == "v1"


def pod_name_of(workflow: Workflow, node: Node, default: str = "v2") -> str:
    """The name of the node's pod, whether there is one or not."""
    template = text(node.get("templateRef"), "template") or node.get("templateName", "")
    metadata = workflow["metadata"]
    return naming.pod_name(metadata["name"], node["name"], template, v1=has_old_format(metadata, default))
