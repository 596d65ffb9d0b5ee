"""Names that derive from names: node ids, pod names, display names.

They are a function of the node's full name alone, which is what makes creating a pod twice harmless.
Rules: upstream's util of the same purpose (FNV-1a 32 bit, pod name format v2).
"""

from __future__ import annotations

import re

_POD_NAME_LIMIT = 253
_HASH_DIGITS = 10
# What the end of a generated name is made of: no vowels, no look-alikes.
GENERATED = "bcdfghjklmnpqrstvwxz2456789"
_GROUP_PREFIX = re.compile(r"^(\[\d+\])?\.")


def fnv1a32(data: str) -> int:
    """The 32 bit FNV-1a hash of the UTF-8 bytes of `data`."""
    digest = 2166136261
    for byte in data.encode():
        digest = ((digest ^ byte) * 16777619) & 0xFFFFFFFF
    return digest


def node_id(workflow_name: str, node_name: str) -> str:
    """The key of a node in `status.nodes`."""
    if node_name == workflow_name:
        return workflow_name
    return f"{workflow_name}-{fnv1a32(node_name)}"


def pod_name(workflow_name: str, node_name: str, template_name: str, *, v1: bool = False) -> str:
    """The name of the pod that runs a node; `template_name` is empty for inline templates."""
    if v1:
        return node_id(workflow_name, node_name)
    if node_name == workflow_name:
        return workflow_name
    prefix = f"{workflow_name}-{template_name}" if template_name else workflow_name
    return f"{prefix[: _POD_NAME_LIMIT - _HASH_DIGITS - 1]}-{fnv1a32(node_name)}"


def display_name(node_name: str, boundary_name: str | None) -> str:
    """What a person sees: the node's name without its boundary's, and without the step group's index."""
    if not boundary_name:
        return node_name
    return _GROUP_PREFIX.sub("", node_name.removeprefix(boundary_name))
