"""Where the objects of a kind live in the API, and what they are called in messages."""

from __future__ import annotations

from argocli.cluster.address import percent
from argocli.errors import NotFound, UsageError

ARGO = "argoproj.io/v1alpha1"

# Kind: API version, name in a path, name in a message, whether it lives in a namespace.
_KINDS = {
    "Workflow": (ARGO, "workflows", "workflow", True),
    "WorkflowTemplate": (ARGO, "workflowtemplates", "workflow template", True),
    "ClusterWorkflowTemplate": (ARGO, "clusterworkflowtemplates", "cluster workflow template", False),
    "CronWorkflow": (ARGO, "cronworkflows", "cron workflow", True),
    "ConfigMap": ("v1", "configmaps", "config map", True),
    "Pod": ("v1", "pods", "pod", True),
}


def api_version(kind: str) -> str:
    return _KINDS[kind][0]


def namespaced(kind: str) -> bool:
    return _KINDS[kind][3]


def collection(kind: str, namespace: str | None) -> str:
    """The path of all objects of a kind in a namespace; of all namespaces where it is empty or None."""
    version, plural, _, has_namespace = _KINDS[kind]
    root = f"/apis/{version}" if "/" in version else f"/api/{version}"
    return f"{root}/namespaces/{percent(namespace)}/{plural}" if namespace and has_namespace else f"{root}/{plural}"


def single(kind: str, namespace: str, name: str) -> str:
    """The path of one object. Raises NotFound for a name that no object can have, UsageError without a namespace."""
    if namespaced(kind) and not namespace:
        raise UsageError(f"{called(kind, '', name)}: in which namespace?", hint="-n NAMESPACE names one")
    # Such a name would be the path of something else.
    if name in ("", ".", "..") or "/" in name:
        raise NotFound(f"{called(kind, namespace, name)} not found")
    return f"{collection(kind, namespace)}/{percent(name)}"


def called(kind: str, namespace: str, name: str) -> str:
    """`workflow "x" in namespace "argo"`."""
    _, _, word, has_namespace = _KINDS[kind]
    return f'{word} "{name}"' + (f' in namespace "{namespace}"' if namespace and has_namespace else "")
