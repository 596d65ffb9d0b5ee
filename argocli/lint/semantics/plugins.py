"""Executor plugins that a workflow brings along: what their sidecars have to say."""

from __future__ import annotations

from argocli.lint.facts import Fields
from argocli.lint.semantics.validation import KEY, NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.validation import Validation

RULE = "executor-plugin-incomplete"


def check_executor_plugins(run: Validation) -> None:
    """Every plugin has a name, and a container with a port, bounds and a security context."""
    holder = run.root.holder
    for index, plugin in enumerate(holder.spec.get("executorPlugins") or ()):
        path = (*holder.path, "executorPlugins", index)
        if not ((plugin or {}).get("metadata") or {}).get("name"):
            run.add(RULE, _said("executor plugin metadata name is mandatory"), run.root, path, NAME)
        sidecar = ((plugin or {}).get("spec") or {}).get("sidecar") or {}
        container: Fields = sidecar.get("container") or {}
        missing = _missing(container)
        place = (*path, "spec", "sidecar", "container")
        if missing:
            run.add(RULE, _said(", ".join(missing)), run.root, place, KEY)


def _said(what: str) -> str:
    return f"spec.executorPlugins: {what}"


def _missing(container: Fields) -> list[str]:
    resources = container.get("resources") or {}
    missing = [] if container.get("ports") else ["at least one port is mandatory"]
    missing += [f"resources {field} are mandatory" for field in ("requests", "limits") if not resources.get(field)]
    if container.get("securityContext") is None:
        missing.append("security context is mandatory")
    return missing
